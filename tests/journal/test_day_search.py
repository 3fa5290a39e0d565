from pathlib import Path

import pytest
from tests.factories.event_rows import row, write
from tests.factories.finished_days import finish

from hsoc.journal import rollup
from hsoc.journal.day_search import Peak, finders, forget, may_hold, may_name, peaks, worth
from hsoc.journal.days import DAY_MS, day_bounds
from hsoc.journal.event_filter import Filter
from hsoc.journal.event_list import EVERYTHING, NOTHING, Scope
from hsoc.journal.event_pages import page

DAYS = ("2026-03-10", "2026-03-09")
START = day_bounds(DAYS[0])[0]


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """Two days, the older one finished and rolled up."""
    before = START - DAY_MS
    write(
        tmp_path,
        row(1, before, category="Attempt.Login", member=2, severity=3),
        row(2, before, category="Recon.Scanning", member=3, org=9, source="198.51.100.0", src_bits=120, source_list=["198.51.100.0/24"],
            target_list=["198.18.2.10", "2001:db8::9"]),
        row(3, START, category="Fraud.Scam", member=2, source="203.0.113.50"),
    )  # fmt: skip
    finish(tmp_path, DAYS[1])
    return tmp_path


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        (Filter(), True),
        (Filter(category=("Attempt.Login",)), True),
        (Filter(category=("Fraud.Scam",)), False),
        (Filter(category=("Fraud.Scam", "Recon.Scanning")), True),
        (Filter(member=2), True),
        (Filter(member=4), False),
        (Filter(member=0), True),
        (Filter(member=2, category=("Attempt.Login",)), True),
        (Filter(member=3, category=("Attempt.Login",)), False),
        (Filter(severity=3), True),
        (Filter(severity=4), False),
        (Filter(severity=3, member=3), False),
        (Filter(attention=True, member=3), False),
        (Filter(least=(("packets", 11),)), False),
        (Filter(least=(("packets", 10**30),)), False),
        (Filter(most=(("packets", 9),)), False),
        (Filter(most=(("packets", 10),)), True),
        (Filter(text="login"), True),
        (Filter(text="x17"), False),
        (Filter(text="203.0.113.7"), True),
        (Filter(address="198.18.2.10"), True),
        (Filter(address="2001:db8::9"), True),
        (Filter(address="198.51.100.0"), True),
        (Filter(source="203.0.113.50"), False),
        (Filter(source="203.0.113.0/28"), True),
        (Filter(target="198.18.3.0/28"), False),
    ],
)
def test_finished_day_says_what_it_may_hold_and_a_running_one_may_hold_all(house: Path, wanted: Filter, *, told: bool) -> None:
    assert may_hold(house, DAYS, wanted) == (True, told)
    assert worth(house, DAYS, wanted) == (DAYS if told else DAYS[:1])


def test_a_target_told_shortened_is_looked_for_as_wide_as_rules_go(house: Path) -> None:
    wanted = Filter(target="198.18.0.0/24")
    assert may_hold(house, DAYS, wanted) == (True, False)
    assert may_hold(house, DAYS, wanted, shortened=True) == (True, True)
    assert may_hold(house, DAYS, Filter(address="198.18.0.0"), shortened=True) == (True, True)


def test_an_id_is_looked_for_by_its_letters(house: Path) -> None:
    assert may_name(house, DAYS, "e-1") == (True, True)
    assert may_name(house, DAYS, "e-3") == (True, False)
    assert may_name(house, DAYS, "é-3") == (True, True)  # not every letter is lowered alike


def test_peaks_bound_the_kinds_asked_for(house: Path) -> None:
    assert peaks(house, DAYS, Filter(), "severity") == (None, Peak(2, 3, 1, 2))
    assert peaks(house, DAYS, Filter(member=3), "severity") == (None, Peak(2, 2, 1, 2))


def test_a_day_written_to_again_is_not_told_by_its_old_finder(house: Path) -> None:
    assert finders(house, DAYS[1:])[0] is not None
    write(house, row(4, START - DAY_MS, category="Fraud.Scam"))
    assert finders(house, DAYS[1:]) == (None,)
    forget()
    assert may_hold(house, DAYS, Filter(category=("Fraud.Scam",))) == (True, True)


def test_a_finder_that_cannot_be_read_hides_nothing(house: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    forget()
    monkeypatch.setattr(rollup, "finder", lambda *_: b"\x93\x01")
    assert may_hold(house, DAYS, Filter(member=4)) == (True, True)


def test_search_by_member_finds_what_the_reader_sees_whole(house: Path) -> None:
    seen = {"of 2": Scope(own=(2,)), "of 9": Scope(own=(9,)), "all": EVERYTHING, "nobody": NOTHING}
    found = {
        who: [[one.serial for one in page(house, scope=scope, wanted=Filter(member=member)).rows] for member in (0, 2, 3, 4)]
        for who, scope in seen.items()
    }
    assert found["all"] == [[], [3, 1], [2], []]
    assert found["of 2"] == [[2], [3, 1], [], []]
    assert found["of 9"] == [[3, 1], [], [2], []]
    assert found["nobody"] == [[], [], [], []]
