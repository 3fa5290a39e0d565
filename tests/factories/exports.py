"""Export messages, frames and captures for tests, written out byte by byte and independent of the readers under test."""

import ipaddress
import struct

from hsoc.records.packets import Datagrams, Exporter, datagrams

EXPORTER = Exporter("192.0.2.1", 2055)
EXPORT = 1_700_000_000  # s
NOW = EXPORT * 1000  # ms

Fields = list[tuple[int, int]]  # (element, bytes); an enterprise element is element | pen << 16

FLOW: Fields = [(8, 4), (12, 4), (7, 2), (11, 2), (4, 1), (6, 1), (2, 4), (1, 4), (152, 8), (153, 8)]


def number(address: str) -> int:
    return int(ipaddress.ip_address(address))


def flow(
    *,
    src: str = "192.0.2.7",
    dst: str = "198.51.100.9",
    sport: int = 40000,
    dport: int = 443,
    proto: int = 6,
    flags: int = 2,
    packets: int = 3,
    octets: int = 180,
    first: int = NOW - 1000,
    last: int = NOW,
) -> bytes:
    """A record of FLOW."""
    return struct.pack("!IIHHBBIIQQ", number(src), number(dst), sport, dport, proto, flags, packets, octets, first, last)


def specifiers(fields: Fields) -> bytes:
    out = b""
    for element, length in fields:
        pen = element >> 16
        out += struct.pack("!HHI", element & 0xFFFF | 0x8000, length, pen) if pen else struct.pack("!HH", element, length)
    return out


def a_set(identity: int, content: bytes) -> bytes:
    return struct.pack("!HH", identity, 4 + len(content)) + content


def ipfix_template(identity: int, fields: Fields) -> bytes:
    return a_set(2, struct.pack("!HH", identity, len(fields)) + specifiers(fields))


def ipfix_options_template(identity: int, scopes: Fields, fields: Fields) -> bytes:
    return a_set(3, struct.pack("!HHH", identity, len(scopes) + len(fields), len(scopes)) + specifiers(scopes + fields))


def ipfix(*sets: bytes, sequence: int = 0, domain: int = 1) -> bytes:
    body = b"".join(sets)
    return struct.pack("!HHIII", 10, 16 + len(body), EXPORT, sequence, domain) + body


def v9_template(identity: int, fields: Fields) -> bytes:
    return a_set(0, struct.pack("!HH", identity, len(fields)) + specifiers(fields))


def v9(*sets: bytes, sequence: int = 0, domain: int = 1, uptime: int = 100_000) -> bytes:
    return struct.pack("!HHIIII", 9, len(sets), uptime, EXPORT, sequence, domain) + b"".join(sets)


def v5(count: int, *, said: int | None = None, sequence: int = 0, uptime: int = 100_000, sampling: int = 0) -> bytes:
    record = struct.pack(
        "!IIIHHIIIIHHBBBBHHBBH",
        number("192.0.2.7"),
        number("198.51.100.9"),
        0,
        3,
        4,
        5,
        500,
        uptime - 2000,
        uptime - 1000,
        40000,
        53,
        0,
        0,
        17,
        0,
        0,
        0,
        0,
        0,
        0,
    )
    header = struct.pack("!HHIIIIBBH", 5, count if said is None else said, uptime, EXPORT, 0, sequence, 0, 0, sampling)
    return header + record * count


def batch(*payloads: bytes, exporter: Exporter = EXPORTER, received: int = NOW) -> Datagrams:
    return datagrams(list(payloads), exporter=exporter, received=received)


def ipv4(
    payload: bytes, *, src: str = "192.0.2.7", dst: str = "198.51.100.9", proto: int = 17, fragment: int = 0, length: int | None = None
) -> bytes:
    total = 20 + len(payload) if length is None else length
    return struct.pack("!BBHHHBBHII", 0x45, 0, total, 0, fragment, 64, proto, 0, number(src), number(dst)) + payload


def ipv6(payload: bytes, *, src: str = "2001:db8::7", dst: str = "2001:db8::9", following: int = 17) -> bytes:
    return struct.pack("!IHBB", 6 << 28, len(payload), following, 64) + number(src).to_bytes(16) + number(dst).to_bytes(16) + payload


def udp(payload: bytes = b"", *, sport: int = 40000, dport: int = 53) -> bytes:
    return struct.pack("!HHHH", sport, dport, 8 + len(payload), 0) + payload


def tcp(*, sport: int = 40000, dport: int = 443, flags: int = 2) -> bytes:
    return struct.pack("!HHIIBBHHH", sport, dport, 0, 0, 0x50, flags, 0, 0, 0)


def ethernet(packet: bytes, *, kind: int = 0x0800) -> bytes:
    return bytes(12) + struct.pack("!H", kind) + packet


def pcap(packets: list[tuple[int, bytes]], *, link: int = 1, order: str = "<", nano: bool = False) -> bytes:
    """packets: (ms, frame)."""
    out = struct.pack(order + "IHHiIII", 0xA1B23C4D if nano else 0xA1B2C3D4, 2, 4, 0, 0, 65535, link)
    for at, frame in packets:
        fraction = at % 1000 * (1_000_000 if nano else 1000)
        out += struct.pack(order + "IIII", at // 1000, fraction, len(frame), len(frame)) + frame
    return out


def pcapng(packets: list[tuple[int, bytes]], *, link: int = 1) -> bytes:
    """One section, one interface in microseconds, enhanced packet blocks."""

    def block(kind: int, body: bytes) -> bytes:
        body += bytes(-len(body) % 4)
        return struct.pack("<II", kind, 12 + len(body)) + body + struct.pack("<I", 12 + len(body))

    out = block(0x0A0D0D0A, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1)) + block(1, struct.pack("<HHI", link, 0, 65535))
    for at, frame in packets:
        micro = at * 1000
        out += block(6, struct.pack("<IIIII", 0, micro >> 32, micro & 0xFFFFFFFF, len(frame), len(frame)) + frame)
    return out


def sflow(frame: bytes, *, rate: int = 512, sequence: int = 1, claimed: int | None = None) -> bytes:
    """A datagram with one flow sample of one raw Ethernet header."""
    header = struct.pack("!IIII", 1, len(frame) + 4, 4, len(frame)) + frame + bytes(-len(frame) % 4)
    record = struct.pack("!II", 1, len(header)) + header
    sample = struct.pack("!IIIIIIII", 1, 7, rate, 0, 0, 11, 12, 1) + record
    body = struct.pack("!II", 1, len(sample) if claimed is None else claimed) + sample
    return struct.pack("!IIIIIII", 5, 1, number("192.0.2.1"), 0, sequence, 1000, 1) + body
