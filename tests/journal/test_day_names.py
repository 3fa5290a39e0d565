from pathlib import Path

from tests.factories.event_rows import row, write

from hsoc.journal import rollup
from hsoc.journal.day_names import may_name
from hsoc.journal.days import DAY_MS, day_bounds
from hsoc.journal.event_filter import Filter
from hsoc.journal.event_list import EVERYTHING, page
from hsoc.journal.event_rows import newest
from hsoc.journal.tables import EVENT_SCHEMA
from hsoc.journal.writer import Writer

DAYS = ("2026-03-10", "2026-03-09")
START = day_bounds(DAYS[0])[0]


def house(root: Path) -> None:
    """Two days, the older one finished and rolled up."""
    write(
        root,
        row(1, START - DAY_MS),
        row(2, START - DAY_MS, source="198.51.100.0", src_bits=120, source_list=["198.51.100.0/24"],
            target_list=["198.18.2.10", "2001:db8::9"]),
        row(3, START, source="203.0.113.50"),
    )  # fmt: skip
    with Writer(root, kind="events", schema=EVENT_SCHEMA) as writer, Writer(root, kind="rollups", schema=rollup.SCHEMA) as rollups:
        old = writer.segments(DAYS[1])
        writer.replace(DAYS[1], old=old, tables=[newest(tuple(str(root / "events" / one.path) for one in old))], now=0)
        assert rollup.write(rollups, root, DAYS[1], now=0)


def test_finished_day_says_which_addresses_it_names_and_a_running_one_may_name_all(tmp_path: Path) -> None:
    house(tmp_path)
    asked = ("203.0.113.7", "198.18.2.10", "2001:db8::9", "198.51.100.0", "203.0.113.50")
    assert [may_name(tmp_path, DAYS, address) for address in asked] == [
        (True, True),
        (True, True),
        (True, True),
        (True, True),
        (True, False),
    ]


def test_search_finds_the_same_as_without_roll_ups(tmp_path: Path) -> None:
    house(tmp_path)
    found = {
        wanted: [one.serial for one in page(tmp_path, scope=EVERYTHING, wanted=Filter(address=wanted)).rows]
        for wanted in ("203.0.113.7", "203.0.113.50", "198.51.100.0", "2001:db8:0::9", "198.51.100.0/24", "192.0.2.1")
    }
    assert found == {
        "203.0.113.7": [1], "203.0.113.50": [3], "198.51.100.0": [2], "2001:db8:0::9": [2], "198.51.100.0/24": [2], "192.0.2.1": [],
    }  # fmt: skip
