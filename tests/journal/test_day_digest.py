from pathlib import Path

from tests.factories.event_rows import row, write

from hsoc.journal import day_digest as digest
from hsoc.journal.days import DAY_MS, day_bounds
from hsoc.journal.event_list import EVERYTHING
from hsoc.journal.event_rows import held

DAY = "2026-03-10"
START = day_bounds(DAY)[0]


def rows(root: Path, **more: object) -> digest.Base:
    return digest.base(held(root, (DAY,)), scope=EVERYTHING, **{"member": None} | more)


def test_totals_of_the_cube_are_those_of_the_plain_question(tmp_path: Path) -> None:
    fates = ("passed", "reactive", "preventive")
    kinds = ("Recon.Scanning", "Attempt.Login")
    made = (
        row(n, START + n * 60_000, disposition=fates[n % 3], category=kinds[n % 2], member=n % 4, source=f"203.0.113.{n % 11}", packets=n)
        for n in range(200)
    )
    write(tmp_path, *made)
    cube = digest.Cube(rows(tmp_path))
    assert cube.figures(5) == digest.figures(rows(tmp_path), new_sources=5)
    assert sum(one.drops.threats for one in cube.rows(digest.by_category)) == 200
    assert digest.figures_by_day(rows(tmp_path)) == {DAY: digest.figures(rows(tmp_path))}
    assert digest.figures(rows(tmp_path, until=START + 10 * 60_000)).drops.threats == 10


def test_source_is_new_unless_it_was_seen_on_the_days_before(tmp_path: Path) -> None:
    write(tmp_path, row(1, START - DAY_MS), row(2, START), row(3, START, source="203.0.113.99"))
    known = digest.sources_before(tmp_path, ("2026-03-09", "2026-03-08"))
    cube = digest.Cube(rows(tmp_path))
    assert (len(known), digest.new_among(cube.keys(), known)) == (1, 1)
    assert {top.address: top.first_time for top in digest.tops(rows(tmp_path), "src", cube.busiest(), known)} == {
        "203.0.113.7": False,
        "203.0.113.99": True,
    }


def test_names_of_the_vector_table() -> None:
    assert digest.by_vector(("Availability.DDoS", "reflection", "dns")) == "reflection/dns"
    assert digest.by_vector(("Fraud.Phishing", "", "")) == "Fraud.Phishing/"
