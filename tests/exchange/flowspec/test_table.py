"""Many rules at once mean the same as each rule by itself, in the order of RFC 8955."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from hsoc.exchange.flowspec.compose import rule
from hsoc.exchange.flowspec.match import matches
from hsoc.exchange.flowspec.order import rank
from hsoc.exchange.flowspec.table import NONE, Table, sums
from hsoc.exchange.flowspec.terms import Unsayable
from hsoc.records.address import pair
from hsoc.records.flow import FLOW_COLUMNS
from hsoc.records.scope import Match

V4 = ["192.0.2.1", "192.0.2.2", "203.0.113.1", "198.51.100.7"]
V6 = ["2001:db8::1", "2001:db8:1::1"]
PREFIXES = [None, "192.0.2.1/32", "192.0.2.0/24", "0.0.0.0/0", "::/0", "2001:db8::/32", "2001:db8::1/128"]


def sayable(match):
    try:
        rule(match)
    except Unsayable:
        return False
    return True


ranges = st.sampled_from([(), ((53, 53),), ((0, 100),), ((53, 53), (443, 500))])
some_match = st.builds(
    Match,
    dst=st.sampled_from(PREFIXES),
    src=st.sampled_from([*PREFIXES, "198.51.100.7/32"]),
    proto=st.sampled_from([(), (1,), (6,), (17,), (6, 17)]),
    dport=ranges,
    sport=ranges,
    icmp_type=st.sampled_from([(), (8,), (0, 3)]),
    tcp_flags=st.sampled_from([None, None, (0x12, 0x02), (0x12, 0x12)]),
    length=st.sampled_from([(), ((0, 99),), ((100, 200), (400, 500))]),
    fragment=st.sampled_from([None, None, True, False]),
).filter(sayable)


def drawn_flows(seed, rows=200):
    rng = np.random.default_rng(seed)
    out = {name: np.zeros(rows, np.int64) for name in FLOW_COLUMNS}
    pairs = np.array([pair(address) for address in V4 + V6], np.int64)
    for side in ("src", "dst"):
        chosen = pairs[rng.integers(0, len(pairs), rows)]
        out[f"{side}_hi"], out[f"{side}_lo"] = chosen[:, 0].copy(), chosen[:, 1].copy()
    for name, values in {
        "proto": [1, 6, 17, 47],
        "sport": [0, 53, 443, 9999],
        "dport": [0, 53, 443],
        "icmp": [-1, 0, 3 * 256 + 1, 8 * 256],
        "tcp_flags": [0, 2, 0x12, 0xFF],
        "fragment": [0, 1, 2],
        "packets": [0, 1, 7],
        "bytes": [40, 150, 900, 3000],
        "sampling": [1, 1000],
        "last": [10, 20],
    }.items():
        out[name] = rng.choice(np.array(values, np.int64), rows)
    return out


@settings(deadline=None, max_examples=60)
@given(st.lists(some_match, max_size=12), st.integers(0, 1000))
def test_taken_equals_the_first_match_in_order(many, seed):
    flows = drawn_flows(seed)
    wanted = np.full(200, NONE, np.int64)
    for index in sorted(range(len(many)), key=lambda number: (rank(rule(many[number])), number), reverse=True):
        wanted[matches(many[index], flows)] = index
    found = Table(many).taken(flows)
    same = [
        rank(rule(many[one])) == rank(rule(many[other])) if min(one, other) >= 0 else one == other
        for one, other in zip(found, wanted, strict=True)
    ]
    assert all(same)


def test_sums_scale_by_sampling_and_keep_the_last_time():
    flows = drawn_flows(1, rows=3) | {"packets": np.array([1, 2, 3]), "bytes": np.array([10, 20, 30])}
    flows |= {"sampling": np.array([1, 1000, 0]), "last": np.array([5, 9, 7])}
    assert sums(np.array([1, 1, NONE]), flows, matches=2).tolist() == [[0, 0, 0, 0], [2, 2001, 20010, 9]]


def test_taken_by_no_rules_is_none():
    assert set(Table([]).taken(drawn_flows(1)).tolist()) == {NONE}
