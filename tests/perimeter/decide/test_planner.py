"""When flows are looked into, what is kept, and the fail-safe."""

import numpy as np
from tests.factories.detections import horizontal, reflection, row, table
from tests.perimeter.decide.test_synthesis import DST, SOURCES, dns, sample, sent, web

from hsoc.perimeter.decide.decider import Decider
from hsoc.perimeter.decide.ladder import REST, ladders
from hsoc.perimeter.decide.planner import MOST_VICTIMS, OTHER_LADDERS, REVIEW_MS, Planner
from hsoc.records.decision import Action
from hsoc.records.detection import detections
from hsoc.records.policy import Ceiling, Policy
from hsoc.records.sample import Sample
from hsoc.records.scope import Match
from hsoc.records.taxonomy import Trust

RNG = np.random.default_rng(5)
STORY = "reflection:192.0.2.1"
VICTIM = reflection("192.0.2.1")
NTP = Match(dst=DST, proto=(17,), sport=((123, 123),))


def reflected(*ports, size=1000, count=400):
    return [sent(count, sport=port, dport=RNG.integers(1024, 65535, count), bytes=size) for port in ports]


def shapeless(count=1000):
    return sent(count, sport=RNG.integers(1, 65535, count), dport=RNG.integers(1, 65535, count), bytes=RNG.integers(40, 1500, count))


def planned(given, *, policy=None, detection=VICTIM):
    planner = Planner(policy or Policy())
    victims = table(detection)
    planner.learn(planner.due(victims, now=0), {STORY: given}, now=0)
    return planner, planner.ladders(STORY, detections(victims)[0])


def first(found):
    return [(ladder.rungs[0].action, ladder.rungs[0].match) for ladder in found]


def test_what_the_detector_names_is_kept_where_it_is_enough():
    _, found = planned(sample(*reflected(123)))
    assert found == ladders(detections(table(VICTIM))[0], policy=Policy())
    assert first(found) == [(Action.FLOWSPEC, NTP)]


def test_what_it_does_not_name_is_found_in_the_flows_the_heaviest_last():
    _, found = planned(sample(*reflected(123, count=700), *reflected(389, count=300)))
    assert first(found) == [(Action.FLOWSPEC, Match(dst=DST, proto=(17,), sport=((389, 389),))), (Action.FLOWSPEC, NTP)]


def test_rules_stay_while_they_are_enough_and_go_when_they_are_not():
    planner, before = planned(sample(*reflected(389, 53)))
    victims = table(VICTIM)
    planner.learn(victims, {STORY: sample(*reflected(389, 53), *reflected(19, count=30))}, now=REVIEW_MS)
    assert planner.ladders(STORY, detections(victims)[0]) == before
    planner.learn(victims, {STORY: sample(*reflected(389, 53, 19))}, now=2 * REVIEW_MS)
    assert len(planner.ladders(STORY, detections(victims)[0])) == 3


def test_the_rest_is_slowed_down_where_simple_rules_do_not_reach_the_goal():
    _, found = planned(sample(*reflected(389), shapeless(), ordinary=(web(), dns())))
    (rest,) = [one for one in found if one.slot == REST]
    assert [(wish.action, wish.match, wish.rate) for wish in rest.rungs] == [
        (Action.RATE_LIMIT, Match(dst=DST, proto=(17,)), 1000),
        (Action.NOTIFY, Match(dst=DST, proto=(17,)), 0),
    ]
    assert "95 % were wanted" in rest.rungs[0].reason


def test_tcp_is_never_slowed_down_whole():
    count = 2000
    sport, dport, flags = RNG.integers(1, 65535, count), RNG.integers(1, 65535, count), RNG.integers(0, 256, count)
    flood = sent(count, proto=6, sport=sport, dport=dport, tcp_flags=flags)
    _, found = planned(sample(flood), detection=row(detector="reflection", dst="192.0.2.1", proto=6, vector="flags"))
    (rest,) = [one for one in found if one.slot == REST]
    assert [wish.action for wish in rest.rungs] == [Action.NOTIFY]


def test_no_more_rules_than_the_ceiling_allows_with_the_fail_safe():
    policy = Policy(ceiling=Ceiling(most_rules_mitigation=3))
    _, found = planned(sample(*reflected(19, 53, 389, 161, 1900)), policy=policy)
    assert len(found) == 3
    assert found[0].slot == REST


def test_sources_only_where_they_are_proven():
    few = sample(shapeless(300), ordinary=(web(), dns()))
    few = Sample(few.attack | {"src_lo": np.full(300, SOURCES[0])}, few.ordinary)
    _, forged = planned(few, detection=reflection("192.0.2.1", trust=int(Trust.SPOOFABLE)))
    assert all(wish.match.src is None for one in forged for wish in one.rungs)
    _, proven = planned(few, detection=reflection("192.0.2.1", trust=int(Trust.PROVEN)))
    assert any(one.rungs[0].match.src == "198.18.0.0/32" for one in proven)


def test_due_is_the_heaviest_victims_and_each_once_in_a_while():
    planner = Planner(Policy())
    many = [reflection(f"192.0.2.{n}", packets=1000 + n) for n in range(1, 10)]
    due = planner.due(table(*many, horizontal()), now=0)
    assert due["packets"].to_pylist() == [1009 - n for n in range(MOST_VICTIMS)]
    planner.learn(table(VICTIM), {STORY: sample(*reflected(123))}, now=0)
    assert planner.due(table(VICTIM), now=REVIEW_MS - 1).num_rows == 0
    assert planner.due(table(VICTIM), now=REVIEW_MS).num_rows == 1
    planner.forget([STORY])
    assert planner.due(table(VICTIM), now=1).num_rows == 1
    assert planner.due(table(horizontal()), now=0).num_rows == 0


def test_plans_outlive_a_change_of_policy():
    planner, before = planned(sample(*reflected(389, 53)))
    assert planner.under(Policy(version="2")).ladders(STORY, detections(table(VICTIM))[0]) == before


def test_decider_decides_by_the_plan():
    decider = Decider(Policy())
    decider.planner.learn(table(VICTIM), {STORY: sample(*reflected(389, 53))}, now=0)
    made = decider.decide(table(VICTIM), now=0)
    assert {one.match.sport for one in made} == {((389, 389),), ((53, 53),)}
    assert {one.story for one in made} == {STORY}


def test_findings_with_a_ladder_of_their_own_are_left_alone():
    others = [row(detector=name, dst="192.0.2.1") for name in sorted(OTHER_LADDERS)]
    assert Planner(Policy()).due(table(*others), now=0).num_rows == 0
