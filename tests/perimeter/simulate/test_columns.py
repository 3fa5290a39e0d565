from __future__ import annotations

import numpy as np
import pytest

from hsoc.perimeter.simulate import columns
from hsoc.records import address
from hsoc.records.flow import FLOW_SCHEMA


def test_absent_columns_take_their_quiet_default() -> None:
    flows = columns.whole(2, first=np.array([1, 2]), proto=6)
    assert flows["proto"].tolist() == [6, 6]
    assert flows["icmp"].tolist() == [-1, -1]
    assert flows["forwarding"].tolist() == [columns.FORWARDED] * 2


def test_an_unknown_column_is_refused_by_name() -> None:
    with pytest.raises(KeyError, match="colour"):
        columns.whole(1, colour=3)


def test_members_addresses_are_those_of_their_prefixes() -> None:
    hi, lo = columns.member_address(np.array([9, 42]), np.array([105, 7]), np.array([False, True]))
    assert [address.text(int(h), int(low)) for h, low in zip(hi, lo, strict=True)] == ["198.18.9.105", "2001:db8:2a::7"]


def test_joining_nothing_gives_no_rows_and_time_order_is_by_the_end() -> None:
    assert columns.rows(columns.joined([])) == 0
    flows = columns.joined([columns.whole(1, last=9, sport=1), columns.whole(2, last=np.array([4, 9]), sport=np.array([2, 3]))])
    assert columns.in_time(flows)["sport"].tolist() == [2, 1, 3]


def test_the_table_has_the_canonical_schema_and_the_sites_as_exporters() -> None:
    table = columns.table(columns.whole(2, site=np.array([0, 1])))
    assert table.schema == FLOW_SCHEMA
    assert table["exporter"].to_pylist() == [address.pair("127.0.0.2")[1], address.pair("127.0.0.3")[1]]


def test_both_directions_of_a_pair_pass_the_same_site() -> None:
    rng = np.random.default_rng(1)
    one, other = rng.integers(0, 1 << 48, 1000), rng.integers(0, 1 << 48, 1000)
    assert columns.of_site(one, other).tolist() == columns.of_site(other, one).tolist()
    assert set(columns.of_site(one, other).tolist()) == {0, 1}
