"""Routes as columns and as values."""

import pytest
from tests.factories.routes import down, gone, told

from hsoc.records.route import Kind, Route, joined, no_routes, place, prefix_text, routes, values

SOME = (
    told(64501, 64500, communities=(0xFFFFFF01, 5), otc=64501, next_hop="192.0.2.9"),
    gone(asn=64501),
    told(64502, 64500, prefix="2001:db8:7::/48", as_set=True),
    down(asn=64502),
)


def test_values_come_back():
    assert values(routes(SOME)) == SOME


def test_batches_are_joined_in_order():
    assert values(joined([routes(SOME[:1]), no_routes(), routes(SOME[1:])])) == SOME
    assert len(joined([])) == 0


def test_a_table_repeats_the_attributes_per_prefix():
    rows = routes(SOME).table().to_pylist()
    assert [row["path"] for row in rows] == [[64501, 64500], [], [64502, 64500], []]
    assert [row["origin"] for row in rows] == [64500, -1, -1, -1]
    assert no_routes().table().num_rows == 0
    assert routes([gone(asn=1)]).table()["path"].to_pylist() == [[]]


@pytest.mark.parametrize("prefix", ["0.0.0.0/0", "198.18.7.0/24", "198.18.7.9/32", "::/0", "2001:db8::/32", "2001:db8::1/128"])
def test_prefixes_come_back(prefix):
    assert prefix_text(*place(prefix)) == prefix


def test_host_bits_are_an_error():
    with pytest.raises(ValueError, match=r"198\.18\.7\.1/24"):
        routes([Route(time=0, peer="192.0.2.1", peer_asn=1, prefix="198.18.7.1/24", kind=Kind.WITHDRAW)])
