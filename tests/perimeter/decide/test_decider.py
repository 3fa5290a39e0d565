"""Detections in, decisions out: merged by story, bounded, steady, and never by a forged source."""

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.factories.detections import horizontal, reflection, row, table, vertical

from hsoc.perimeter.decide import decider as limits
from hsoc.perimeter.decide.decider import Decider
from hsoc.perimeter.decide.guards import MINUTE
from hsoc.perimeter.decide.rules import RULES
from hsoc.perimeter.mitigate.dry_run import DryRun
from hsoc.perimeter.mitigate.keeper import Keeper
from hsoc.records.decision import Action
from hsoc.records.detection import no_detections
from hsoc.records.policy import Ceiling, Member, Policy
from hsoc.records.taxonomy import Trust


def summary(decisions):
    return [(one.action, one.rule, one.refused is None) for one in decisions]


def test_decide_on_nothing_is_nothing():
    assert Decider(Policy()).decide(no_detections(), now=0) == ()


def test_decide_merges_the_detections_of_a_story():
    rows = [reflection(last=last, packets=packets) for last, packets in ((3000, 5000), (5000, 10_000), (4000, 7000))]
    (decision,) = Decider(Policy()).decide(table(*rows), now=6000)
    assert (decision.story, decision.action, decision.until) == ("reflection:192.0.2.10", Action.FLOWSPEC, 6000 + 20 * MINUTE)


def test_decide_again_on_the_same_story_is_silent_until_half_time():
    decider = Decider(Policy())
    assert len(decider.decide(table(reflection(last=1000)), now=1000)) == 1
    said = [len(decider.decide(table(reflection(last=now)), now=now)) for now in range(2000, 1000 + 25 * MINUTE, 10_000)]
    assert sum(said) == 2  # at 10 and at 20 minutes


def test_decide_on_a_growing_scan_climbs_at_once():
    decider = Decider(Policy())
    steps = [decider.decide(table(horizontal(targets=targets, last=targets)), now=targets) for targets in (25, 40, 50, 80)]
    assert [[one.action for one in step] for step in steps] == [[Action.RATE_LIMIT], [], [Action.FLOWSPEC], []]


def test_decide_refuses_what_is_on_the_never_block_list_once():
    decider = Decider(Policy(never_block=("198.51.100.7/32",)))
    (refused,) = decider.decide(table(horizontal()), now=6000)
    assert summary([refused]) == [(Action.FLOWSPEC, "guard.never_block", False)]
    assert refused.refused == "198.51.100.7/32 overlaps the never-block list (198.51.100.7/32)."
    assert refused.cause.startswith("ladder.source_")  # what was wanted is told beside why it is not done
    assert refused.until == 0
    assert decider.decide(table(horizontal(last=7000)), now=7000) == ()


def test_decide_falls_to_the_strongest_action_of_the_ceiling():
    proven = table(horizontal(trust=int(Trust.PROVEN)))
    assert Decider(Policy()).decide(proven, now=6000)[0].action is Action.FLOWSPEC
    mild = Policy(ceiling=Ceiling(actions=(Action.OBSERVE, Action.NOTIFY)))
    (refused,) = Decider(mild).decide(proven, now=6000)
    assert summary([refused]) == [(Action.SOURCE_RTBH, "guard.action_not_allowed", False)]


def test_decide_under_the_brake_refuses_and_goes_on_when_it_is_off():
    decider = Decider(Policy())
    (held,) = decider.decide(table(reflection(member=3)), now=6000, held={3: "line works (operator)"})
    assert (held.rule, held.refused) == ("brake.held", "The emergency brake is on: line works (operator)")
    assert decider.decide(table(reflection(member=3, last=6500)), now=6500, held={3: "line works (operator)"}) == ()
    assert summary(decider.decide(table(reflection(member=3, last=7000)), now=7000)) == [(Action.FLOWSPEC, "ladder.vector", True)]


def test_decide_under_a_flood_of_stories_judges_the_weightiest():
    many = [horizontal(f"198.51.{n // 250}.{n % 250}", targets=25 + n % 7, packets=n) for n in range(limits.MOST_PER_STEP + 50)]
    decider = Decider(Policy())
    assert len(decider.decide(table(*many, reflection(packets=10**9)), now=6000)) == limits.MOST_PER_STEP
    assert decider.passed_over == 51
    assert "reflection:192.0.2.10" in decider.standing


