from __future__ import annotations

import itertools

import pytest
from tests.factories.members import HOUSE, actor

from hsoc.portal.members.rules import (
    COMMUNITY,
    NOBODY,
    RIGHTS,
    SECOND_FACTOR,
    SYSTEM,
    Action,
    Actor,
    Object,
    Reach,
    Refused,
    Role,
    Seat,
    may,
    needs_second_factor,
    numbers,
    reach,
    require,
    scope,
)

# Written out by hand a second time, in another shape than the source: role → what it may do to which objects, everywhere or at home.
EVERYWHERE = {
    Role.OPERATOR: """network view export; event view create change export; flow view; organisation view create change remove approve
        export; prefix view create remove approve export; person view create change remove approve export; token view create remove;
        approval view create remove; client view create change remove approve; perimeter view create change remove approve;
        rule view create change remove approve; wish view create change remove approve; indicator view approve export;
        advisory view approve export; sharing view;
        report view create change remove export; memorandum view export; ballot view; group view; meeting view;
        service view create change remove; request view create change remove approve export; aid view create; plan view;
        page view create change;
        audit view export""",
    Role.COORDINATOR: """network view export; event view change export; organisation view create change export; prefix view;
        person view create change remove approve export; token view create remove; approval view create remove; client view;
        perimeter view; rule view; wish view; indicator view approve export;
        advisory view approve export; sharing view;
        report view create change remove export; memorandum view create change remove approve export;
        ballot view create change remove export; group view create change remove approve export; meeting view create change remove export;
        service view create change remove; request view create change remove approve export; aid view create change remove export;
        plan view create change remove export; page view create change remove approve; audit view""",
    Role.AUDITOR: """network view; organisation view; prefix view; person view; token view; approval view; client view; perimeter view;
        rule view; wish view; sharing view; memorandum view; ballot view; group view; meeting view; service view; request view; plan view;
        audit view export""",
    Role.MANAGER: "network view; group view; meeting view; service view; aid view; plan view",
    Role.ANALYST: "network view; group view; meeting view; service view; aid view; plan view",
    Role.COLLEAGUE: "network view; group view; meeting view; service view; aid view; plan view",
}
AT_HOME = {
    Role.OPERATOR: "indicator create change; advisory create change remove",
    Role.COORDINATOR: "indicator create change; advisory create change remove",
    Role.MANAGER: """event view export; organisation view change; prefix view create remove; person view create change remove;
        token view create remove; approval view create remove; client view create change; perimeter view;
        rule view create change remove approve; wish view create change; indicator view create change remove export;
        advisory view create change remove export; sharing view change;
        report view create change remove export; memorandum view create; ballot view create;
        request view create change remove; aid create change remove; audit view""",
    Role.ANALYST: """event view create change export; flow view export; organisation view; prefix view; person view;
        token view create remove; approval view create remove; client view create change; perimeter view;
        rule view create change remove; wish view; indicator view create change remove export;
        advisory view create change remove export; sharing view;
        report view create remove export; memorandum view; ballot view; request view; aid create change remove""",
    Role.COLLEAGUE: "organisation view; person view; memorandum view; ballot view; request view",
}


def _written(lines: dict[Role, str], how_far: Reach) -> dict[tuple[Role, Action, Object], Reach]:
    written = {}
    for role, text in lines.items():
        for part in text.split(";"):
            thing, *verbs = part.split()
            written |= {(role, Action(verb), Object(thing)): how_far for verb in verbs}
    return written


EXPECTED = _written(EVERYWHERE, Reach.ALL) | _written(AT_HOME, Reach.OWN)
EVERY = list(itertools.product(Role, Action, Object))


def test_rights_are_exactly_those_written_here() -> None:
    assert dict(RIGHTS) == EXPECTED


@pytest.mark.parametrize(("role", "action", "thing"), EVERY, ids=str)
def test_may_follows_the_table_for_every_role_action_and_object(role: Role, action: Action, thing: Object) -> None:
    home = HOUSE if role in COMMUNITY else 1
    granted = EXPECTED.get((role, action, thing), Reach.NONE)
    who = actor(role, home)
    assert may(who, action, thing, home) is (granted >= Reach.OWN)
    assert may(who, action, thing, 2) is (granted is Reach.ALL)
    assert may(who, action, thing) is (granted >= Reach.OWN)
    assert reach(who, action, thing) is granted
    assert numbers(who, action, thing) == {Reach.ALL: None, Reach.OWN: frozenset({home}), Reach.NONE: frozenset()}[granted]


@pytest.mark.parametrize(("action", "thing"), list(itertools.product(Action, Object)))
def test_nobody_may_nothing(action: Action, thing: Object) -> None:
    assert not may(NOBODY, action, thing)
    assert numbers(NOBODY, action, thing) == frozenset()


@pytest.mark.parametrize(("action", "thing"), list(itertools.product(Action, Object)))
def test_the_system_may_everything(action: Action, thing: Object) -> None:
    assert may(SYSTEM, action, thing, 7)
    assert numbers(SYSTEM, action, thing) is None


def test_seats_in_two_organisations_add_up_and_do_not_mix() -> None:
    who = Actor(user=1, seats=(Seat(1, Role.ANALYST), Seat(2, Role.MANAGER)))
    assert numbers(who, Action.VIEW, Object.EVENT) == {1, 2}
    assert numbers(who, Action.CHANGE, Object.PERSON) == {2}
    assert numbers(who, Action.VIEW, Object.FLOW) == {1}


def test_a_token_reaches_nothing_outside_its_scopes() -> None:
    who = actor(Role.ANALYST, scopes=frozenset({scope(Action.VIEW, Object.EVENT)}))
    assert may(who, Action.VIEW, Object.EVENT, 1)
    assert not may(who, Action.EXPORT, Object.EVENT, 1)
    assert numbers(who, Action.VIEW, Object.ORGANISATION) == frozenset()
    assert reach(who, Action.VIEW, Object.ORGANISATION) is Reach.NONE


def test_a_scope_gives_nothing_that_the_seat_does_not() -> None:
    who = actor(Role.ANALYST, scopes=frozenset({scope(Action.CHANGE, Object.PERIMETER)}))
    assert not may(who, Action.CHANGE, Object.PERIMETER)


@pytest.mark.parametrize("role", Role)
def test_second_factor_is_demanded_of_operators_and_coordinators(role: Role) -> None:
    assert needs_second_factor(actor(role, second_factor=False)) is (role in SECOND_FACTOR)
    assert not needs_second_factor(actor(role, second_factor=True))


def test_require_says_who_may_not_do_what() -> None:
    with pytest.raises(Refused) as refusal:
        require(actor(Role.ANALYST), Action.CHANGE, Object.PERIMETER, 2)
    assert str(refusal.value) == "analyst-1 may not change perimeter of 2"
