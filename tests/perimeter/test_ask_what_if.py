"""The command: files and journal in, JSON or text out, one line for everything that cannot be used."""

import io
from pathlib import Path

import msgspec
import pytest
from tests.perimeter.test_what_if import BEGIN, DAY, POLICY
from tests.perimeter.wires.test_past import journal

from hsoc.journal.days import day_of
from hsoc.perimeter.ask_what_if import Unusable, ask, read_policy
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
