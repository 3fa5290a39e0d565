"""The clock of events: ticks by the flows' own time, and what must not move it."""

from __future__ import annotations

import numpy as np

from hsoc.perimeter.measure.clock import ABSURD, AHEAD, CONFIRM, LEAP_MS, ON_TIME, Clock

NOON = 1_700_000_000_000
LIMIT = NOON + LEAP_MS * 10


def test_clock_passes_a_tick_where_a_flow_ends_in_a_later_second():
    clock = Clock()
    clock.start(NOON)
    walk = clock.walk(np.array([NOON + 10, NOON + 999, NOON + 1000, NOON + 400, NOON + 2500]), limit=LIMIT)
    assert walk.crossings.tolist() == [2, 4]
    assert clock.at == NOON + 2500


def test_flow_far_ahead_does_not_move_the_clock():
    clock = Clock()
    clock.start(NOON)
    walk = clock.walk(np.array([NOON + 10, NOON + LEAP_MS + 11, LIMIT + 1, NOON + 20]), limit=LIMIT)
    assert walk.kind.tolist() == [ON_TIME, AHEAD, ABSURD, ON_TIME]
    assert (clock.at, walk.leap) == (NOON + 20, False)


def test_leap_is_confirmed_by_many_and_undone_by_ordinary_flows():
    clock = Clock()
    clock.start(NOON)
    ahead = np.full(CONFIRM - 1, NOON + LEAP_MS * 2)
    assert not clock.walk(ahead, limit=LIMIT).leap
    assert not clock.walk(np.full(CONFIRM, NOON), limit=LIMIT).leap
    assert not clock.walk(ahead, limit=LIMIT).leap
    walk = clock.walk(np.concatenate([ahead[:1], np.array([NOON])]), limit=LIMIT)
    assert (walk.leap, walk.rows) == (True, 1)
