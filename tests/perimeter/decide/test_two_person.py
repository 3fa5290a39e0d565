"""Which actions two people must agree to, and when they have."""

import pytest

from hsoc.perimeter.decide.two_person import agreed, wants_two, width
from hsoc.records.decision import Action
from hsoc.records.policy import Approval
from hsoc.records.scope import Match


@pytest.mark.parametrize(
    ("action", "match", "two"),
    [
        (Action.FLOWSPEC, Match(dst="198.18.1.0/25"), False),
        (Action.FLOWSPEC, Match(dst="198.18.1.0/24"), True),
        (Action.FLOWSPEC, Match(src="198.18.9.0/24", dst="198.18.1.7/32"), True),
        (Action.FLOWSPEC, Match(dst="2001:db8:1::/57"), False),
        (Action.FLOWSPEC, Match(dst="2001:db8:1::/56"), True),
        (Action.DIVERT, Match(dst="198.18.1.7/32"), True),
        (Action.DESTINATION_RTBH, Match(dst="198.18.1.7/32"), False),
        (Action.DESTINATION_RTBH, Match(dst="198.18.1.6/31"), True),
        (Action.DESTINATION_RTBH, Match(dst="2001:db8::7/128"), False),
        (Action.DESTINATION_RTBH, Match(dst="2001:db8::/64"), True),
    ],
)
def test_wants_two(action, match, two):
    assert wants_two(action, match, addresses=256) is two


def test_no_threshold_leaves_only_diversion_and_wide_black_holes():
    assert not wants_two(Action.FLOWSPEC, Match(dst="198.18.0.0/16"), addresses=0)
    assert wants_two(Action.DIVERT, Match(dst="198.18.1.7/32"), addresses=0)


def test_width_is_the_larger_side():
    assert [width(m) for m in (Match(), Match(src="198.18.0.0/23", dst="198.18.1.7/32"), Match(dst="2001:db8::/48"))] == [0, 512, 65_536]


def test_agreed_wants_two_different_names_that_hold():
    approvals = (
        Approval(key="a", by=("Ann", "Bob"), until=10),
        Approval(key="b", by=("Ann",), until=10),
        Approval(key="c", by=("Ann", "Bob"), until=5),
    )
    local = {"b": ["bob "], "d": ["Ann", " ann"], "e": ["Ann", ""]}
    assert agreed(approvals, local, now=5) == {"a", "b"}
