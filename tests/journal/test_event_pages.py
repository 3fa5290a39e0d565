import random
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.factories.event_rows import row, write
from tests.factories.finished_days import finish

from hsoc.journal import event_pages, row_blocks
from hsoc.journal.days import DAY_MS, day_bounds
from hsoc.journal.event_filter import FIGURES, Filter, where
from hsoc.journal.event_list import EVERYTHING, NOTHING, ORDER, Scope, seen, total
from hsoc.journal.event_pages import AHEAD, first, page
from hsoc.journal.event_rows import asked, blocks, held, source
from hsoc.journal.event_sharing import Rule, Rules
from hsoc.portal.events.rules.places import Places

DAYS = ("2026-03-10", "2026-03-11", "2026-03-12", "2026-03-13")
START = day_bounds(DAYS[0])[0]
PLACES = Places([(number, f"198.18.{number}.0/24") for number in range(2, 6)])
SCOPES = {
    "operator": EVERYTHING,
    "analyst": Scope(own=(2,), hidden=(5,), guarded=PLACES.guarded({2})),
    "by rules": Scope(
        own=(2,),
        guarded=PLACES.guarded({2}),
        rules=(Rules(org=3, rules=(Rule(told="prefix"),)), Rules(org=4, rules=(Rule(categories=("Recon",), told="prefix", bits4=24),))),
        now=START + 30 * DAY_MS,
    ),
}
ADDRESSES = [*(f"198.18.{net}.{host}" for net in range(2, 6) for host in (0, 77)), "203.0.113.5", "2001:db8::5"]
CATEGORIES = ["Recon.Scanning", "Attempt.Login", "Fraud.Scam"]
ADDRESS = st.sampled_from(ADDRESSES)
ASKED = st.one_of(
    ADDRESS, st.sampled_from(["198.18.2.0/24", "198.18.0.0/16", "198.18.0.0", "203.0.113.0/24", "2001:db8::/32", "2001:db8::/100", "::/0"])
)
WANTED = st.fixed_dictionaries(
    {"sort": st.sampled_from(["detected", "severity", "packets", "source", "member"]), "descending": st.booleans()},
    optional={
        "address": ASKED, "source": ASKED, "target": ASKED, "category": st.tuples(st.sampled_from(CATEGORIES)), "member": st.integers(0, 5),
        "severity": st.integers(1, 5), "attention": st.booleans(), "sender": st.integers(0, 4), "not_sender": st.integers(0, 4),
        "least": st.just((("packets", 50),)),
        "text": st.one_of(ASKED, st.sampled_from(["login", "E-1", "x", "nothing", "scan"])),
        "last_day": st.sampled_from(DAYS),
    },
)  # fmt: skip


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four days of many kinds of events; the last one runs, the others are finished."""
    root, dice = tmp_path_factory.mktemp("told"), random.Random(7)
    made = []
    for serial in range(1, 81):
        source_, target = dice.choice(ADDRESSES), dice.choice(ADDRESSES)
        lists = {"source_list": [source_, dice.choice(ADDRESSES)], "target_list": [target, dice.choice(ADDRESSES)]}
        kind = {"category": dice.choice(CATEGORIES), "severity": dice.randint(1, 5), "packets": dice.choice([1, 50, 99])}
        who = {"member": dice.choice([0, PLACES.of(target) or PLACES.of(source_)]), "org": dice.randint(1, 3)}
        at = START + dice.randint(0, 3) * DAY_MS + dice.randint(0, 2) * 1000
        fate = {"disposition": dice.choice(["passed", "preventive"]), "tlp": dice.choice(["TLP:GREEN", "TLP:RED"])}
        made.append(row(serial, at, source=source_, target=target, **lists, **kind, **who, **fate))
    write(root, *made)
    finish(root, *DAYS[:3])
    return root


def plain(root: Path, scope: Scope, wanted: Filter) -> list[int]:
    """The same by one scan of everything, in the order asked for."""
    base, params = source(held(root))
    visible, params = seen(scope, base, params)
    condition, filters = where(wanted)
    value = ORDER.get(wanted.sort, f'"{wanted.sort}"')
    keys = ("day", value, "serial") if wanted.sort == "detected" else (value, "serial")
    order = ", ".join(f"{key} {'DESC' if wanted.descending else 'ASC'}" for key in keys)
    return [serial for (serial,) in asked(f"SELECT serial FROM {visible}{condition} ORDER BY {order}", params | filters)]


def paged(root: Path, scope: Scope, wanted: Filter, size: int, seconds: float | None) -> list[int]:
    found, after = [], None
    while True:
        answer = page(root, scope=scope, wanted=wanted, after=after, size=size, seconds=seconds)
        found += [one.serial for one in answer.rows]
        after = answer.following
        assert bool(answer.searched) <= bool(after)
        if after is None:
            return found


@settings(max_examples=8, deadline=None)
@given(WANTED, st.sampled_from(sorted(SCOPES)), st.sampled_from([4, 100]))
def test_pages_hold_what_one_scan_of_all_days_finds(told: Path, values: dict[str, Any], who: str, size: int) -> None:
    wanted, scope = Filter(**values), SCOPES[who]
    expected = plain(told, scope, wanted)
    assert paged(told, scope, wanted, size, None) == expected
    assert paged(told, scope, wanted, size, 0.0) == expected  # each page ends as early as it can
    assert total(told, scope=scope, wanted=wanted) == len(expected)


@pytest.mark.parametrize("who", [*SCOPES, "nobody", "sender"])
@pytest.mark.parametrize("sort", ["detected", "severity"])
def test_rows_out_of_blocks_are_those_out_of_the_files(told: Path, who: str, sort: str, monkeypatch: pytest.MonkeyPatch) -> None:
    more = {"nobody": NOTHING, "sender": Scope(own=(3,), own_tests=True, guarded=PLACES.guarded({3}))}
    asked_for = {"scope": (SCOPES | more)[who], "wanted": Filter(sort=sort), "size": 100}
    read = []

    def noted(paths, serials):
        found = row_blocks.taken(paths, serials)
        read.append(found.num_rows)
        return found

    monkeypatch.setattr(event_pages, "taken", noted)
    out_of_blocks = page(told, **asked_for)
    assert bool(sum(read)) == (who != "nobody")
    monkeypatch.setattr(event_pages, "FEW", 0)
    read.clear()
    assert page(told, **asked_for) == out_of_blocks
    assert read == []


def test_a_page_does_without_blocks_that_cannot_be_read(tmp_path: Path) -> None:
    write(tmp_path, *(row(number, START + number % 2 * DAY_MS) for number in range(1, 9)))
    finish(tmp_path, *DAYS[:2])
    expected = page(tmp_path, scope=EVERYTHING, wanted=Filter())
    row_blocks.forget()
    blocks(tmp_path, DAYS)[DAYS[0]].write_bytes(b"spoiled")
    blocks(tmp_path, DAYS)[DAYS[1]].unlink()
    assert (len(expected.rows), page(tmp_path, scope=EVERYTHING, wanted=Filter())) == (8, expected)


def test_a_page_without_time_says_how_far_it_looked_and_goes_on_from_there(tmp_path: Path) -> None:
    write(tmp_path, *(row(number, START + (number - 1) % 4 * DAY_MS, port=number) for number in range(1, 9)))
    rare = Filter(port=1)
    first = page(tmp_path, scope=EVERYTHING, wanted=rare, seconds=0.0)
    assert (first.rows, first.searched) == ((), "2026-03-13")
    second = page(tmp_path, scope=EVERYTHING, wanted=rare, after=first.following, seconds=60.0)
    assert ([one.serial for one in second.rows], second.searched, second.following) == ([1], "", None)
    upward = page(tmp_path, scope=EVERYTHING, wanted=msgspec.structs.replace(rare, descending=False), seconds=0.0)
    assert ([one.serial for one in upward.rows], upward.searched) == ([1], "2026-03-10")


def test_only_days_that_may_hold_the_page_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, *(row(number, START + (number - 1) // 4 * DAY_MS, severity=1 + number // 5, packets=number) for number in range(1, 17)))
    finish(tmp_path, *DAYS)
    read: list[str] = []

    def noted(root, days):
        read.extend(days)
        return held(root, days)

    monkeypatch.setattr(event_pages, "held", noted)
    monkeypatch.setattr(event_pages, "BY_FIGURE", 1)
    answers = {
        wanted: [one.serial for one in page(tmp_path, scope=EVERYTHING, wanted=wanted, size=2).rows]
        for wanted in (Filter(sort="packets"), Filter(sort="packets", descending=False), Filter(source="192.0.2.0/24"))
    }
    assert list(answers.values()) == [[16, 15], [1, 2], []]
    assert set(read) == {DAYS[0], DAYS[3]}


def test_every_figure_has_its_place_in_the_bounds() -> None:
    assert set(FIGURES) < set(event_pages.SORTS)


def test_a_page_is_full_although_others_keep_back_the_newest(tmp_path: Path) -> None:
    size = 3
    kept_back = [row(number, START + number, member=5) for number in range(size + 1, size + 2 + AHEAD * (size + 1))]
    write(tmp_path, *(row(number, START + number, member=3) for number in range(1, size + 1)), *kept_back)
    answer = page(tmp_path, scope=Scope(own=(2,), hidden=(5,)), wanted=Filter(), size=size)
    assert ([one.serial for one in answer.rows], answer.following) == ([3, 2, 1], None)


def test_an_export_is_the_pages_one_after_the_other(told: Path) -> None:
    for scope in SCOPES.values():
        for wanted in (Filter(), Filter(sort="packets"), Filter(category=("Recon.Scanning",))):
            rows = first(told, scope=scope, wanted=wanted, size=1000)
            assert [one.serial for one in rows] == paged(told, scope, wanted, 7, None)
            assert first(told, scope=scope, wanted=wanted, size=5) == rows[:5]
