"""Cover, meeting and intersection agree with our own matcher over drawn flows."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hsoc.exchange.flowspec.match import matches
from hsoc.perimeter.decide.cover import covers, intersection, meets
from hsoc.records.address import pair
from hsoc.records.scope import Match

DST = ("198.18.1.0/24", "198.18.1.0/28", "198.18.1.7/32", "198.18.2.0/24", None)
SPANS = ((), ((0, 100),), ((53, 53),), ((50, 60), (200, 300)))
FLAGS = (None, (0x12, 0x02), (0x12, 0x12), (0x02, 0x02))
MATCH = st.builds(
    Match,
    dst=st.sampled_from(DST),
    src=st.sampled_from((None, "198.18.9.0/24", "198.18.9.9/32")),
    proto=st.sampled_from(((6,), (6, 17))),
    dport=st.sampled_from(SPANS),
    sport=st.sampled_from(SPANS),
    length=st.sampled_from(SPANS),
    fragment=st.sampled_from((None, False)),
)
TCP = st.builds(Match, dst=st.sampled_from(DST), proto=st.just((6,)), tcp_flags=st.sampled_from(FLAGS))


def flows():
    dice = np.random.default_rng(3)
    count = 4000
    last = dice.choice([pair(a)[1] for a in ("198.18.1.7", "198.18.1.9", "198.18.1.200", "198.18.2.1")], count)
    src = dice.choice([pair(a)[1] for a in ("198.18.9.9", "198.18.9.1", "198.18.77.1")], count)
    zeros = np.zeros(count, np.int64)
    return {
        "dst_hi": zeros, "dst_lo": last, "src_hi": zeros, "src_lo": src, "proto": dice.choice([6, 17], count),
        "sport": dice.choice([0, 53, 55, 100, 250, 999], count), "dport": dice.choice([0, 53, 55, 100, 250, 999], count),
        "icmp": zeros - 1, "tcp_flags": dice.choice([0, 2, 0x12, 0x10], count), "fragment": zeros,
        "packets": zeros + 1, "bytes": dice.choice([40, 53, 58, 250, 1400], count),
    }  # fmt: skip


FLOWS = flows()


@given(one=st.one_of(MATCH, TCP), other=st.one_of(MATCH, TCP))
def test_algebra_agrees_with_the_matcher(one, other):
    mine, theirs = matches(one, FLOWS), matches(other, FLOWS)
    if covers(one, other):
        assert not (theirs & ~mine).any()
    both = intersection(one, other)
    assert meets(one, other) == (both is not None)
    expected = mine & theirs
    got = matches(both, FLOWS) if both is not None else np.zeros(len(mine), bool)
    assert (got == expected).all()


@pytest.mark.parametrize(
    ("outer", "inner", "held"),
    [
        (Match(proto=(17,), sport=((53, 53),)), Match(dst="198.18.1.7/32", proto=(17,), sport=((53, 53),)), True),
        (Match(dst="198.18.1.0/24"), Match(dst="198.18.1.7/32", proto=(17,)), True),
        (Match(dst="198.18.1.7/32"), Match(dst="198.18.1.0/24"), False),
        (Match(dst="198.18.1.0/24"), Match(proto=(17,)), False),
        (Match(dst="2001:db8::/32"), Match(dst="198.18.1.0/24"), False),
        (Match(proto=(6,), tcp_flags=(2, 2)), Match(proto=(6,), tcp_flags=(0x12, 2)), True),
        (Match(proto=(6,), tcp_flags=(0x12, 2)), Match(proto=(6,), tcp_flags=(2, 2)), False),
        (Match(proto=(17,), fragment=True), Match(proto=(17,)), False),
    ],
)
def test_covers(outer, inner, held):
    assert covers(outer, inner) is held


def test_intersection_of_flags_that_exclude_each_other_is_nothing():
    assert intersection(Match(proto=(6,), tcp_flags=(2, 2)), Match(proto=(6,), tcp_flags=(2, 0))) is None
