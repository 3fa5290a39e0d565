"""What a person is told before anything is led away, and that an order is written only where nothing but a second person is missing."""

import json
from pathlib import Path

import pytest

from hsoc.perimeter import diversions
from hsoc.perimeter.ask_divert import Asked, Unusable, ask, bring_back
from hsoc.perimeter.mitigate.divert import MINUTE

CONFIG = """
data = "e"
[routing]
vrp_file = "vrps.json"
[ceiling]
actions = ["observe", "notify", "rate-limit", "flowspec", "divert"]
[[member]]
number = 7
name = "Nemocnice Lipová"
prefixes = ["198.18.6.0/23"]
[[offer]]
name = "scrubbing-a"
origin = 64511
return_path = "GRE 3"
cost_per_hour = 600
[[consent]]
member = 7
offer = "scrubbing-a"
by = "director"
until = 1970-01-02T00:00:00+00:00
"""
VRPS = {"roas": [{"prefix": "198.18.6.0/23", "maxLength": 24, "asn": "AS64511"}]}


@pytest.fixture
def config(tmp_path: Path) -> Path:
    (tmp_path / "e").mkdir()
    (tmp_path / "e" / "vrps.json").write_text(json.dumps(VRPS))
    path = tmp_path / "perimeter.toml"
    path.write_text(CONFIG)
    return path


def asked(config: Path, *, apply: bool = False, by: str = "alena", **given: object) -> tuple[list[str], bool]:
    one = {"victim": "198.18.7.10", "offer": "scrubbing-a", "minutes": 60, "by": by, "reason": "line full", "now": MINUTE} | given
    return ask(config, Asked(**one), apply=apply, clock=lambda: MINUTE)


def test_plan_says_price_way_back_and_that_a_second_person_is_missing(config: Path) -> None:
    lines, fit = asked(config)
    assert fit
    assert lines[:3] == [
        "198.18.7.0/24 of member 7 through scrubbing-a for 60 minutes",
        "  announced with origin AS64511; 600 CZK (600 an hour)",
        "  clean traffic comes back by GRE 3; all returns by itself at its end, or with --back",
    ]
    assert "Two people must agree first: hsoc perimeter approve 'divert destination 198.18.7.0/24'" in lines[3]
    assert lines[4] == "nothing was ordered; --apply orders it"
    assert not (config.parent / "e" / "diversions.json").exists()


def test_two_people_order_it_and_one_brings_it_back(config: Path) -> None:
    path = config.parent / "e" / "diversions.json"
    assert asked(config, apply=True)[0][-1].startswith("ordered by alena;")
    lines, _ = asked(config, apply=True, by="bohdan")
    assert "  two people want it and nothing stands in its way" in lines
    assert [one.by for one in diversions.state(path).alive(now=MINUTE)] == [("alena", "bohdan")]
    assert "ordered back by alena" in bring_back(config, victim="198.18.7.10", by="alena", reason="over", now=MINUTE)
    assert diversions.state(path).alive(now=MINUTE) == ()


def test_what_stands_in_the_way_is_said_and_nothing_is_ordered(config: Path) -> None:
    (config.parent / "e" / "vrps.json").write_text('{"roas": []}')
    lines, fit = asked(config, apply=True, minutes=999)
    assert not fit
    assert [line.split(":")[0].strip() for line in lines[3:]] == ["divert.roa", "divert.duration", "guard.two_person"]
    assert not (config.parent / "e" / "diversions.json").exists()


def test_policy_in_force_counts_where_the_engine_keeps_one(config: Path) -> None:
    (config.parent / "e" / "in-force.json").write_text('{"members": [{"number": 7, "name": "N", "prefixes": ["198.18.7.0/24"]}]}')
    lines, fit = asked(config)
    assert (fit, lines[1].strip()) == (False, "guard.action_not_allowed: The ceiling does not allow divert.")


@pytest.mark.parametrize(("victim", "why"), [("198.18.9.1", "is no member's"), ("x", "x: ")])
def test_what_is_no_members_address_is_unusable(config: Path, victim: str, why: str) -> None:
    with pytest.raises(Unusable, match=why):
        asked(config, victim=victim)
