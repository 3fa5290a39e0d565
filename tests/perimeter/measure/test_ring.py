"""The ring: rows come back as they went in, leave with the window, and never exceed the ceiling."""

from __future__ import annotations

import numpy as np
from tests.factories.flows import START, sweep, with_columns

from hsoc.perimeter.measure.ring import NONE, Ring, packed, unpacked
from hsoc.records.flow import flow_columns


def rows_of(table):
    return packed(flow_columns(table), np.arange(table.num_rows))


def marks(*slots):
    marked = np.zeros(64, np.uint8)
    marked[list(slots)] = 1
    return marked


def test_packed_rows_come_back_unchanged():
    table = with_columns(sweep(50), forwarding=np.where(np.arange(50) % 2, 130, -1), icmp=-1, bytes=1 << 40)
    assert unpacked(rows_of(table)).equals(table)


def test_values_too_large_for_their_field_are_cut_to_its_bounds():
    assert unpacked(rows_of(with_columns(sweep(1), sampling=1 << 40)))["sampling"].to_pylist() == [(1 << 31) - 1]


def test_pick_returns_marked_rows_newer_than_the_window():
    ring = Ring(ceiling=1000)
    ring.add(rows_of(sweep(10, every=1000)), slots=np.array([np.arange(10) % 2, np.full(10, NONE)], np.int32), tile=0)
    rows, concerned, left = ring.pick([0, 1], marked=marks(1), after=START + 3000, most=100)
    assert (rows["last"] - START).tolist() == [5000, 7000, 9000]
    assert concerned.tolist() == [[True] * 3, [False] * 3]
    assert left == 0


def test_pick_leaves_out_the_oldest_and_says_how_many():
    ring = Ring(ceiling=1000)
    ring.add(rows_of(sweep(10, every=1000)), slots=np.zeros((1, 10), np.int32), tile=0)
    rows, _, left = ring.pick([0], marked=marks(0), after=0, most=4)
    assert ((rows["last"] - START).tolist(), left) == ([6000, 7000, 8000, 9000], 6)


def test_rows_leave_when_no_set_needs_them():
    ring = Ring(ceiling=1000)
    slots = np.array([[1] * 10, [2] * 5 + [NONE] * 5], np.int32)
    ring.add(rows_of(sweep(10)), slots=slots, tile=5)
    ring.expire([6, 5])
    assert ring.size == 5
    ring.expire([6, 6])
    assert ring.size == 0


def test_eviction_takes_the_weak_first_then_the_oldest_and_counts():
    ring = Ring(ceiling=8)
    ring.add(rows_of(sweep(10, every=1000)), slots=np.array([[0, 1] * 5], np.int32), tile=0)
    assert ring.full
    weak = np.zeros(64, np.bool_)
    weak[0] = True
    ring.evict([weak])
    rows, _, _ = ring.pick([0], marked=marks(0, 1), after=0, most=100)
    assert (rows["last"] - START).tolist() == [1000, 3000, 5000, 7000, 9000]
    assert ring.evicted == 5


def test_unanswered_keeps_the_keys_whose_targets_are_silent():
    ring = Ring(ceiling=1000)
    key, mirror = np.array([5] * 20 + [6] * 20), np.full(40, NONE)
    values, zeros = np.arange(40), np.zeros(40, np.int64)
    ring.add(rows_of(sweep(40)), slots=np.array([key, mirror], np.int32), tile=0, parts=[values, zeros])
    ring.add(rows_of(sweep(20)), slots=np.array([mirror[:20], key[20:]], np.int32), tile=0, parts=[zeros[:20], values[20:]])
    kept = ring.unanswered((0, 1), (0, 1), marked=marks(5, 6), after=0, amount=15, share=30, expected=100)
    assert np.flatnonzero(kept).tolist() == [5]


def test_unanswered_keeps_everything_where_there_are_more_values_than_were_expected():
    ring = Ring(ceiling=10_000)
    ring.add(rows_of(sweep(2000)), slots=np.full((2, 2000), 5, np.int32), tile=0, parts=[np.arange(2000), np.arange(2000)])
    kept = ring.unanswered((0, 1), (0, 1), marked=marks(5, 6), after=0, amount=15, share=30, expected=1)
    assert np.flatnonzero(kept).tolist() == [5, 6]
