"""Forged sources as matches: the listed prefix, always with its target, and only where it is sure."""

from __future__ import annotations

import pytest
from tests.factories.detections import row, table

from hsoc.perimeter.decide.decider import Decider
from hsoc.perimeter.decide.forged import matches
from hsoc.perimeter.decide.ladder import ladders
from hsoc.records.address import pair
from hsoc.records.decision import Action
from hsoc.records.detection import detections
from hsoc.records.policy import Member, Policy
from hsoc.records.scope import Match

POLICY = Policy(
    members=(Member(number=3, name="Nemocnice", prefixes=("198.18.3.0/24", "2001:db8:3::/48"), single_homed=True),),
    protected=("198.18.3.0/24", "2001:db8:3::/48"),
    bogons=("10.0.0.0/8", "240.0.0.0/4", "fc00::/7"),
)
VICTIM = "198.18.3.9"


def examples(*addresses: str, **given: int) -> dict[str, int]:
    numbered = {}
    for number, address in enumerate(addresses, 1):
        numbered |= {f"hi_{number}": pair(address)[0], f"lo_{number}": pair(address)[1]}
    return numbered | given


def test_bogons_are_matched_by_the_listed_prefix_towards_the_target():
    found = matches("bogon_source", examples("240.9.9.9", "10.1.1.1", "241.0.0.1"), dst=f"{VICTIM}/32", policy=POLICY)
    assert found == (Match(src="240.0.0.0/4", dst="198.18.3.9/32"), Match(src="10.0.0.0/8", dst="198.18.3.9/32"))


def test_what_is_on_no_list_is_not_matched():
    assert matches("bogon_source", examples("203.0.113.9"), dst=f"{VICTIM}/32", policy=POLICY) == ()
    assert matches("bogon_source", {"hi_1": 0, "lo_1": 0, "hi_2": "x"}, dst=f"{VICTIM}/32", policy=POLICY) == ()


def test_own_prefixes_are_matched_only_where_it_is_sure():
    given = {"dst": f"{VICTIM}/32", "policy": POLICY}
    assert matches("own_prefix_outside", examples("198.18.3.77", sure=1), **given) == (Match(src="198.18.3.0/24", dst="198.18.3.9/32"),)
    assert matches("own_prefix_outside", examples("198.18.3.77", sure=0), **given) == ()


def decided(**given):
    return [(d.action, d.match, d.rule, d.refused) for d in Decider(POLICY).decide(table(row(**given)), now=1_000)]


def test_forged_sources_are_dropped_although_wide_and_although_ours():
    assert decided(detector="bogon_source", dst=VICTIM, member=3, vector="tcp", evidence=examples("10.1.1.1")) == [
        (Action.FLOWSPEC, Match(src="10.0.0.0/8", dst="198.18.3.9/32"), "ladder.forged", None)
    ]
    assert decided(detector="own_prefix_outside", dst=VICTIM, member=3, vector="tcp", evidence=examples("198.18.3.77", sure=1)) == [
        (Action.FLOWSPEC, Match(src="198.18.3.0/24", dst="198.18.3.9/32"), "ladder.forged", None)
    ]


def test_forged_sources_of_somebody_unprotected_are_not():
    [(action, _, rule, refused)] = decided(detector="bogon_source", dst="203.0.113.9", vector="tcp", evidence=examples("10.1.1.1"))
    assert (action, rule, refused is not None) == (Action.FLOWSPEC, "guard.unprotected", True)


@pytest.mark.parametrize(
    ("given", "rule"),
    [
        ({"detector": "own_prefix_outside", "dst": VICTIM, "evidence": examples("198.18.3.77", sure=0)}, "ladder.forged_unsure"),
        ({"detector": "source_not_allowed", "member": 3}, "ladder.not_allowed"),
        ({"detector": "backscatter", "src": "203.0.113.5"}, "ladder.backscatter"),
        ({"detector": "login_success", "src": "203.0.113.5", "dst": VICTIM, "trust": 2}, "ladder.break_in"),
        ({"detector": "own_scan", "src": VICTIM, "trust": 1}, "ladder.own_host"),
        ({"detector": "own_flood", "src": VICTIM, "dst": "203.0.113.5", "trust": 1}, "ladder.own_host"),
        ({"detector": "c2_contact", "src": VICTIM, "dst": "203.0.113.5", "trust": 1}, "ladder.own_host"),
    ],
)
def test_what_is_only_told(given, rule):
    (ladder,) = ladders(detections(table(row(vector="x", **given)))[0], policy=POLICY)
    assert [(wish.action, wish.rule, wish.match.src) for wish in ladder.rungs] == [(Action.NOTIFY, rule, None)]
