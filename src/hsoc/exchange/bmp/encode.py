"""Envelope → BMP message (RFC 7854, section 4). Belongs here: route monitoring, peers up and down. Never: a connection."""

from __future__ import annotations

import ipaddress
import struct

from hsoc.exchange.bmp import terms
from hsoc.records.route import Envelope


def encode(envelope: Envelope) -> bytes:
    """One route monitoring message."""
    head = _peer(envelope.time, envelope.peer, envelope.peer_asn, wide=envelope.wide)
    return _message(terms.ROUTE_MONITORING, head + envelope.message)


def peer_down(*, time: int, peer: str, peer_asn: int, reason: int = 4) -> bytes:
    """The end of a session; 4 = closed by the other side without a word."""
    return _message(terms.PEER_DOWN, _peer(time, peer, peer_asn, wide=True) + bytes([reason]))


def peer_up(*, time: int, peer: str, peer_asn: int, opens: bytes = b"") -> bytes:
    """The beginning of a session; opens: the two OPEN messages."""
    return _message(terms.PEER_UP, _peer(time, peer, peer_asn, wide=True) + bytes(16) + struct.pack("!HH", 179, 50_000) + opens)


def initiation(name: str) -> bytes:
    """The first message of a router, with its name (sysName)."""
    packed = name.encode()
    return _message(terms.INITIATION, struct.pack("!HH", 2, len(packed)) + packed)


def _peer(time: int, peer: str, asn: int, *, wide: bool) -> bytes:
    address = ipaddress.ip_address(peer)
    flags = (terms.SIX if address.version == 6 else 0) | (0 if wide else terms.NARROW)
    seconds, milliseconds = divmod(time, 1000)
    return struct.pack("!BBQ16sIIII", 0, flags, 0, address.packed.rjust(16, b"\0"), asn, 0, seconds, milliseconds * 1000)


def _message(kind: int, body: bytes) -> bytes:
    return struct.pack("!BIB", terms.VERSION, terms.HEADER + len(body), kind) + body
