"""Captures of pmacct's regression tests with the output that its authors expect: addresses, ports, counters, status, sampling, names."""

import json
from typing import Any

import numpy as np
import pytest
from tests.real_data import SHARED

from hsoc.perimeter.collect.captures import dissected, exported
from hsoc.perimeter.collect.collector import Collector
from hsoc.perimeter.collect.files import Reader
from hsoc.perimeter.collect.pcap import Capture
from hsoc.records.address import text
from hsoc.records.packets import Datagrams

CASES = SHARED / "flows" / "export-packets" / "pmacct"

pytestmark = pytest.mark.real_data

PROTOCOLS = {
    "icmp": 1,
    "igmp": 2,
    "tcp": 6,
    "udp": 17,
    "gre": 47,
    "ipv6-icmp": 58,
    "ospf": 89,
    "pim": 103,
    "vrrp": 112,
    "l2tp": 115,
    "sctp": 132,
}
STATUS = {  # RFC 7270: status in the upper two bits, reason below
    "UNKNOWN Unclassified": 0, "FORWARDED Unknown": 64, "FORWARDED Fragmented": 65, "FORWARDED Not Fragmented": 66,
    "DROPPED Unknown": 128, "DROPPED ACL deny": 129, "DROPPED ACL Deny": 129, "CONSUMED Unknown": 192, "CONSUMED For us": 195,
}  # fmt: skip
FLAGS = {"FIN": 1, "SYN": 2, "RST": 4, "PSH": 8, "ACK": 16, "URG": 32, "ECE": 64, "CWR": 128}


def lines(case: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (CASES / case / "output-flow-00.json").read_text().splitlines()]


def theirs(line: dict[str, Any]) -> tuple[Any, ...]:
    proto = PROTOCOLS.get(line["ip_proto"]) or int(line["ip_proto"])
    icmp = proto in {1, 58}
    return (
        line["ip_src"], line["ip_dst"], proto, 0 if icmp else line["port_src"], 0 if icmp else line["port_dst"],
        line["iface_in"], line["iface_out"],
    )  # fmt: skip


def key(row: dict[str, Any]) -> tuple[Any, ...]:
    return (
        text(row["src_hi"], row["src_lo"]), text(row["dst_hi"], row["dst_lo"]), row["proto"], row["sport"], row["dport"],
        max(row["ingress_if"], 0), max(row["egress_if"], 0),
    )  # fmt: skip


def read(case: str) -> tuple[list[dict[str, Any]], Reader]:
    reader = Reader()
    rows: list[dict[str, Any]] = []
    for path in sorted((CASES / case).glob("*.pcap")):
        for table in reader.flows(path.read_bytes()):
            rows += table.to_pylist()
    return rows, reader


Totals = dict[tuple[Any, ...], tuple[int, int, int]]


def totals(rows: list[tuple[tuple[Any, ...], int, int, int]]) -> Totals:
    """pmacct aggregates what is equal in its key, so sums (packets, bytes) and the OR of the flags per key are compared."""
    out: Totals = {}
    for where, packets, octets, flags in rows:
        before = out.get(where, (0, 0, 0))
        out[where] = (before[0] + packets, before[1] + octets, before[2] | flags)
    return out


# renormalised: pmacct multiplied by the sampling rate there
CASES_SCALED = {
    "100-IPFIXv10-CISCO": False,
    "101-NFv9-CISCO-cust_primitives": False,
    "102-NFv9-CISCO-f2rd-pretag-sampling-reload": False,
    "103-IPFIXv10-CISCO-pretag-JSON_encoding": False,
    "104-IPFIXv10-IPv6-CISCO-sampling_option": True,
    "106-IPFIXv10-HUAWEI-vrf_name": False,
    "110-IPFIXv10-NFv9-multiple-sources": False,
    "111-IPFIXv10-NFv9-IPv6-IPv4-mix_sources": False,
    "112-IPFIXv10-CISCO-options-map-reassignment": False,
}


@pytest.mark.parametrize("case", sorted(CASES_SCALED))
def test_flows_have_the_values_of_the_case(case: str) -> None:
    rows, _ = read(case)
    times = [r["sampling"] if CASES_SCALED[case] else 1 for r in rows]
    found = totals([(key(r), r["packets"] * n, r["bytes"] * n, r["tcp_flags"]) for r, n in zip(rows, times, strict=True)])
    assert found == totals(
        [(theirs(line), line["packets"], line["bytes"], sum(FLAGS[f] for f in line["tcp_flags"])) for line in lines(case)]
    )


@pytest.mark.parametrize("case", sorted(CASES_SCALED))
def test_forwarding_status_is_kept(case: str) -> None:
    rows, _ = read(case)
    found = sorted({(*key(r), r["forwarding"] or 0) for r in rows})
    assert found == sorted({(*theirs(line), STATUS[line["fwd_status"]]) for line in lines(case) if "fwd_status" in line})


@pytest.mark.parametrize("case", sorted(c for c in CASES_SCALED if CASES.exists() and "timestamp_start" in lines(c)[0]))
def test_times_are_those_of_the_case(case: str) -> None:
    rows, _ = read(case)
    # v9 has uptimes: pmacct rounds the distance to the header down, so its second is the next one
    up = 999 if "NFv9" in case else 0
    found = sorted((key(r), (r["first"] + up) // 1000, (r["last"] + up) // 1000) for r in rows)
    wanted = sorted((theirs(line), int(float(line["timestamp_start"])), int(float(line["timestamp_end"]))) for line in lines(case))
    assert found == wanted


def test_names_of_vrfs_come_from_the_options() -> None:
    _, reader = read("106-IPFIXv10-HUAWEI-vrf_name")
    names = {name for counter in reader.counters() for _, name in counter.vrfs}
    assert {line["egress_vrf_name"] for line in lines("106-IPFIXv10-HUAWEI-vrf_name")} - {""} <= names


def test_names_of_interfaces_are_those_of_the_moment_although_options_are_sent_anew() -> None:
    case = "112-IPFIXv10-CISCO-options-map-reassignment"
    named = []
    buffer = np.frombuffer((CASES / case / "traffic-00.pcap").read_bytes(), np.uint8)
    whole = exported(buffer, dissected(buffer, Capture(buffer).packets(1000)))
    collector = Collector()
    for i in range(len(whole)):
        one = Datagrams(
            buffer,
            whole.offsets[i : i + 1],
            whole.lengths[i : i + 1],
            whole.exporter[i : i + 1],
            whole.received[i : i + 1],
            whole.exporters,
        )
        for row in collector.decode(one).to_pylist():
            names = dict(pair for counter in collector.counters() for pair in counter.interfaces)
            named.append((row["ingress_if"], names[row["ingress_if"]]))
    assert sorted(named) == sorted((line["iface_in"], line["iface_name_in"]) for line in lines(case))
