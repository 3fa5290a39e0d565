"""Who would be hit decides between dropping, slowing down and nothing."""

import numpy as np
from tests.perimeter.decide.test_collateral import NOW, WEEK

from hsoc.perimeter.decide.collateral import sample
from hsoc.perimeter.decide.gentle import gentlest
from hsoc.perimeter.decide.ladder import Wish
from hsoc.records.decision import Action
from hsoc.records.policy import Ceiling
from hsoc.records.scope import Match

HISTORY = sample(WEEK, member=1, now=NOW)
CEILING = Ceiling()
WEB = Match(dst="198.18.1.7/32", proto=(6,), dport=((443, 443),))
NTP = Match(dst="198.18.1.7/32", proto=(17,), sport=((123, 123),))
PARTNER = Match(src="203.0.113.9/32", proto=(6,))


def rungs(match, *actions):
    return [Wish(action=action, match=match, rule="r", reason="why.", minutes=5) for action in actions]


def chosen(match, *actions, history=HISTORY):
    wish, objection = gentlest(rungs(match, *actions), history, ceiling=CEILING)
    return wish.action, wish.rule, objection.rule if objection else None


def test_what_hits_nobody_is_dropped():
    assert chosen(NTP, Action.FLOWSPEC, Action.RATE_LIMIT) == (Action.FLOWSPEC, "r", None)


def test_what_would_hit_partners_is_slowed_down_and_says_so():
    assert chosen(WEB, Action.FLOWSPEC, Action.RATE_LIMIT) == (Action.RATE_LIMIT, "guard.softened", None)
    wish, _ = gentlest(rungs(WEB, Action.FLOWSPEC, Action.RATE_LIMIT), HISTORY, ceiling=CEILING)
    assert wish.reason.startswith("why. Only slowed down, as dropping would have hit ")
    assert " of 200 ordinary partners (" in wish.reason


def test_without_a_milder_rung_it_is_refused_with_the_figures():
    wish, objection = gentlest(rungs(WEB, Action.FLOWSPEC), HISTORY, ceiling=CEILING)
    assert wish.action is Action.FLOWSPEC
    assert objection is not None
    assert objection.rule == "guard.collateral"
    assert "ordinary partners" in objection.reason
    assert "of the last 7 days" in objection.reason


def test_without_history_a_vector_is_dropped_and_a_source_slowed_down():
    assert chosen(WEB, Action.FLOWSPEC, Action.RATE_LIMIT, history=None) == (Action.FLOWSPEC, "r", None)
    assert chosen(PARTNER, Action.SOURCE_RTBH, Action.FLOWSPEC, Action.RATE_LIMIT, history=None) == (
        Action.RATE_LIMIT,
        "guard.no_history",
        None,
    )
    assert chosen(PARTNER, Action.FLOWSPEC, history=None) == (Action.FLOWSPEC, "r", None)


def test_a_wider_ceiling_lets_more_be_hit():
    wish, objection = gentlest(rungs(WEB, Action.FLOWSPEC), HISTORY, ceiling=Ceiling(most_benign_peers=1.0, most_benign_bytes=1.0))
    assert (wish.action, objection) == (Action.FLOWSPEC, None)


def test_what_was_milder_from_the_start_stays_as_it_is():
    assert chosen(WEB, Action.RATE_LIMIT) == (Action.RATE_LIMIT, "r", None)
    assert chosen(WEB, Action.DESTINATION_RTBH) == (Action.DESTINATION_RTBH, "r", None)
    assert np.isfinite(HISTORY.total_bytes)
