"""Lines of ExaBGP → route values. Belongs here: checking and unfolding. Never: a pipe, or speaking to ExaBGP."""

from __future__ import annotations

import ipaddress
from typing import Any, Final

import msgspec

from hsoc.exchange.exabgp.terms import FAMILIES, LONGEST_LINE, Attributes, Line, Nlri, Update
from hsoc.records.route import Kind, Route

_LINE: Final = msgspec.json.Decoder(Line)
_ANNOUNCED: Final = msgspec.json.Decoder(dict[str, Nlri])
_WITHDRAWN: Final = msgspec.json.Decoder(Nlri)


class Unreadable(ValueError):
    """A line that is no message; the text says why."""


def decode(line: bytes) -> tuple[Route, ...]:
    """What one line says, withdrawals first; nothing for messages that are no routes. Raises Unreadable."""
    if len(line) > LONGEST_LINE:
        raise Unreadable(f"a line of {len(line)} bytes")
    try:
        said = _LINE.decode(line)
        if said.neighbor is None or said.neighbor.direction == "send":
            return ()
        base: dict[str, Any] = {
            "time": round(said.time * 1000),
            "peer": str(ipaddress.ip_address(said.neighbor.address.peer)),
            "peer_asn": said.neighbor.asn.peer,
        }
        if not 0 <= base["time"] < 1 << 53 or not 0 <= base["peer_asn"] <= 0xFFFF_FFFF:
            raise Unreadable("a time or an AS number that is none")
        if said.type == "state" and said.neighbor.state in {"up", "down"}:
            return (Route(kind=Kind.UP if said.neighbor.state == "up" else Kind.DOWN, **base),)
        if said.neighbor.message is None or said.neighbor.message.update is None:
            return ()
        return _unfolded(said.neighbor.message.update, base)
    except (msgspec.DecodeError, ValueError, OverflowError, RecursionError) as error:
        raise Unreadable(str(error)) from None


def _unfolded(update: Update, base: dict[str, Any]) -> tuple[Route, ...]:
    out = []
    for family in FAMILIES:
        if family in update.withdraw:
            out += [Route(kind=Kind.WITHDRAW, prefix=_prefix(one), **base) for one in _WITHDRAWN.decode(update.withdraw[family])]
    path, as_set = _path(update.attribute)
    communities = tuple((high & 0xFFFF) << 16 | low & 0xFFFF for high, low in update.attribute.community)
    for family in FAMILIES:
        if family in update.announce:
            for hop, prefixes in _ANNOUNCED.decode(update.announce[family]).items():
                known = str(ipaddress.ip_address(hop)) if hop != "null" else ""
                more: dict[str, Any] = {"path": path, "as_set": as_set, "communities": communities, "next_hop": known}
                out += [Route(prefix=_prefix(one), **more, **base) for one in prefixes]
    return tuple(out)


def _path(attributes: Attributes) -> tuple[tuple[int, ...], bool]:
    said = attributes.as_path
    if isinstance(said, list):
        hops, last = said, ""
    else:
        parts = [part for _, part in sorted(said.items(), key=lambda item: int(item[0])) if "confed" not in part.element]
        hops, last = [asn for part in parts for asn in part.value], parts[-1].element if parts else ""
    if any(not 0 <= asn <= 0xFFFF_FFFF for asn in hops):
        raise Unreadable("an AS number that is none")
    return tuple(hops), last == "as-set"


def _prefix(nlri: dict[str, Any]) -> str:
    return str(ipaddress.ip_network(str(nlri.get("nlri", "")), strict=False))
