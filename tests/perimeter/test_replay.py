"""Recordings through the engine: told as stories, as a plan, as a summary; a broken piece is said, and the rest still told."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from tests.factories.exports import FLOW, NOW, a_set, flow, ipfix, ipfix_template

from hsoc.perimeter.decide.collateral import DAY_MS
from hsoc.perimeter.replay import DONE, REFUSED, UNUSABLE, replay

SCANNER = "203.0.113.66"


def recording(path: Path, *, targets: int = 200) -> Path:
    """An IPFIX file: one host tries port 22 of many, a packet each."""
    asked = [flow(src=SCANNER, dst=f"198.18.7.{n}", dport=22, packets=1, octets=40, last=NOW + 50 * n) for n in range(targets)]
    messages = [ipfix(a_set(256, b"".join(asked[n : n + 20])), sequence=n) for n in range(0, targets, 20)]
    path.write_bytes(ipfix(ipfix_template(256, FLOW)) + b"".join(messages))
    return path


def played(*files: Path, **options: object) -> tuple[int, str]:
    out = io.StringIO()
    status = replay(files=files, out=out, quiet=True, **options)
    return status, out.getvalue()


def test_a_scan_is_told_as_one_story(tmp_path: Path) -> None:
    status, text = played(recording(tmp_path / "scan.ipfix"), as_json=True)
    [story] = [json.loads(line) for line in text.splitlines()]
    assert (status, story["Category"], story["Source"][0]["IP4"]) == (DONE, ["Recon.Scanning"], [SCANNER])
    assert story["Format"] == "IDEA0"


def test_several_files_are_one_stretch_of_time(tmp_path: Path) -> None:
    half = recording(tmp_path / "half.ipfix", targets=20)
    assert played(half, as_json=True) == (DONE, "")
    status, text = played(half, recording(tmp_path / "whole.ipfix"), as_json=True)
    assert (status, len(text.splitlines())) == (DONE, 1)


def test_the_plan_names_every_decision(tmp_path: Path) -> None:
    status, text = played(recording(tmp_path / "scan.ipfix"), as_plan=True, protect=("198.18.7.0/24",))
    lines = [json.loads(line) for line in text.splitlines()]
    assert status == DONE
    assert lines != []
    assert {"action", "refused", "match"} <= set(lines[0])


POLICY = '[[member]]\nnumber = 7\nname = "L"\nprefixes = ["198.18.7.0/24"]\n[ceiling]\nactions = ["observe", "notify", "flowspec"]\n'


def two_days(path: Path, *, ordinary: int) -> Path:
    """Yesterday a host asks so many time servers and is answered; today, in the same hour, thousands that it never asked answer."""
    before, victim = NOW - DAY_MS, "198.18.7.9"
    ways = [(n, way) for n in range(ordinary) for way in (0, 1)]
    quiet = [
        flow(
            src=(victim, f"203.0.113.{n}")[way], dst=(f"203.0.113.{n}", victim)[way], sport=123, dport=123, proto=17, flags=0, packets=1,
            octets=468, first=before + way, last=before + way,
        )
        for n, way in ways
    ]  # fmt: skip
    loud = [
        flow(
            src=f"192.0.{2 + n // 250}.{n % 250}", dst=victim, sport=123, dport=123, proto=17, flags=0, packets=100, octets=46_800,
            first=NOW + 20 * n, last=NOW + 20 * n,
        )
        for n in range(1500)
    ]  # fmt: skip
    every = [*quiet, *loud]
    messages = [ipfix(a_set(256, b"".join(every[n : n + 20])), sequence=n) for n in range(0, len(every), 20)]
    path.write_bytes(ipfix(ipfix_template(256, FLOW)) + b"".join(messages))
    return path


def test_a_rule_is_weighed_against_the_same_hour_of_the_days_before(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    policy = tmp_path / "perimeter.toml"
    policy.write_text(POLICY)
    _, text = played(two_days(tmp_path / "asks.ipfix", ordinary=30), as_plan=True, policy=policy)
    plan = [json.loads(line) for line in text.splitlines()]
    [refused] = {line["refused"] for line in plan if line["action"] == "flowspec"}
    assert "30 of 30 ordinary partners" in refused
    out = io.StringIO()
    assert replay(files=(two_days(tmp_path / "never.ipfix", ordinary=0),), policy=policy, as_plan=True, out=out) == DONE
    assert next(line["refused"] for line in map(json.loads, out.getvalue().splitlines()) if line["action"] == "flowspec") is None
    assert "no rule was weighed against ordinary traffic" in capsys.readouterr().err


def test_the_same_recording_gives_the_same_text(tmp_path: Path) -> None:
    scan = recording(tmp_path / "scan.ipfix")
    assert played(scan, as_plan=True) == played(scan, as_plan=True)


def test_the_summary_counts_and_names(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = io.StringIO()
    assert replay(files=(recording(tmp_path / "scan.ipfix"),), out=out) == DONE
    first, story = out.getvalue().splitlines()
    assert first.startswith("200 flows · ")
    assert "1 stories" in first
    assert story.split()[:3] == ["horizontal_scan/syn", SCANNER, "→"]


def test_a_broken_end_is_said_and_what_was_read_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    scan = recording(tmp_path / "cut.ipfix")
    scan.write_bytes(scan.read_bytes()[:-9])
    status, text = played(scan, as_json=True)
    assert (status, len(text.splitlines())) == (REFUSED, 1)
    assert str(scan) in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"format_name": "teletext"}, "--format teletext: known are"),
        ({"protect": ("198.18.7.1/24",)}, "--protect 198.18.7.1/24"),
        ({"policy": Path("/absent.toml")}, "/absent.toml"),
    ],
)
def test_unusable_options_are_named(options: dict[str, object], says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert played(recording(tmp_path / "scan.ipfix", targets=1), **options) == (UNUSABLE, "")
    assert says in capsys.readouterr().err


def test_a_file_that_is_not_there_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert played(tmp_path / "absent.pcap") == (UNUSABLE, "")
    assert str(tmp_path / "absent.pcap") in capsys.readouterr().err
