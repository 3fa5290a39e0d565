from __future__ import annotations

import pytest
from django.test import RequestFactory
from tests.factories.members import HOUSE, actor

from hsoc.portal.members.rules import NOBODY, Actor, Refused, Role
from hsoc.portal.project import gates


def through(who: Actor, action: str) -> frozenset[int] | None:
    request = RequestFactory().get("/")
    request.actor = who
    return gates.audit(request, action)


def test_the_gate_to_the_chain_opens_as_far_as_the_role_reaches() -> None:
    assert through(actor(Role.AUDITOR, HOUSE), "export") is None
    assert through(actor(Role.OPERATOR, HOUSE), "view") is None
    assert through(actor(Role.MANAGER, 2), "view") == frozenset({2})


@pytest.mark.parametrize(
    ("who", "action"),
    [(actor(Role.ANALYST), "view"), (NOBODY, "view"), (actor(Role.MANAGER), "export")],
    ids=["analyst", "nobody", "manager"],
)
def test_the_gate_stays_shut_for_others(who: Actor, action: str) -> None:
    with pytest.raises(Refused):
        through(who, action)


def test_a_gate_says_whether_it_opens() -> None:
    request = RequestFactory().get("/")
    request.actor = actor(Role.COORDINATOR, HOUSE)
    assert (gates.audit.opens(request, "view"), gates.audit.opens(request, "export")) == (True, False)
