"""A roll-up under members' rules says the same as the events where it knows what a rule looks at, and never more where it does not."""

from pathlib import Path

import pytest
from tests.factories.busy_day import DAY, END, PLACES, drawn
from tests.factories.event_rows import write

from hsoc.journal import day_digest as digest
from hsoc.journal.day_cube import by_category
from hsoc.journal.event_filter import Filter
from hsoc.journal.event_list import Scope, total
from hsoc.journal.event_rows import versions
from hsoc.journal.event_sharing import MINUTE, Rule, Rules

HOUR = 60 * MINUTE


def scope(*rules: Rule, now: int = 0) -> Scope:
    ours = tuple(Rules(org=number, rules=rules) for number in (1, 3))
    return Scope(own=(2,), guarded=PLACES.guarded({2}), rules=ours, now=now)


def threats(root: Path, of: Scope) -> int:
    cube = digest.cube_of(root, DAY, versions(root, (DAY,))[0])
    assert cube is not None
    seen = cube.seen(of.of_day(END), None)
    assert sum(row.drops.threats for row in seen.rows(by_category)) == seen.figures(0).drops.threats
    return seen.figures(0).drops.threats


@pytest.mark.parametrize(
    ("rule", "exact"),
    [
        (Rule(share=False, categories=("Recon",)), True),
        (Rule(share=False), True),
        (Rule(told="nothing"), True),
        (Rule(share=False, least=4), False),
        (Rule(share=False, clients=("example.other",)), False),
        (Rule(share=False, ports=(53,)), False),
    ],
)
def test_sums_tell_what_events_tell_or_less(tmp_path: Path, rule: Rule, exact) -> None:
    write(tmp_path, *drawn(3, serial=1, count=300))
    of, there = scope(rule), total(tmp_path, scope=scope(rule), wanted=Filter())
    assert threats(tmp_path, of) == there if exact else threats(tmp_path, of) <= there
    assert threats(tmp_path, of) <= threats(tmp_path, scope())


def test_day_counts_late_events_when_it_is_over_and_the_delay_too(tmp_path: Path) -> None:
    write(tmp_path, *drawn(4, serial=1, count=200))
    late = Rule(delay=60)
    none, every = threats(tmp_path, scope(Rule(share=False))), threats(tmp_path, scope())
    assert threats(tmp_path, scope(late, now=END + HOUR - 1)) == none
    assert threats(tmp_path, scope(late, now=END + HOUR)) == every > none


def test_service_that_is_not_told_is_not_named_with_the_busiest_sources(tmp_path: Path) -> None:
    write(tmp_path, *drawn(5, serial=1, count=50))
    hidden = Scope(guarded=PLACES.guarded(()), rules=tuple(Rules(org=n, rules=(Rule(told="nothing"),)) for n in range(1, 6)))
    cube = digest.cube_of(tmp_path, DAY, versions(tmp_path, (DAY,))[0])
    assert cube is not None
    none = cube.keys[:0]
    assert {(top.port, top.proto) for top in cube.seen(hidden, None).top_sources(none)} == {(-1, -1)}
    assert -1 not in {top.port for top in cube.seen(Scope(guarded=PLACES.guarded(())), None).top_sources(none)}
