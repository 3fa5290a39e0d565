"""A route as BGP writes it: NLRI and path attributes as bytes, both ways. Never: sessions, text.

RFC 4271 section 4.3, RFC 4760 (MP_REACH), RFC 1997, RFC 4360, RFC 8092 (communities), RFC 4364 and RFC 8277 (VPN routes with label).
"""

from __future__ import annotations

import ipaddress
from typing import Final

import msgspec

from hsoc.exchange.flowspec.terms import Unreadable
from hsoc.perimeter.mitigate.route import Family, Large, Route

ORIGIN, AS_PATH, NEXT_HOP, COMMUNITIES, MP_REACH, EXTENDED, LARGE = 1, 2, 3, 8, 14, 16, 32
WELL_KNOWN, OPTIONAL = 0x40, 0xC0
_LONG: Final = 0x10  # the length of the attribute takes two bytes
_RD: Final = 8  # bytes of a route distinguisher
_BOTTOM: Final = 1  # the last label of a stack
_TWO_BYTES: Final = 0xF0  # a FlowSpec length from here on takes two bytes


def nlri(route: Route) -> bytes:
    """The NLRI as it stands in an UPDATE."""
    if route.family.flow:
        if not route.rd:
            return route.flow
        body = _distinguisher(route.rd) + _body(route.flow)
        return (bytes([len(body)]) if len(body) < _TWO_BYTES else (0xF000 | len(body)).to_bytes(2, "big")) + body
    net = ipaddress.ip_network(route.prefix)
    head = (route.label << 4 | _BOTTOM).to_bytes(3, "big") + _distinguisher(route.rd) if route.rd else b""
    size = (net.prefixlen + 7) // 8
    return bytes([len(head) * 8 + net.prefixlen]) + head + net.network_address.packed[:size]


def attributes(route: Route) -> tuple[bytes, ...]:
    """Path attributes of a route that begins with us. Rules have no next hop; four zero bytes stand where a speaker wants one."""
    hop = ipaddress.ip_address(route.next_hop).packed if route.next_hop else bytes(4)
    out = [_attribute(WELL_KNOWN, ORIGIN, b"\0"), _attribute(WELL_KNOWN, AS_PATH, b""), _attribute(WELL_KNOWN, NEXT_HOP, hop)]
    if route.communities:
        out.append(_attribute(OPTIONAL, COMMUNITIES, b"".join(one.to_bytes(4, "big") for one in route.communities)))
    if route.extended:
        out.append(_attribute(OPTIONAL, EXTENDED, b"".join(route.extended)))
    if route.large:
        out.append(_attribute(OPTIONAL, LARGE, b"".join(part.to_bytes(4, "big") for one in route.large for part in one)))
    return tuple(out)


def route_of(family: Family, reach: bytes, path: tuple[bytes, ...]) -> Route:
    """The route of an NLRI and its attributes. Raises Unreadable."""
    prefix, flow, rd, label = _read_nlri(family, reach)
    plain: tuple[int, ...] = ()
    extended: tuple[bytes, ...] = ()
    large: tuple[Large, ...] = ()
    hop = ""
    for one in path:
        kind, value = _split(one)
        if kind == COMMUNITIES:
            plain = tuple(sorted({int.from_bytes(part, "big") for part in _parts(value, 4)}))
        elif kind == EXTENDED:
            extended = tuple(sorted(set(_parts(value, 8))))
        elif kind == LARGE:
            large = tuple(sorted({_triple(part) for part in _parts(value, 12)}))
        elif kind == NEXT_HOP:
            hop = _address(value)
        elif kind == MP_REACH:
            hop = _address(_hop_of(value))
    return Route(
        family=family,
        prefix=prefix,
        flow=flow,
        rd=rd,
        label=label,
        next_hop="" if family.flow else hop,
        communities=plain,
        extended=extended,
        large=large,
    )


def without_next_hop(route: Route) -> Route:
    """The route as far as its slot tells it; enough to take it back."""
    return msgspec.structs.replace(route, next_hop="", communities=(), extended=(), large=())


def _body(flow: bytes) -> bytes:
    return flow[2:] if flow[0] >= _TWO_BYTES else flow[1:]


def _distinguisher(rd: str) -> bytes:
    asn, number = (int(part) for part in rd.split(":"))
    return b"\0\0" + asn.to_bytes(2, "big") + number.to_bytes(4, "big")


def _attribute(flags: int, kind: int, value: bytes) -> bytes:
    if len(value) > 0xFF:
        return bytes([flags | _LONG, kind]) + len(value).to_bytes(2, "big") + value
    return bytes([flags, kind, len(value)]) + value


def _split(attribute: bytes) -> tuple[int, bytes]:
    if len(attribute) < 3:
        raise Unreadable(f"an attribute of {len(attribute)} bytes")
    start = 4 if attribute[0] & _LONG else 3
    size = int.from_bytes(attribute[2:start], "big")
    if len(attribute) != start + size:
        raise Unreadable(f"attribute {attribute[1]}: {size} bytes are said, {len(attribute) - start} are there")
    return attribute[1], attribute[start:]


def _parts(value: bytes, size: int) -> list[bytes]:
    if len(value) % size:
        raise Unreadable(f"{len(value)} bytes of communities are no multiple of {size}")
    return [value[at : at + size] for at in range(0, len(value), size)]


def _triple(part: bytes) -> Large:
    return int.from_bytes(part[:4], "big"), int.from_bytes(part[4:8], "big"), int.from_bytes(part[8:], "big")


def _hop_of(reach: bytes) -> bytes:
    if len(reach) < 4 or len(reach) < 4 + reach[3]:
        raise Unreadable("MP_REACH is cut")
    hop = reach[4 : 4 + reach[3]]
    return hop[_RD:] if len(hop) in {_RD + 4, _RD + 16} else hop  # a VPN next hop has a route distinguisher of zeros in front


def _address(value: bytes) -> str:
    return str(ipaddress.ip_address(value)) if len(value) in {4, 16} else ""


def _read_nlri(family: Family, data: bytes) -> tuple[str, bytes, str, int]:
    """(prefix, flow, rd, label)."""
    vpn = family.value.startswith("l3vpn")
    if family.flow:
        if not data or (data[0] >= _TWO_BYTES and len(data) < 2):
            raise Unreadable("an empty rule")
        if not vpn:
            return "", data, "", 0
        body = _body(data)
        rd, rest = _rd_text(body[:_RD]), body[_RD:]
        flow = (bytes([len(rest)]) if len(rest) < _TWO_BYTES else (0xF000 | len(rest)).to_bytes(2, "big")) + rest
        return "", flow, rd, 0
    head = 3 + _RD if vpn else 0
    if not data or len(data) < 1 + head:
        raise Unreadable("a prefix that is cut")
    bits = data[0] - head * 8
    packed = data[1 + head :]
    width = 4 if family.version == 4 else 16
    if not 0 <= bits <= width * 8 or len(packed) != (bits + 7) // 8:
        raise Unreadable(f"a prefix of {bits} bits in {len(packed)} bytes")
    address = ipaddress.ip_address(packed.ljust(width, b"\0"))
    if not vpn:
        return f"{address}/{bits}", b"", "", 0
    return f"{address}/{bits}", b"", _rd_text(data[4:12]), int.from_bytes(data[1:4], "big") >> 4


def _rd_text(rd: bytes) -> str:
    if len(rd) != _RD or rd[:2] != b"\0\0":
        return rd.hex()  # another type: not ours, but still a place in the table
    return f"{int.from_bytes(rd[2:4], 'big')}:{int.from_bytes(rd[4:], 'big')}"
