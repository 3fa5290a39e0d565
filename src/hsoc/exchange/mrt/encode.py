"""Envelope → MRT record (RFC 6396). Belongs here: BGP4MP_ET messages and the tables of TABLE_DUMP_V2. Never: opening a file."""

from __future__ import annotations

import ipaddress
import struct
from collections.abc import Sequence

from hsoc.exchange.mrt import terms
from hsoc.records.address import network
from hsoc.records.route import Envelope


def encode(envelope: Envelope, *, local: str = "", local_asn: int = 64496) -> bytes:
    """One BGP4MP_ET record with milliseconds. Raises Unsayable where the AS number does not fit."""
    subtype = (9 if envelope.many else terms.MESSAGE_AS4) if envelope.wide else (8 if envelope.many else terms.MESSAGE)
    if not envelope.wide and envelope.peer_asn > 0xFFFF:
        raise terms.Unsayable(f"AS {envelope.peer_asn} does not fit two bytes")
    head = _peering(envelope.peer, envelope.peer_asn, local=local, local_asn=local_asn, wide=envelope.wide)
    return _extended(envelope.time, subtype, head + envelope.message)


def state_change(*, time: int, peer: str, peer_asn: int, old: int, new: int) -> bytes:
    """A BGP4MP_ET record of a session that came up or went down (6 = established)."""
    head = _peering(peer, peer_asn, local="", local_asn=64496, wide=True)
    return _extended(time, terms.STATE_CHANGE_AS4, head + struct.pack("!HH", old, new))


def peer_table(*, time: int, peers: Sequence[tuple[str, int]]) -> bytes:
    """The PEER_INDEX_TABLE that a TABLE_DUMP_V2 begins with; peers are (address, AS number)."""
    body = struct.pack("!IHH", 0, 0, len(peers))
    for address, asn in peers:
        packed = ipaddress.ip_address(address).packed
        body += struct.pack("!BI", 2 | (len(packed) == 16), 0) + packed + struct.pack("!I", asn)
    return struct.pack("!IHHI", time // 1000, terms.TABLE_DUMP_V2, terms.PEER_INDEX_TABLE, len(body)) + body


def table_entry(*, time: int, sequence: int, prefix: str, entries: Sequence[tuple[int, bytes]]) -> bytes:
    """One RIB record: entries are (index into the peer table, path attributes)."""
    net = network(prefix)
    body = struct.pack("!IB", sequence, net.prefixlen) + net.network_address.packed[: (net.prefixlen + 7) // 8]
    body += struct.pack("!H", len(entries))
    for index, attributes in entries:
        body += struct.pack("!HIH", index, time // 1000, len(attributes)) + attributes
    return struct.pack("!IHHI", time // 1000, terms.TABLE_DUMP_V2, 2 if net.version == 4 else 4, len(body)) + body


def _peering(peer: str, peer_asn: int, *, local: str, local_asn: int, wide: bool) -> bytes:
    address = ipaddress.ip_address(peer)
    ours = ipaddress.ip_address(local or ("192.0.2.254" if address.version == 4 else "2001:db8::fe"))
    letter = "I" if wide else "H"
    numbers = struct.pack(f"!2{letter}HH", peer_asn, local_asn, 0, 1 if address.version == 4 else 2)
    return numbers + address.packed + ours.packed


def _extended(time: int, subtype: int, body: bytes) -> bytes:
    seconds, milliseconds = divmod(time, 1000)
    content = struct.pack("!I", milliseconds * 1000) + body
    return struct.pack("!IHHI", seconds, terms.BGP4MP_ET, subtype, len(content)) + content
