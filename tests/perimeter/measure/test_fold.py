"""The fold against a dictionary, its ceiling, and that it empties itself."""

from __future__ import annotations

import numpy as np

from hsoc.perimeter.measure.fold import Fold, folded

OPERATIONS = ("sum", "min", "max", "or")


def columns(count: int = 5000, *, keys: int = 300):
    rng = np.random.default_rng(7)
    return [rng.integers(-3, 3, count), rng.integers(0, keys, count), *(rng.integers(0, 1 << 40, count) for _ in OPERATIONS)]


def by_hand(rows):
    out: dict[tuple[int, int], list[int]] = {}
    for a, b, *values in zip(*(column.tolist() for column in rows), strict=True):
        had = out.get((a, b))
        out[a, b] = values if had is None else [had[0] + values[0], min(had[1], values[1]), max(had[2], values[2]), had[3] | values[3]]
    return out


def test_rows_of_one_key_become_one():
    given = columns()
    rows = folded(given, keys=2, operations=OPERATIONS)
    told = {(a, b): values for a, b, *values in zip(*(column.tolist() for column in rows), strict=True)}
    assert told == by_hand(given)
    assert list(told) == sorted(told)


def test_beyond_the_ceiling_known_keys_go_on_and_new_ones_are_counted():
    fold = Fold(keys=1, operations=("sum",), ceiling=2)
    fold.add([np.array([1, 2, 3, 1, 3]), np.array([10, 20, 30, 40, 50])])
    assert (len(fold), fold.left_out) == (2, 2)
    assert [column.tolist() for column in fold.take()] == [[1, 2], [50, 20]]


def test_what_was_taken_is_gone_and_there_is_room_again():
    fold = Fold(keys=1, operations=("max",), ceiling=1)
    for key in (5, 6):
        fold.add([np.array([key]), np.array([key])])
        assert fold.take()[0].tolist() == [key]
    assert (len(fold), fold.left_out) == (0, 0)
    fold.add([np.array([], np.int64), np.array([], np.int64)])
    assert fold.take()[0].tolist() == []
