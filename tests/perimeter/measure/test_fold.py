"""The fold against a dictionary, its ceiling, that it empties itself, and the compiled loop against rows made by NumPy."""

from __future__ import annotations

import numpy as np
import pytest

from hsoc.perimeter.measure.fold import Fold, Loop, folded
from hsoc.perimeter.measure.probes import View
from hsoc.perimeter.measure.program import Unwritable

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


NAMES = ("day", "block", "bits", "least", "most", "sum")
MERGES = ("or", "min", "max", "sum")


def wanted(f):
    return (f.a > 0) & ~np.isin(f.b, (5, 7))


def made(f):
    odd = ((f.a & 1) == 1).astype(np.int64)
    return {
        "day": f.a - f.a % 1000,
        "block": f.b - (f.b & 31),
        "bits": np.int64(1) << (f.b ^ f.a) % 61,
        "least": np.where(f.b < 40, f.a * odd, -1),
        "most": 7 - f.a // 3,
        "sum": 1,
    }


def test_the_compiled_loop_folds_what_numpy_makes():
    rng = np.random.default_rng(2)
    given = {"a": rng.integers(-(2**62), 2**62, 4000), "b": rng.integers(0, 100, 4000)}
    given["a"][::2] %= 3000
    loop = Loop(wanted, made, names=NAMES, operations=MERGES)
    fold = Fold(keys=2, operations=MERGES, ceiling=4000, seed=9)
    for part in np.array_split(np.arange(4000), 3):
        fold.run(loop, {name: values[part] for name, values in given.items()}, len(part))
    fold.run(loop, {name: values[:0] for name, values in given.items()}, 0)
    chosen = View(**{name: values[wanted(View(**given))] for name, values in given.items()})
    rows = [np.broadcast_to(np.asarray(made(chosen)[name], np.int64), chosen.a.shape) for name in NAMES]
    taken = fold.take()
    order = np.lexsort(taken[:2][::-1])
    assert [column[order].tolist() for column in taken] == [column.tolist() for column in folded(rows, keys=2, operations=MERGES)]
    assert fold.left_out == 0


def test_the_compiled_loop_and_whole_columns_meet_in_one_row():
    fold = Fold(keys=2, operations=MERGES, ceiling=1)
    loop = Loop(wanted, made, names=NAMES, operations=MERGES)
    one = {"a": np.array([1500, 99_999]), "b": np.array([33, 33])}
    fold.run(loop, one, 2)
    fold.add([np.array([value]) for value in (1000, 32, 1, 2, 3, 4)])
    assert (len(fold), fold.left_out) == (1, 1)
    assert [int(column[0]) for column in fold.take()] == [1000, 32, 1 | 1 << (33 ^ 1500) % 61, 0, 3, 5]


@pytest.mark.parametrize(
    ("relevant", "row", "why"),
    [
        (lambda f: f.a, lambda f: {"k": f.a}, "does not answer with a mask"),
        (lambda f: f.a > 0, lambda f: {"k": f.a > 0}, "a mask where a number belongs"),
        (lambda f: f.a > 0, lambda f: {"k": 1.5, "of": f}, "no whole number"),
        (lambda f: f.a > 0, lambda f: {"k": f.a % 0}, "no number above 0"),
        (lambda f: f.a > 0, lambda f: {"k": f.a // f.a}, "no number above 0"),
        (lambda f: f.a > 0, lambda f: {"k": np.clip(f.a, 0, 1)}, "where and isin are known"),
        (lambda f: f.a > 0, lambda f: {"k": np.where(f.a, 1, 2)}, "where without a mask"),
        (lambda f: f.a > 0, lambda f: {"k": f.a.astype(np.int8)}, "only np.int64"),
    ],
)
def test_rows_that_cannot_be_written_down_are_refused_and_said(relevant, row, why):
    with pytest.raises(Unwritable, match=why):
        Loop(relevant, row, names=("k",), operations=())
