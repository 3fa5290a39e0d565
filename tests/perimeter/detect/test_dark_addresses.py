"""Dark is what no member's machine ever spoke from; a member of whom nothing is heard is left out."""

from __future__ import annotations

import json

from tests.factories.flows import mixed
from tests.factories.kept import END, dark_sweep, living, rows

from hsoc.perimeter.detect.dark_addresses import DETECTOR
from hsoc.perimeter.history import look_back


def found(*scenes):
    return look_back(DETECTOR, rows(mixed(*scenes)), at=END).to_pylist()


def test_dark_ones_are_told_beside_the_living():
    [row] = found(living(), dark_sweep(50, start=75))
    assert (row["targets"], json.loads(row["evidence"])["dark"]) == (50, 25)


def test_one_dark_address_too_few():
    assert found(living(), dark_sweep(49, start=75)) == []


def test_mostly_living_targets_are_a_visitor():
    assert found(living(), dark_sweep(125, start=0)) == []  # 25 dark ones of 125


def test_a_member_of_whom_nothing_is_heard_is_left_out():
    assert found(living(member=2), dark_sweep()) == []
