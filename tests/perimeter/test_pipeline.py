"""The whole way of a flow: an attack is seen, decided on, planned against and told; peace is not."""

import msgspec
import numpy as np
import pyarrow as pa

from hsoc.perimeter.config import DETECTORS
from hsoc.perimeter.decide.afterwards import Back
from hsoc.perimeter.guard.validity import validity
from hsoc.perimeter.guard.watch import Guard
from hsoc.perimeter.mitigate.divert import MINUTE, Order
from hsoc.perimeter.mitigate.dry_run import DryRun
from hsoc.perimeter.mitigate.route import Terms
from hsoc.perimeter.pipeline import Pipeline
from hsoc.records.address import from_v4, pair
from hsoc.records.decision import Action
from hsoc.records.event import State
from hsoc.records.flow import flow_table, no_flows
from hsoc.records.policy import Announcement, Ceiling, Consent, Exemption, Interface, Limit, Member, Offer, Own, OwnRule, Policy, Veto
from hsoc.records.route import Route, Routes, Vrp, routes
from hsoc.records.scope import Match
from hsoc.records.taxonomy import Basis, Disposition

START = 1_800_000_000_000  # ms
VICTIM = "198.18.7.10"
POLICY = Policy(members=(Member(number=7, name="Nemocnice Lipová", prefixes=("198.18.7.0/24",)),), protected=("198.18.7.0/24",))


def reflection(*, sources: int, at: int) -> pa.Table:
    """NTP answers of many servers to one victim, within one second."""
    n = np.arange(sources, dtype=np.int64)
    return flow_table(
        {
            "first": at + n % 900,
            "last": at + n % 900 + 50,
            "src_lo": from_v4((0xC6_13_00_00 + n).astype(np.uint32)),
            "dst_lo": np.full(sources, pair(VICTIM)[1]),
            "proto": np.full(sources, 17, np.int64),
            "sport": np.full(sources, 123, np.int64),
            "dport": 1024 + n % 5000,
            "packets": np.full(sources, 100, np.int64),
            "bytes": np.full(sources, 46_800, np.int64),
        },
        rows=sources,
    )


def quiet(*, at: int) -> pa.Table:
    """One ordinary flow, so that time goes on."""
    one = {
        name: np.array([value], np.int64) for name, value in {"first": at, "last": at, "dst_lo": pair("198.18.7.99")[1], "proto": 6}.items()
    }
    return flow_table(
        {**one, "dport": np.array([443]), "packets": np.array([9]), "bytes": np.array([900]), "tcp_flags": np.array([0x1B])}, rows=1
    )


def test_attack_is_stopped_at_its_vector_and_told_once() -> None:
    pipeline = Pipeline(policy=POLICY, detectors=DETECTORS, backend=DryRun())
    first = pipeline.step(reflection(sources=300, at=START), now=START + 1_000)
    second = pipeline.step(quiet(at=START + 2_500), now=START + 2_500)
    decisions = [d for d in (*first.decisions, *second.decisions) if d.action is Action.FLOWSPEC and d.refused is None]
    assert {d.match.dst for d in decisions} == {f"{VICTIM}/32"}
    assert {d.match.src for d in decisions} == {None}
    assert all(START < d.until <= START + 61 * 60_000 for d in decisions)
    last = pipeline.finish(now=START + 3_000)
    told = {e.id: e for e in (*first.events, *second.events, *last.events)}
    assert [(e.detector, e.member, e.state, e.source_count) for e in told.values()] == [("reflection", 7, State.CLOSED, 300)]


def test_traffic_after_the_rule_is_expected_to_be_dropped() -> None:
    pipeline = Pipeline(policy=POLICY, detectors=DETECTORS, backend=DryRun())
    for second in range(12):
        pipeline.step(reflection(sources=300, at=START + second * 1_000), now=START + second * 1_000 + 1_000)
    event = pipeline.finish(now=START + 13_000).events[-1]
    assert (event.disposition, event.basis, event.dry_run) == (Disposition.REACTIVE, Basis.EXPECTED, True)


