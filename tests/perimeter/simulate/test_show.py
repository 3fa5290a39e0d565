from __future__ import annotations

from hsoc.perimeter.simulate import columns, community, kinds, show, strikes

NOW = 1_795_000_000_000


def test_something_is_seen_within_the_first_minute_and_every_act_ends_before_the_next_round() -> None:
    first = show.plan(since=NOW, until=NOW + 60_000, begun=NOW)
    assert {kinds.KINDS[kind].name for kind in first["kind"].tolist()} >= {"reflection", "horizontal", "vertical"}
    assert all(act.after + act.lasts < show.ROUND_MS // 1000 for act in show.ACTS)


def test_the_words_name_the_addresses_that_are_really_hit() -> None:
    plan = show.plan(since=NOW, until=NOW + 60_000, begun=NOW)
    flows = strikes.flows_of(plan)
    table = columns.table(flows)
    assert table.num_rows == int(plan["flows"].sum())
    for act in show.ACTS:
        named = community.HOSPITALS[act.member - 1].name
        assert act.members == community.MEMBERS or named in act.about
        if act.members == 1:
            assert f"198.18.{act.member}.{act.host + 1}" in act.about


def test_cutting_time_shows_no_act_twice_and_leaves_none_out() -> None:
    whole = show.plan(since=NOW, until=NOW + 2 * show.ROUND_MS, begun=NOW)
    cut = [show.plan(since=NOW + at, until=NOW + at + 500, begun=NOW)["id"].tolist() for at in range(0, 2 * show.ROUND_MS, 500)]
    assert sorted(one for part in cut for one in part) == sorted(whole["id"].tolist())
