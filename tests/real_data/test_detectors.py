"""The detectors, with their defaults, on captures that nobody here made: every destination protected, time from the records."""

from __future__ import annotations

import pyarrow as pa
import pytest
from tests.real_data import SHARED

from hsoc.perimeter.collect.files import Reader
from hsoc.perimeter.detect.table import DETECTORS
from hsoc.perimeter.detect.watch import Watch
from hsoc.records.address import text

CAPTURES = SHARED / "captures"
pytestmark = pytest.mark.real_data

CATEGORY = {d.name: d.category for d in DETECTORS}


def watched(name: str) -> pa.Table:
    watch = Watch(DETECTORS)
    parts = list(Reader().flows((CAPTURES / name).read_bytes()))
    found = [watch.step(part, now=int(part["last"].to_numpy().max())) for part in parts if part.num_rows]
    return pa.concat_tables([*found, watch.finish()])


def stories(found: pa.Table) -> set[tuple[str, str, str, str, int]]:
    """What was found, as people would say it: category, vector, source, target, port."""
    rows = found.to_pylist()
    return {
        (
            str(CATEGORY[r["detector"]]),
            r["vector"],
            text(r["src_hi"], r["src_lo"]) if r["src_bits"] >= 0 else "many",
            text(r["dst_hi"], r["dst_lo"]) if r["dst_bits"] >= 0 else "many",
            r["port"],
        )
        for r in rows
    }


@pytest.mark.parametrize("name", ["NTPv2.pcap", "snmp.pcap", "snmpwalk-short.pcap", "ssdp-m-search.pcap"])
def test_benign_capture_is_silent(name):
    assert watched(f"benign/{name}").to_pylist() == []


@pytest.mark.parametrize(
    ("name", "story"),
    [
        ("ddos/amp.UDP.bacnet.IOT.37810.pcapng", ("Availability.DDoS", "dhcpdiscover", "many", "10.10.10.1", 37810)),
        ("ddos/amp.UDP.snmp.src161.pcapng", ("Availability.DDoS", "snmp", "many", "10.10.10.10", 161)),
        ("ddos/amp.dns.RRSIG.fragmented.pcap", ("Availability.DDoS", "dns", "many", "10.10.10.10", 53)),
        ("bruteforce/sshguess.pcap", ("Attempt.Login", "ssh", "192.168.56.1", "many", 22)),
        ("scan/icmp-portscan.pcap", ("Recon.Scanning", "icmp", "192.168.1.109", "many", -1)),
        ("scan/synscan.pcap", ("Recon.Scanning", "syn", "172.16.0.8", "64.13.134.52", -1)),
    ],
)
def test_attack_in_a_capture_is_found_and_nothing_else(name, story):
    assert stories(watched(name)) == {story}


def test_a_guesser_to_whom_the_server_spoke_is_proven():
    assert set(watched("bruteforce/sshguess.pcap")["trust"].to_pylist()) == {2}


def test_sources_of_real_floods_and_scans_are_never_proven():
    for name in ("ddos/amp.UDP.snmp.src161.pcapng", "scan/icmp-portscan.pcap", "scan/synscan.pcap"):
        assert set(watched(name)["trust"].to_pylist()) == {0}
