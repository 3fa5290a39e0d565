"""The gate to flows: every role against every member, with and without a look, by session and by token."""

from __future__ import annotations

from datetime import timedelta
from itertools import product

import pytest
from tests.factories import members as people
from tests.factories import traffic

from hsoc.journal.own_traffic import Own, Wanted
from hsoc.portal.members.actions.tokens import create_token
from hsoc.portal.members.queries import actor_of, actor_of_token
from hsoc.portal.members.rules import NOBODY, SYSTEM, Actor, Refused, Role, Seat
from hsoc.portal.network.actions.looks import LOOK_MINUTES, look_into_flows
from hsoc.portal.network.queries import traffic as queries
from hsoc.portal.network.queries.traffic import NeedsReason

NOW = people.NOW
DAY = Wanted(since=traffic.BEGIN, until=traffic.BEGIN + 24 * traffic.HOUR)
OPEN, REASON, REFUSED = "open", "needs a reason", "refused"


def verdict(actor: Actor, member: int, *, export: bool = False) -> str:
    try:
        own = queries.visible_to(actor, member, now=NOW, export=export)
    except NeedsReason:
        return REASON
    except Refused:
        return REFUSED
    assert own == Own(member, traffic.PREFIXES[member])
    return OPEN


def test_every_role_against_every_member(community) -> None:
    for role, seat, member in product(Role, (2, 3, people.HOUSE), (2, 3, 4)):
        own = role is Role.ANALYST and seat == member
        expected = REASON if role is Role.OPERATOR else OPEN if own else REFUSED
        assert verdict(people.actor(role, seat), member) == expected, (role, seat, member)


def test_files_are_for_the_members_own_people(community) -> None:
    for role, seat, member in product(Role, (2, people.HOUSE), (2, 3)):
        allowed = role is Role.ANALYST and seat == member
        assert verdict(people.actor(role, seat), member, export=True) == (OPEN if allowed else REFUSED), (role, seat, member)
        assert queries.may_export(people.actor(role, seat), member) is allowed


def test_nobody_and_the_system_see_no_flows(community) -> None:
    assert [verdict(one, 2) for one in (NOBODY, SYSTEM, Actor(via="command", username="console"))] == [REFUSED] * 3
    assert queries.choices(NOBODY) == ()


def test_a_look_opens_one_member_for_one_person_for_a_while(community) -> None:
    operator, other = people.acting(Role.OPERATOR, people.HOUSE), people.acting(Role.OPERATOR, people.HOUSE, username="second")
    look_into_flows(actor=operator, member=2, reason="a complaint about scans", now=NOW)
    assert [verdict(operator, member) for member in (2, 3, 4)] == [OPEN, REASON, REASON]
    assert verdict(operator, 2, export=True) == REFUSED
    assert verdict(other, 2) == REASON
    later = NOW + timedelta(minutes=LOOK_MINUTES)
    with pytest.raises(NeedsReason):
        queries.visible_to(operator, 2, now=later)


def test_who_operates_and_belongs_to_a_member_gives_no_reason_at_home(community) -> None:
    both = Actor(user=5, username="both", seats=(Seat(people.HOUSE, Role.OPERATOR), Seat(3, Role.ANALYST)), second_factor=True)
    assert [verdict(both, member) for member in (2, 3)] == [REASON, OPEN]
    assert queries.choices(both)[0][0] == 3


def test_a_manager_does_not_see_flows_even_of_his_own(community) -> None:
    assert verdict(people.actor(Role.MANAGER, 2), 2) == REFUSED


@pytest.mark.parametrize(
    ("scopes", "sees", "takes"),
    [
        (("event:view",), REFUSED, REFUSED),
        (("flow:view",), OPEN, REFUSED),
        (("flow:export",), REFUSED, REFUSED),
        (("flow:view", "flow:export"), OPEN, OPEN),
    ],
)
def test_a_token_carries_what_it_says(community, scopes, sees, takes) -> None:
    person = people.person(Role.ANALYST, 2)
    token, _ = create_token(actor=actor_of(person), name="t", organisation=2, scopes=scopes, days=1, now=NOW)
    actor = actor_of_token(token)
    assert (verdict(actor, 2), verdict(actor, 2, export=True), verdict(actor, 3)) == (sees, takes, REFUSED)


def test_both_members_see_their_own_side_and_nothing_more(house) -> None:
    seen = {}
    for member in (2, 3):
        page = queries.traffic(people.actor(Role.ANALYST, member), member, DAY, now=NOW).flows(size=100)
        seen[member] = page.rows
        assert all(f"198.18.{member}." in one.own or f"2001:db8:{member}:" in one.own for one in page.rows)
    assert [sum(one.between for one in rows) for rows in seen.values()] == [2, 2]
    assert {one.bytes for one in seen[2]} & {999_999, 777_777} == set()


def test_every_question_is_behind_the_gate(house) -> None:
    stranger = people.actor(Role.ANALYST, 3)
    with pytest.raises(Refused):
        queries.traffic(stranger, 2, DAY, now=NOW)
    mine = queries.traffic(people.actor(Role.ANALYST, 2), 2, DAY, now=NOW)
    assert mine.totals().flows == sum(slot.flows for slot in mine.time_line()) == len(list(mine.exported())) == 8
    assert mine.top("partner").count == 6


def test_choices_are_what_may_be_asked_for(community) -> None:
    assert [number for number, _ in queries.choices(people.actor(Role.OPERATOR, people.HOUSE))] == [2, 3, 4]
    assert queries.choices(people.actor(Role.ANALYST, 3)) == ((3, "Hospital 3"),)
    assert queries.choices(people.actor(Role.MANAGER, 3)) == ()
