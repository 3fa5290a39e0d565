from pathlib import Path

from tests.factories.event_rows import row, write

from hsoc.journal import rollup
from hsoc.journal.day_kinds import may_hold
from hsoc.journal.days import DAY_MS, day_bounds
from hsoc.journal.event_filter import Filter
from hsoc.journal.event_list import EVERYTHING, NOTHING, Scope, page
from hsoc.journal.event_rows import newest
from hsoc.journal.tables import EVENT_SCHEMA
from hsoc.journal.writer import Writer

DAYS = ("2026-03-10", "2026-03-09")
START = day_bounds(DAYS[0])[0]


def house(root: Path) -> None:
    """Two days, the older one finished and rolled up."""
    before = START - DAY_MS
    write(root, row(1, before, category="Attempt.Login", member=2), row(2, before, category="Recon.Scanning", member=3, org=9))
    write(root, row(3, START, category="Fraud.Scam", member=2))
    with Writer(root, kind="events", schema=EVENT_SCHEMA) as writer, Writer(root, kind="rollups", schema=rollup.SCHEMA) as rollups:
        old = writer.segments(DAYS[1])
        writer.replace(DAYS[1], old=old, tables=[newest(tuple(str(root / "events" / one.path) for one in old))], now=0)
        assert rollup.write(rollups, root, DAYS[1], now=0)


def test_finished_day_says_what_it_holds_and_a_running_one_may_hold_all(tmp_path: Path) -> None:
    house(tmp_path)
    asked = [
        (("Attempt.Login",), None), (("Fraud.Scam",), None), (("Fraud.Scam", "Recon.Scanning"), None), ((), 2), ((), 4),
        (("Attempt.Login",), 2), (("Attempt.Login",), 3),
    ]  # fmt: skip
    told = [may_hold(tmp_path, DAYS, category=category, member=member) for category, member in asked]
    assert [old for _, old in told] == [True, False, True, True, False, True, False]
    assert all(running for running, _ in told)


def test_search_by_member_finds_what_the_reader_sees_whole(tmp_path: Path) -> None:
    house(tmp_path)
    seen = {"of 2": Scope(own=(2,)), "of 9": Scope(own=(9,)), "all": EVERYTHING, "nobody": NOTHING}
    found = {
        who: [[one.serial for one in page(tmp_path, scope=scope, wanted=Filter(member=member)).rows] for member in (0, 2, 3, 4)]
        for who, scope in seen.items()
    }
    assert found["all"] == [[], [3, 1], [2], []]
    assert found["of 2"] == [[2], [3, 1], [], []]
    assert found["of 9"] == [[3, 1], [], [2], []]
    assert found["nobody"] == [[], [], [], []]
