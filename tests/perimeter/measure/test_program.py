"""The program: what masks say, written down once, is what each mask says by itself."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.factories.flows import mixed, ports, reflected, sweep, udp_sweep, web

from hsoc.perimeter.detect.table import DETECTORS
from hsoc.perimeter.measure.program import MOST_MASKS, Program, Unwritable, rows_of
from hsoc.records.flow import flow_columns

MASKS = [mask for d in DETECTORS for mask in ([d.relevant] if d.mirror is None else [d.relevant, d.mirror.relevant])]


def said(masks, columns):
    rows = len(next(iter(columns.values())))
    answer = Program(masks).run(columns, rows)
    return [rows_of(answer, number).tolist() for number in range(len(masks))]


def plain(mask, columns):
    return np.flatnonzero(mask(SimpleNamespace(**columns))).tolist()


def test_the_masks_of_all_detectors_say_what_each_says_alone():
    columns = flow_columns(mixed(web(), sweep(), udp_sweep(), ports(), reflected()))
    assert said(MASKS, columns) == [plain(mask, columns) for mask in MASKS]


@given(st.lists(st.tuples(st.integers(-(2**63), 2**63 - 1), st.integers(-(2**31), 2**31)), max_size=40))
def test_every_operator_says_what_numpy_says(pairs):
    columns = {"a": np.array([a for a, _ in pairs], np.int64), "b": np.array([b for _, b in pairs], np.int64)}
    masks = [
        lambda f: (f.a == f.b) | (f.a != 3),
        lambda f: (f.a < f.b) & ~(f.a <= 0),
        lambda f: (f.a > -7) ^ (f.b >= f.a),
        lambda f: (f.b * 3 + 1 - f.b) >> 2 > 5,
        lambda f: ((f.a & 0xFF) | (f.b & f.a)) == 0x12,
    ]
    assert said(masks, columns) == [plain(mask, columns) for mask in masks]


def test_equal_steps_are_taken_once_and_columns_read_once():
    mask = MASKS[0]
    assert Program([mask, mask]).columns == Program([mask]).columns


def test_no_rows_and_no_masks_are_fine():
    assert Program(MASKS).run(flow_columns(sweep(0)), 0).tolist() == []
    assert Program([]).run({}, 3).tolist() == [0, 0, 0]


@pytest.mark.parametrize(
    ("mask", "why"),
    [
        (lambda f: (f.a == 1) and (f.b == 2), "write &"),
        (lambda f: f.a, "does not answer with a mask"),
        (lambda f: f.a == 1.5, "no whole number"),
        (lambda f: ~f.a == 1, "~ of a number"),
        (lambda f: (f.a == 1) & f.b, "a mask joined with a number"),
    ],
)
def test_what_is_not_written_with_operators_is_refused_and_said(mask, why):
    with pytest.raises(Unwritable, match=why):
        Program([mask])


def test_more_masks_than_bits_are_refused():
    with pytest.raises(Unwritable, match=f"{MOST_MASKS} fit"):
        Program([MASKS[0]] * (MOST_MASKS + 1))


def test_a_loop_that_is_kept_is_the_loop_that_is_used():
    columns = {"a": np.arange(10)}
    assert said([lambda f: f.a > 6], columns) == said([lambda f: f.a > 6], columns) == [[7, 8, 9]]
