"""Public recordings through the whole engine: silent on the benign, right on the attacks."""

import io
import json
from functools import cache
from typing import Any

import pytest
from tests.real_data import SHARED

from hsoc.perimeter import replay

CAPTURES = SHARED / "captures"

pytestmark = pytest.mark.real_data


@cache
def played(name: str, *, plan: bool = False) -> list[dict[str, Any]]:
    """The stories of a recording, or the plan against it."""
    out = io.StringIO()
    status = replay.replay(files=(CAPTURES / name,), as_json=not plan, as_plan=plan, quiet=True, out=out)
    assert status in {replay.DONE, replay.REFUSED}
    return [json.loads(line) for line in out.getvalue().splitlines()]


def addresses(sides: list[dict[str, Any]]) -> set[str]:
    return {a for side in sides for a in (*side.get("IP4", ()), *side.get("IP6", ()))}


@pytest.mark.parametrize("name", sorted(p.name for p in (CAPTURES / "benign").glob("*")) if CAPTURES.exists() else [])
def test_benign_recording_is_silent(name: str) -> None:
    assert played(f"benign/{name}") == []


@pytest.mark.parametrize(
    ("name", "victim"),
    [
        ("ddos/amp.UDP.bacnet.IOT.37810.pcapng", "10.10.10.1"),
        ("ddos/amp.UDP.snmp.src161.pcapng", "10.10.10.10"),
        ("ddos/amp.dns.RRSIG.fragmented.pcap", "10.10.10.10"),
    ],
)
def test_reflection_is_told_with_its_victim(name: str, victim: str) -> None:
    stories = played(name)
    ddos = [s for s in stories if "Availability.DDoS" in s["Category"]]
    assert {victim} == {a for s in ddos for a in addresses(s["Target"])}
    assert {s["Format"] for s in stories} == {"IDEA0"}


@pytest.mark.parametrize(
    ("name", "vector"),
    [
        ("ddos/amp.UDP.bacnet.IOT.37810.pcapng", "dhcpdiscover"),
        ("ddos/amp.UDP.snmp.src161.pcapng", "snmp"),
        ("ddos/amp.dns.RRSIG.fragmented.pcap", "dns"),
    ],
)
def test_reflection_is_named_by_its_vector(name: str, vector: str) -> None:
    ddos = [s for s in played(name) if "Availability.DDoS" in s["Category"]]
    assert any(vector in s["_hSOC"]["Vector"].lower() for s in ddos)


@pytest.mark.parametrize(
    "name", ["ddos/amp.UDP.bacnet.IOT.37810.pcapng", "ddos/amp.UDP.snmp.src161.pcapng", "ddos/amp.dns.RRSIG.fragmented.pcap"]
)
def test_reflection_is_never_answered_by_source(name: str) -> None:
    plan = played(name, plan=True)
    acting = [line for line in plan if line["action"] not in {"observe", "notify"} and line["refused"] is None]
    assert acting != []
    assert [line for line in acting if line["match"].get("src") or line["action"] == "source-rtbh"] == []


def test_syn_scan_is_told_as_a_vertical_scan() -> None:
    stories = played("scan/synscan.pcap")
    assert [(s["Category"], addresses(s["Source"]), addresses(s["Target"]), s["_hSOC"]["Detector"]) for s in stories] == [
        (["Recon.Scanning"], {"172.16.0.8"}, {"64.13.134.52"}, "vertical_scan"),
    ]


def test_ping_sweep_is_told_as_a_scan() -> None:
    stories = played("scan/icmp-portscan.pcap")
    assert {c for s in stories for c in s["Category"]} == {"Recon.Scanning"}
