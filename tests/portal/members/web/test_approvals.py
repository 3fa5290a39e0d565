from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from tests.factories.members import HOUSE, NOW, organisation, person

from hsoc.portal.members.actions.agreement import request_approval
from hsoc.portal.members.models import Approval, Prefix, User
from hsoc.portal.members.queries import actor_of
from hsoc.portal.members.rules import Object, Role
from hsoc.portal.members.web.words import FIELDS

pytestmark = pytest.mark.django_db
Browser = Callable[..., Client]


def test_a_prefix_travels_from_a_manager_over_an_operator_into_force(browser: Browser) -> None:
    manager, operator = browser(Role.MANAGER, 1), browser(Role.OPERATOR, HOUSE)
    manager.post(reverse("prefix_ask", args=[1, "add"]), {"network": "198.18.1.0/24", "registry": "inetnum", "reason": "new building"})
    waiting = Approval.objects.get()
    assert [row.mine_to_decide for row in manager.get(reverse("approvals")).context["waiting"]] == [False]
    assert [row.mine_to_decide for row in operator.get(reverse("approvals")).context["waiting"]] == [True]
    operator.post(reverse("approval_decide", args=[waiting.pk]), {"verdict": "approve", "answer": "checked"})
    assert Prefix.objects.get().text == "198.18.1.0/24"
    assert "198.18.1.0/24" in manager.get(reverse("member", args=[1])).content.decode()


def test_what_is_asked_for_is_said_in_words(browser: Browser) -> None:
    operator = browser(Role.OPERATOR, HOUSE)
    who = User.objects.get(username=f"operator-{HOUSE}")
    asked = {
        "mitigation.agree": {"key": "flowspec source 198.19.0.0/24", "until": 1_773_140_400_000},
        "seat.give": {"organisation": 1, "username": "b", "role": "auditor"},
        "member.declare": {"organisation": 1, "field": "single_homed", "value": True},
    }
    for code, payload in asked.items():
        Approval.objects.create(
            code=code, object="wish", payload=payload, reason="so", requester=who, requested=NOW, expires=NOW + timedelta(days=9_000)
        )
    operator.cookies["hsoc_language"] = "en"
    found = {row.code: dict(row.parts) for row in operator.get(reverse("approvals")).context["waiting"]}
    assert found["mitigation.agree"] == {"Entry": "flowspec source 198.19.0.0/24", "Until": "Tue\u00a010\u00a0Mar 2026 12:00:00 CET"}
    assert found["seat.give"] == {"User name": "b", "Role": "auditor"}
    assert found["member.declare"] == {"What": FIELDS["single_homed"]}


def test_nobody_decides_the_own_request_by_hand(browser: Browser) -> None:
    one = person(Role.OPERATOR, HOUSE)
    organisation(1)
    payload = {"organisation": 1, "prefix": "198.18.1.0/24"}
    asked = request_approval(
        actor=actor_of(one),
        code="prefix.add",
        thing=Object.PREFIX,
        organisation=1,
        payload=payload,
        reason="new building",
        now=datetime.now(UTC),  # noqa: TID251  (the page looks at the real clock)
    )
    assert browser(one).post(reverse("approval_decide", args=[asked.pk]), {"verdict": "approve"}).status_code == 403
    assert Approval.objects.get().state == "pending"
