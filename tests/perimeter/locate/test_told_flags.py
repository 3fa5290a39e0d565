"""Which exporters tell the flags, and what of theirs is known to have none."""

from __future__ import annotations

import numpy as np
from tests.factories.flows import FULL, START, flood, flows, mixed, with_columns

from hsoc.perimeter.locate.told_flags import CONVERSATION, ENOUGH, STRETCH_MS, ToldFlags
from hsoc.records.flow import NO_FLAGS

TELLS, LEAVES_OUT = 11, 12


def talk(exporter: int, *, flags: int = FULL, count: int = ENOUGH, packets: int = CONVERSATION):
    return flows(count, proto=6, tcp_flags=flags, packets=packets, bytes=packets * 400, exporter=exporter)


def null_of(exporter: int):
    return flows(50, proto=6, tcp_flags=0, packets=15, bytes=600, exporter=exporter)


def flags_of(stage: ToldFlags, table, *, now: int = START) -> set[int]:
    return set(stage.marked(table, now=now).column("tcp_flags").to_pylist())


def test_of_an_exporter_that_tells_flags_none_is_known_to_be_none():
    stage = ToldFlags()
    stage.marked(mixed(talk(TELLS), talk(LEAVES_OUT, flags=0)), now=START)
    assert flags_of(stage, null_of(TELLS)) == {NO_FLAGS}
    assert flags_of(stage, null_of(LEAVES_OUT)) == {0}


def test_nobody_is_believed_before_enough_was_said():
    stage = ToldFlags()
    assert flags_of(stage, mixed(talk(TELLS, count=ENOUGH - 1), null_of(TELLS))) == {0, FULL}


def test_probes_teach_nothing():
    stage = ToldFlags()
    stage.marked(talk(TELLS, packets=CONVERSATION - 1), now=START)
    assert flags_of(stage, null_of(TELLS)) == {0}


def test_a_router_whose_cards_differ_is_not_believed():
    stage = ToldFlags()
    stage.marked(mixed(talk(TELLS), talk(TELLS, flags=0, count=ENOUGH // 20)), now=START)
    assert flags_of(stage, null_of(TELLS)) == {0}


def test_a_flood_of_null_does_not_change_what_is_known():
    stage = ToldFlags()
    stage.marked(talk(TELLS), now=START)
    storm = mixed(talk(TELLS), talk(TELLS, flags=0, count=20 * ENOUGH))
    for minute in range(30):
        assert flags_of(stage, storm, now=START + minute * 60_000) == {NO_FLAGS, FULL}


def test_a_router_that_was_exchanged_is_believed_no_longer():
    stage = ToldFlags()
    stage.marked(talk(TELLS), now=START)
    for step in (1, 2):
        stage.marked(talk(TELLS, flags=0), now=START + step * STRETCH_MS)
    assert flags_of(stage, null_of(TELLS), now=START + 2 * STRETCH_MS + 1) == {0}


def test_other_protocols_and_what_has_flags_stay_as_they_are():
    stage = ToldFlags()
    stage.marked(talk(TELLS), now=START)
    table = mixed(with_columns(null_of(TELLS), proto=17), talk(TELLS, count=3))
    assert stage.marked(table, now=START).equals(table)


def test_no_flows_are_no_flows():
    empty = flood(0)
    assert ToldFlags().marked(empty, now=START).num_rows == 0


def test_flags_of_the_header_are_never_taken_for_the_mark():
    assert not np.bitwise_and(NO_FLAGS, 0xFFF)