def test_peace_makes_no_story() -> None:
    pipeline = Pipeline(policy=POLICY, detectors=DETECTORS, backend=DryRun())
    outcomes = [pipeline.step(quiet(at=START + s * 1_000), now=START + s * 1_000) for s in range(5)]
    outcomes += [pipeline.step(no_flows(), now=START + 6_000), pipeline.finish(now=START + 7_000)]
    assert [(o.detections.num_rows, o.decisions, o.events) for o in outcomes] == [(0, (), ())] * 7


def test_an_attack_of_more_vectors_than_its_detector_names_gets_a_rule_for_each() -> None:
    pipeline = Pipeline(policy=POLICY, detectors=DETECTORS, backend=DryRun())
    one = reflection(sources=400, at=START)
    ports = pa.array(np.array([53, 123, 389, 161])[np.arange(400) % 4], pa.int64())
    mixed = one.set_column(one.schema.get_field_index("sport"), one.schema.field("sport"), ports)
    first = pipeline.step(mixed, now=START + 1_000)
    second = pipeline.step(quiet(at=START + 2_500), now=START + 2_500)
    decisions = [d for d in (*first.decisions, *second.decisions) if d.action is Action.FLOWSPEC and d.refused is None]
    assert sorted(d.match.sport[0][0] for d in decisions) == [53, 123, 161, 389]
    assert {d.match.dst for d in decisions} == {f"{VICTIM}/32"}


def test_samples_part_the_attack_from_what_was_asked_for() -> None:
    pipeline = Pipeline(policy=POLICY, detectors=DETECTORS, backend=DryRun())
    pipeline.step(reflection(sources=300, at=START), now=START + 1_000)
    found = pipeline.step(quiet(at=START + 2_500), now=START + 2_500).detections
    ((key, sample),) = pipeline.watch.samples(found).items()
    assert key == f"reflection:{VICTIM}"
    assert (len(sample.attack["proto"]), len(sample.ordinary["proto"])) == (300, 0)


NTP = Limit(name="ntp", profile="network", match=Match(proto=(17,), sport=((123, 123),)), why="w")


def test_what_a_standing_limit_drops_is_preventive_and_needs_no_rule_of_its_own() -> None:
    policy = msgspec.structs.replace(POLICY, limits=(NTP,))
    pipeline = Pipeline(policy=policy, detectors=DETECTORS, backend=DryRun())
    outcomes = [pipeline.step(no_flows(), now=START - 1_000)]
    for second in range(12):
        at = START + second * 1_000
        outcomes.append(pipeline.step(reflection(sources=300, at=at), now=at + 1_000))
    assert [one.key for one in pipeline.keeper.wanted] == ["flowspec destination 198.18.7.0/24 protocol =udp source-port =123"]
    (hits,) = pipeline.keeper.hits()
    assert (hits.story, hits.preventive, hits.packets) == ("limit:ntp", True, 12 * 300 * 100)
    assert {(d.action, d.rule) for one in outcomes for d in one.decisions} == {(Action.OBSERVE, "standing.covers")}
    event = pipeline.finish(now=START + 13_000).events[-1]
    assert (event.disposition, event.basis, event.why, event.dry_run) == (Disposition.PREVENTIVE, Basis.EXPECTED, "standing.covers", True)


def test_standing_limits_follow_the_policy_and_the_brake() -> None:
    pipeline = Pipeline(policy=msgspec.structs.replace(POLICY, limits=(NTP,)), detectors=DETECTORS, backend=DryRun())
    assert len(pipeline.step(no_flows(), now=START).plan.add) == 1
    pipeline.withdraw_all(now=START + 1)
    assert pipeline.step(no_flows(), now=START + 2, held={0: "w"}).plan.add == ()
    assert len(pipeline.step(no_flows(), now=START + 3).plan.add) == 1
    lifted = OwnRule(id="a", member=7, do=Own.ALLOW, match=Match(dst="198.18.7.128/25"), until=START * 2)
    strict = msgspec.structs.replace(NTP, profile="hsoc")
    pipeline.use(msgspec.structs.replace(POLICY, limits=(strict,), rules=(lifted,), profile="hsoc"))
    plan = pipeline.step(no_flows(), now=START + 4).plan
    assert [one.key for one in plan.add] == ["flowspec destination 198.18.7.0/25 protocol =udp source-port =123"]
    assert [one.key for one in plan.withdraw] == ["flowspec destination 198.18.7.0/24 protocol =udp source-port =123"]


