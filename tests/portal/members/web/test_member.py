from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from tests.factories.members import HOUSE, organisation, person

from hsoc.portal.members.models import Approval, Kind, Membership, Organisation, User
from hsoc.portal.members.rules import Role
from hsoc.portal.members.rules.vocabulary import Work

pytestmark = pytest.mark.django_db
Browser = Callable[..., Client]


def test_an_analyst_sees_the_own_organisation_and_not_that_there_are_others(browser: Browser) -> None:
    organisation(2)
    analyst = browser(Role.ANALYST, 1)
    assert [row.number for row in analyst.get(reverse("members")).context["rows"]] == [1]
    assert analyst.get(reverse("member", args=[1])).status_code == 200
    assert analyst.get(reverse("member", args=[2])).status_code == 404


def test_forms_are_shown_to_those_who_may_use_them(browser: Browser) -> None:
    organisation(1)
    shown = {role: browser(role, 1).get(reverse("member", args=[1])).context for role in (Role.ANALYST, Role.MANAGER)}
    assert [shown[Role.ANALYST][name] for name in ("may_change", "may_prefix", "may_people")] == [False, False, False]
    assert [shown[Role.MANAGER][name] for name in ("may_change", "may_prefix", "may_people")] == [True, True, True]


def test_a_manager_changes_the_profile(browser: Browser) -> None:
    manager = browser(Role.MANAGER, 1)
    manager.post(
        reverse("member_profile", args=[1]), {"short": "H1", "region": "CZ063", "regime": "undecided", "opted_out_of_sharing": "on"}
    )
    changed = Organisation.objects.get(number=1)
    assert (changed.short, changed.region, changed.opted_out_of_sharing) == ("H1", "CZ063", True)


def test_an_analyst_changes_nothing_even_by_hand(browser: Browser) -> None:
    analyst = browser(Role.ANALYST, 1)
    seat = Membership.objects.get()
    person_ = {"username": "n", "email": "n@h.example", "name": "N", "role": "manager"}
    answers = [
        analyst.post(reverse("member_profile", args=[1]), {"short": "X", "regime": "undecided"}),
        analyst.post(reverse("prefix_ask", args=[1, "add"]), {"network": "198.18.1.0/24", "registry": "inetnum", "reason": "new building"}),
        analyst.post(reverse("person_add", args=[1]), person_),
        analyst.post(reverse("seat_give", args=[1]), {"username": "analyst-1", "role": "manager", "reason": "because"}),
        analyst.post(reverse("seat_take", args=[1, seat.pk])),
    ]
    assert [answer.status_code for answer in answers] == [403] * 5
    assert (Organisation.objects.get().short, Approval.objects.count(), User.objects.count(), Membership.objects.count()) == ("", 0, 1, 1)


def test_what_was_typed_and_refused_stands_there_again_once(browser: Browser) -> None:
    manager = browser(Role.MANAGER, 1)
    page = manager.post(reverse("prefix_ask", args=[1, "add"]), {"network": "198.18.1.0/24"}, follow=True).content.decode()
    assert ('value="198.18.1.0/24"' in page, page.count("<details open>")) == (True, 1)
    assert "198.18.1.0/24" not in manager.get(reverse("member", args=[1])).content.decode()


def test_what_was_asked_for_stands_on_the_page_until_it_is_decided(browser: Browser) -> None:
    manager = browser(Role.MANAGER, 1)
    asked = {"network": "198.18.1.0/24", "registry": "inetnum", "reason": "new building"}
    page = manager.post(reverse("prefix_ask", args=[1, "add"]), asked, follow=True).content.decode()
    assert ('id="waiting"' in page, "<code>198.18.1.0/24</code>" in page) == (True, True)
    Approval.objects.update(state=Approval.State.REFUSED)
    assert 'id="waiting"' not in manager.get(reverse("member", args=[1])).content.decode()


def test_every_field_of_the_page_has_a_label_of_its_own(browser: Browser) -> None:
    page = browser(Role.MANAGER, 1).get(reverse("member", args=[1])).content.decode()
    fields = re.findall(r'<(?:input|select)[^>]* id="([^"]+)"', page)
    assert len(fields) == len(set(fields)) > 10
    inside = {  # these stand inside their labels
        "q",
        "palette-q",
        "profile_opted_out_of_sharing",
        *(f"profile_services_{place}" for place in range(9)),
        *(f"invite_work_{place}" for place in range(len(Work))),
    }
    assert set(fields) - set(re.findall(r'<label for="([^"]+)"', page)) == inside


def test_an_impossible_prefix_is_answered_with_the_reason(browser: Browser) -> None:
    manager = browser(Role.MANAGER, 1)
    manager.cookies["hsoc_language"] = "en"
    page = manager.post(
        reverse("prefix_ask", args=[1, "add"]), {"network": "198.18.1.1/24", "registry": "inetnum", "reason": "new building"}, follow=True
    )
    assert [str(message) for message in page.context["messages"]] == ["198.18.1.1/24 has host bits set; did you mean 198.18.1.0/24?"]


def test_a_manager_makes_an_account_and_takes_it_away(browser: Browser) -> None:
    manager = browser(Role.MANAGER, 1)
    manager.post(reverse("person_add", args=[1]), {"username": "nova", "email": "nova@h.example", "name": "Nová", "role": "analyst"})
    seat = Membership.objects.get(user__username="nova")
    manager.post(reverse("seat_give", args=[1]), {"username": "nova", "role": "manager", "reason": "deputy"})
    manager.post(reverse("seat_take", args=[1, seat.pk]), {"reason": "moved"})
    assert [one.role for one in Membership.objects.filter(user__username="nova")] == ["manager"]


def test_a_role_over_the_community_waits_for_a_second_person(browser: Browser) -> None:
    organisation(HOUSE, kind=Kind.OPERATOR)
    person(Role.ANALYST, 1, username="nova")
    coordinator, operator = browser(Role.COORDINATOR, HOUSE), browser(Role.OPERATOR, HOUSE)
    coordinator.post(reverse("seat_give", args=[HOUSE]), {"username": "nova", "role": "operator", "reason": "joins us"})
    assert Membership.objects.filter(user__username="nova").count() == 1
    operator.post(reverse("approval_decide", args=[Approval.objects.get().pk]), {"verdict": "approve"})
    assert Membership.objects.filter(user__username="nova", role="operator").count() == 1
