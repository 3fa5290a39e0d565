"""What became of it: confirmed, expected, or passed; unknown never counts as dropped."""

import msgspec
import pytest
from tests.factories.findings import START, scan

from hsoc.perimeter.report.outcome import NO_RULE, NOT_YET, outcome
from hsoc.perimeter.report.story import Story, hit, merge, stand
from hsoc.records.decision import Action
from hsoc.records.taxonomy import Basis, Disposition


def story(**given):
    one = scan(**given)
    made = Story(key="k", id="i", newest=one, opened=one.last, first=one.first, last=one.last)
    merge(made, one)
    return made


def acted(told, *, action=Action.FLOWSPEC, matched=0, rate=0):
    stand(told, action=action, entry="e", until=START + 600_000, made=START, rate=rate, rule="ladder.x")
    told.action, told.why = action, "ladder.x"
    hit(told.standing, (0, 0, 0))
    hit(told.standing, (matched, matched, 40 * matched))
    return told


def said(told, *, dry_run=False):
    found = outcome(told, dry_run=dry_run)
    return found.disposition, found.basis, found.why, found.dropped


def test_nothing_known_and_nothing_done_passed():
    assert said(story()) == (Disposition.PASSED, Basis.NONE, NO_RULE, None)


@pytest.mark.parametrize(("dropped", "disposition"), [(50, Disposition.PREVENTIVE), (49, Disposition.PASSED)])
def test_half_of_the_packets_dropped_by_the_routers_is_preventive(dropped, disposition):
    found = outcome(story(packets=100, dropped_packets=dropped, dropped_flows=dropped, dropped_bytes=1), dry_run=False)
    assert (found.disposition, found.dropped) == (disposition, (dropped, dropped, 1))


def test_drops_after_our_rule_are_reactive_and_confirmed():
    told = acted(story(last=5, packets=100))
    merge(told, scan(last=60, packets=1000, dropped_packets=900, dropped_flows=900, dropped_bytes=9))
    assert said(told) == (Disposition.REACTIVE, Basis.CONFIRMED, "ladder.x", (900, 900, 9))


def test_drops_before_our_rule_stay_preventive():
    told = acted(story(packets=100, dropped_packets=90))
    assert said(told)[:2] == (Disposition.PREVENTIVE, Basis.CONFIRMED)


def test_drops_during_a_dry_run_are_not_ours():
    told = acted(story(packets=100))
    merge(told, scan(last=60, packets=1000, dropped_packets=900))
    assert said(told, dry_run=True)[:2] == (Disposition.PREVENTIVE, Basis.CONFIRMED)


def test_a_rule_of_ours_that_covers_half_is_reactive_and_expected():
    assert said(acted(story(packets=100), matched=50)) == (Disposition.REACTIVE, Basis.EXPECTED, "ladder.x", (50, 50, 2000))
    assert said(acted(story(packets=100), matched=49)) == (Disposition.PASSED, Basis.NONE, NOT_YET, None)


def test_more_hits_than_packets_claim_no_more_than_the_story():
    assert said(acted(story(packets=100), matched=5000))[3] == (100, 100, 4000)


def test_a_dry_run_says_so_and_claims_no_counts():
    found = outcome(acted(story(packets=100), matched=90), dry_run=True)
    assert (found.disposition, found.basis, found.dry_run, found.dropped) == (Disposition.REACTIVE, Basis.EXPECTED, True, None)


def test_a_rate_limit_takes_away_only_what_it_does_not_let_through():
    told = acted(story(last=10, flows=1000, packets=1000, bytes=40_000), action=Action.RATE_LIMIT, matched=1000, rate=20)
    # 200 of 1000 go through
    assert said(told)[3] == (800, 800, 32_000)
    assert said(acted(story(last=10, packets=1000), action=Action.RATE_LIMIT, matched=1000, rate=80))[0] is Disposition.PASSED


def test_led_away_is_not_dropped():
    assert said(acted(story(packets=100), action=Action.REDIRECT, matched=100))[0] is Disposition.PASSED


def test_a_refusal_is_the_reason():
    told = story()
    told.why = "guard.never_block"
    assert said(told)[2] == "guard.never_block"
    assert msgspec.structs.asdict(outcome(told, dry_run=True))["dry_run"] is False
