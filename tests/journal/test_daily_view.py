from pathlib import Path

from tests.factories.event_rows import row, write

from hsoc.journal.daily import Drops
from hsoc.journal.daily_view import daily_view
from hsoc.journal.days import HOUR_MS, day_bounds
from hsoc.journal.event_list import EVERYTHING, Scope

DAY, WEEK_BEFORE = "2026-03-10", "2026-03-03"
START, END = day_bounds(DAY)


def seen(root: Path, day: str = DAY, member: int | None = None, now: int = END, scope: Scope = EVERYTHING):
    return daily_view(root, day=day, member=member, scope=scope, now=now)


def test_day_sums_up_by_fate_category_hour_and_quarter(tmp_path: Path) -> None:
    write(
        tmp_path,
        row(1, START + 5, disposition="preventive", basis="confirmed"),
        row(2, START + 15 * 60_000, disposition="reactive", basis="expected", dry_run=True, member=3, source="203.0.113.8"),
        row(3, START + 23 * HOUR_MS, disposition="passed", basis="none", why="ladder.trust", category="Attempt.Exploit", severity=4),
    )
    view = seen(tmp_path)
    assert view.figures.drops == Drops(threats=3, preventive=1, reactive=1, passed=1, confirmed=1, expected=1, dry_run=1)
    assert (view.figures.sources, view.figures.new_sources, view.figures.members, view.figures.detections) == (2, 2, 2, 9)
    assert [(one.name, one.drops.threats, one.sources, one.members) for one in view.categories] == [
        ("Recon.Scanning", 2, 2, 2),
        ("Attempt.Exploit", 1, 1, 1),
    ]
    assert [(one.name, one.drops.threats) for one in view.vectors] == [("horizontal_scan/", 3)]
    heat = dict(view.heat)
    assert (heat["Recon.Scanning"][0], sum(heat["Recon.Scanning"]), heat["Attempt.Exploit"][23]) == (2, 2, 1)
    assert (view.timeline[0], view.timeline[1], view.timeline[92]) == ((1, 0, 0), (0, 1, 0), (0, 0, 1))
    assert [(one.why, one.threats) for one in view.reasons] == [("ladder.trust", 1)]
    assert ([one.id for one in view.attention], view.attention_count) == (["e-3"], 1)
    assert [(top.address, top.threats, top.members, top.first_time) for top in view.sources] == [
        ("203.0.113.7", 2, 1, True),
        ("203.0.113.8", 1, 1, True),
    ]
    assert (view.running, view.complete_until, len(view.hours)) == (False, END, 24)


def test_update_counts_once_with_its_newest_words(tmp_path: Path) -> None:
    write(tmp_path, row(1, START + 5, id="s", disposition="passed", detections=1))
    write(tmp_path, row(2, START + 5, id="s", revision=2, disposition="reactive", detections=7))
    write(tmp_path, row(3, START + 5, id="s", client="example.other"))
    view = seen(tmp_path)
    assert (view.figures.drops.threats, view.figures.drops.passed, view.figures.detections) == (2, 0, 10)


def test_version_stays_until_something_is_written(tmp_path: Path) -> None:
    write(tmp_path, row(1, START + 5))
    first = seen(tmp_path)
    assert seen(tmp_path).version == first.version
    write(tmp_path, row(2, START + 6))
    assert seen(tmp_path).version != first.version
    assert seen(tmp_path).figures.drops.threats == 2


def test_running_day_is_compared_up_to_the_same_time(tmp_path: Path) -> None:
    then = day_bounds(WEEK_BEFORE)[0]
    write(tmp_path, row(1, then + HOUR_MS), row(2, then + 20 * HOUR_MS), row(3, START + HOUR_MS))
    half = seen(tmp_path, now=START + 12 * HOUR_MS)
    assert half.before is not None
    assert (half.running, half.before.drops.threats, half.figures.new_sources) == (True, 1, 0)
    whole = seen(tmp_path)
    assert whole.before is not None
    assert whole.before.drops.threats == 2
    assert dict(whole.past)[WEEK_BEFORE].threats == 2
    assert (len(whole.past), len(whole.past_detections), len(whole.past_sources), whole.past[-1][0]) == (14, 14, 14, DAY)
    assert seen(tmp_path, day=WEEK_BEFORE).before is None


def test_day_of_23_hours_has_no_third_hour_and_day_of_25_has_it_twice(tmp_path: Path) -> None:
    spring, autumn = "2026-03-29", "2026-10-25"
    write(tmp_path, row(1, day_bounds(spring)[1] - 1), row(2, day_bounds(autumn)[1] - 1), row(3, day_bounds(autumn)[0] + 3 * HOUR_MS))
    view = seen(tmp_path, day=spring, now=day_bounds(spring)[1])
    assert (len(view.hours), view.hours[:4], len(view.timeline)) == (23, ("00", "01", "03", "04"), 92)
    assert (dict(view.heat)["Recon.Scanning"][22], view.timeline[91]) == (1, (1, 0, 0))
    view = seen(tmp_path, day=autumn, now=day_bounds(autumn)[1])
    assert (len(view.hours), view.hours[:5], len(view.timeline)) == (25, ("00", "01", "02", "02", "03"), 100)
    assert (dict(view.heat)["Recon.Scanning"][3], dict(view.heat)["Recon.Scanning"][24], view.timeline[99]) == (1, 1, (1, 0, 0))


def test_member_and_empty_day(tmp_path: Path) -> None:
    write(tmp_path, row(1, START + 5), row(2, START + 6, member=3))
    assert seen(tmp_path, member=3).figures.drops.threats == 1
    empty = seen(tmp_path, day="2026-01-01")
    assert (empty.figures.drops.threats, empty.heat, len(empty.timeline), empty.past[0][0]) == (0, (), 96, "2025-12-19")


def test_scope_without_everything_names_no_foreign_target_in_the_day(tmp_path: Path) -> None:
    write(
        tmp_path,
        row(1, START + 5, severity=5, disposition="passed"),
        row(2, START + 6, member=3, target="198.18.3.10", severity=5, disposition="passed"),
        row(3, START + 7, member=4, severity=5, disposition="passed"),
        row(4, START + 8, test=True),
    )
    scope = Scope(own=(2,), hidden=(4,))
    view = seen(tmp_path, scope=scope)
    assert (view.figures.drops.threats, view.figures.members) == (2, 2)
    assert [(top.address, top.member) for top in view.targets] == [("198.18.2.10", 2)]
    assert sorted((one.id, one.member) for one in view.attention) == [("e-1", 2)]  # a foreign one asks nothing of this reader
    assert seen(tmp_path, scope=scope, member=3).figures.drops.threats == 0
