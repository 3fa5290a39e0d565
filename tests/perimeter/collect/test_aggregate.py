import numpy as np
from tests.factories.exports import NOW, ethernet, ipv4, pcap, tcp, udp

from hsoc.perimeter.collect.aggregate import ACTIVE_MS, INACTIVE_MS, Aggregator
from hsoc.perimeter.collect.captures import dissected
from hsoc.perimeter.collect.pcap import Capture


def rows(packets: list[tuple[int, bytes]]) -> np.ndarray:
    buffer = np.frombuffer(pcap(packets), np.uint8)
    return dissected(buffer, Capture(buffer).packets(10_000))


def flows(packets: list[tuple[int, bytes]], *, chunk: int = 10_000, **timeouts: int) -> list[tuple[int, ...]]:
    cache, found = Aggregator(**timeouts), rows(packets)
    out = []
    for start in range(0, len(found), chunk):
        part = found[start : start + chunk]
        out.append(cache.add(part[:, :12], part[:, 12]))
    out.append(cache.finish())
    names = ("first", "last", "packets", "bytes", "tcp_flags", "dport", "fragment", "icmp")
    return sorted(row for columns in out if columns for row in zip(*(columns[n].tolist() for n in names), strict=True))


def syn(at: int, *, flags: int = 2, dport: int = 443) -> tuple[int, bytes]:
    return NOW + at, ethernet(ipv4(tcp(flags=flags, dport=dport), proto=6))


def test_packets_of_one_key_are_one_flow_with_all_flags() -> None:
    assert flows([syn(0), syn(5, flags=16), syn(9, flags=24)]) == [(NOW, NOW + 9, 3, 120, 26, 443, 0, -1)]


def test_silence_ends_a_flow() -> None:
    assert [f[2] for f in flows([syn(0), syn(INACTIVE_MS), syn(2 * INACTIVE_MS + 1)])] == [2, 1]


def test_long_flow_is_cut_at_the_active_timeout() -> None:
    packets = [syn(at) for at in range(0, ACTIVE_MS + 10_001, 10_000)]
    assert [f[2] for f in flows(packets)] == [7, 1]


def test_timeouts_are_configurable() -> None:
    assert [f[2] for f in flows([syn(0), syn(100)], inactive=50)] == [1, 1]


def test_ports_icmp_and_fragments_are_flows_of_their_own() -> None:
    packets = [
        syn(0),
        syn(1, dport=80),
        (NOW + 2, ethernet(ipv4(bytes([8, 0, 0, 0]), proto=1))),
        (NOW + 3, ethernet(ipv4(bytes([3, 1, 0, 0]), proto=1))),
        (NOW + 4, ethernet(ipv4(udp(), fragment=0x2000))),
        (NOW + 5, ethernet(ipv4(udp(), fragment=0x0010))),
    ]
    assert [(f[5], f[6], f[7]) for f in flows(packets)] == [
        (443, 0, -1),
        (80, 0, -1),
        (0, 0, 0x800),
        (0, 0, 0x301),
        (53, 1, -1),
        (0, 2, -1),
    ]


def test_chunks_change_nothing() -> None:
    packets = [syn(at * 700, dport=400 + at % 3) for at in range(200)]
    assert flows(packets, chunk=7) == flows(packets)
