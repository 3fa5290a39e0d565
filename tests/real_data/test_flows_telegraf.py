"""Messages of telegraf's test cases with the values that its authors expect: in the flow table, and field by field in `explain`."""

import re
from pathlib import Path
from typing import Any

import pytest
from tests.real_data import SHARED

from hsoc.perimeter.collect.collector import Collector
from hsoc.perimeter.collect.explain import Memory, explain
from hsoc.records.address import text
from hsoc.records.packets import Exporter, datagrams

CASES = SHARED / "flows" / "export-packets" / "telegraf"
EXPORTER = Exporter("192.0.2.1", 2055)
RECEIVED = 1_700_000_000_000
PROTOCOLS = {"tcp": 6, "udp": 17, "icmp": 1, "ipv6-icmp": 58, "igmp": 2}
FLAGS = ("C", "E", "U", "A", "P", "R", "S", "F")

pytestmark = pytest.mark.real_data


def messages(case: str) -> list[bytes]:
    return [p.read_bytes() for p in sorted((CASES / case).glob("*.bin"))]


def expected(case: str) -> list[dict[str, Any]]:
    """Lines of InfluxDB's line protocol; every line has a name, tags and fields."""
    out = []
    for line in (CASES / case / "expected.out").read_text().splitlines():
        if not line.strip():
            continue
        name, _, rest = line.partition(" ")
        fields: dict[str, Any] = {"name": name.split(",")[0]}
        for key, quoted, plain in re.findall(r'([\w]+)=(?:"([^"]*)"|([^,\s]+))', rest):
            fields[key] = int(plain.removesuffix("u")) if plain and plain.removesuffix("u").lstrip("-").isdigit() else quoted
        out.append(fields)
    return out


def decoded(case: str) -> tuple[list[dict[str, Any]], Collector]:
    collector = Collector()
    rows = []
    for message in messages(case):
        rows += collector.decode(datagrams([message], exporter=EXPORTER, received=RECEIVED)).to_pylist()
    return rows, collector


def flags(letters: str) -> int:
    return sum(1 << (7 - place) for place, letter in enumerate(letters) if letter != ".")


def theirs(line: dict[str, Any]) -> dict[str, Any]:
    """Their field names in our columns, as far as both have them."""
    out = {
        "src": line["src"],
        "dst": line["dst"],
        "proto": PROTOCOLS[line["protocol"]],
        "sport": line.get("src_port", 0),
        "dport": line.get("dst_port", 0),
        "bytes": line.get("in_bytes", line.get("in_total_bytes", line.get("ip_total_len"))),
        "packets": line.get("in_packets", line.get("in_total_packets")),
    }
    if "flow_start_ms" in line:
        out |= {"first": line["flow_start_ms"], "last": line["flow_end_ms"]}
    if "tcp_flags" in line and out["proto"] == 6:
        out["tcp_flags"] = flags(line["tcp_flags"])
    for ours, name in (("ingress_if", "in_snmp"), ("egress_if", "out_snmp")):
        if name in line:
            out[ours] = line[name]
    return out


def ours(row: dict[str, Any], names: dict[str, Any]) -> dict[str, Any]:
    row = row | {"src": text(row["src_hi"], row["src_lo"]), "dst": text(row["dst_hi"], row["dst_lo"])}
    return {name: row[name] for name in names}


