"""The compiled scan takes the flows whose packets the rule takes, and says what flows do not show."""

import ipaddress

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.exchange.flowspec.test_match import flows
from tests.exchange.flowspec.test_table import drawn_flows, some_match
from tests.factories.packets import Packet, takes
from tests.factories.small_rules import small_rules

from hsoc.exchange.flowspec.match import matches
from hsoc.exchange.flowspec.scan import BLOCK, Scan, Sum
from hsoc.exchange.flowspec.terms import Kind
from hsoc.exchange.flowspec.text import read
from hsoc.records.flow import DEFAULTS, FLOW_COLUMNS, Fragment
from hsoc.records.scope import Match

SEEN = tuple(kind for kind in Kind if kind not in {Kind.DSCP, Kind.FLOW_LABEL})
RAW = {Fragment.NO: (0, 1), Fragment.FIRST: (4, 5), Fragment.LATER: (2, 3, 10, 11)}


def one_packet_flows(family, seed):
    """Sixty flows of one packet each over the small world of factories.packets, as (packets, columns)."""
    rng = np.random.default_rng(seed)
    base = int(ipaddress.ip_address("192.0.2.0" if family == 4 else "2001:db8::"))
    packets, rows = [], []
    for _ in range(60):
        small = [int(n) for n in rng.integers(0, 5, 10)]
        dst, src = (base + small[0]) ^ (int(rng.integers(0, 4) == 0) << 9), base + small[1]
        proto = int(rng.choice([1, 2, 6, 17, 58]))
        fragment = Fragment(int(rng.integers(0, 3)))
        ported, typed = proto in {6, 17}, proto in {1, 58}
        one = {
            "proto": proto, "sport": small[2] * ported, "dport": small[3] * ported, "flags": small[6] * (proto == 6), "length": small[7],
            "type": small[4] * typed, "code": small[5] * typed,
        }  # fmt: skip
        packets.append([Packet(family=family, dst=dst, src=src, fragment=raw, **one) for raw in RAW[fragment]])
        kind = ipaddress.IPv4Address if family == 4 else ipaddress.IPv6Address
        icmp = one["type"] * 256 + one["code"] if typed else -1
        rows.append(
            {
                "dst": str(kind(dst)),
                "src": str(kind(src)),
                "proto": proto,
                "sport": one["sport"],
                "dport": one["dport"],
                "icmp": icmp,
                "tcp_flags": one["flags"],
                "bytes": one["length"],
                "fragment": int(fragment),
            }
        )
    return packets, flows(*rows)


@settings(deadline=None, max_examples=60)
@given(st.sampled_from([4, 6]).flatmap(lambda family: small_rules(family, kinds=SEEN)), st.integers(0, 50))
def test_scan_takes_what_the_rule_takes_of_one_packet_flows(rule, seed):
    packets, columns = one_packet_flows(rule.family, seed)
    wanted = [any(takes(rule, packet) for packet in possible) for possible in packets]
    assert Scan(rule).mask(columns).tolist() == wanted


@settings(deadline=None, max_examples=40)
@given(some_match, st.integers(0, 1000))
def test_scan_of_a_match_is_its_meaning(match, seed):
    columns = drawn_flows(seed, 3 * BLOCK + 5)
    assert Scan(match).mask(columns).tolist() == matches(match, columns).tolist()


def test_scan_reads_only_the_columns_it_names():
    one = Scan(Match(dst="192.0.2.1/32", proto=(17,), sport=((53, 53),)))
    assert one.columns == ("dst_hi", "dst_lo", "proto", "fragment", "sport")
    columns = flows({"sport": 53}, {"sport": 54})
    assert one.rows({name: columns[name] for name in one.columns}).tolist() == [0]


def test_scan_keeps_the_families_apart():
    columns = flows({}, {"dst": "2001:db8::1", "src": "2001:db8::2"})
    assert Scan(read("protocol =udp")).mask(columns).tolist() == [True, False]
    assert Scan(read("next-header =udp")).mask(columns).tolist() == [False, True]
    assert Scan(Match(proto=(17,))).mask(columns).tolist() == [True, True]
    assert Scan(read("destination ::/0")).mask(columns).tolist() == [False, True]
    assert Scan(read("source 0.0.0.0/0")).mask(columns).tolist() == [True, False]


def test_scan_says_what_flows_do_not_show_and_counts_it_as_fulfilled():
    one = Scan(read("destination 192.0.2.1/32 dscp =46 fragment last-fragment"))
    assert one.blind == (Kind.DSCP, Kind.FRAGMENT)
    assert one.mask(flows({"fragment": 2}, {"fragment": 1}, {})).tolist() == [True, False, False]
    assert Scan(read("tcp-flags =syn")).blind == ()


def test_scan_sums_with_sampling():
    columns = {name: np.full(2, DEFAULTS.get(name, 0), np.int64) for name in FLOW_COLUMNS}
    columns |= {"proto": np.array([17, 6]), "packets": np.array([3, 1]), "bytes": np.array([300, 1]), "sampling": np.array([100, 1])}
    assert Scan(Match(proto=(17,))).sum(columns) == Sum(flows=1, packets=300, bytes=30_000)


def test_scan_of_nothing_is_nothing():
    empty = {name: np.zeros(0, np.int64) for name in FLOW_COLUMNS}
    assert Scan(Match(proto=(17,))).sum(empty) == Sum(0, 0, 0)
