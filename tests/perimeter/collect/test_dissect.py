import struct

import numpy as np
import pytest
from tests.factories.exports import ethernet, ipv4, ipv6, tcp, udp

from hsoc.perimeter.collect.dissect import COLUMNS, COOKED, COOKED2, ETHERNET, NULL, RAW, WIDTH, dissect
from hsoc.records.address import text


def read(frame: bytes, link: int = ETHERNET) -> dict[str, object] | None:
    row = np.zeros(WIDTH, np.int64)
    if not dissect(np.frombuffer(frame, np.uint8), 0, len(frame), link, row):
        return None
    found = dict(zip(COLUMNS, row.tolist(), strict=True))
    return found | {"src": text(found["src_hi"], found["src_lo"]), "dst": text(found["dst_hi"], found["dst_lo"])}


PACKET = ipv4(udp(b"hello"))


def vlan(packet: bytes) -> bytes:
    return ethernet(struct.pack("!HH", 5, 0x0800) + packet, kind=0x8100)


@pytest.mark.parametrize(
    ("frame", "link"),
    [
        (ethernet(PACKET), ETHERNET),
        (vlan(PACKET), ETHERNET),
        (ethernet(struct.pack("!HHHH", 5, 0x8100, 6, 0x0800) + PACKET, kind=0x88A8), ETHERNET),
        (ethernet(struct.pack("!II", 0x00010000, 0x00010100) + PACKET, kind=0x8847), ETHERNET),
        (ethernet(struct.pack("!II", 0x00010100, 0) + ethernet(PACKET), kind=0x8847), ETHERNET),
        (ethernet(struct.pack("!BBHHH", 0x11, 0, 1, len(PACKET) + 2, 0x21) + PACKET, kind=0x8864), ETHERNET),
        (bytes(14) + struct.pack("!H", 0x0800) + PACKET, COOKED),
        (struct.pack("!H", 0x0800) + bytes(18) + PACKET, COOKED2),
        (bytes(4) + PACKET, NULL),
        (PACKET, RAW),
    ],
    ids=["ethernet", "vlan", "q-in-q", "mpls", "mpls pseudowire", "pppoe", "cooked", "cooked 2", "null", "raw"],
)
def test_packet_is_found_on_every_link(frame: bytes, link: int) -> None:
    found = read(frame, link)
    assert found is not None
    assert (found["src"], found["dst"], found["sport"], found["dport"], found["bytes"]) == ("192.0.2.7", "198.51.100.9", 40000, 53, 33)


def test_flags_of_tcp() -> None:
    found = read(ethernet(ipv4(tcp(flags=0x12), proto=6)))
    assert found is not None
    assert (found["tcp_flags"], found["dport"], found["icmp"], found["payload"]) == (0x12, 443, -1, 0)


def test_icmp_has_type_and_code_and_no_ports() -> None:
    found = read(ethernet(ipv4(bytes([3, 1, 0, 0]), proto=1)))
    assert found is not None
    assert (found["icmp"], found["sport"], found["dport"]) == (0x0301, 0, 0)


def test_fragments_of_ipv4() -> None:
    first, later = read(ethernet(ipv4(udp(), fragment=0x2000))), read(ethernet(ipv4(udp(), fragment=0x00B9)))
    assert first is not None
    assert later is not None
    assert (first["fragment"], first["dport"], later["fragment"], later["dport"]) == (1, 53, 2, 0)


def test_ipv6_with_extension_headers() -> None:
    extended = bytes([44, 0, 0, 0, 0, 0, 0, 0]) + bytes([17, 0]) + (1).to_bytes(2) + bytes(4) + udp()
    found = read(ethernet(ipv6(extended, following=0), kind=0x86DD))
    assert found is not None
    assert (found["src"], found["proto"], found["dport"], found["fragment"], found["bytes"]) == ("2001:db8::7", 17, 53, 1, 64)


def test_packet_cut_behind_its_addresses_has_no_ports() -> None:
    found = read(ethernet(ipv4(udp()))[:35])
    assert found is not None
    assert (found["proto"], found["dport"], found["bytes"]) == (17, 0, 28)


@pytest.mark.parametrize(
    "frame", [b"", bytes(13), ethernet(PACKET)[:30], ethernet(b"\x45" + bytes(30), kind=0x0806), ethernet(b"\x41" + bytes(40))]
)
def test_what_is_not_ip_is_refused(frame: bytes) -> None:
    assert read(frame) is None


def test_no_cut_reads_beyond_the_end() -> None:
    for whole, link in ((vlan(PACKET), ETHERNET), (ethernet(ipv6(udp(), following=17), kind=0x86DD), ETHERNET), (PACKET, RAW)):
        for end in range(len(whole)):
            read(whole[:end], link)
