"""Lines of RIS-Live → route values. Belongs here: checking and unfolding. Never: a connection.

JSON is read message by message, in Python: enough for a stream, not for a file of a day.
"""

from __future__ import annotations

import ipaddress
from typing import Final

import msgspec

from hsoc.exchange.rislive.terms import LONGEST_LINE, Data, Message
from hsoc.records.route import Kind, Route

_MESSAGE: Final = msgspec.json.Decoder(Message)
_DATA: Final = msgspec.json.Decoder(Data)
_DOWN: Final = frozenset({"down"})


class Unreadable(ValueError):
    """A line that is no message; the text says why."""


def decode(line: bytes) -> tuple[Route, ...]:
    """The updates of one line, withdrawals first; nothing for pongs and other messages. Raises Unreadable."""
    if len(line) > LONGEST_LINE:
        raise Unreadable(f"a line of {len(line)} bytes")
    try:
        message = _MESSAGE.decode(line)
        if message.type != "ris_message":
            return ()
        data = _DATA.decode(message.data)
        peer, asn, time = str(ipaddress.ip_address(data.peer)), int(data.peer_asn), round(data.timestamp * 1000)
        if not 0 <= time < 1 << 53:
            raise Unreadable(f"timestamp {data.timestamp}")
        return _unfolded(data, peer=peer, asn=asn, time=time)
    except (msgspec.DecodeError, ValueError, OverflowError, RecursionError) as error:
        raise Unreadable(str(error)) from None


def _unfolded(data: Data, *, peer: str, asn: int, time: int) -> tuple[Route, ...]:
    if data.type == "RIS_PEER_STATE":
        kind = Kind.DOWN if data.state in _DOWN else Kind.UP
        return (Route(time=time, peer=peer, peer_asn=asn, kind=kind),)
    out = [Route(time=time, peer=peer, peer_asn=asn, prefix=canonical(one), kind=Kind.WITHDRAW) for one in data.withdrawals]
    path = tuple(asn for hop in data.path for asn in (hop if isinstance(hop, list) else [hop]))
    as_set = bool(data.path) and isinstance(data.path[-1], list)
    communities = tuple((high & 0xFFFF) << 16 | low & 0xFFFF for high, low in data.community)
    for one in data.announcements:
        hop = one.next_hop.partition(",")[0]
        hop = str(ipaddress.ip_address(hop)) if hop else ""
        out += [
            Route(
                time=time,
                peer=peer,
                peer_asn=asn,
                prefix=canonical(prefix),
                path=path,
                as_set=as_set,
                next_hop=hop,
                communities=communities,
            )
            for prefix in one.prefixes
        ]
    return tuple(out)


def canonical(prefix: str) -> str:
    """The prefix as it is meant: bits beyond its length do not count in BGP (RFC 4271, section 4.3). Raises ValueError."""
    return str(ipaddress.ip_network(prefix, strict=False))
