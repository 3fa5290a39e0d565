"""Whom a rule would have hit: exact against our own matcher, by partner, by bytes, with the same hour of the week weighing double."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hsoc.exchange.flowspec.match import matches
from hsoc.perimeter.decide.collateral import DAY_MS, HOUR_MS, Estimate, benign, estimate, hours, sample
from hsoc.records.address import pair
from hsoc.records.flow import Direction, flow_columns, flow_table
from hsoc.records.scope import Match

NOW = 1_800_000_000_000 // HOUR_MS * HOUR_MS + 1_200_000
INSIDE = pair("198.18.1.0")[1]
OUTSIDE = pair("203.0.113.0")[1]
SIX = pair("2001:db8:5::")


def past(count=4000, *, seed=1, day=1, direction=Direction.INBOUND, **given):
    """Ordinary flows of hospital 1 at this hour, `day` days ago."""
    dice = np.random.default_rng(seed)
    first = NOW // HOUR_MS * HOUR_MS - day * DAY_MS + dice.integers(0, HOUR_MS, count)
    usual = {
        "first": first, "last": first, "src_lo": OUTSIDE + dice.integers(0, 200, count), "dst_lo": INSIDE + dice.integers(0, 50, count),
        "proto": np.full(count, 6), "sport": dice.integers(1024, 60000, count), "dport": dice.choice([80, 443, 3389], count),
        "tcp_flags": np.full(count, 0x1B), "packets": dice.integers(4, 40, count), "bytes": dice.integers(400, 60000, count),
        "member": np.full(count, 1), "direction": np.full(count, int(direction)),
    }  # fmt: skip
    return flow_table({k: np.broadcast_to(np.asarray(v, np.int64), count) for k, v in (usual | given).items()}, rows=count)


def asked(table, *, before=10):
    """The questions to which flows are answers."""
    c = flow_columns(table)
    swap = {"src_hi": "dst_hi", "src_lo": "dst_lo", "dst_hi": "src_hi", "dst_lo": "src_lo", "sport": "dport", "dport": "sport"}
    turned = {name: c[swap.get(name, name)] for name in c} | {"direction": np.full(table.num_rows, int(Direction.OUTBOUND))}
    return flow_table(turned | {"first": c["first"] - before}, rows=table.num_rows)


WEEK = pa.concat_tables([past(seed=day, day=day) for day in range(1, 8)])
DNS = past(2000, seed=9, proto=17, sport=53, dport=40000 + np.arange(2000), tcp_flags=0)
MIXED = pa.concat_tables([WEEK, DNS, asked(DNS)])


def expected(table, match):
    c = flow_columns(table)
    mask = matches(match, c) & (c["direction"] == Direction.INBOUND)
    heavy = np.where((c["first"] >= hours(NOW)[-1][0]) & (c["first"] < hours(NOW)[-1][1]), 2, 1)
    inbound = c["direction"] == Direction.INBOUND
    weights = {}
    for peer, weight, hit in zip(c["src_lo"][inbound], heavy[inbound], mask[inbound], strict=True):
        old = weights.get(peer, (0, False))
        weights[peer] = (max(old[0], weight), old[1] or hit)
    total = sum(weight for weight, _ in weights.values())
    return Estimate(
        flows=int(mask.sum()),
        peers=sum(hit for _, hit in weights.values()),
        peers_share=sum(weight for weight, hit in weights.values() if hit) / total,
        bytes_share=float((c["bytes"] * heavy)[mask].sum()) / float((c["bytes"] * heavy)[inbound].sum()),
        of_peers=len(weights),
        days=7,
    )


@settings(max_examples=60, deadline=None)
@given(
    match=st.builds(
        Match,
        dst=st.sampled_from((None, "198.18.1.7/32", "198.18.1.0/24", "198.18.1.16/28", "2001:db8::/32", "0.0.0.0/0", "::/0", "::/80")),
        src=st.sampled_from((None, "203.0.113.9/32", "203.0.113.0/26", "203.0.113.128/25", "203.0.113.255/32", "0.0.0.0/0", "::/0")),
        proto=st.sampled_from(((), (6,), (17,), (6, 17))),
        tcp_flags=st.sampled_from((None, (0x12, 0x12), (0x04, 0x00), (0, 0), (0x100, 0x100))),
        icmp_type=st.sampled_from(((), (), (0, 8))),
        sport=st.sampled_from(((), ((53, 53),), ((0, 9999),))),
        dport=st.sampled_from(((), ((443, 443), (3389, 3389)))),
        length=st.sampled_from(((), ((0, 512),))),
        fragment=st.sampled_from((None, False, True)),
    )
)
def test_estimate_is_what_our_own_matcher_says(match):
    found = sample(MIXED, member=1, now=NOW)
    assert found is not None
    assert estimate(found, match) == expected(MIXED, match)


def test_estimate_knows_flags_and_types():
    table = pa.concat_tables([past(500), past(500, seed=3, tcp_flags=0x1F, dport=22)])
    found = sample(table, member=1, now=NOW)
    assert estimate(found, Match(proto=(6,), tcp_flags=(0x04, 0x04))).flows == 500
    assert estimate(found, Match(proto=(1,), icmp_type=(0,))).flows == 0


def test_sample_of_ipv6_is_found_by_prefix():
    table = past(300, dst_hi=SIX[0], dst_lo=np.arange(300), src_hi=pair("2001:db8:9::")[0], src_lo=np.arange(300))
    found = sample(table, member=1, now=NOW)
    assert estimate(found, Match(dst="2001:db8:5::/120")).flows == 256
    assert estimate(found, Match(src="2001:db8:9::7/128")).peers == 1
    assert estimate(found, Match(dst="198.18.1.0/24")).flows == 0


def test_sample_finds_ipv6_whose_lower_half_is_negative():
    table = past(300, dst_hi=SIX[0], dst_lo=np.arange(300) - 150, src_hi=pair("2001:db8:9::")[0], src_lo=np.arange(300) - 150)
    found = sample(table, member=1, now=NOW)
    assert estimate(found, Match(dst="2001:db8:5::/48")).flows == 300
    assert estimate(found, Match(src="2001:db8:9::/64")).flows == 300
    assert estimate(found, Match(src="::/0")).flows == 300


@pytest.mark.parametrize(
    ("table", "why"),
    [
        (past(tcp_flags=0x02), "a SYN alone is a knock, not a partner"),
        (past(tcp_flags=0x12), "a SYN-ACK alone is a reflection"),
        (past(proto=17, sport=123, tcp_flags=0), "an answer that nobody asked for"),
        (past(member=2), "another hospital's"),
        (past(10), "too few partners to speak of shares"),
        (past(0), "nothing"),
    ],
)
def test_sample_leaves_out_what_is_not_ordinary(table, why):
    assert sample(table, member=1, now=NOW) is None, why


def test_answers_count_only_after_their_question():
    early, late = asked(DNS, before=10), asked(DNS, before=-10_000)
    for questions, ordinary in ((early, True), (late, False)):
        c = flow_columns(pa.concat_tables([DNS, questions]))
        rows = np.arange(4000)
        assert benign(c, rows[:2000], rows[2000:]).all() == ordinary


def test_hours_are_this_hour_of_the_last_seven_days():
    found = hours(NOW)
    assert (len(found), found[0][1] - found[0][0], found[-1][2]) == (7, HOUR_MS, 2)
    assert [(NOW - begin) // DAY_MS for begin, _, _ in found] == [1, 2, 3, 4, 5, 6, 7]


def test_over_compares_both_shares():
    one = Estimate(flows=1, peers=1, peers_share=0.01, bytes_share=0.001, of_peers=100, days=7)
    assert one.over(peers=0.001, size=0.01)
    assert one.over(peers=0.5, size=0.0001)
    assert not one.over(peers=0.01, size=0.01)
