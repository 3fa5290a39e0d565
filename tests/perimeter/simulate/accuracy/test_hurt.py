"""Whom rules hurt: innocent flows in the time and match of a rule."""

from __future__ import annotations

import numpy as np

from hsoc.perimeter.simulate.accuracy.field import Played
from hsoc.perimeter.simulate.accuracy.hurt import hurt
from hsoc.perimeter.simulate.columns import joined, whole
from hsoc.records.address import pair
from hsoc.records.decision import Action, Decision
from hsoc.records.scope import Match

VISITOR, ATTACKER, HOST = (pair(one)[1] for one in ("198.19.1.1", "198.19.50.1", "198.18.3.5"))
INNOCENT = whole(10, src_lo=VISITOR, dst_lo=HOST, proto=6, dport=443, last=np.arange(10) * 1000)
STRIKE = whole(5, src_lo=ATTACKER, dst_lo=HOST, proto=6, dport=22, last=np.arange(5) * 1000)
PLAY = Played((), joined([INNOCENT, STRIKE]), np.array([-1] * 10 + [0] * 5))


def act(match, *, made=0, until=60_000, action=Action.FLOWSPEC):
    return Decision(story="s", action=action, match=match, made=made, until=until, rule="r")


def test_a_rule_against_an_attacker_hurts_nobody():
    found = hurt(PLAY, [act(Match(src="198.19.50.1/32")), act(Match(dst="198.18.3.5/32", proto=(6,), dport=((22, 22),)))])
    assert (found.acts, found.by_source, found.innocents, found.flows, found.of) == (2, 1, 0, 0, 10)


def test_a_rule_against_a_visitor_is_named():
    found = hurt(PLAY, [act(Match(src="198.19.1.1/32"))])
    assert (found.innocents, found.flows) == (1, 10)
    assert "198.19.1.1" in found.worst[0]


def test_only_the_time_in_which_a_rule_stands_counts():
    assert hurt(PLAY, [act(Match(dst="198.18.3.0/24"), made=3_000, until=5_000)]).flows == 2


def test_what_is_only_slowed_is_told_apart():
    slow, stop = act(Match(dst="198.18.3.0/24"), action=Action.RATE_LIMIT), act(Match(dst="198.18.3.0/24"), until=4_000)
    found = hurt(PLAY, [slow, stop])
    assert (found.flows, found.slowed) == (4, 6)
