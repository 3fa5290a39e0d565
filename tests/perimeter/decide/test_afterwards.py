"""An entry that matches nothing goes; one that cut off ordinary partners goes; a standing limit never does."""

import numpy as np
import pyarrow as pa
from tests.perimeter.decide.test_collateral import past

from hsoc.perimeter.decide.afterwards import LAG_MS, WINDOW_MS, due, hurts, idle, tells_of_drops
from hsoc.records.decision import Action
from hsoc.records.mitigation import Hits, Mitigation
from hsoc.records.policy import Ceiling
from hsoc.records.scope import Match

SINCE = 1_800_000_000_000
QUIET = 2 * WINDOW_MS + LAG_MS
ENTRY = Mitigation(
    key="k", action=Action.FLOWSPEC, match=Match(dst="198.18.1.0/24", proto=(6,), dport=((443, 443),)), since=SINCE, until=SINCE * 2,
    story="reflection:198.18.1.7", member=1,
)  # fmt: skip
LIMIT = Mitigation(key="l", action=Action.FLOWSPEC, match=Match(dst="198.18.1.0/24"), since=0, until=SINCE * 2, story="limit:rdp", member=1)


def codes(found):
    return [(one.key, one.rule) for one in found]


def test_idle_names_what_matched_nothing_for_two_windows():
    assert codes(idle([ENTRY, LIMIT], {}, now=SINCE + QUIET, told=True)) == []
    assert codes(idle([ENTRY, LIMIT], {}, now=SINCE + QUIET + 1, told=True)) == [("k", "after.no_match")]
    fresh = {"k": Hits(key="k", last=SINCE + 1000)}
    assert codes(idle([ENTRY], fresh, now=SINCE + QUIET + 1, told=True)) == []
    assert codes(idle([ENTRY], {}, now=SINCE + 10 * QUIET, told=False)) == []


def test_due_are_entries_whose_effect_can_be_seen_and_was_not_judged():
    assert due([ENTRY, LIMIT], [], now=SINCE + QUIET) == ()
    assert due([ENTRY, LIMIT], [], now=SINCE + QUIET + 1) == (ENTRY,)
    assert due([ENTRY], ["k"], now=SINCE + QUIET + 1) == ()


def talk(*, at, count=600, seed=1, peers=60, **given):
    """Partners who complete connections from `at` on, one a second."""
    first = at + 1000 * np.arange(count) % 600_000
    dice = np.random.default_rng(seed)
    src = given.pop("src_lo", past(1)["src_lo"][0].as_py() // 256 * 256 + dice.integers(0, peers, count))
    return past(count, first=first, last=first, src_lo=src, **given)


def test_hurts_when_partners_fell_silent():
    before = talk(at=SINCE - 600_000, dport=443)
    assert hurts(ENTRY, before, ceiling=Ceiling()).rule == "after.hurts"
    assert hurts(ENTRY, before, ceiling=Ceiling()).reason.startswith("60 of 60 ordinary partners fell silent")


def test_hurts_not_when_they_go_on_or_were_never_in_what_it_takes():
    before, after = talk(at=SINCE - 600_000, dport=443), talk(at=SINCE + LAG_MS + 1, dport=443, seed=2)
    assert hurts(ENTRY, pa.concat_tables([before, after]), ceiling=Ceiling()) is None
    assert hurts(ENTRY, talk(at=SINCE - 600_000, dport=80), ceiling=Ceiling()) is None
    assert hurts(ENTRY, before.slice(0, 0), ceiling=Ceiling()) is None


def test_hurts_counts_what_routers_dropped_as_silence():
    before = talk(at=SINCE - 600_000, dport=443)
    dropped = talk(at=SINCE + LAG_MS + 1, dport=443, seed=2, forwarding=128)
    assert tells_of_drops(dropped)
    assert not tells_of_drops(before)
    assert hurts(ENTRY, pa.concat_tables([before, dropped]), ceiling=Ceiling()) is not None


def test_hurts_allows_the_share_of_the_ceiling():
    before = talk(at=SINCE - 600_000, dport=443)
    assert hurts(ENTRY, before, ceiling=Ceiling(most_benign_peers=1.0)) is None
