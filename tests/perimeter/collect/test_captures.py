import numpy as np
from tests.factories.exports import FLOW, NOW, a_set, ethernet, flow, ipfix, ipfix_template, ipv4, pcap, udp, v5

from hsoc.perimeter.collect.captures import capture_flows, carries_exports, dissected
from hsoc.perimeter.collect.collector import Collector
from hsoc.perimeter.collect.counters import Tally
from hsoc.perimeter.collect.pcap import Capture
from hsoc.records.address import text
from hsoc.records.packets import Exporter

EXPORT = ipfix(ipfix_template(256, FLOW), a_set(256, flow() * 2))


def carried(payload: bytes, *, src: str = "192.0.2.50", dport: int = 4739) -> bytes:
    return ethernet(ipv4(udp(payload, dport=dport), src=src))


def read(content: bytes) -> tuple[list[dict[str, int]], Tally, Collector]:
    tally, collector = Tally(Exporter("")), Collector()
    rows = [row for table in capture_flows(np.frombuffer(content, np.uint8), tally=tally, collector=collector) for row in table.to_pylist()]
    return rows, tally, collector


def test_packets_become_flows() -> None:
    rows, _, _ = read(pcap([(NOW, ethernet(ipv4(udp(b"dns query")))), (NOW + 5, ethernet(ipv4(udp(b"dns query"))))]))
    assert [(r["packets"], r["bytes"], r["first"], r["last"], r["exporter"]) for r in rows] == [(2, 74, NOW, NOW + 5, 0)]


def test_export_packets_inside_are_decoded_per_sender() -> None:
    rows, _, collector = read(pcap([(NOW, carried(EXPORT)), (NOW + 1, carried(v5(3), src="192.0.2.51", dport=2055))]))
    assert [text(0, r["exporter"]) for r in rows] == ["192.0.2.50"] * 2 + ["192.0.2.51"] * 3
    assert [str(c.exporter) for c in collector.counters()] == ["192.0.2.50 on port 4739", "192.0.2.51 on port 2055"]


def test_padding_of_short_frames_is_not_payload() -> None:
    rows, _, collector = read(pcap([(NOW, carried(EXPORT) + bytes(7))]))
    assert (len(rows), collector.counters()[0].malformed) == (2, 0)


def test_ordinary_dns_is_no_export() -> None:
    buffer = np.frombuffer(pcap([(NOW, ethernet(ipv4(udp(b"\0\x0a" + bytes(40)))))]), np.uint8)
    assert not carries_exports(buffer, dissected(buffer, Capture(buffer).packets(9)))


def test_what_is_not_ip_is_counted() -> None:
    rows, tally, _ = read(pcap([(NOW, ethernet(bytes(28), kind=0x0806)), (NOW, ethernet(ipv4(udp())))]))
    assert (len(rows), tally.counts["skipped_records"], tally.counts["datagrams"]) == (1, 1, 2)


def test_cut_capture_says_where() -> None:
    content = pcap([(NOW, ethernet(ipv4(udp())))] * 2)
    rows, tally, _ = read(content[:-3])
    assert (rows[0]["packets"], tally.last_error) == (1, f"offset {24 + 16 + 42}: the capture breaks off here")
