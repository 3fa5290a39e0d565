"""The keeper: entries come, are renewed, count what they match, and always go."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from hsoc.perimeter.mitigate.dry_run import DryRun
from hsoc.perimeter.mitigate.keeper import Keeper
from hsoc.records.address import pair
from hsoc.records.decision import Action, Decision
from hsoc.records.flow import flow_table, no_flows
from hsoc.records.mitigation import Hits
from hsoc.records.policy import Ceiling, Member, Platform, Policy, Veto
from hsoc.records.scope import Match

MINUTE = 60_000
KEY = "flowspec destination 192.0.2.1/32 protocol =udp source-port =53"


def decision(dst="192.0.2.1/32", **given):
    usual = {
        "action": Action.FLOWSPEC,
        "match": Match(dst=dst, proto=(17,), sport=((53, 53),)),
        "made": 0,
        "until": 10 * MINUTE,
        "story": "s",
    }
    return Decision(**(usual | given))


def flows(**columns):
    rows = len(next(iter(columns.values())))
    hi, lo = pair("192.0.2.1")
    usual = {"dst_hi": np.full(rows, hi), "dst_lo": np.full(rows, lo), "proto": np.full(rows, 17), "sport": np.full(rows, 53)}
    return flow_table({name: np.asarray(values, np.int64) for name, values in (usual | columns).items()}, rows=rows)


def keys(entries):
    return [entry.key for entry in entries]


def test_want_adds_keeps_and_withdraws_at_the_end():
    keeper = Keeper(Policy(), DryRun())
    assert keys(keeper.want([decision()], now=0).add) == [KEY]
    assert keys(keeper.want([], now=1000).keep) == [KEY]
    assert keys(keeper.want([], now=10 * MINUTE).withdraw) == [KEY]
    assert keeper.want([], now=11 * MINUTE).changes == 0


def test_want_of_a_renewal_keeps_the_entry_longer():
    keeper = Keeper(Policy(), DryRun())
    keeper.want([decision()], now=0)
    assert keeper.want([decision(made=5 * MINUTE, until=15 * MINUTE)], now=5 * MINUTE).changes == 0
    assert keeper.want([], now=10 * MINUTE).changes == 0
    assert keys(keeper.want([], now=15 * MINUTE).withdraw) == [KEY]


def test_want_ignores_refusals_and_what_touches_no_traffic():
    keeper = Keeper(Policy(), DryRun())
    assert keeper.want([decision(refused="no"), decision(action=Action.NOTIFY, until=0)], now=0).changes == 0


def test_want_beyond_the_room_refuses_by_name_and_keeps_the_first():
    keeper = Keeper(Policy(ceiling=Ceiling(most_new_per_minute=2)), DryRun())
    plan = keeper.want([decision(f"192.0.2.{n}/32") for n in range(1, 5)], now=0)
    assert (len(plan.add), plan.sendable) == (2, True)
    assert [(one.rule, one.refused) for one in keeper.refused] == [
        ("fuse.most_new_per_minute", "2 entries were added within a minute, 2 of this kind are allowed."),
    ] * 2
    assert len(keeper.want([decision("192.0.2.9/32", made=MINUTE)], now=MINUTE).add) == 1


def test_want_by_source_leaves_room_for_victims():
    keeper = Keeper(Policy(ceiling=Ceiling(most_new_per_minute=4)), DryRun())
    scans = [decision(match=Match(src=f"198.51.100.{n}/32", proto=(6,))) for n in range(5)]
    assert len(keeper.want(scans, now=0).add) == 3
    assert len(keeper.want([decision()], now=1).add) == 1


def test_want_beyond_a_members_room_refuses_for_that_member_only():
    keeper = Keeper(Policy(ceiling=Ceiling(most_rules_member=1)), DryRun())
    wanted = [decision("192.0.2.1/32", member=1), decision("192.0.2.2/32", member=1), decision("192.0.2.3/32", member=2)]
    assert len(keeper.want(wanted, now=0).add) == 2
    assert [one.rule for one in keeper.refused] == ["fuse.most_rules_member"]


def test_want_with_an_objection_sends_nothing_but_what_has_ended():
    keeper = Keeper(Policy(), DryRun())
    keeper.want([decision()], now=0)
    plan = keeper.want([decision("192.0.2.2/32", until=5 * 60 * MINUTE)], now=10 * MINUTE)
    assert plan.objections == (
        "The entry flowspec destination 192.0.2.2/32 protocol =udp source-port =53 has no end, or one further away than 60 minutes.",
    )
    assert (plan.add, keys(plan.withdraw), plan.sendable) == ((), [KEY], False)


def test_count_adds_up_what_matches_scaled():
    keeper = Keeper(Policy(), DryRun())
    keeper.want([decision()], now=0)
    for _ in range(2):
        keeper.count(flows(packets=[1, 2, 3], bytes=[100, 200, 300], sampling=[1, 10, 1], last=[5, 7, 6], sport=[53, 53, 123]))
    assert keeper.hits() == (Hits(key=KEY, story=decision().story, flows=4, packets=42, bytes=4200, last=7),)


def test_count_of_nothing_leaves_every_entry_at_zero():
    keeper = Keeper(Policy(), DryRun())
    keeper.count(no_flows())
    keeper.want([decision()], now=0)
    keeper.count(no_flows())
    assert keeper.hits() == (Hits(key=KEY, story=decision().story),)


def test_withdraw_all_takes_back_one_member_or_everything():
    keeper = Keeper(Policy(), DryRun())
    keeper.want([decision("192.0.2.1/32", member=1), decision("192.0.2.2/32", member=2)], now=0)
    assert [entry.member for entry in keeper.withdraw_all(now=1, member=1).withdraw] == [1]
    assert [entry.member for entry in keeper.withdraw_all(now=2).withdraw] == [2]
    assert keeper.wanted == ()


def test_read_back_announces_again_what_is_missing():
    speaker = DryRun()
    keeper = Keeper(Policy(), speaker)
    speaker.take(keeper.lines(keeper.want([decision()], now=0)))
    assert keeper.read_back(speaker.listing()) == frozenset()
    assert keeper.read_back("") == {KEY}
    assert keys(keeper.want([], now=1).add) == [KEY]


def test_keeper_restored_from_intent_announces_it_again():
    first = Keeper(Policy(), DryRun())
    first.want([decision()], now=0)
    assert keys(Keeper(Policy(), DryRun(), wanted=first.wanted).want([], now=1).add) == [KEY]


def test_keeper_announces_a_whole_table_again_after_a_restart_or_a_lost_router():
    speaker, ceiling = DryRun(), Ceiling(most_new_per_minute=2)
    first = Keeper(Policy(ceiling=ceiling), speaker)
    for minute in range(4):
        first.want([decision(f"192.0.2.{2 * minute + n}/32", made=minute * MINUTE, until=30 * MINUTE) for n in (1, 2)], now=minute * MINUTE)
    assert len(first.wanted) == 8
    second = Keeper(Policy(ceiling=ceiling), speaker, wanted=first.wanted)
    plan = second.want([decision("192.0.2.99/32", made=5 * MINUTE, until=30 * MINUTE)], now=5 * MINUTE)
    assert (len(plan.add), plan.objections) == (9, ())
    assert len(second.read_back("")) == 9
    again = second.want([], now=5 * MINUTE + 1)
    assert (len(again.add), again.objections) == (9, ())
    assert second.want([], now=5 * MINUTE + 2).changes == 0


moves = st.lists(st.tuples(st.integers(1, 6), st.integers(1, 30), st.integers(0, 3)), max_size=30)


@settings(deadline=None)
@given(moves)
def test_table_of_the_speaker_always_equals_what_is_wanted_and_everything_ends(steps):
    speaker = DryRun()
    keeper = Keeper(Policy(ceiling=Ceiling(most_rules=4, most_new_per_minute=3)), speaker)
    now = 0
    for number, minutes, pause in steps:
        now += pause * MINUTE
        wanted = decision(f"192.0.2.{number}/32", made=now, until=now + minutes * MINUTE)
        speaker.take(keeper.lines(keeper.want([wanted], now=now)))
        assert set(speaker.routes(speaker.listing())) == {speaker.route(entry) for entry in keeper.wanted}
        assert {entry.key for entry in keeper.standing} == {entry.key for entry in keeper.wanted}
        assert len(keeper.wanted) <= 4
        assert all(now < entry.until <= now + 30 * MINUTE for entry in keeper.wanted)
    speaker.take(keeper.lines(keeper.want([], now=now + 30 * MINUTE)))
    assert speaker.listing() == ""


def test_keeper_refuses_by_name_what_the_speaker_cannot_say():
    keeper = Keeper(Policy(), DryRun())
    wanted = decision()
    unsaid = Decision(story="s", action=Action.DESTINATION_RTBH, match=Match(src="192.0.2.1/32"), made=0, until=wanted.until)
    keeper.want([unsaid], now=0)
    assert [(one.rule, keeper.wanted) for one in keeper.refused] == [("fuse.backend", ())]
    assert "needs the prefix that it is about" in str(keeper.refused[0].refused)


def test_what_a_person_took_out_goes_and_is_refused_until_the_veto_ends():
    keeper = Keeper(Policy(), DryRun())
    keeper.want([decision(), decision("192.0.2.2/32")], now=0)
    keeper.under(Policy(vetoes=(Veto(key=KEY, by="duty", reason="breaks the lab", since=MINUTE, until=3 * MINUTE),)))
    assert keeper.vetoed(now=0) == ()
    assert keys(keeper.vetoed(now=MINUTE)) == [KEY]
    keeper.end([KEY], now=MINUTE)
    again = decision(made=MINUTE, until=11 * MINUTE)
    plan = keeper.want([again], now=MINUTE)
    assert (keys(plan.withdraw), keys(plan.add), plan.objections) == ([KEY], [], ())
    assert [(one.rule, one.refused) for one in keeper.answered([again])] == [
        ("policy.veto", "duty took this entry out of the table: breaks the lab")
    ]
    assert keys(keeper.want([decision(made=3 * MINUTE, until=13 * MINUTE)], now=3 * MINUTE).add) == [KEY]


def test_budgets_tell_what_is_taken():
    policy = Policy(
        members=(Member(number=7, name="Lipová", prefixes=("192.0.2.0/24",)),),
        ceiling=Ceiling(most_rules=50, most_rules_member=9, most_new_per_minute=5),
        platforms=(Platform(name="edge", most_rules=40, most_cost=100),),
    )
    keeper = Keeper(policy, DryRun())
    keeper.want([decision(member=7), decision("192.0.2.2/32", member=7)], now=0)
    found = {(one.of, one.name): (one.rules, one.most_rules, one.cost, one.most_cost) for one in keeper.budgets(now=0)}
    edge = found.pop(("platform", "edge"))
    assert (edge[0], edge[1], edge[3]) == (2, 40, 100)
    assert edge[2] >= 2
    assert found == {
        ("table", ""): (2, 40, 0, 0), ("standing", ""): (0, 2000, 0, 0), ("minute", ""): (2, 5, 0, 0), ("member", "7"): (2, 9, 0, 0),
    }  # fmt: skip
    assert {one.of: one.rules for one in keeper.budgets(now=2 * MINUTE)}["minute"] == 0