def test_exempt_victim_is_only_observed() -> None:
    exempt = Exemption(prefix="198.18.7.0/24", owner="ops", reason="load test", until=START * 2, detectors=("reflection",))
    pipeline = Pipeline(policy=msgspec.structs.replace(POLICY, exemptions=(exempt,)), detectors=DETECTORS, backend=DryRun())
    first = pipeline.step(reflection(sources=300, at=START), now=START + 1_000)
    second = pipeline.step(quiet(at=START + 2_500), now=START + 2_500)
    assert {(d.action, d.rule) for d in (*first.decisions, *second.decisions)} == {(Action.OBSERVE, "policy.exempt")}


def test_entry_that_matches_nothing_is_taken_back_where_a_history_is_kept() -> None:
    pipeline = Pipeline(policy=POLICY, detectors=DETECTORS, backend=DryRun())
    for second in range(3):
        pipeline.step(reflection(sources=300, at=START + second * 1_000), now=START + second * 1_000 + 1_000, history=lambda _: None)
    assert len(pipeline.keeper.wanted) == 1
    pipeline.step(quiet(at=START + 150_000), now=START + 150_000, history=lambda _: None)
    assert len(pipeline.keeper.wanted) == 1
    late = pipeline.step(quiet(at=START + 190_000), now=START + 190_000, history=lambda _: None)
    assert "after.no_match" in {d.rule for d in late.decisions}
    assert len(late.plan.withdraw) == 1


def test_entry_that_hurts_is_taken_back() -> None:
    pipeline = Pipeline(policy=POLICY, detectors=DETECTORS, backend=DryRun())
    for second in range(3):
        pipeline.step(reflection(sources=300, at=START + second * 1_000), now=START + second * 1_000 + 1_000)
    (entry,) = pipeline.keeper.wanted
    back = (Back(entry.key, entry.story, "after.hurts", "why"), Back("unknown", "s", "after.hurts", "why"))
    outcome = pipeline.step(no_flows(), now=START + 4_000, history=lambda _: None, back=back)
    assert ([d.rule for d in outcome.decisions if d.rule == "after.hurts"], len(outcome.plan.withdraw)) == (["after.hurts"], 1)


def test_what_a_person_took_out_does_not_come_back_while_the_attack_runs() -> None:
    pipeline = Pipeline(policy=POLICY, detectors=DETECTORS, backend=DryRun())
    pipeline.step(reflection(sources=300, at=START), now=START + 1_000)
    pipeline.step(quiet(at=START + 2_500), now=START + 2_500)
    stood = pipeline.keeper.wanted
    assert stood
    vetoes = tuple(Veto(key=one.key, by="duty", reason="breaks the lab", since=START, until=START + 600_000) for one in stood)
    pipeline.use(msgspec.structs.replace(POLICY, vetoes=vetoes))
    after = pipeline.step(reflection(sources=300, at=START + 3_000), now=START + 4_000)
    assert {one.key for one in after.plan.withdraw} == {one.key for one in stood}
    later = [pipeline.step(quiet(at=START + 5_500 + n), now=START + 5_500 + n) for n in (0, 1_000)]
    assert not {one.key for one in pipeline.keeper.wanted} & {one.key for one in stood}
    said = {one.rule for outcome in (after, *later) for one in outcome.decisions if one.refused is not None}
    assert "policy.veto" in said
    assert pipeline.stories.event_of(stood[0].story)
    assert pipeline.stories.event_of("nothing:198.18.7.1") == ""


