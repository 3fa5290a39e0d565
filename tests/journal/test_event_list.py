from pathlib import Path

import pytest
from tests.factories.event_rows import row, write

from hsoc.journal.days import DAY_MS, day_bounds
from hsoc.journal.event_filter import Filter
from hsoc.journal.event_list import EVERYTHING, NOTHING, Scope, detail, page, total

START = day_bounds("2026-03-10")[0]
ALL = Filter()


def ids(root: Path, wanted: Filter = ALL, scope: Scope = EVERYTHING, size: int = 50) -> list[str]:
    found, after = [], None
    while True:
        answer = page(root, scope=scope, wanted=wanted, after=after, size=size)
        found += [one.id for one in answer.rows]
        after = answer.following
        if after is None:
            return found


@pytest.mark.parametrize("size", [1, 2, 3, 7])
@pytest.mark.parametrize("sort", ["detected", "detections", "disposition", "source"])
@pytest.mark.parametrize("descending", [True, False])
def test_pages_of_any_size_and_order_hold_every_event_once(tmp_path: Path, size: int, sort, descending) -> None:
    fates = ("passed", "reactive", "preventive")
    write(tmp_path, *(row(n, START + n % 3 * DAY_MS, detections=n % 2, disposition=fates[n % 3]) for n in range(1, 8)))
    once = ids(tmp_path, Filter(sort=sort, descending=descending), size=500)
    assert sorted(once) == [f"e-{n}" for n in range(1, 8)]
    assert ids(tmp_path, Filter(sort=sort, descending=descending), size=size) == once


def test_newest_day_and_event_come_first(tmp_path: Path) -> None:
    write(tmp_path, row(1, START), row(2, START + DAY_MS), row(3, START + 5))
    assert ids(tmp_path) == ["e-2", "e-3", "e-1"]
    assert ids(tmp_path, Filter(descending=False)) == ["e-1", "e-3", "e-2"]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Filter(address="203.0.113.9"), ["e-2"]),
        (Filter(source="203.0.113.8/29"), ["e-2"]),
        (Filter(target="203.0.113.9"), []),
        (Filter(address="2001:db8::/32"), ["e-3"]),
        (Filter(address="2001:db8::7"), ["e-3"]),
        (Filter(address="2001:db8::/126"), []),
        (Filter(address="0.0.0.0/1"), []),
        (Filter(text="203.0.113.9"), ["e-2"]),
        (Filter(text="SCAN"), ["e-1", "e-2", "e-3"]),
        (Filter(text="%"), []),
        (Filter(text="' OR 1=1 --"), []),
        (Filter(severity=3), ["e-3"]),
        (Filter(member=3), ["e-2"]),
        (Filter(category=("Attempt.Login", "Recon.Scanning"), port=53), ["e-3"]),
        (Filter(hour=1), ["e-3"]),
        (Filter(least=(("packets", 11),)), ["e-2"]),
        (Filter(most=(("packets", 9),)), ["e-1"]),
        (Filter(disposition=("passed",)), ["e-3"]),
        (Filter(attention=True), ["e-3"]),
        (Filter(first_day="2026-03-11"), []),
        (Filter(last_day="2026-03-10"), ["e-1", "e-2", "e-3"]),
    ],
)
def test_each_filter_finds_its_own(tmp_path: Path, wanted: Filter, found: list[str]) -> None:
    write(
        tmp_path,
        row(1, START, packets=1),
        row(2, START + 1, source="203.0.113.9", member=3, packets=100),
        row(3, START + 90 * 60_000, source="2001:db8::7", severity=3, port=53, disposition="passed"),
    )
    assert sorted(ids(tmp_path, wanted)) == found
    assert total(tmp_path, scope=EVERYTHING, wanted=wanted) == len(found)


@pytest.mark.parametrize("wanted", [Filter(address="somewhere"), Filter(least=(("raw", 1),)), Filter(sort="raw; DROP TABLE stale")])
def test_bad_filter_is_an_error_and_no_question(tmp_path: Path, wanted: Filter) -> None:
    write(tmp_path, row(1, START))
    with pytest.raises(ValueError, match=r"somewhere|figure"):
        page(tmp_path, scope=EVERYTHING, wanted=wanted)


def test_nothing_is_seen_without_a_scope(tmp_path: Path) -> None:
    write(tmp_path, row(1, START))
    assert ids(tmp_path, scope=NOTHING) == []
    assert detail(tmp_path, scope=NOTHING, id="e-1") is None
    assert total(tmp_path, scope=NOTHING, wanted=ALL) == 0


def test_id_taken_by_a_second_sender_does_not_replace_the_first(tmp_path: Path) -> None:
    write(tmp_path, row(1, START, id="same", raw=b"first"))
    write(tmp_path, row(2, START, id="same", client="example.intruder", revision=99, raw=b"second"))
    found = detail(tmp_path, scope=EVERYTHING, id="same")
    assert found is not None
    assert (found.raw, found.row.client, len(found.history)) == (b"first", "example.engine", 1)
    assert total(tmp_path, scope=EVERYTHING, wanted=ALL) == 2
