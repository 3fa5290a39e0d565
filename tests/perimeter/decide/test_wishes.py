"""Exemptions and wishes take rungs away, for whom and as long as they hold; they never add one."""

import msgspec
import pytest
from tests.factories.detections import horizontal, reflection, table

from hsoc.perimeter.decide.ladder import ladders
from hsoc.perimeter.decide.wishes import Wishes
from hsoc.records.decision import Action
from hsoc.records.detection import detections
from hsoc.records.policy import Ceiling, Exemption, Member, Policy
from hsoc.records.policy import Wishes as Asked

NOW = 1_000_000
MEMBER = Member(number=1, name="One", prefixes=("192.0.2.0/24",))
EXEMPT = Exemption(prefix="198.51.100.0/24", owner="ops", reason="audit", until=NOW + 1)
RESEARCH = msgspec.structs.replace(EXEMPT, tier="research")
POLICY = Policy(members=(MEMBER,), ceiling=Ceiling(actions=tuple(Action)))


def left(row, *, exemptions=(), **wishes):
    member = msgspec.structs.replace(MEMBER, wishes=Asked(**wishes))
    policy = msgspec.structs.replace(POLICY, members=(member,), exemptions=exemptions)
    (one,) = detections(table(row))
    found = Wishes(policy).left(ladders(one, policy=policy)[-1], one, now=NOW)
    return [(wish.action, wish.minutes, wish.rule) for wish in found]


SCAN, FLOOD = horizontal(member=1), reflection(member=1)
WHOLE = [(Action.FLOWSPEC, 20, "ladder.vector"), (Action.RATE_LIMIT, 20, "ladder.vector"), (Action.NOTIFY, 0, "ladder.vector")]


def test_without_wishes_the_ladder_stays():
    assert left(FLOOD) == WHOLE


@pytest.mark.parametrize(
    ("wishes", "rungs"),
    [
        ({"strongest": Action.DIVERT}, WHOLE),
        ({"strongest": Action.RATE_LIMIT}, WHOLE[1:]),
        ({"strongest": Action.NOTIFY}, [(Action.NOTIFY, 0, "policy.strongest")]),
        ({"strongest": Action.OBSERVE}, [(Action.OBSERVE, 0, "policy.strongest")]),
        ({"longest_minutes": 5}, [(action, min(minutes, 5), rule) for action, minutes, rule in WHOLE]),
        ({"observe_detectors": ("reflection",)}, [(Action.OBSERVE, 0, "policy.observe")]),
        ({"observe_detectors": ("horizontal_scan",)}, WHOLE),
    ],
)
def test_a_wish_takes_rungs_away(wishes, rungs):
    assert left(FLOOD, **wishes) == rungs


def test_a_wish_counts_only_for_its_hospital():
    assert left(reflection(member=0), strongest=Action.OBSERVE) == WHOLE


@pytest.mark.parametrize(
    ("exemption", "exempt"),
    [
        (EXEMPT, True),
        (msgspec.structs.replace(EXEMPT, until=NOW), False),
        (msgspec.structs.replace(EXEMPT, detectors=("reflection",)), False),
        (msgspec.structs.replace(EXEMPT, detectors=("horizontal_scan",)), True),
        (msgspec.structs.replace(EXEMPT, prefix="203.0.113.0/24"), False),
    ],
)
def test_exemption_holds_for_its_prefix_detectors_and_time(exemption, exempt):
    found = left(SCAN, exemptions=(exemption,))
    assert (found == [(Action.OBSERVE, 0, "policy.exempt")]) is exempt
    assert found[0][0].touches_traffic is not exempt


def test_research_scanners_are_treated_as_the_hospital_wishes():
    assert left(SCAN, exemptions=(RESEARCH,)) == [(Action.OBSERVE, 0, "policy.research")]
    assert left(SCAN, exemptions=(RESEARCH,), research_scanners=Action.RATE_LIMIT)[0][0] is Action.RATE_LIMIT
    assert left(SCAN, exemptions=(RESEARCH,), research_scanners=Action.FLOWSPEC) == left(SCAN)
    assert left(SCAN, exemptions=(RESEARCH, EXEMPT), research_scanners=Action.FLOWSPEC) == [(Action.OBSERVE, 0, "policy.exempt")]


def test_what_only_tells_names_no_source():
    (one,) = detections(table(SCAN))
    policy = msgspec.structs.replace(POLICY, exemptions=(EXEMPT,))
    (wish,) = Wishes(policy).left(ladders(one, policy=policy)[0], one, now=NOW)
    assert wish.match.src is None
