"""What organisations give, as SQL: each condition, each effect, the stricter of two sides, sums that never tell more than the events."""

from pathlib import Path

import pytest
from tests.factories.event_rows import row, write

from hsoc.journal.days import day_bounds
from hsoc.journal.event_filter import Filter
from hsoc.journal.event_list import EventRow, Scope, detail, total
from hsoc.journal.event_pages import page
from hsoc.journal.event_sharing import MINUTE, USUAL, Rule, Rules, fault, held_after, of_day

START = day_bounds("2026-03-10")[0]
NOW = START + 3600 * 1000


def scope(*rules: Rules, now: int = NOW, own: tuple[int, ...] = (9,)) -> Scope:
    return Scope(own=own, rules=rules, now=now)


def copies(root: Path, *rules: Rules, now: int = NOW, own: tuple[int, ...] = (9,)) -> dict[str, EventRow]:
    return {one.id: one for one in page(root, scope=scope(*rules, now=now, own=own), wanted=Filter(), size=100).rows}


@pytest.mark.parametrize(
    ("rule", "kept_back"),
    [
        (Rule(share=False), {"e-1", "e-2", "e-3"}),
        (Rule(share=False, categories=("Recon",)), {"e-1"}),
        (Rule(share=False, categories=("Recon.Scanning", "Malware")), {"e-1", "e-3"}),
        (Rule(share=False, categories=("Rec",)), set()),
        (Rule(share=False, least=4), {"e-3"}),
        (Rule(share=False, most=2), {"e-1"}),
        (Rule(share=False, clients=("example.pot",)), {"e-2"}),
        (Rule(share=False, ports=(443, 22)), {"e-1", "e-3"}),
        (Rule(share=False, proto=17), {"e-2"}),
        (Rule(share=False, ports=(22,), proto=17), set()),
    ],
)
def test_each_condition_keeps_back_what_it_names_and_the_owner_sees_all(tmp_path: Path, rule: Rule, kept_back: set[str]) -> None:
    write(
        tmp_path,
        row(1, START),
        row(2, START + 1, category="Attempt.Login", severity=3, client="example.pot", port=53, proto=17),
        row(3, START + 2, category="Malware.Ransomware", severity=4, port=443, member=0, org=2),
    )
    mine = Rules(org=2, rules=(rule,))
    assert set(copies(tmp_path, mine)) == {"e-1", "e-2", "e-3"} - kept_back
    assert set(copies(tmp_path, mine, own=(2,))) == {"e-1", "e-2", "e-3"}
    assert total(tmp_path, scope=scope(mine), wanted=Filter()) == 3 - len(kept_back)
    assert all(detail(tmp_path, scope=scope(mine), id=one) is None for one in kept_back)


def test_first_rule_that_fits_decides_and_no_rules_are_as_usual(tmp_path: Path) -> None:
    write(tmp_path, row(1, START), row(2, START, category="Malware.Ransomware"))
    usual = copies(tmp_path)
    assert copies(tmp_path, Rules(org=2, rules=(USUAL,))) == usual == copies(tmp_path, Rules(org=2))
    rules = (Rule(categories=("Recon",)), Rule(share=False))
    assert set(copies(tmp_path, Rules(org=2, rules=rules))) == {"e-1"}
    assert copies(tmp_path, Rules(org=2, rules=rules[::-1])) == {}
    assert copies(tmp_path, Rules(org=7, rules=(Rule(share=False),))) == usual


@pytest.mark.parametrize(
    ("rule", "target", "port"),
    [
        (Rule(), "", 22),
        (Rule(told="nothing"), "", -1),
        (Rule(told="prefix", bits4=16), "198.18.0.0/16", 22),
        (Rule(told="prefix", bits4=20), "198.18.0.0/20", 22),
    ],
)
def test_target_is_told_as_far_as_its_owner_says_and_a_filter_finds_no_more(tmp_path: Path, rule: Rule, target: str, port: int) -> None:
    write(tmp_path, row(1, START), row(2, START, target="2001:db8:aaaa:bbbb::5"), row(3, START, target="fd00:aaaa:bbbb::5"))
    mine = Rules(org=2, rules=(rule,))
    found = copies(tmp_path, mine)
    assert (found["e-1"].target, found["e-1"].port, found["e-1"].member, found["e-1"].whole) == (target, port, 0, False)
    assert found["e-2"].target == ("2001:db8::/32" if rule.told == "prefix" else "")
    assert found["e-3"].target == ("fd00:aaaa::/32" if rule.told == "prefix" else "")
    asked = {"address": Filter(target="198.18.2.10"), "port": Filter(port=22)}
    assert page(tmp_path, scope=scope(mine), wanted=asked["address"]).rows == ()
    assert len(page(tmp_path, scope=scope(mine), wanted=asked["port"]).rows) == (3 if port == 22 else 0)
    whole = detail(tmp_path, scope=scope(mine), id="e-1")
    assert whole is not None
    assert (whole.target_list, whole.raw) == ((), None)


