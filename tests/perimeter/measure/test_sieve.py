"""The sieve: due once, due again after growth or time, and never a count too low."""

from __future__ import annotations

import numpy as np

from hsoc.perimeter.measure.sieve import CALM, RECHECK, URGENT, Sieve


def add(sieve, slot, count, *, tile=0, values=None, weight=1):
    slots = np.full(count, slot, np.int32)
    # different places: they are chosen by the upper 22 bits
    values = np.arange(count, dtype=np.uint64) << np.uint64(42) if values is None else values
    sieve.add(slots, tile=tile, weights=np.full(count, weight), values=values)


def test_slot_is_due_when_it_reaches_the_amount_and_then_by_a_quarter_more():
    sieve = Sieve(amount=10, distinct=False)
    add(sieve, 3, 9)
    assert sieve.due(1).tolist() == []
    add(sieve, 3, 1)
    assert sieve.due(2).tolist() == [3]
    add(sieve, 3, 2)
    assert sieve.due(3).tolist() == []
    add(sieve, 3, 1)
    assert sieve.due(4).tolist() == [3]


def test_only_what_is_far_beyond_the_amount_is_urgent_and_once_until_it_has_doubled():
    sieve = Sieve(amount=10, distinct=False)
    add(sieve, 3, 10 * URGENT)
    add(sieve, 4, 10 * URGENT - 1)
    assert (sieve.urgent(1).tolist(), sieve.urgent(1).tolist()) == ([3], [])
    add(sieve, 3, 10 * URGENT - 1)
    assert sieve.urgent(1).tolist() == []
    assert sieve.due(2).tolist() == [4, 3]
    add(sieve, 4, 10 * URGENT)
    assert sieve.urgent(2).tolist() == [4]


def test_slot_that_moved_is_due_again_after_ten_ticks_and_an_idle_one_is_not():
    sieve = Sieve(amount=10, distinct=False)
    add(sieve, 3, 10)
    add(sieve, 4, 10)
    assert sieve.due(1).tolist() == [3, 4]
    add(sieve, 3, 1)
    assert [sieve.due(t).tolist() for t in range(2, RECHECK + 3)] == [[]] * (RECHECK - 1) + [[3]] + [[]]


def test_innocent_slot_waits_longer():
    sieve = Sieve(amount=10, distinct=False)
    add(sieve, 3, 10)
    sieve.calm(sieve.due(1), tick=1)
    add(sieve, 3, 1)
    assert [t for t in range(2, CALM + 5) if len(sieve.due(t))] == [CALM + 1]


def test_weights_leave_with_their_tile():
    sieve = Sieve(amount=100, distinct=False)
    add(sieve, 3, 2, tile=1, weight=30)
    add(sieve, 3, 2, tile=2, weight=7)
    sieve.expire(2)
    assert sieve.total[3] == 14


def test_different_values_are_counted_once_and_stay_while_they_are_seen():
    sieve = Sieve(amount=100, distinct=True)
    add(sieve, 3, 8, tile=1)
    add(sieve, 3, 5, tile=2)
    assert sieve.total[3] == 8
    sieve.expire(2)
    assert sieve.total[3] == 5


def test_values_pushed_out_are_counted_too_often_never_too_seldom():
    sieve = Sieve(amount=100, distinct=True)
    same_place = np.arange(1, 9, dtype=np.uint64)  # the upper bits, which choose the place, are equal
    add(sieve, 3, 8, tile=1, values=same_place)
    add(sieve, 3, 8, tile=2, values=same_place)
    assert sieve.total[3] >= 8
    sieve.expire(2)
    assert sieve.total[3] >= 8
    sieve.expire(3)
    assert sieve.total[3] == 0
