from pathlib import Path

import numpy as np
import pytest
from tests.factories.busy_day import DAY, SCOPES, START, drawn
from tests.factories.event_rows import row, write

from hsoc.journal import day_digest as digest
from hsoc.journal.day_climb import Climb
from hsoc.journal.day_cube import Cube, Keys, by_category, by_vector, keys_of, new_among
from hsoc.journal.event_list import EVERYTHING, Scope
from hsoc.journal.event_rows import held, versions
from hsoc.records.address import pair

NONE: Keys = np.empty(0, np.uint64)


def cube(root: Path) -> Cube:
    found = digest.cube_of(root, DAY, versions(root, (DAY,))[0])
    assert found is not None
    return found


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize("member", [None, 2, 3])
def test_figures_are_those_of_the_events_for_every_audience(tmp_path: Path, scope: Scope, member: int | None) -> None:
    write(tmp_path, *drawn(1, serial=1, count=400, ids=150))
    rows = digest.base(held(tmp_path, (DAY,)), scope=scope, member=member)
    seen = cube(tmp_path).seen(scope, member)
    assert seen.figures(new_among(seen.keys(), NONE)) == Climb(rows, start=START).until(None, NONE)
    sides = {
        side: set(rows.ask(f"{side}_hi, {side}_lo, {side}_bits, count(*)", "GROUP BY ALL", also=f"{side}_bits >= 0"))
        for side in ("src", "dst")
    }
    assert sorted(top.threats for top in seen.top_sources(NONE)) == sorted(sorted(one[3] for one in sides["src"])[-10:])
    assert sorted(top.threats for top in seen.top_targets()) == sorted(sorted(one[3] for one in sides["dst"])[-10:])
    lines = {name: (threats, sources) for name, threats, sources in rows.ask(
        "category, count(*), count(DISTINCT CASE WHEN src_bits >= 0 THEN src_lo END)", "GROUP BY category")}  # fmt: skip
    assert {one.name: (one.drops.threats, one.sources) for one in seen.rows(by_category)} == lines
    heat, line = seen.grid(24)
    assert sum(sum(counts) for _, counts in heat) == sum(sum(slot) for slot in line) == seen.figures(0).drops.threats
    mine = "disposition = 'passed' AND severity >= 3 AND whole"
    passing = rows.ask("serial", "ORDER BY severity DESC, detections DESC, serial DESC", also=mine)
    assert seen.passing(8) == (tuple(serial for (serial,) in passing[:8]), len(passing))
    assert sum(one.threats for one in seen.reasons()) == seen.figures(0).drops.passed


def test_busiest_source_is_named_with_the_kind_of_most_of_its_detections(tmp_path: Path) -> None:
    write(
        tmp_path,
        row(1, START, detections=5, port=22),
        row(2, START, detections=9, port=23, member=3, disposition="passed"),
        row(3, START, source="203.0.113.8"),
    )
    first, second = cube(tmp_path).seen(EVERYTHING, None).top_sources(np.sort(keys_of(np.array([[*pair("203.0.113.8"), 128]]))))
    assert (first.address, first.port, first.threats, first.detections, first.members, first.dropped) == ("203.0.113.7", 23, 2, 14, 2, 1)
    assert (first.first_time, second.first_time) == (True, False)


def test_figures_of_foreign_senders_may_be_huge(tmp_path: Path) -> None:
    write(tmp_path, *(row(n, START, packets=2**62, bytes=2**62, category=f"Other.{n}") for n in range(1, 5)))
    assert cube(tmp_path).seen(EVERYTHING, None).figures(0).packets == int(4 * 4e18)


def test_addresses_of_other_lengths_are_other_sources() -> None:
    rows = np.array([[0, 1, 128], [0, 1, 120], [1, 0, 128], [-1, -1, 128]], np.int64)
    assert len(np.unique(keys_of(rows))) == 4


def test_names_of_the_vector_table() -> None:
    assert by_vector(("Availability.DDoS", "reflection", "dns")) == "reflection/dns"
    assert by_vector(("Fraud.Phishing", "", "")) == "Fraud.Phishing/"