def test_sender_cannot_tell_where_anothers_target_stands_but_may_shorten_it(tmp_path: Path) -> None:
    write(tmp_path, row(1, START, org=3))
    told = Rule(told="prefix", bits4=24)
    assert copies(tmp_path, Rules(org=3, rules=(told,)))["e-1"].target == ""
    both = (Rules(org=2, rules=(told,)), Rules(org=3, rules=(Rule(told="prefix", bits4=20),)))
    assert copies(tmp_path, *both)["e-1"].target == "198.18.0.0/20"
    assert copies(tmp_path, both[0])["e-1"].target == "198.18.2.0/24"


@pytest.mark.parametrize("label", ["TLP:CLEAR", "TLP:GREEN", "TLP:AMBER", "TLP:AMBER+STRICT"])
@pytest.mark.parametrize(
    ("asked", "seen"),
    [
        ("", {"TLP:CLEAR": "TLP:CLEAR"}),
        ("TLP:CLEAR", {"TLP:CLEAR": "TLP:CLEAR", "TLP:AMBER": "TLP:AMBER", "TLP:AMBER+STRICT": "TLP:AMBER+STRICT"}),
        ("TLP:GREEN", {"TLP:AMBER": "TLP:AMBER", "TLP:AMBER+STRICT": "TLP:AMBER+STRICT"}),
        ("TLP:AMBER", dict.fromkeys(("TLP:CLEAR", "TLP:GREEN", "TLP:AMBER"), "TLP:AMBER") | {"TLP:AMBER+STRICT": "TLP:AMBER+STRICT"}),
    ],
)
def test_label_of_a_copy_is_never_wider_than_asked_for(tmp_path: Path, label: str, asked: str, seen: dict[str, str]) -> None:
    write(tmp_path, row(1, START, tlp=label), row(2, START, tlp="TLP:RED"))
    found = copies(tmp_path, Rules(org=2, rules=(Rule(tlp=asked),)))
    assert {name: one.tlp for name, one in found.items()} == {"e-1": seen.get(label, "TLP:GREEN")}


def test_stricter_side_decides(tmp_path: Path) -> None:
    write(tmp_path, row(1, START, org=3, tlp="TLP:GREEN"))
    gives, keeps = Rules(org=2, rules=(Rule(tlp="TLP:AMBER"),)), Rules(org=3, rules=(Rule(share=False),))
    assert copies(tmp_path, gives)["e-1"].tlp == "TLP:AMBER"
    assert copies(tmp_path, gives, keeps) == {}
    late = Rules(org=3, rules=(Rule(delay=61),))
    assert copies(tmp_path, gives, late) == {}
    assert copies(tmp_path, gives, late, now=NOW + MINUTE)["e-1"].tlp == "TLP:AMBER"


def test_delay_counts_from_the_detection_so_updates_do_not_hide_a_story(tmp_path: Path) -> None:
    write(tmp_path, row(1, START, id="story"))
    late = Rules(org=2, rules=(Rule(delay=60),))
    assert copies(tmp_path, late, now=NOW - 1) == {}
    assert set(copies(tmp_path, late)) == {"story"}
    write(tmp_path, row(2, START, id="story", revision=2, received=NOW))
    assert copies(tmp_path, late)["story"].revision == 2


def test_sums_of_a_day_know_nothing_of_what_still_waits() -> None:
    rules = (Rules(org=2, rules=(Rule(delay=60), Rule(share=False)), since=5, held=7),)
    early = of_day(rules, end=START, now=START + 59 * MINUTE)
    late = of_day(rules, end=START, now=START + 60 * MINUTE)
    assert [rule.share for rule in early[0].rules] == [False, False]
    assert late == (Rules(org=2, rules=(Rule(), Rule(share=False))),)


def test_successor_knows_how_long_its_predecessors_may_have_kept_back() -> None:
    first = Rules(org=2, rules=(Rule(delay=120), Rule(share=False, delay=900)), since=START)
    assert held_after(first, now=NOW) == 120
    second = Rules(org=2, rules=(Rule(delay=10),), since=NOW, held=120)
    assert held_after(second, now=NOW + 20 * MINUTE) == 100
    assert held_after(second, now=NOW + 500 * MINUTE) == 10


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        (Rule(), ""),
        (Rule(least=0), "severity"),
        (Rule(least=4, most=3), "severity"),
        (Rule(ports=(70000,)), "port"),
        (Rule(told="prefix", bits4=25), "bits"),
        (Rule(tlp="TLP:RED"), "tlp"),
        (Rule(delay=-1), "delay"),
        (Rule(delay=8 * 1440), "delay"),
        (Rule(ports=tuple(range(51))), "many"),
    ],
)
def test_fault_is_named(rule: Rule, code: str) -> None:
    assert fault(rule) == code
    assert not Rule(ports=(1,)).everything
    assert USUAL.everything