DIVERT = msgspec.structs.replace(
    POLICY,
    ceiling=Ceiling(actions=(*Ceiling().actions, Action.DIVERT)),
    announcements=(Announcement(prefix="198.18.0.0/16", origins=(64500,), member=7),),
    offers=(Offer(name="scrubbing-a", origin=64511, return_path="GRE 3"),),
    consents=(Consent(member=7, offer="scrubbing-a", by="director", until=START + 600 * MINUTE),),
)
ORDER = Order(member=7, victim=VICTIM + "/32", offer="scrubbing-a", minutes=60, by=("alena", "bohdan"), reason="line full", since=START)
UPSTREAM_TERMS = Terms(divert=("64510:911",), divert_next_hop_v4="192.0.2.9")


def diverting(policy: Policy = DIVERT) -> Pipeline:
    guard = Guard(policy)
    guard.attest(validity([Vrp("198.18.7.0/24", 24, 64511)]))
    return Pipeline(policy=policy, detectors=DETECTORS, backend=DryRun(UPSTREAM_TERMS), guard=guard)


def seen_upstream(at: int) -> Routes:
    return routes([Route(time=at, peer="192.0.2.7", peer_asn=64507, prefix="198.18.7.0/24", path=(64507, 64511))])


def test_ordered_diversion_stands_is_no_hijack_and_returns_by_itself() -> None:
    pipeline = diverting()
    first = pipeline.step(no_flows(), now=START, orders=(ORDER,))
    [entry] = first.plan.add
    assert (entry.key, entry.offer, [d.rule for d in first.decisions]) == (
        "divert destination 198.18.7.0/24",
        "scrubbing-a",
        ["divert.agreed"],
    )
    assert pipeline.keeper.lines(first.plan)[0].startswith("announce route 198.18.7.0/24 next-hop 192.0.2.9 community [ 64510:911 ]")
    seen = pipeline.step(reflection(sources=300, at=START + 1_000), now=START + 2_000, orders=(ORDER,), routes=seen_upstream(START + 1_500))
    assert "prefix_hijack" not in seen.detections["detector"].to_pylist()
    assert [(hit.key, hit.flows) for hit in seen.hits if hit.key == entry.key] == [(entry.key, 0)]  # led away is not dropped
    over = pipeline.step(no_flows(), now=START + 60 * MINUTE, orders=())
    assert [one.key for one in over.plan.withdraw if one.key == entry.key] == [entry.key]
    late = pipeline.step(no_flows(), now=START + 80 * MINUTE, routes=seen_upstream(START + 80 * MINUTE))
    assert late.detections.num_rows == 0  # a valid ROA: whoever may originate says so


def test_the_brake_takes_a_diversion_down_and_an_order_of_one_person_waits() -> None:
    pipeline = diverting()
    pipeline.step(no_flows(), now=START, orders=(ORDER,))
    assert [one.action for one in pipeline.withdraw_all(now=START + 1).withdraw] == [Action.DIVERT]
    alone = msgspec.structs.replace(ORDER, by=("alena",))
    waits = pipeline.step(no_flows(), now=START + 2, orders=(alone,))
    assert [(d.rule, d.refused is not None) for d in waits.decisions] == [("guard.two_person", True)]
    key = "divert destination 198.18.7.0/24"
    assert [one.key for one in pipeline.step(no_flows(), now=START + 3, orders=(alone,), approved={key: {"alena", "bohdan"}}).plan.add] == [
        key
    ]


def test_engine_proposes_a_diversion_itself_where_the_line_is_full_and_acts_once_two_agree() -> None:
    member = msgspec.structs.replace(POLICY.members[0], access_mbps=1)
    offer = msgspec.structs.replace(DIVERT.offers[0], automatic=True)
    pipeline = diverting(msgspec.structs.replace(DIVERT, members=(member,), offers=(offer,)))
    key, found = "divert destination 198.18.7.0/24", []
    for second in range(4):
        found += pipeline.step(reflection(sources=300, at=START + second * 1000), now=START + second * 1000 + 1000).decisions
    assert {(d.rule, d.refused is None) for d in found if d.action is Action.DIVERT} == {("guard.two_person", False)}
    assert {d.action for d in found if d.refused is None} >= {Action.FLOWSPEC}  # what needs nobody stands meanwhile
    for second in range(4, 8):
        at = START + second * 1000
        found += pipeline.step(reflection(sources=300, at=at), now=at + 1000, approved={key: {"alena", "bohdan"}}).decisions
    [granted] = {(d.rule, d.offer, d.match.dst) for d in found if d.action is Action.DIVERT and d.refused is None}
    assert granted == ("ladder.upstream", "scrubbing-a", "198.18.7.0/24")