def test_decide_forgets_stories_that_are_over():
    decider = Decider(Policy())
    decider.decide(table(reflection()), now=6000)
    decider.decide(table(reflection("192.0.2.11", last=10**7)), now=6000 + limits.FORGET_MS + 1)
    assert list(decider.standing) == ["reflection:192.0.2.11"]


rows = st.builds(
    row,
    src=st.sampled_from(["", "198.51.100.7", "192.0.2.9", "2001:db8::7"]),
    dst=st.sampled_from(["", "192.0.2.10", "203.0.113.9", "2001:db8::10"]),
    detector=st.sampled_from(["reflection", "horizontal_scan", "vertical_scan", "unheard_of"]),
    proto=st.sampled_from([-1, 1, 6, 17, 47, 58]),
    port=st.sampled_from([-1, 0, 53, 65535]),
    vector=st.sampled_from(["", "dns", "syn", "syn-ack", "fragments", "icmp-echo"]),
    trust=st.sampled_from([0, 1, 2]),
    targets=st.integers(0, 100),
    packets=st.integers(0, 10**9),
    bytes=st.integers(0, 10**12),
    first=st.integers(0, 1000),
    last=st.integers(1000, 5000),
    member=st.integers(0, 2),
    evidence=st.dictionaries(
        st.sampled_from(["ingresses", "trw", "kind_1", "kind_2", "fragment_share"]), st.integers(-1, 2**63 - 1) | st.text(max_size=3)
    ),
)
policies = st.builds(
    Policy,
    members=st.sampled_from(
        [(), (Member(number=1, name="Example", prefixes=("192.0.2.0/24",), consent_destination_rtbh=True, access_mbps=1),)]
    ),
    protected=st.sampled_from([(), ("192.0.2.0/24",)]),
    ceiling=st.sampled_from([Ceiling(), Ceiling(actions=tuple(Action)), Ceiling(longest_minutes=5)]),
)


@settings(max_examples=200, deadline=None)
@given(st.lists(rows, min_size=1, max_size=5), policies)
def test_decide_never_acts_by_a_forged_source_and_never_without_an_end(many, policy):
    for one in Decider(policy).decide(table(*many), now=6000):
        found = [r for r in many if r["src_bits"] >= 0 and one.story.startswith(r["detector"]) and r["trust"] == 0]
        acting = one.action.touches_traffic and one.refused is None
        assert one.rule in RULES
        assert (6000 < one.until <= 6000 + policy.ceiling.longest_minutes * MINUTE) if acting else one.until == 0
        assert not acting or one.action in policy.ceiling.actions
        if len(many) == 1 and found:
            assert one.match.src is None
        if acting and one.match.src is not None:
            assert not one.match.src.startswith("192.0.2.") or not (policy.members or policy.protected)


def test_decide_on_a_vertical_scan_tells_and_acts_not():
    assert summary(Decider(Policy()).decide(table(vertical()), now=6000)) == [(Action.NOTIFY, "ladder.source_spoofable", True)]


def test_decide_again_on_what_the_table_had_no_room_for_after_a_minute():
    decider, keeper = Decider(Policy()), Keeper(Policy(ceiling=Ceiling(most_new_per_minute=1)), DryRun())

    def cycle(now):
        wished = decider.decide(table(*(reflection(f"192.0.2.{n}", last=now) for n in (1, 2))), now=now)
        keeper.want(wished, now=now)
        decider.taken_back(keeper.refused, now=now)
        return [(one.match.dst, one.rule) for one in keeper.answered(wished)]

    first = [("192.0.2.1/32", "ladder.vector"), ("192.0.2.2/32", "fuse.most_new_per_minute")]
    assert [cycle(now) for now in (1000, 2000, 60_999, 61_000)] == [first, [], [], [("192.0.2.2/32", "ladder.vector")]]
    assert len(keeper.wanted) == 2


def test_guilty_looking_source_that_is_a_members_is_told_of_and_not_refused():
    ours = Policy(members=(Member(number=3, name="A", prefixes=("198.51.100.0/24",)),))
    (told,) = Decider(ours).decide(table(horizontal()), now=6000)
    assert summary([told]) == [(Action.NOTIFY, "ladder.own_host", True)]
    assert (told.match.src, "198.51.100.7/32 is a hospital's own machine" in told.reason) == (None, True)
