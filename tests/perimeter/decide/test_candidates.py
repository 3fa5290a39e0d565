"""What flows suggest, and the rounding that keeps lengths cheap."""

import numpy as np
import pytest
from tests.exchange.flowspec.test_match import flows

from hsoc.exchange.flowspec import cost, of_match
from hsoc.perimeter.decide.candidates import Allowed, addresses, candidates, rounded, with_lengths
from hsoc.records.flow import Fragment
from hsoc.records.scope import Match

DST = "192.0.2.1/32"


def suggested(*rows, **allowed):
    columns = flows(*rows)
    return set(candidates(DST, columns, np.full(len(rows), 1 / len(rows)), Allowed(**allowed)))


@pytest.mark.parametrize(
    ("low", "high", "wanted"), [(0, 0, (0, 1)), (40, 40, (32, 63)), (468, 1500, (256, 2047)), (512, 1023, (512, 1023))]
)
def test_rounded_to_powers_of_two(low, high, wanted):
    assert rounded(low, high) == wanted
    assert cost(of_match(Match(dst=DST, length=(wanted,)))) <= 3


def test_candidates_of_each_kind():
    found = suggested(
        {"sport": 53, "dport": 9},
        {"fragment": Fragment.LATER},
        {"proto": 6, "sport": 80, "dport": 7, "tcp_flags": 0x12},
        {"proto": 1, "icmp": 2048},
    )
    for wanted in (
        Match(dst=DST, proto=(17,)),
        Match(dst=DST, proto=(17,), sport=((53, 53),)),
        Match(dst=DST, proto=(17,), dport=((9, 9),)),
        Match(dst=DST, proto=(17,), fragment=True),
        Match(dst=DST, proto=(6,), sport=((80, 80),), tcp_flags=(0x12, 0x12)),
        Match(dst=DST, proto=(6,), tcp_flags=(0xFF, 0x12)),
        Match(dst=DST, proto=(6,), dport=((7, 7),), tcp_flags=(0x12, 0x12)),
        Match(dst=DST, proto=(1,), icmp_type=(8,)),
    ):
        assert wanted in found
    assert all(one.src is None for one in found)


def test_candidates_leave_excluded_ports_out():
    found = suggested({"sport": 53, "dport": 443}, excluded_sports=(53,), excluded_dports=(443,))
    assert found == {Match(dst=DST, proto=(17,))}


def test_candidates_by_source_only_within_what_is_allowed():
    rows = [{"src": f"198.51.100.{n}"} for n in range(4)] + [{"src": "203.0.113.5"}] * 4
    found = {one.src for one in suggested(*rows, addresses=1, excluded_sources=("203.0.113.0/24",)) if one.src}
    assert found == {"198.51.100.0/24", *(f"198.51.100.{n}/32" for n in range(4))}
    assert [addresses(Match(src=src)) for src in ("198.51.100.0/24", "198.51.100.1/32", "2001:db8::/48", "2001:db8::/64")] == [
        256,
        1,
        65536,
        1,
    ]


def test_with_lengths_of_what_has_all_lengths_is_none():
    columns = flows(*({"bytes": size} for size in (1, 65_535)))
    weights, every = np.full(2, 0.5), np.ones(2, np.bool_)
    assert with_lengths(Match(dst=DST), columns, weights, every) is None
    columns = flows(*({"bytes": size} for size in (900, 1000)))
    assert with_lengths(Match(dst=DST), columns, weights, every) == Match(dst=DST, length=((512, 1023),))