def sorted_by_key(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(rows, key=lambda r: tuple(str(r[n]) for n in ("src", "dst", "sport", "dport", "bytes")))


@pytest.mark.parametrize("case", ["netflow_v5_example", "netflow_v9_example", "issue_13305", "ipfix_pen_35632"])
def test_flows_have_the_values_of_the_case(case: str) -> None:
    rows, collector = decoded(case)
    wanted = [theirs(line) for line in expected(case) if line["name"] == "netflow"]
    assert [ours(row, want) for row, want in zip(rows, wanted, strict=True)] == wanted
    assert collector.counters()[0].malformed == 0


def test_v5_times_are_the_uptime_against_the_header() -> None:
    rows, _ = decoded("netflow_v5_example")
    wanted = expected("netflow_v5_example")
    # the header of the message: uptime 90,003,000 ms
    base = rows[0]["first"] - wanted[0]["first_switched"]
    assert [(r["first"] - base, r["last"] - base) for r in rows] == [(w["first_switched"], w["last_switched"]) for w in wanted]


def test_ipfix_biflows_give_both_directions() -> None:
    rows, collector = decoded("ipfix_example")
    lines = [line for line in expected("ipfix_example") if line["name"] == "netflow"]
    forward = [theirs(line) for line in lines]
    backward = []
    for line in lines:
        if int(line.get("type_29305_86", "0x0"), 16):
            there = theirs(line)
            turned = {"src": there["dst"], "dst": there["src"], "sport": there["dport"], "dport": there["sport"], "proto": there["proto"],
                      "packets": int(line["type_29305_86"], 16), "bytes": int(line["type_29305_85"], 16)}  # fmt: skip
            backward.append(turned)
    wanted = sorted_by_key(forward + backward)
    found = sorted_by_key([ours(row, forward[0]) for row in rows])
    assert [{k: f[k] for k in w} for f, w in zip(found, wanted, strict=True)] == wanted
    assert collector.counters()[0].reverse_flows == len(backward)


def test_sampled_packets_of_sflow_have_their_headers_values() -> None:
    rows, _ = decoded("sflow_issue_15918")
    lines = [line for line in expected("sflow_issue_15918") if "src" in line]
    assert len(rows) == len(lines) == 6
    for row, line in zip(rows, lines, strict=True):
        assert (text(row["src_hi"], row["src_lo"]), text(row["dst_hi"], row["dst_lo"])) == (line["src"], line["dst"])
        assert (row["sport"], row["dport"], row["sampling"]) == (
            line.get("src_port", 0),
            line.get("dst_port", 0),
            line["sampling_interval"],
        )
        assert (row["egress_if"], row["packets"]) == (line.get("out_snmp", -1), 1)
        if line["direction"] == "ingress":  # in the other direction they repeat the sampling interface
            assert row["ingress_if"] == line["in_snmp"]
        assert row["bytes"] == line.get("ipv4_total_len", row["bytes"])


@pytest.mark.parametrize("case", ["sflow_v5_example", "sflow_issue_15375", "sflow_issue_18876"])
def test_sflow_without_flow_samples_gives_no_flows_and_no_complaint(case: str) -> None:
    rows, collector = decoded(case)
    assert (rows, collector.counters()[0].malformed) == ([], 0)


def test_cut_message_gives_what_is_whole_and_says_where() -> None:
    rows, collector = decoded("issue_14370")
    wanted = theirs(expected("issue_14370")[0])
    assert [ours(row, {"dst": 0, "bytes": 0, "sport": 0}) for row in rows] == [{k: wanted[k] for k in ("dst", "bytes", "sport")}]
    assert (collector.counters()[0].malformed, collector.counters()[0].last_error[:10]) == (1, "offset 208")


def test_options_give_the_names_of_interfaces() -> None:
    _, collector = decoded("netflow_v9_options")
    assert dict(collector.counters()[0].interfaces) == {line["in_snmp"]: line["interface"] for line in expected("netflow_v9_options")}


NAMES = {  # their field: ours, in explain
    "netflow_v9_options": {"in_snmp": "ingressInterface", "interface": "interfaceName", "interface_desc": "interfaceDescription"},
    "ipfix_options": {"app_name": "applicationName", "app_desc": "applicationDescription", "app_id": "applicationId"},
    "ipfix_pen_35632": {"src": "sourceIPv4Address", "dst": "destinationIPv4Address", "src_port": "sourceTransportPort",
                        "in_bytes": "octetDeltaCount", "next_hop": "ipNextHopIPv4Address", "first_switched": "flowStartSysUpTime"},
    "netflow_v9_example": {"src": "sourceIPv4Address", "in_bytes": "octetDeltaCount", "in_packets": "packetDeltaCount",
                           "dst_port": "destinationTransportPort"},
}  # fmt: skip


@pytest.mark.parametrize("case", sorted(NAMES))
def test_explain_names_every_field_with_the_value_of_the_case(case: str) -> None:
    memory: Memory = {}
    records = [r for message in messages(case) for r in explain(message, memory=memory) if r.kind in {"flow", "options"}]
    lines = expected(case)
    for theirs_, our in NAMES[case].items():
        found = [record[our] for record in records]
        if theirs_ == "app_id":
            found = [f"0x{value:08x}" for value in found]
        assert found == [line.get(theirs_, "") for line in lines]


@pytest.mark.parametrize("case", sorted(p.name for p in CASES.glob("*")) if CASES.exists() else [])
def test_each_case_is_read_the_same_in_one_batch_as_message_by_message(case: str) -> None:
    rows, _ = decoded(case)
    together = Collector().decode(datagrams(messages(case), exporter=EXPORTER, received=RECEIVED)).to_pylist()
    assert sorted(map(str, together)) == sorted(map(str, rows))


def test_case_folder_is_all_here() -> None:
    assert len([p for p in Path(CASES).iterdir() if p.is_dir()]) == 12