def test_own_source_from_outside_is_dropped_until_the_guard_has_seen_the_member_elsewhere() -> None:
    member = msgspec.structs.replace(POLICY.members[0], single_homed=True)
    border = Interface(exporter="192.0.2.1", index=1, role="transit")
    policy = msgspec.structs.replace(DIVERT, members=(member,), interfaces=(border,))

    def answers(*heard: Route) -> set[Action]:
        pipeline, found = Pipeline(policy=policy, detectors=DETECTORS, backend=DryRun(), guard=Guard(policy)), []
        pipeline.step(no_flows(), now=START, routes=routes(heard))
        for second in range(1, 6):
            at = START + second * 1_000
            found += pipeline.step(own_from_outside(at=at), now=at + 1_000).decisions
        return {d.action for d in found if d.rule.startswith("ladder.forged")}

    assert answers() == {Action.FLOWSPEC}
    assert answers(Route(time=START, peer="192.0.2.7", peer_asn=64507, prefix="198.18.7.0/24", path=(64507, 64509))) == {Action.NOTIFY}


def own_from_outside(*, at: int) -> pa.Table:
    rows = 20
    ours = np.full(rows, pair("198.18.7.77")[1])
    return flow_table(
        {
            "first": np.full(rows, at), "last": np.full(rows, at + 10), "src_lo": ours, "dst_lo": np.full(rows, pair(VICTIM)[1]),
            "proto": np.full(rows, 17), "sport": np.arange(rows) + 2000, "dport": np.full(rows, 53), "packets": np.full(rows, 9),
            "bytes": np.full(rows, 900), "exporter": np.full(rows, pair("192.0.2.1")[1]), "ingress_if": np.full(rows, 1),
        },
        rows=rows,
    )  # fmt: skip


def test_an_allow_steps_aside_while_an_attack_comes_through_it_and_returns_afterwards() -> None:
    limit = Limit(name="udp", match=Match(proto=(17,)), action=Action.RATE_LIMIT, rate=1000, why="w")
    rule = OwnRule(id="5", member=7, do=Own.ALLOW, match=Match(dst=f"{VICTIM}/32", src="198.19.0.0/16"), until=START + 600 * MINUTE)
    policy = msgspec.structs.replace(POLICY, profile="hsoc", limits=(limit,), rules=(rule,))
    pipeline = Pipeline(policy=policy, detectors=DETECTORS, backend=DryRun())

    def allowed() -> list[str]:
        return [one.match.src for one in pipeline.keeper.wanted if one.match.src]

    def state(now: int) -> tuple[str, str]:
        [told] = pipeline.own_rules.told(now=now, standing=frozenset(), held={})
        return told.state, told.code

    pipeline.step(quiet(at=START), now=START)
    assert (allowed(), state(START)) == (["198.19.0.0/16"], ("lifting", ""))
    for second in range(1, 5):
        pipeline.step(reflection(sources=300, at=START + second * 1000), now=START + second * 1000 + 1000)
    answers = [one for one in pipeline.keeper.wanted if not one.preventive]
    assert (len(answers) > 0, allowed(), state(START + 6000)) == (True, [], ("aside", "own.aside"))
    later = max(one.until for one in answers) + 1000
    pipeline.step(quiet(at=later), now=later)
    pipeline.step(quiet(at=later + 1000), now=later + 1000)
    assert (allowed(), state(later + 1000)) == (["198.19.0.0/16"], ("lifting", ""))
