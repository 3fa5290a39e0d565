"""Route → BGP UPDATE message (RFC 4271, section 4.3). Belongs here: one message, correct. Never: sessions, or sending it."""

from __future__ import annotations

import ipaddress
import struct
from typing import Final

from hsoc.exchange.bgp import terms
from hsoc.records.address import network
from hsoc.records.route import Kind, Route

_TRANSITIVE: Final = 0x40
_OPTIONAL: Final = 0x80
_EXTENDED: Final = 0x10
_MARKER: Final = b"\xff" * 16


def encode(route: Route, *, wide: bool = True, more: tuple[str, ...] = ()) -> bytes:
    """The message of one announcement or withdrawal; `more` are further prefixes of the same family with the same attributes.

    wide False writes AS numbers of two bytes with an AS4_PATH where they do not fit. Raises Unsayable.
    """
    if route.kind not in {Kind.ANNOUNCE, Kind.WITHDRAW}:
        raise terms.Unsayable(f"{route.kind.name} is no UPDATE message")
    prefixes = (route.prefix, *more)
    try:
        nlri = b"".join(_nlri(one) for one in prefixes)
    except ValueError as error:
        raise terms.Unsayable(str(error)) from error
    six = ":" in route.prefix
    if route.kind is Kind.WITHDRAW:
        attributes = _attribute(_OPTIONAL, terms.MP_UNREACH, struct.pack("!HB", 2, terms.UNICAST) + nlri) if six else b""
        return _message(b"" if six else nlri, attributes, b"")
    return _message(b"", _attributes(route, nlri if six else b"", wide=wide), b"" if six else nlri)


def _message(withdrawn: bytes, attributes: bytes, nlri: bytes) -> bytes:
    body = struct.pack("!H", len(withdrawn)) + withdrawn + struct.pack("!H", len(attributes)) + attributes + nlri
    if terms.HEADER + len(body) > terms.LONGEST:
        raise terms.Unsayable(f"{terms.HEADER + len(body)} bytes do not fit one message")
    return _MARKER + struct.pack("!HB", terms.HEADER + len(body), terms.UPDATE) + body


def _attributes(route: Route, nlri: bytes, *, wide: bool) -> bytes:
    out = _attribute(_TRANSITIVE, terms.ORIGIN, b"\x00")
    out += _attribute(_TRANSITIVE, terms.AS_PATH, _path(route, wide=wide))
    if not nlri:
        out += _attribute(_TRANSITIVE, terms.NEXT_HOP, ipaddress.IPv4Address(route.next_hop or "192.0.2.1").packed)
    if route.communities:
        packed = b"".join(struct.pack("!I", one) for one in route.communities)
        out += _attribute(_TRANSITIVE | _OPTIONAL, terms.COMMUNITIES, packed)
    if nlri:
        hop = ipaddress.IPv6Address(route.next_hop or "2001:db8::1").packed
        out += _attribute(_OPTIONAL, terms.MP_REACH, struct.pack("!HBB", 2, terms.UNICAST, len(hop)) + hop + b"\x00" + nlri)
    if not wide and any(asn > 0xFFFF for asn in route.path):
        out += _attribute(_TRANSITIVE | _OPTIONAL, terms.AS4_PATH, _path(route, wide=True))
    if route.otc >= 0:
        out += _attribute(_TRANSITIVE | _OPTIONAL, terms.OTC, struct.pack("!I", route.otc))
    return out


def _attribute(flags: int, kind: int, value: bytes) -> bytes:
    if len(value) > terms.LONGEST:
        raise terms.Unsayable(f"an attribute of {len(value)} bytes does not fit")
    if len(value) > 0xFF:
        return struct.pack("!BBH", flags | _EXTENDED, kind, len(value)) + value
    return struct.pack("!BBB", flags, kind, len(value)) + value


def _path(route: Route, *, wide: bool) -> bytes:
    hops = route.path if wide else tuple(asn if asn <= 0xFFFF else terms.AS_TRANS for asn in route.path)
    letter = "I" if wide else "H"
    sequence, last = (hops[:-1], hops[-1:]) if route.as_set else (hops, ())
    out = b""
    for at in range(0, len(sequence), 255):
        part = sequence[at : at + 255]
        out += struct.pack(f"!BB{len(part)}{letter}", terms.AS_SEQUENCE, len(part), *part)
    return out + (struct.pack(f"!BB1{letter}", terms.AS_SET, 1, *last) if last else b"")


def _nlri(prefix: str) -> bytes:
    net = network(prefix)
    return bytes([net.prefixlen]) + net.network_address.packed[: (net.prefixlen + 7) // 8]
