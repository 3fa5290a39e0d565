"""Networks and countries of partners: adding up, and narrowing to one."""

from __future__ import annotations

import msgspec
import pytest
from tests.factories import traffic

from hsoc.journal.networks import Entry, Networks
from hsoc.journal.own_traffic import Own, Wanted
from hsoc.journal.own_traffic_places import by_place, narrowed
from hsoc.journal.own_traffic_sums import totals

DAY = Wanted(since=traffic.BEGIN, until=traffic.BEGIN + 24 * traffic.HOUR)
TWO = Own(2, traffic.PREFIXES[2])
TABLE = Networks(
    [
        ("198.19.0.0/28", Entry(65536, "CZ", "One")),
        ("198.19.0.16/28", Entry(65537, "CZ", "Two")),
        ("198.18.0.0/16", Entry(64496, "CZ", "Inside")),
        ("2001:db8:fe00::/40", Entry(65538, "DE", "Six")),
    ]
)


@pytest.fixture(scope="module", params=[False, True], ids=["as sealed", "clustered"])
def root(request, tmp_path_factory):
    return traffic.written(tmp_path_factory.mktemp("day"), traffic.many(1500), clustered=request.param)


@pytest.mark.parametrize("place", ["asn", "country"])
def test_places_add_up_to_the_totals(root, place) -> None:
    whole, found = totals(root, TWO, DAY), by_place(root, TWO, DAY, TABLE, place, limit=100)
    for name in ("flows", "packets", "bytes", "bytes_in", "bytes_out", "partners", "dropped_flows"):
        assert sum(getattr(one, name) for one in found.rows) == getattr(whole, name), name
    assert found.rows[0].bytes == max(one.bytes for one in found.rows)


def test_every_place_can_be_narrowed_to(root) -> None:
    by_asn = {one.key[0]: one.flows for one in by_place(root, TWO, DAY, TABLE, "asn", limit=100).rows}
    by_country = {one.key[0]: one.flows for one in by_place(root, TWO, DAY, TABLE, "country", limit=100).rows}
    assert by_asn.keys() == {0, 64496, 65536, 65537, 65538}
    assert by_country.keys() == {"", "CZ", "DE"}
    for asn, flows in by_asn.items():
        wanted = narrowed(root, TWO, msgspec.structs.replace(DAY, asn=asn), TABLE)
        assert totals(root, TWO, wanted).flows == flows
    for country, flows in by_country.items():
        wanted = narrowed(root, TWO, msgspec.structs.replace(DAY, country=country or "?"), TABLE)
        assert totals(root, TWO, wanted).flows == flows


def test_nothing_asked_changes_nothing(root) -> None:
    assert narrowed(root, TWO, DAY, TABLE) is DAY
    nobody = narrowed(root, TWO, msgspec.structs.replace(DAY, asn=1), TABLE)
    assert totals(root, TWO, nobody).flows == 0


def test_without_a_table_everything_is_unknown(root, tmp_path) -> None:
    (only,) = by_place(root, TWO, DAY, Networks(), "country").rows
    assert only.key == ("",)
    assert by_place(tmp_path, TWO, DAY, TABLE, "asn").rows == ()
