"""The ladder: vectors at victims, sources only where they are real, and a forged source nowhere at all."""

from tests.factories.detections import horizontal, reflection, row, table, vertical

from hsoc.perimeter.decide.ladder import KIND_FRAGMENTS, KIND_PROTO, PLAUSIBLE_TARGETS, ladders, vectors
from hsoc.records.decision import Action
from hsoc.records.detection import detections
from hsoc.records.policy import Ceiling, Member, Policy
from hsoc.records.scope import Match
from hsoc.records.taxonomy import Trust

POLICY = Policy()


def one(row):
    return detections(table(row))[0]


def strongest(row, policy=POLICY):
    return [(ladder.rungs[0].action, ladder.rungs[0].match) for ladder in ladders(one(row), policy=policy)]


def test_ladders_of_a_reflection_stop_the_vector_at_the_victim():
    assert strongest(reflection()) == [(Action.FLOWSPEC, Match(dst="192.0.2.10/32", proto=(17,), sport=((123, 123),)))]


def test_ladders_of_a_reflection_over_ipv6_stop_one_address():
    assert strongest(reflection("2001:db8::10")) == [(Action.FLOWSPEC, Match(dst="2001:db8::10/128", proto=(17,), sport=((123, 123),)))]


def test_vectors_of_dns_with_fragments_are_two():
    both = vectors(one(reflection(port=53, vector="dns", evidence={"fragment_share": 47})))
    assert both == (
        Match(dst="192.0.2.10/32", proto=(17,), sport=((53, 53),)),
        Match(dst="192.0.2.10/32", proto=(17,), fragment=True),
    )


def test_vectors_of_fragments_alone_name_no_port():
    assert vectors(one(reflection(port=-1, vector="fragments"))) == (Match(dst="192.0.2.10/32", proto=(17,), fragment=True),)


def test_vectors_of_syn_ack_reflection_name_the_flags():
    found = vectors(one(reflection(proto=6, port=443, vector="syn-ack")))
    assert found == (Match(dst="192.0.2.10/32", proto=(6,), sport=((443, 443),), tcp_flags=(0x12, 0x12)),)


def test_vectors_of_echo_replies_name_the_type():
    assert vectors(one(reflection(proto=1, port=-1, vector="icmp-echo"))) == (Match(dst="192.0.2.10/32", proto=(1,), icmp_type=(0,)),)


def test_vectors_of_a_syn_flood_are_syns_without_ack_at_its_port_and_only_slowed_down():
    row_ = row(detector="syn_flood", dst="192.0.2.10", proto=6, port=443, vector="syn", sources=4000)
    assert strongest(row_) == [(Action.RATE_LIMIT, Match(dst="192.0.2.10/32", proto=(6,), dport=((443, 443),), tcp_flags=(0x12, 0x02)))]


def test_vectors_of_a_flood_of_odd_flags_are_exactly_these_flags():
    row_ = row(detector="flag_flood", dst="192.0.2.10", proto=6, port=-1, vector="syn-ece-cwr", evidence={"flags": 0xC2})
    assert strongest(row_) == [(Action.FLOWSPEC, Match(dst="192.0.2.10/32", proto=(6,), tcp_flags=(0xFF, 0xC2)))]


def test_vectors_of_an_icmp_flood_name_its_type():
    row_ = row(detector="icmp_flood", dst="192.0.2.10", proto=1, port=-1, vector="icmp-request", evidence={"type": 8})
    assert strongest(row_) == [(Action.RATE_LIMIT, Match(dst="192.0.2.10/32", proto=(1,), icmp_type=(8,)))]
    unknown = row(detector="icmp_flood", dst="192.0.2.10", proto=1, port=-1, vector="icmp", evidence={"type": 255})
    assert vectors(one(unknown)) == (Match(dst="192.0.2.10/32", proto=(1,)),)


def test_vectors_follow_the_kinds_that_the_evidence_names_heaviest_first():
    kinds = {"kind_1": 17 * KIND_PROTO + 37810, "kind_2": 17 * KIND_PROTO + 47808, "kind_3": 17 * KIND_PROTO + KIND_FRAGMENTS}
    found = vectors(one(reflection(port=37810, vector="dhcpdiscover", evidence=kinds)))
    assert [match.sport for match in found] == [((37810, 37810),), ((47808, 47808),), ()]
    assert [match.fragment for match in found] == [None, None, True]


def test_vectors_of_nothing_telling_are_none_and_the_members_are_told():
    unclear = reflection(port=-1, vector="")
    assert vectors(one(unclear)) == ()
    assert strongest(unclear) == [(Action.NOTIFY, Match(dst="192.0.2.10/32", proto=(17,)))]


def test_ladders_of_a_plausible_scan_drop_by_source_for_ten_minutes():
    (ladder,) = ladders(one(horizontal()), policy=POLICY)
    assert (ladder.rungs[0].action, ladder.rungs[0].minutes) == (Action.FLOWSPEC, 10)
    assert ladder.rungs[0].match == Match(src="198.51.100.7/32", proto=(6,), dport=((23, 23),))


def test_ladders_of_a_small_plausible_scan_slow_it_down():
    assert strongest(horizontal(targets=PLAUSIBLE_TARGETS))[0][0] is Action.RATE_LIMIT


def test_ladders_of_a_plausible_scan_without_its_evidence_only_tell():
    rules = [
        ladders(one(horizontal(**given)), policy=POLICY)[0].rungs[0].rule
        for given in ({"targets": 24}, {"evidence": {}}, {"evidence": {"ingresses": 2}}, {"evidence": {"ingresses": True}})
    ]
    assert rules == ["ladder.few_targets", "ladder.unknown_way_in", "ladder.several_ways_in", "ladder.unknown_way_in"]


def test_ladders_of_a_forged_source_name_only_what_was_aimed_at():
    assert strongest(vertical()) == [(Action.NOTIFY, Match(dst="192.0.2.10/32", proto=(6,)))]
    assert strongest(horizontal(trust=int(Trust.SPOOFABLE), targets=30)) == [(Action.OBSERVE, Match(proto=(6,), dport=((23, 23),)))]


def test_ladders_of_a_proven_source_begin_with_source_rtbh():
    rungs = ladders(one(horizontal(trust=int(Trust.PROVEN))), policy=POLICY)[0].rungs
    assert [rung.action for rung in rungs] == [Action.SOURCE_RTBH, Action.FLOWSPEC, Action.RATE_LIMIT, Action.NOTIFY]


def test_ladders_of_an_overloaded_line_lead_away_only_where_member_and_ceiling_agree():
    heavy = reflection(member=3, bytes=500_000_000, first=0, last=1000)
    actions = (*Ceiling().actions, Action.REDIRECT, Action.DESTINATION_RTBH)
    member = Member(number=3, name="Example", access_mbps=1000)
    agreed = Member(number=3, name="Example", access_mbps=1000, consent_destination_rtbh=True)
    assert strongest(heavy, Policy(members=(member,)))[0][0] is Action.FLOWSPEC
    assert strongest(heavy, Policy(members=(member,), ceiling=Ceiling(actions=actions)))[0][0] is Action.REDIRECT
    assert strongest(heavy, Policy(members=(agreed,), ceiling=Ceiling(actions=actions)))[0][0] is Action.DESTINATION_RTBH


def test_ladders_of_unreadable_evidence_are_those_without():
    broken = one(horizontal()).__class__(
        **{**{f: getattr(one(horizontal()), f) for f in one(horizontal()).__struct_fields__}, "evidence": "{"}
    )
    assert ladders(broken, policy=POLICY)[0].rungs[0].rule == "ladder.unknown_way_in"
