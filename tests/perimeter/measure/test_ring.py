"""The ring: rows come back as they went in, leave with the window, and never exceed the ceiling."""

from __future__ import annotations

import numpy as np
from tests.factories.flows import START, sweep, with_columns

from hsoc.perimeter.measure.ring import EMPTY, Posting, Ring, packed, unpacked
from hsoc.records.flow import flow_columns


def rows_of(table):
    return packed(flow_columns(table), np.arange(table.num_rows))


def posting(slots, *, rows=None, parts=(), hashes=()):
    """A posting of these slots, for the first rows or for `rows`."""
    numbers = np.arange(len(slots)) if rows is None else rows
    return Posting(np.array(numbers, np.int32), np.array(slots, np.int32), np.array(parts, np.int32), np.array(hashes, np.int64))


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
    ring.add(rows_of(sweep(10, every=1000)), postings=[posting(np.arange(10) % 2), EMPTY], tile=0)
    rows, concerned, left = ring.pick([0, 1], marked=marks(1), after=START + 3000, most=100)
    assert (rows["last"] - START).tolist() == [5000, 7000, 9000]
    assert concerned.tolist() == [[True] * 3, [False] * 3]
    assert left == 0


def test_pick_leaves_out_the_oldest_and_says_how_many():
    ring = Ring(ceiling=1000)
    ring.add(rows_of(sweep(10, every=1000)), postings=[posting([0] * 10)], tile=0)
    rows, _, left = ring.pick([0], marked=marks(0), after=0, most=4)
    assert ((rows["last"] - START).tolist(), left) == ([6000, 7000, 8000, 9000], 6)


def test_rows_leave_when_no_set_needs_them():
    ring = Ring(ceiling=1000)
    ring.add(rows_of(sweep(10)), postings=[posting([1] * 10), posting([2] * 5, rows=[0, 2, 4, 6, 8])], tile=5)
    ring.expire([6, 5])
    assert ring.size == 5
    rows, concerned, _ = ring.pick([0, 1], marked=marks(1, 2), after=0, most=100)
    assert rows["dst_lo"].tolist() == sweep(10)["dst_lo"].to_pylist()[::2]
    assert concerned.tolist() == [[False] * 5, [True] * 5]
    ring.expire([6, 6])
    assert ring.size == 0


def test_eviction_takes_the_weak_first_then_the_oldest_and_counts():
    ring = Ring(ceiling=8)
    ring.add(rows_of(sweep(10, every=1000)), postings=[posting([0, 1] * 5)], tile=0)
    assert ring.full
    weak = np.zeros(64, np.bool_)
    weak[0] = True
    ring.evict([weak])
    rows, _, _ = ring.pick([0], marked=marks(0, 1), after=0, most=100)
    assert (rows["last"] - START).tolist() == [1000, 3000, 5000, 7000, 9000]
    assert ring.evicted == 5


def test_a_row_that_is_strong_for_anybody_stays():
    ring = Ring(ceiling=8)
    ring.add(rows_of(sweep(10, every=1000)), postings=[posting([0] * 10), posting([3] * 2, rows=[4, 7])], tile=0)
    weak, none = np.zeros(64, np.bool_), np.zeros(64, np.bool_)
    weak[0] = True
    ring.evict([weak, none])
    rows, concerned, _ = ring.pick([0, 1], marked=marks(0, 3), after=0, most=100)
    assert (rows["last"] - START).tolist() == [4000, 7000]
    assert concerned.tolist() == [[True, True], [True, True]]


def test_small_batches_of_a_tile_are_one_chunk_with_all_their_postings():
    ring = Ring(ceiling=1000)
    for number in range(3):
        ring.add(rows_of(sweep(4, at=number)), postings=[posting([number] * 4), posting([9], rows=[3])], tile=0)
    rows, concerned, _ = ring.pick([0, 1], marked=marks(1, 9), after=0, most=100)
    assert len(rows) == 6
    assert concerned.sum(axis=1).tolist() == [4, 3]


def test_parts_and_wholes_are_found_from_each_other():
    ring = Ring(ceiling=1000)
    ring.add(rows_of(sweep(6)), postings=[posting([1, 1, 2, 2, 3, 3], parts=[10, 11, 12, 13, 10, 14])], tile=0)
    assert np.flatnonzero(ring.wholes(0, marked=marks(10))).tolist() == [1, 3]
    assert np.flatnonzero(ring.parts(0, marked=marks(2))).tolist() == [12, 13]


def test_unasked_keeps_the_keys_that_got_more_than_they_asked_for():
    ring = Ring(ceiling=1000)
    got = posting([5] * 20 + [6] * 20, parts=[5] * 20 + [6] * 20, hashes=[50] * 20 + [60] * 20)
    ring.add(rows_of(sweep(40)), postings=[got, EMPTY], tile=0)
    ring.add(rows_of(sweep(20)), postings=[EMPTY, posting([6] * 20, hashes=[60] * 20)], tile=0)
    heavy = np.ones(64, np.bool_)
    kept = ring.unasked(0, 1, marked=marks(5, 6), heavy=heavy, after=0, amount=10, discount=2)
    assert np.flatnonzero(kept).tolist() == [5]


def test_unanswered_keeps_the_keys_whose_targets_are_silent():
    ring = Ring(ceiling=1000)
    values = np.arange(40)
    ring.add(rows_of(sweep(40)), postings=[posting([5] * 20 + [6] * 20, hashes=values), EMPTY], tile=0)
    ring.add(rows_of(sweep(20)), postings=[EMPTY, posting([6] * 20, hashes=values[20:])], tile=0)
    kept = ring.unanswered(0, 1, marked=marks(5, 6), after=0, amount=15, share=30, expected=100)
    assert np.flatnonzero(kept).tolist() == [5]


def test_unanswered_keeps_everything_where_there_are_more_values_than_were_expected():
    ring = Ring(ceiling=10_000)
    both = posting([5] * 2000, hashes=np.arange(2000))
    ring.add(rows_of(sweep(2000)), postings=[both, both], tile=0)
    kept = ring.unanswered(0, 1, marked=marks(5, 6), after=0, amount=15, share=30, expected=1)
    assert np.flatnonzero(kept).tolist() == [5, 6]
