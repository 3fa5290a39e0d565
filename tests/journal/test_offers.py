"""What was given by day is what the gate would give of each event, whether it is read from roll-ups or from events."""

import random
from collections import Counter
from pathlib import Path

import pytest
from tests.factories.busy_day import DAY, END, START, drawn
from tests.factories.event_rows import row, write

from hsoc.journal import offers, rollup
from hsoc.journal.event_filter import Filter
from hsoc.journal.event_list import Scope
from hsoc.journal.event_pages import page
from hsoc.journal.event_rows import newest
from hsoc.journal.event_sharing import Rule, Rules
from hsoc.journal.tables import EVENT_SCHEMA
from hsoc.journal.writer import Writer

RULES = (
    Rule(share=False, least=5),
    Rule(categories=("Fraud",), ports=(53,), share=False),
    Rule(categories=("Availability.DDoS",), delay=600, tlp="TLP:AMBER"),
    Rule(ports=(22,), told="nothing"),
)


@pytest.fixture(autouse=True)
def forgotten() -> None:
    offers.forget()
    rollup.forget()


def of(rules: tuple[Rule, ...], **more: object) -> Scope:
    return Scope(rules=(Rules(org=2, rules=rules),), **more)  # type: ignore[arg-type]


def roll_up(root: Path) -> None:
    with Writer(root, kind="events", schema=EVENT_SCHEMA) as writer:
        old = writer.segments(DAY)
        writer.replace(DAY, old=old, tables=[newest(tuple(str(root / "events" / one.path) for one in old))], now=0)
    with Writer(root, kind="rollups", schema=rollup.SCHEMA) as writer:
        assert rollup.write(writer, root, DAY, now=END)
    offers.forget()


@pytest.mark.parametrize("hours", [0, 4, 14, 24, 60])
def test_sums_are_those_of_the_gate_event_by_event(tmp_path: Path, hours: int) -> None:
    write(tmp_path, *drawn(7, serial=1, count=300, ids=250))
    scope, now = of(RULES, now=START + hours * 3_600_000), START + hours * 3_600_000
    found = offers.lines(tmp_path, (DAY,), scope=scope, organisation=2, now=now)
    mine = {one.id for one in page(tmp_path, scope=Scope(everything=True), wanted=Filter(party=2), size=500).rows}
    given = [one for one in page(tmp_path, scope=scope, wanted=Filter(), size=500).rows if one.id in mine]
    assert sum(one.threats for one in found) == len(mine)
    told = Counter({(one.category, one.label): 0 for one in found})
    for one in found:
        if one.state == "given":
            told[one.category, one.label] += one.threats
    assert +told == Counter((one.category, one.tlp) for one in given)
    waiting = sum(one.threats for one in found if one.state == "waiting")
    late = page(tmp_path, scope=of(RULES, now=now + 10**9), wanted=Filter(), size=500).rows
    assert waiting == sum(one.id in mine for one in late) - len(given)
    roll_up(tmp_path)
    assert offers.lines(tmp_path, (DAY,), scope=scope, organisation=2, now=now) == found


def test_each_event_is_held_back_for_its_reason(tmp_path: Path) -> None:
    write(
        tmp_path,
        row(1, START),
        row(2, START, severity=5),
        row(3, START, tlp="TLP:RED", severity=5),
        row(4, START, test=True),
        row(5, START, member=3, org=2, disposition="passed"),
        row(6, START, member=3, org=3),
    )
    found = offers.lines(tmp_path, (DAY, "2026-03-11"), scope=of(RULES), organisation=2, now=END)
    told = sorted((one.state, one.rule, one.label, one.org, one.about, one.threats, one.dropped) for one in found)
    assert told == [
        ("given", 3, "TLP:GREEN", 1, True, 1, 1), ("given", 3, "TLP:GREEN", 2, False, 1, 0),
        ("red", 0, "", 1, True, 1, 1), ("rule", 0, "", 1, True, 1, 1),
    ]  # fmt: skip
    out = offers.lines(tmp_path, (DAY,), scope=of((), hidden=(2,)), organisation=2, now=END)
    assert {one.state for one in out} == {"profile", "red"}


def test_sources_stopped_for_us_by_others_count_once(tmp_path: Path) -> None:
    dice = random.Random(3)
    rows = [row(n, START + n, source=f"203.0.113.{dice.randrange(4)}", member=2, org=1) for n in range(1, 9)]
    rows += [row(20, START, source="203.0.113.50", org=2), row(21, START, source="203.0.113.51", disposition="passed")]
    write(tmp_path, *rows, row(30, START + 86_400_000, source="203.0.113.0"), row(31, START + 86_400_000, source="203.0.113.77"))
    days = (DAY, "2026-03-11")
    want = len({one["source_list"][0] for one in rows[:8]} | {"203.0.113.0", "203.0.113.77"})
    assert offers.stopped(tmp_path, days, organisation=2) == want
    roll_up(tmp_path)
    assert offers.stopped(tmp_path, days, organisation=2) == want


def test_empty_journal_tells_nothing(tmp_path: Path) -> None:
    assert offers.lines(tmp_path, (DAY,), scope=of(RULES), organisation=2, now=END) == ()
    assert offers.stopped(tmp_path, (DAY,), organisation=2) == 0
