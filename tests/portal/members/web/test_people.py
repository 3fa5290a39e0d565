from __future__ import annotations

import pytest
from django.urls import reverse
from tests.factories.members import HOUSE, organisation, person

from hsoc.portal.members.actions.organisations import add_prefix
from hsoc.portal.members.models import Approval, Function, Invitation, Organisation, Overlap
from hsoc.portal.members.rules import SYSTEM, Role
from hsoc.portal.members.web.steps import moment

pytestmark = pytest.mark.django_db


def test_a_manager_names_people_and_invites_on_the_page(browser, django_assert_max_num_queries) -> None:
    manager = browser(Role.MANAGER, 1)
    person(username="anna")
    manager.post(reverse("function_give", args=[1]), {"username": "anna", "kind": "duty", "rank": 1})
    held = Function.objects.get()
    assert held.confirmed is not None
    manager.post(reverse("function_step", args=[1, held.pk, "ask"]))
    manager.post(reverse("invite", args=[1]), {"email": "n@h.example", "role": "analyst", "language": "cs", "work": ["it"]})
    sent = Invitation.objects.get()
    manager.post(reverse("invitation_step", args=[1, sent.pk, "resend"]))
    with django_assert_max_num_queries(30):
        page = manager.get(reverse("member", args=[1]))
    assert [one.name for one, _phone in page.context["on_duty"]] == ["Anna"]
    manager.post(reverse("invitation_step", args=[1, sent.pk, "revoke"]))
    sent.refresh_from_db()
    assert (sent.times, sent.revoked is None) == (2, False)
    manager.post(reverse("function_step", args=[1, held.pk, "take"]))
    assert not Function.objects.exists()


def test_names_overlaps_and_steps_go_their_ways(browser) -> None:
    for number, prefix in ((1, "198.18.0.0/16"), (2, "198.19.0.0/24")):
        organisation(number)
        add_prefix(actor=SYSTEM, organisation=number, prefix=prefix, reason="registry", now=moment())
    manager, other, operator = browser(Role.MANAGER, 1), browser(Role.MANAGER, 2), browser(Role.OPERATOR, HOUSE)
    for value in ("nemocnice.example", "AS64500"):
        manager.post(reverse("name_ask", args=[1]), {"value": value, "reason": "our name"})
    assert set(Approval.objects.values_list("code", flat=True)) == {"domain.add", "asn.add"}
    other.post(reverse("overlap_ask", args=[2]), {"network": "198.18.2.0/24", "registry": "inetnum", "reason": "our part"})
    asked = Overlap.objects.get()
    assert "198.18.2.0/24" in manager.get(reverse("member", args=[1])).content.decode()
    assert other.post(reverse("overlap_answer", args=[1, asked.pk]), {"verdict": "approve"}).status_code in {403, 404}
    manager.post(reverse("overlap_answer", args=[1, asked.pk]), {"verdict": "approve", "answer": "they rent it"})
    assert Approval.objects.filter(code="prefix.add").count() == 1
    operator.post(reverse("stand", args=[1]), {"step": "connected", "on": "2026-11-01", "reason": "cut over"})
    assert Organisation.objects.get(number=1).connected
    assert manager.post(reverse("stand", args=[1]), {"step": "left", "on": "2026-11-01", "reason": "because"}).status_code == 403
