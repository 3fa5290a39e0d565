"""Recordings through the engine: told as stories, as a plan, as a summary; a broken piece is said, and the rest still told."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from tests.factories.exports import FLOW, NOW, a_set, flow, ipfix, ipfix_template

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
