from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from hsoc.portal.members.rules import standing
from hsoc.portal.members.rules.standing import Hours, Leave
from hsoc.portal.members.rules.vocabulary import Status

NOW = datetime(2026, 10, 5, 8, 0, tzinfo=UTC)  # a Monday
DAY = date(2026, 10, 5)


@pytest.mark.parametrize(
    ("facts", "step"),
    [
        ((None, None, False, None), Status.FOLLOWER),
        ((DAY, None, False, None), Status.PARTICIPANT),
        ((None, DAY, False, None), Status.SIGNATORY),
        ((DAY, None, True, None), Status.CONNECTED),
        ((DAY, DAY, True, DAY), Status.LEFT),
    ],
)
def test_the_step_follows_from_the_facts(facts: tuple[object, ...], step: Status) -> None:
    participates, signed, connected, left = facts
    assert standing.status_of(participates=participates, signed=signed, connected=connected, left=left) is step


def test_duties_bind_a_year_after_the_decision() -> None:
    assert standing.duties_from(date(2026, 3, 1)) == date(2027, 3, 1)
    assert standing.duties_from(date(2028, 2, 29)) == date(2029, 2, 28)
    assert standing.duties_from(None) is None


def test_the_word_of_a_duty_contact_is_good_for_90_days() -> None:
    said = {age: NOW - timedelta(days=age) for age in (0, 82, 84, 89, 90)}
    assert [age for age, when in said.items() if standing.is_overdue(when, NOW)] == [90]
    assert [age for age, when in said.items() if standing.to_ask(when, None, NOW)] == [84, 89, 90]


def test_nobody_is_asked_twice_in_a_week() -> None:
    assert not standing.to_ask(None, NOW - timedelta(days=6), NOW)
    assert standing.to_ask(None, NOW - timedelta(days=7), NOW)


@pytest.mark.parametrize(("left", "noticed", "due"), [(31, 0, 0), (30, 0, 30), (20, 30, 0), (7, 30, 7), (3, 7, 0), (3, 0, 7), (-1, 0, 0)])
def test_the_owner_of_a_key_is_told_at_30_and_at_7_days(left: int, noticed: int, due: int) -> None:
    assert standing.key_notice(NOW + timedelta(days=left), noticed, NOW) == due


def test_a_key_without_an_end_is_never_spoken_of() -> None:
    assert standing.key_notice(None, 0, NOW) == 0


def test_hours_hold_on_their_days_and_over_midnight() -> None:
    office, night, always = Hours("12345", time(8), time(16)), Hours("1", time(22), time(6)), Hours("1234567")
    monday = datetime(2026, 10, 5, 9, 0, tzinfo=UTC)
    assert (office.hold(monday), office.hold(monday.replace(hour=16)), office.hold(monday + timedelta(days=5))) == (True, False, False)
    assert night.hold(monday.replace(hour=23))
    assert night.hold(monday.replace(hour=3) + timedelta(days=1))
    assert not night.hold(monday.replace(hour=3))
    assert always.hold(monday)


def test_stand_ins_are_followed_and_circles_end() -> None:
    away = {1: [Leave(DAY, DAY, 2)], 2: [Leave(DAY, DAY, 3)], 4: [Leave(DAY, DAY)], 5: [Leave(DAY, DAY, 6)], 6: [Leave(DAY, DAY, 5)]}
    assert [standing.standing_in(person, away, DAY) for person in (1, 3, 4, 5)] == [3, 3, 0, 0]
    assert standing.standing_in(1, away, DAY + timedelta(days=1)) == 1


def test_two_people_of_two_other_organisations_vouch() -> None:
    one, two, same = (1, frozenset({10})), (2, frozenset({20})), (3, frozenset({10}))
    assert standing.is_vouched([one, two], own=frozenset({30}))
    assert not standing.is_vouched([one], own=frozenset())
    assert not standing.is_vouched([one, one], own=frozenset())
    assert not standing.is_vouched([one, same], own=frozenset())
    assert not standing.is_vouched([one, two], own=frozenset({20}))
    assert not standing.is_vouched([one, (4, frozenset())], own=frozenset())
