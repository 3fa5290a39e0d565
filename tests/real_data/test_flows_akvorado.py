"""Captures of akvorado's tests: templates and data in separate captures, several sampling rates, packet sections, SRv6, NAT, biflows."""

from typing import Any

import pytest
from tests.real_data import SHARED

from hsoc.perimeter.collect.files import Reader
from hsoc.records.address import text

CASES = SHARED / "flows" / "export-packets" / "akvorado"

pytestmark = pytest.mark.real_data


def read(*names: str) -> list[dict[str, Any]]:
    reader = Reader()
    rows = []
    for name in names:
        for table in reader.flows((CASES / f"{name}.pcap").read_bytes()):
            rows += [r | {"src": text(r["src_hi"], r["src_lo"]), "dst": text(r["dst_hi"], r["dst_lo"])} for r in table.to_pylist()]
    assert sum(counter.malformed for counter in reader.counters()) == 0
    return rows


# captures in the order of arrival, records, and the first of them
EXPECTED: dict[str, tuple[tuple[str, ...], int, dict[str, Any]]] = {
    "sampling by an options record": (
        ("options-template", "options-data", "template", "data"), 4,
        {"src": "198.38.121.178", "dst": "91.170.143.87", "proto": 6, "sport": 443, "dport": 19624, "bytes": 1500, "packets": 1,
         "ingress_if": 335, "egress_if": 450, "forwarding": 64, "sampling": 30000, "tcp_flags": 16}),
    "data before its template": (
        ("data", "template"), 4, {"src": "198.38.121.178", "dst": "91.170.143.87", "bytes": 1500, "sampling": 1}),
    "data and templates in one": (
        ("data+templates",), 21, {"src": "120.120.28.238", "dst": "120.120.244.112", "proto": 17, "sport": 63308, "dport": 31424,
                                  "bytes": 48, "sampling": 100, "ingress_if": 701, "egress_if": 946}),
    "frame instead of fields": (
        ("datalink-template", "datalink-data"), 1,
        {"src": "51.51.51.51", "dst": "52.52.52.52", "proto": 17, "sport": 55501, "dport": 11777, "bytes": 96, "ingress_if": 582}),
    "frame in MPLS with a control word": (
        ("ethernet-over-mpls-with-control-word-template", "ethernet-over-mpls-with-control-word-data"), 10,
        {"src": "198.51.100.19", "dst": "198.51.100.20", "proto": 6, "sport": 80, "dport": 43908, "bytes": 1440, "ingress_if": 1091}),
    "ICMP of both families": (
        ("icmp-template", "icmp-data"), 4, {"src": "2001:db8::", "dst": "2001:db8::1", "proto": 58, "icmp": 128 * 256, "bytes": 104}),
    "SRv6": (
        ("ipfix-srv6-template", "ipfix-srv6-data"), 1,
        {"src": "fc30:2200:1b::f", "dst": "fc30:2200:23:e009::", "proto": 4, "bytes": 104, "packets": 1}),
    "biflows of ipfixprobe": (
        ("ipfixprobe-templates", "ipfixprobe-data"), 6,
        {"src": "10.10.1.4", "dst": "10.10.1.1", "proto": 17, "sport": 56166, "dport": 53, "bytes": 62, "packets": 1, "ingress_if": 10}),
    "Juniper": (("juniper-cpid-template", "juniper-cpid-data"), 1, {"src": "fc30:2200:1b::f", "ingress_if": 737, "proto": 4}),
    "several sampling rates": (
        ("multiplesamplingrates-options-template", "multiplesamplingrates-options-data", "multiplesamplingrates-template",
         "multiplesamplingrates-data"), 12,
        {"src": "ffff::68", "dst": "ffff::1a", "sampling": 4000, "packets": 18, "bytes": 1348, "ingress_if": 97, "egress_if": 6}),
    "sampling in the record": (
        ("samplingrate-template", "samplingrate-data"), 6,
        {"src": "232.131.215.65", "dst": "142.183.180.65", "sampling": 2048, "bytes": 160, "ingress_if": 13}),
    "MPLS": (("mpls",), 2, {"src": "fd00::1:0:1:7:1", "dst": "fd00::1:0:1:5:1", "dport": 862, "sampling": 10, "bytes": 89,
                            "egress_if": 16, "forwarding": 66}),
    "NAT events": (("nat",), 9, {"src": "172.16.100.198", "dst": "10.89.87.1", "proto": 17, "sport": 35303, "dport": 53}),
    "NetFlow v5": (("nfv5",), 29, {"src": "161.202.212.212", "dst": "202.152.70.24", "proto": 6, "sport": 30104, "dport": 11963,
                                   "bytes": 133, "packets": 1, "ingress_if": 117, "egress_if": 86, "tcp_flags": 24}),
    "physical interfaces": (("physicalinterfaces",), 8, {"src": "147.53.240.75", "dst": "212.82.101.24", "sampling": 1000,
                                                         "ingress_if": 1342177291, "bytes": 4506, "packets": 3}),
}  # fmt: skip


@pytest.mark.parametrize("what", sorted(EXPECTED))
def test_case_has_its_values(what: str) -> None:
    captures, count, first = EXPECTED[what]
    rows = read(*captures)
    assert len(rows) == count
    assert {name: rows[0][name] for name in first} == first


def test_each_record_has_the_rate_of_its_own_sampler() -> None:
    rows = read(*EXPECTED["several sampling rates"][0])
    assert {row["sampling"] for row in rows} == {2000, 4000}


def test_biflow_gives_the_other_direction() -> None:
    rows = read(*EXPECTED["biflows of ipfixprobe"][0])
    forward = {(r["src"], r["dst"], r["sport"], r["dport"]) for r in rows}
    assert {(r["dst"], r["src"], r["dport"], r["sport"]) for r in rows} & forward
    mail = [r for r in rows if {r["sport"], r["dport"]} == {1470, 25}]
    assert sorted((r["dport"], r["packets"], r["bytes"]) for r in mail) == [(25, 28, 21673), (1470, 25, 1546)]
