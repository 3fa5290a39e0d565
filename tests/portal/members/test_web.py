from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from tests.factories.members import HOUSE, NOW, organisation, person

from hsoc.portal.members.actions.agreement import request_approval
from hsoc.portal.members.actions.tokens import create_token
from hsoc.portal.members.models import ApiToken, Approval, Kind, Membership, Organisation, Prefix, User
from hsoc.portal.members.queries import actor_of
from hsoc.portal.members.rules import Object, Role
from hsoc.portal.members.web import FIELDS

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
    manager.post(reverse("member_profile", args=[1]), {"short": "H1", "region": "Vysočina", "opted_out_of_sharing": "on"})
    changed = Organisation.objects.get(number=1)
    assert (changed.short, changed.region, changed.opted_out_of_sharing) == ("H1", "Vysočina", True)


def test_an_analyst_changes_nothing_even_by_hand(browser: Browser) -> None:
    analyst = browser(Role.ANALYST, 1)
    seat = Membership.objects.get()
    person_ = {"username": "n", "email": "n@h.example", "name": "N", "role": "manager"}
    answers = [
        analyst.post(reverse("member_profile", args=[1]), {"short": "X"}),
        analyst.post(reverse("prefix_ask", args=[1, "add"]), {"network": "198.18.1.0/24", "registry": "inetnum", "reason": "new building"}),
        analyst.post(reverse("person_add", args=[1]), person_),
        analyst.post(reverse("seat_give", args=[1]), {"username": "analyst-1", "role": "manager", "reason": "because"}),
        analyst.post(reverse("seat_take", args=[1, seat.pk])),
    ]
    assert [answer.status_code for answer in answers] == [403] * 5
    assert (Organisation.objects.get().short, Approval.objects.count(), User.objects.count(), Membership.objects.count()) == ("", 0, 1, 1)


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


def test_what_was_typed_and_refused_stands_there_again_once(browser: Browser) -> None:
    manager = browser(Role.MANAGER, 1)
    page = manager.post(reverse("prefix_ask", args=[1, "add"]), {"network": "198.18.1.0/24"}, follow=True).content.decode()
    assert ('value="198.18.1.0/24"' in page, page.count("<details open>")) == (True, 1)
    assert "198.18.1.0/24" not in manager.get(reverse("member", args=[1])).content.decode()


def test_every_field_of_the_page_has_a_label_of_its_own(browser: Browser) -> None:
    page = browser(Role.MANAGER, 1).get(reverse("member", args=[1])).content.decode()
    fields = re.findall(r'<(?:input|select)[^>]* id="([^"]+)"', page)
    assert len(fields) == len(set(fields)) > 10
    assert set(fields) - set(re.findall(r'<label for="([^"]+)"', page)) == {
        "q",
        "profile_opted_out_of_sharing",
    }  # these two stand inside theirs


def test_an_impossible_prefix_is_answered_with_the_reason(browser: Browser) -> None:
    manager = browser(Role.MANAGER, 1)
    manager.cookies["hsoc_language"] = "en"
    page = manager.post(
        reverse("prefix_ask", args=[1, "add"]), {"network": "198.18.1.1/24", "registry": "inetnum", "reason": "new building"}, follow=True
    )
    assert [str(message) for message in page.context["messages"]] == ["198.18.1.1/24 has host bits set; did you mean 198.18.1.0/24?"]


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


def test_a_token_is_shown_once_and_kept_by_no_cache(browser: Browser) -> None:
    analyst = browser(Role.ANALYST, 1)
    answer = analyst.post(reverse("tokens"), {"name": "SIEM", "organisation": "1", "scopes": ["event:view"], "days": "30"})
    secret = answer.context["secret"]
    assert secret in answer.content.decode()
    assert answer.headers["Cache-Control"] == "no-store"
    assert secret not in analyst.get(reverse("tokens")).content.decode()


def test_bad_token_wishes_are_answered_on_the_page(browser: Browser) -> None:
    analyst = browser(Role.ANALYST, 1)
    answer = analyst.post(reverse("tokens"), {"name": "x", "organisation": "2", "scopes": ["perimeter:change"], "days": "9999"})
    assert sorted(answer.context["form"].errors) == ["days", "organisation", "scopes"]
    assert ApiToken.objects.count() == 0


def test_tokens_of_others_are_neither_seen_nor_revoked(browser: Browser) -> None:
    made, _ = create_token(actor=actor_of(person(Role.ANALYST, 1)), organisation=1, name="t", scopes=["event:view"], days=9, now=NOW)
    colleague = browser(Role.ANALYST, 1, username="colleague")
    assert list(colleague.get(reverse("tokens")).context["rows"]) == []
    assert colleague.post(reverse("token_revoke", args=[made.pk])).status_code == 404
    assert ApiToken.objects.get().revoked is None


def test_an_own_token_is_revoked(browser: Browser) -> None:
    one = person(Role.ANALYST, 1)
    made, _ = create_token(actor=actor_of(one), organisation=1, name="t", scopes=["event:view"], days=9, now=NOW)
    browser(one).post(reverse("token_revoke", args=[made.pk]))
    assert ApiToken.objects.get().revoked is not None


def test_acting_for_another_own_organisation_is_chosen(browser: Browser) -> None:
    one = person(Role.ANALYST, 1)
    Membership.objects.create(user=one, organisation=organisation(2), role=Role.ANALYST, since=NOW)
    client = browser(one)
    answer = client.post(reverse("act_for"), {"organisation": "2", "next": "/portal/tokens/"})
    assert answer.headers["Location"] == "/portal/tokens/"
    assert client.get(reverse("members")).context["actor"].organisation == 2


@pytest.mark.parametrize(("number", "following"), [("3", ""), ("²", ""), ("", "")])
def test_nobody_acts_for_an_organisation_without_a_seat(browser: Browser, number: str, following: str) -> None:
    assert browser(Role.ANALYST, 1).post(reverse("act_for"), {"organisation": number, "next": following}).status_code == 404


def test_nobody_is_led_out_of_the_house(browser: Browser) -> None:
    answer = browser(Role.ANALYST, 1).post(reverse("act_for"), {"organisation": "1", "next": "https://elsewhere.example/"})
    assert answer.headers["Location"] == "/portal/"


def test_the_switch_changes_the_page_and_is_remembered_for_the_person(browser: Browser) -> None:
    one = person(Role.ANALYST, 1)
    client = browser(one)
    assert client.get("/portal/tokens/").headers["Content-Language"] == "cs"
    assert client.post(reverse("set_language"), {"language": "en", "next": "/portal/tokens/"}).headers["Location"] == "/portal/tokens/"
    assert client.get("/portal/tokens/").headers["Content-Language"] == "en"
    assert browser(one).get("/portal/tokens/").headers["Content-Language"] == "en"
