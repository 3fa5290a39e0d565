from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest
from tests.factories.members import HOUSE, NOW, acting, organisation

from hsoc.portal.audit.models import Entry
from hsoc.portal.members.actions.agreement import (
    APPROVAL_DAYS,
    Unacceptable,
    agreed,
    decide_approval,
    lapse_approvals,
    reasoned,
    request_approval,
)
from hsoc.portal.members.models import Approval, Prefix
from hsoc.portal.members.rules import SYSTEM, Actor, Object, Refused, Role, Seat

pytestmark = pytest.mark.django_db
PREFIX = "198.18.1.0/24"


def asked(actor: Actor, *, prefix: str = PREFIX, code: str = "prefix.add") -> Approval:
    organisation(1)
    return request_approval(
        actor=actor,
        code=code,
        thing=Object.PREFIX,
        organisation=1,
        payload={"organisation": 1, "prefix": prefix},
        reason="new building",
        now=NOW,
    )


def test_a_request_waits_and_changes_nothing() -> None:
    request = asked(acting(Role.MANAGER, 1))
    assert (request.state, request.requested, request.expires) == ("pending", NOW, NOW + timedelta(days=APPROVAL_DAYS))
    assert Prefix.objects.count() == 0


def test_what_another_person_approves_is_carried_out_and_recorded() -> None:
    request = asked(acting(Role.MANAGER, 1))
    decide_approval(actor=acting(Role.OPERATOR, HOUSE), approval=request.pk, approve=True, answer="checked the registry", now=NOW)
    assert [prefix.text for prefix in Prefix.objects.all()] == [PREFIX]
    written = list(Entry.objects.values_list("action", "who", "reason"))
    assert written == [
        ("approval.requested", "manager-1", "new building"),
        ("approval.approved", f"operator-{HOUSE}", "checked the registry"),
        ("prefix.added", f"operator-{HOUSE}", "new building"),
    ]


def test_what_is_refused_is_not_carried_out() -> None:
    request = asked(acting(Role.MANAGER, 1))
    decide_approval(actor=acting(Role.OPERATOR, HOUSE), approval=request.pk, approve=False, answer="not yours", now=NOW)
    assert Approval.objects.get().state == "refused"
    assert Prefix.objects.count() == 0


def test_nobody_approves_the_own_request() -> None:
    operator = acting(Role.OPERATOR, HOUSE)
    request = asked(operator)
    with pytest.raises(Refused, match="own request"):
        decide_approval(actor=operator, approval=request.pk, approve=True, answer="", now=NOW)
    assert Approval.objects.get().state == "pending"


@pytest.mark.parametrize(("role", "number"), [(Role.MANAGER, 2), (Role.ANALYST, 1), (Role.COORDINATOR, HOUSE), (Role.AUDITOR, HOUSE)])
def test_nobody_without_the_right_approves(role: Role, number: int) -> None:
    request = asked(acting(Role.MANAGER, 1))
    with pytest.raises(Refused):
        decide_approval(actor=acting(role, number), approval=request.pk, approve=True, answer="", now=NOW)


def test_a_token_is_no_second_person() -> None:
    request = asked(acting(Role.MANAGER, 1))
    machine = msgspec.structs.replace(acting(Role.OPERATOR, HOUSE), via="token:1")
    with pytest.raises(Refused, match="only a person"):
        decide_approval(actor=machine, approval=request.pk, approve=True, answer="", now=NOW)


def test_a_request_is_decided_once() -> None:
    request = asked(acting(Role.MANAGER, 1))
    operator = acting(Role.OPERATOR, HOUSE)
    decide_approval(actor=operator, approval=request.pk, approve=False, answer="", now=NOW)
    with pytest.raises(Unacceptable, match="already decided: refused"):
        decide_approval(actor=operator, approval=request.pk, approve=True, answer="", now=NOW)


def test_a_request_lapses() -> None:
    request = asked(acting(Role.MANAGER, 1))
    late = NOW + timedelta(days=APPROVAL_DAYS)
    with pytest.raises(Unacceptable, match="lapsed"):
        decide_approval(actor=acting(Role.OPERATOR, HOUSE), approval=request.pk, approve=True, answer="", now=late)
    assert lapse_approvals(actor=SYSTEM, now=late - timedelta(seconds=1)) == 0
    assert lapse_approvals(actor=SYSTEM, now=late) == 1
    assert Approval.objects.get().state == "expired"


def test_what_cannot_be_carried_out_undoes_the_approval() -> None:
    first, second = asked(acting(Role.MANAGER, 1)), asked(acting(Role.OPERATOR, HOUSE, username="first"))
    operator = acting(Role.OPERATOR, HOUSE, username="second")
    decide_approval(actor=operator, approval=first.pk, approve=True, answer="", now=NOW)
    with pytest.raises(Unacceptable, match="overlaps"):
        decide_approval(actor=operator, approval=second.pk, approve=True, answer="", now=NOW)
    assert Approval.objects.get(pk=second.pk).state == "pending"


def test_an_unknown_change_undoes_the_approval() -> None:
    request = asked(acting(Role.MANAGER, 1), code="moon.move")
    with pytest.raises(KeyError):
        decide_approval(actor=acting(Role.OPERATOR, HOUSE), approval=request.pk, approve=True, answer="", now=NOW)
    assert Approval.objects.get().state == "pending"


@pytest.mark.parametrize("role", [Role.ANALYST, Role.AUDITOR])
def test_who_may_not_create_cannot_even_ask(role: Role) -> None:
    with pytest.raises(Refused):
        asked(acting(role, 1))


def test_agreement_is_bound_to_its_code_and_to_another_person() -> None:
    requester, approver = acting(Role.MANAGER, 1), acting(Role.OPERATOR, HOUSE)
    request = asked(requester)
    with pytest.raises(Refused):
        agreed(approver, request, "prefix.add")  # still pending
    request.state = Approval.State.APPROVED
    agreed(approver, request, "prefix.add")
    with pytest.raises(Refused):
        agreed(approver, request, "prefix.remove")
    with pytest.raises(Refused):
        agreed(requester, request, "prefix.add")
    with pytest.raises(Refused):
        agreed(Actor(user=1, seats=(Seat(HOUSE, Role.OPERATOR),)), None, "prefix.add")


@pytest.mark.parametrize("reason", ["", "  ", " a ", "...."])
def test_a_dot_is_no_reason(reason: str) -> None:
    with pytest.raises(Unacceptable, match="A reason"):
        reasoned(reason)
