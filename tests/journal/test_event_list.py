import tempfile
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.factories.event_rows import row, write

from hsoc.journal.daily_view import daily_view
from hsoc.journal.days import DAY_MS, day_bounds
from hsoc.journal.event_filter import Filter
from hsoc.journal.event_list import EVERYTHING, NOTHING, Scope, detail, total
from hsoc.journal.event_pages import page
from hsoc.journal.event_rows import TooSlow
from hsoc.portal.events.rules.places import Places

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


PLACES = Places([(number, f"198.18.{number}.0/24") for number in range(2, 6)])
ADDRESS = st.sampled_from([f"198.18.{member}.{host}" for member in range(2, 6) for host in (1, 77)] + ["203.0.113.5", "2001:db8::5"])


@st.composite
def stories(draw: st.DrawFn) -> list[dict[str, object]]:
    made = []
    for serial in range(1, draw(st.integers(1, 6)) + 1):
        source, target = draw(ADDRESS), draw(ADDRESS)
        member = draw(st.sampled_from([0, PLACES.of(target) or PLACES.of(source)]))
        more = {"member": member, "org": draw(st.sampled_from([1, 2, 3])), "client": "example.secret", "raw": f"{source} {target}".encode()}
        fate = {"severity": 5, "disposition": "passed", "tlp": draw(st.sampled_from(["TLP:GREEN", "TLP:RED", "TLP:AMBER"]))}
        lists = {"source_list": [source, draw(ADDRESS)], "target_list": [target, draw(ADDRESS)], "sources": 2, "targets": 2}
        made.append(row(serial, START + serial, source=source, target=target, **more, **fate, **lists, test=draw(st.booleans())))
    return made


@settings(max_examples=40, deadline=None)
@given(stories())
def test_no_answer_names_what_belongs_to_others(told: list[dict[str, object]]) -> None:
    scope = Scope(own=(2,), hidden=(5,), guarded=PLACES.guarded({2}))
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        write(root, *told)
        rows = page(root, scope=scope, wanted=ALL).rows
        details = [detail(root, scope=scope, id=one.id) for one in rows]
        view = daily_view(root, day="2026-03-10", member=None, scope=scope, now=START + 1000)
        mine = {one["id"] for one in told if one["member"] == 2 or one["org"] == 2}
        hidden = {one["id"] for one in told if one["id"] not in mine and (one["member"] == 5 or one["tlp"] == "TLP:RED" or one["test"])}
        assert hidden & {one.id for one in rows} == set()
        whole = {one.id for one in rows if one.whole}
        assert whole <= mine
        foreign = [address for member in (3, 4, 5) for address in (f"198.18.{member}.1", f"198.18.{member}.77")]
        others = msgspec.json.encode([[one for one in rows if not one.whole], [one for one in details if not one.row.whole]]).decode()
        assert [word for word in (*foreign, "example.secret") if word in others] == []
        own = {word for one in told if one["id"] in mine for word in (one["source_list"] + one["target_list"])}
        shown = msgspec.json.encode(view).decode()
        assert [word for word in foreign if f'"{word}"' in shown and word not in own] == []
        for word in set(foreign) - own:
            assert page(root, scope=scope, wanted=Filter(address=word)).rows == ()
            assert total(root, scope=scope, wanted=Filter(address=word)) == 0


@pytest.mark.parametrize("tests", [{}, {"tests": True}, {"own_tests": True}], ids=str)
@settings(max_examples=40, deadline=None)
@given(stories())
def test_a_member_s_events_are_those_that_the_whole_list_shows_of_it(tests: dict[str, bool], told: list[dict[str, object]]) -> None:
    scope = Scope(own=(2,), hidden=(5,), guarded=PLACES.guarded({2}), **tests)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        write(root, *told)
        rows = page(root, scope=scope, wanted=ALL).rows
        for number in (2, 3):
            of_member = tuple(one for one in rows if one.member == number)
            assert page(root, scope=scope, wanted=Filter(member=number)).rows == of_member
            assert total(root, scope=scope, wanted=Filter(member=number)) == len(of_member)
            party = tuple(one for one in rows if number in {one.member, one.org})
            assert page(root, scope=scope, wanted=Filter(party=number)).rows == party


def test_a_number_that_is_kept_is_of_the_same_scope_filter_and_day_as_it_stands(tmp_path: Path) -> None:
    write(tmp_path, row(1, START, member=2), row(2, START + DAY_MS, member=3), row(3, START + DAY_MS, member=3, severity=5))
    others = Scope(own=(2,), hidden=(3,))
    high = Filter(severity=4)

    def told() -> list[int]:
        return [total(tmp_path, scope=scope, wanted=wanted) for scope in (Scope(own=(3,)), others) for wanted in (ALL, high)]

    assert [told(), told()] == [[3, 1, 1, 0]] * 2
    write(tmp_path, row(4, START + DAY_MS, member=2, severity=5))
    assert told() == [4, 2, 2, 1]
    write(tmp_path, row(5, START + DAY_MS, member=2, severity=5, id="e-4", revision=1))
    assert told() == [4, 2, 2, 1]
    with pytest.raises(TooSlow):
        total(tmp_path, scope=others, wanted=Filter(category=("Recon",)), seconds=0.0)
