"""The command: files and journal in, JSON or text out, one line for everything that cannot be used."""

import io
from pathlib import Path

import msgspec
import pytest
from tests.perimeter.test_what_if import BEGIN, DAY, POLICY
from tests.perimeter.wires.test_past import journal

from hsoc.journal.days import day_of
from hsoc.perimeter.ask_what_if import SETTINGS, Unusable, ask, kept_settings, only, read_policy, with_settings
from hsoc.perimeter.config import BadConfig
from hsoc.records.what_if import WhatIf

WHEN = day_of(BEGIN)
STRICTER = """
profile = "hsoc"
[[member]]
number = 7
name = "Lipová"
prefixes = ["198.18.7.0/24"]
"""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    journal(tmp_path / "journal", DAY)
    (tmp_path / "in-force.json").write_bytes(msgspec.json.encode(POLICY))
    (tmp_path / "stricter.toml").write_text(STRICTER)
    return tmp_path


def test_ask_tells_the_difference_as_json_and_as_text(data: Path) -> None:
    out = io.StringIO()
    ask(day=WHEN, policy=data / "stricter.toml", present=None, data=data, as_json=True, out=out)
    found = msgspec.json.decode(out.getvalue(), type=WhatIf)
    assert (found.day, found.flows, found.present.preventive.flows, found.changed.preventive.flows) == (WHEN, 540, 0, 140)
    text = io.StringIO()
    ask(day=WHEN, policy=data / "in-force.json", present=data / "stricter.toml", data=data, out=text)
    assert "dropped by limit:rdp: 140 flows" in text.getvalue()
    assert "hurt at Lipová: 4 of 44 ordinary partners" in text.getvalue()


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"day": "2020-01-01"}, "holds no flows of 2020-01-01"),
        ({"day": "yesterday"}, "a day is written YYYY-MM-DD"),
        ({"data": Path("/nowhere")}, "there is no such folder"),
    ],
)
def test_ask_says_what_cannot_be_used(data: Path, given: dict[str, object], reason: str) -> None:
    usual = {"day": WHEN, "policy": data / "stricter.toml", "present": None, "data": data}
    with pytest.raises(Unusable, match=reason):
        ask(**(usual | given))  # type: ignore[arg-type]


def test_ask_without_a_present_policy_names_the_option(data: Path) -> None:
    (data / "in-force.json").unlink()
    with pytest.raises(Unusable, match="--present"):
        ask(day=WHEN, policy=data / "stricter.toml", present=None, data=data)


@pytest.mark.parametrize(
    ("name", "text"), [("a.json", "{"), ("a.json", '{"profle": 1}'), ("a.toml", "x = 1"), ("a.json", '{"profile": "x"}')]
)
def test_read_policy_names_the_fault(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(BadConfig, match=name):
        read_policy(tmp_path / name)


def test_one_member_alone_and_a_tuned_detector(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = io.StringIO()
    changed = {"tuned": ("horizontal_scan.min_targets=2000",), "member": 7, "progress": True}
    ask(day=WHEN, policy=data / "stricter.toml", present=None, data=data, as_json=True, out=out, **changed)  # type: ignore[arg-type]
    found = msgspec.json.decode(out.getvalue(), type=WhatIf)
    assert {one.member for one in (*found.present.hurt, *found.changed.hurt)} <= {7}
    assert capsys.readouterr().err.splitlines()[-1] == "144/144"
    with pytest.raises(Unusable, match="no such member"):
        only(POLICY, 99)


def test_settings_of_detectors_are_the_engines_own_and_can_be_tuned(data: Path) -> None:
    assert kept_settings(data) == {}
    (data / SETTINGS).write_text('{"syn_flood": {"floor": 7}}')
    kept = kept_settings(data)
    for tuned, floor in (((), 7), (("syn_flood.floor=9",), 9)):
        (found,) = (one for one in read_policy(data / "in-force.json", kept, tuned)[1] if one.name == "syn_flood")
        assert found.settings.floor == floor
    assert kept == {"syn_flood": {"floor": 7}}
    for wrong, why in (
        ("syn_flood.floor=x", "is written"),
        ("syn_flood.flor=1", "no such setting"),
        ("synflood.floor=1", "no such detector"),
    ):
        with pytest.raises(BadConfig, match=why):
            read_policy(data / "in-force.json", kept, (wrong,))
    assert with_settings({}, ("a.b=0.5",)) == {"a": {"b": 0.5}}
    (data / SETTINGS).write_text("{")
    with pytest.raises(BadConfig, match=SETTINGS):
        kept_settings(data)
