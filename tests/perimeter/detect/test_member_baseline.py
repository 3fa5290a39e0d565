"""The sum of a member's networks; the network that grew most is named."""

from __future__ import annotations

from tests.factories.flows import INSIDE, mixed
from tests.factories.kept import END, rows, spread_out, usual

from hsoc.perimeter.detect.member_baseline import BITS_V4, DETECTOR
from hsoc.perimeter.history import look_back


def test_a_rotating_flood_is_told_for_the_member():
    [row] = look_back(DETECTOR, rows(mixed(usual(), spread_out())), at=END).to_pylist()
    assert (row["member"], row["dst_lo"], row["dst_bits"], row["targets"], row["port"]) == (6, INSIDE, BITS_V4, 50, 123)
