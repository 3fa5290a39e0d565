"""nfcapd files against nfdump itself: a public file of layout 1 and its copies in layout 2 under every compression nfdump offers."""

import datetime as dt
import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
from tests.real_data import SHARED

from hsoc.perimeter.collect.files import Reader
from hsoc.perimeter.wires.files import opened
from hsoc.records.address import text

REAL = SHARED / "flows" / "nfcapd" / "test1-malicious.nfcapd"

pytestmark = [pytest.mark.real_data, pytest.mark.nfdump]

FLAGS = {"F": 1, "S": 2, "R": 4, "P": 8, "A": 16, "U": 32, "E": 64, "C": 128}


def nfdump(*arguments: str) -> str:
    return subprocess.run(["nfdump", *arguments], capture_output=True, text=True, check=True, env=os.environ | {"TZ": "UTC"}).stdout


def milliseconds(stamp: str) -> int:
    since = dt.datetime.fromisoformat(stamp).replace(tzinfo=dt.UTC) - dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
    return since // dt.timedelta(milliseconds=1)


def theirs(flow: dict[str, Any]) -> tuple[Any, ...]:
    icmp = flow["proto"] in {1, 58}
    return (
        milliseconds(flow["first"]),
        milliseconds(flow["last"]),
        flow.get("src4_addr") or flow["src6_addr"],
        flow.get("dst4_addr") or flow["dst6_addr"],
        flow["proto"],
        0 if icmp else flow["src_port"],
        0 if icmp else flow["dst_port"],
        flow["icmp_type"] * 256 + flow["icmp_code"] if icmp else -1,
        sum(FLAGS[letter] for letter in flow.get("tcp_flags", "") if letter != ".") if flow["proto"] == 6 else 0,
        flow["in_packets"],
        flow["in_bytes"],
        flow.get("input_snmp", -1),
        flow.get("output_snmp", -1),
    )


def ours(path: Path) -> list[tuple[Any, ...]]:
    reader = Reader()
    out = []
    with opened(path) as buffer:
        for table in reader.flows(buffer):
            out += [
                (f["first"], f["last"], text(f["src_hi"], f["src_lo"]), text(f["dst_hi"], f["dst_lo"]), f["proto"], f["sport"],
                 f["dport"], f["icmp"], f["tcp_flags"], f["packets"], f["bytes"], f["ingress_if"], f["egress_if"])
                for f in table.to_pylist()
            ]  # fmt: skip
    assert sum(c.malformed for c in reader.counters()) == 0
    return out


@pytest.fixture(scope="module")
def expected() -> list[tuple[Any, ...]]:
    return [theirs(flow) for flow in json.loads(nfdump("-r", str(REAL), "-o", "json"))]


def test_layout_1_gives_every_flow_that_nfdump_gives(expected: list[tuple[Any, ...]]) -> None:
    assert len(expected) == 4593
    assert ours(REAL) == expected


@pytest.mark.parametrize("option", ["", "-z", "-y", "-j"], ids=["plain", "lzo", "lz4", "bz2"])
def test_layout_2_gives_the_same_under_every_compression(option: str, tmp_path: Path) -> None:
    copy = tmp_path / "nfcapd.202611210000"
    nfdump("-r", str(REAL), *([option] if option else []), "-w", str(copy))
    assert ours(copy) == [theirs(flow) for flow in json.loads(nfdump("-r", str(copy), "-o", "json"))]


def test_file_cut_in_the_middle_gives_what_is_whole_and_says_where(expected: list[tuple[Any, ...]]) -> None:
    reader = Reader()
    tables = list(reader.flows(REAL.read_bytes()[:200_000]))
    found = [row for table in tables for row in table.column("first").to_pylist()]
    assert found == [flow[0] for flow in expected[: len(found)]]
    assert len(found) == 2376
    assert reader.counters()[-1].malformed == 2
