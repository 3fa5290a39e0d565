"""A rule that could not be announced as it stands is refused where it is made."""

import pytest

from hsoc.exchange.flowspec.terms import CARRIES, EQ, Component, Kind, Rule, Term, Unsayable, checked
from hsoc.records.scope import Match

TCP = Component(Kind.PROTO, terms=(Term(EQ, 6),))


@pytest.mark.parametrize(
    ("rule", "reason"),
    [
        (Rule(4, ()), "a rule without components would match all traffic"),
        (Rule(4, (TCP, TCP)), "components must ascend and stand once each"),
        (Rule(4, (Component(Kind.DPORT, terms=(Term(EQ, 1),)), TCP)), "components must ascend and stand once each"),
        (Rule(4, (Component(Kind.FLOW_LABEL, terms=(Term(EQ, 1),)),)), "flow-label is for IPv6 only"),
        (Rule(4, (Component(Kind.PROTO),)), "proto: 0 terms, 1 to 64 are allowed"),
        (Rule(4, (Component(Kind.PROTO, terms=(Term(EQ, 6, join=True),)),)), "proto: the first term has nothing before it to be ANDed to"),
        (Rule(4, (Component(Kind.PROTO, terms=(Term(EQ, 256),)),)), "proto: 256 is not in 0 … 255"),
    ],
)
def test_checked_names_what_is_wrong(rule, reason):
    with pytest.raises(Unsayable) as refusal:
        checked(rule)
    assert str(refusal.value) == reason


def test_carries_speaks_of_every_field_of_a_match():
    assert set(Match.__struct_fields__) - set(CARRIES) == set()
