"""ExaBGP's language: API commands out, its listing of the adj-rib-out in. Pure; the helper program and the socket are in wires.

ExaBGP answers `done` to text that it silently changes (perimeter.md 0.3), so every line is built from a route whose rule has been encoded
by ourselves, and what it lists afterwards is read into the same form and compared.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from hsoc.exchange.flowspec import text
from hsoc.exchange.flowspec.compose import canonical, rule
from hsoc.exchange.flowspec.decode import decode
from hsoc.exchange.flowspec.encode import encode
from hsoc.exchange.flowspec.rd import AS2
from hsoc.exchange.flowspec.terms import Unreadable, Unsayable
from hsoc.exchange.flowspec.then import RATE_BYTES, RATE_PACKETS, REDIRECTS, Then
from hsoc.perimeter.mitigate import exabgp_words as words
from hsoc.perimeter.mitigate.route import DEFAULT, Family, Route, Terms, actions, communities, family, route, target_bytes
from hsoc.records.mitigation import Mitigation
from hsoc.records.scope import Match

LISTING: Final = ("show adj-rib out extensive", "show neighbor summary")  # what the wire asks to read back
MOST_MEANT: Final = 20_000  # rules whose ports share a name with others; as many as an intent holds
_SAFI: Final = {"unicast": (False, False), "mpls-vpn": (False, True), "flow": (True, False), "flow-vpn": (True, True)}
_TARGET: Final = 0x0002
_REDIRECT: Final = REDIRECTS[AS2]
_WORDS: Final = frozenset(
    {"next-hop", "rd", "label", "community", "large-community", "extended-community", "origin", "as-path", "med", "local-preference"}
)
_EXTENDED: Final = re.compile(r"(target|redirect|rate-limit):(.+)")
_SUMMARY: Final = re.compile(r"(\S+)\s+(\d+)\s+(\S+)\s+(\S+)\s+\d+\s+\d+\s*")


class ExaBGP:
    """One ExaBGP under the operator's terms."""

    name = "exabgp"

    def __init__(self, terms: Terms = DEFAULT) -> None:
        self.terms = terms
        self.can = actions(terms)
        self._meant: dict[bytes, bytes] = {}  # rule as it comes back → rule as it was said, where names are shared

    def route(self, entry: Mitigation) -> Route:
        """What the table shall hold. Raises Unsayable, also for what ExaBGP would change."""
        wanted = route(entry, terms=self.terms)
        if wanted.family.flow:
            back = _back(entry.match)
            if back != wanted.flow:
                self._meant.pop(back, None)  # the newest last, so that the oldest is let go first
                self._meant[back] = wanted.flow
                if len(self._meant) > MOST_MEANT:
                    del self._meant[next(iter(self._meant))]
        return wanted

    def announce(self, one: Route) -> str:
        """The API command that brings the route in."""
        return f"announce {_body(one)}"

    def withdraw(self, one: Route) -> str:
        """The API command that takes it back."""
        return f"withdraw {_body(one)}"

    def routes(self, listing: str) -> Iterator[Route]:
        """Every route listed (ours and others'); lines that are no route, or none that can be read, are passed over."""
        for line in listing.splitlines():
            try:
                found = _listed(line)
            except (Unreadable, Unsayable, ValueError, IndexError):
                continue
            if found is not None:
                yield self._as_meant(found)

    def peers(self, listing: str) -> dict[str, bool]:
        """Neighbour → whether its session is established."""
        found = (_SUMMARY.fullmatch(line.strip()) for line in listing.splitlines())
        return {one[1]: one[4] == "established" for one in found if one is not None}

    def _as_meant(self, found: Route) -> Route:
        meant = self._meant.get(found.flow)
        if meant is None:
            return found
        return Route(
            family=found.family, flow=meant, rd=found.rd, communities=found.communities, extended=found.extended, large=found.large
        )


@lru_cache(maxsize=MOST_MEANT)
def _back(match: Match) -> bytes:
    """The rule as a listing will show it; remembered, as every turn of the engine asks for each entry again."""
    return encode(words.lowest(rule(canonical(match))))


@lru_cache(maxsize=MOST_MEANT)
def _body(one: Route) -> str:
    """What stands behind `announce` and `withdraw`; both are made at once, as the helper program must know how a rule ends."""
    if not one.family.flow:
        vpn = f" rd {one.rd} label {one.label}" if one.rd else ""
        return " ".join([f"route {one.prefix} next-hop {one.next_hop or _anything(one)}{vpn}", *_attributes(one)])
    said = decode(one.flow, family=one.family.version)
    rd = f"rd {one.rd}; " if one.rd else ""
    clauses = "; ".join(text.clauses(said))
    then = " ".join(f"{part};" for part in [*_attributes(one)] or ["discard"])
    return f"flow route {{ {rd}match {{ {clauses}; }} then {{ {then} }} }}"


def _anything(one: Route) -> str:
    return "0.0.0.0" if one.family.version == 4 else "::"  # noqa: S104 - a withdrawal wants a next hop and ignores it


def _attributes(one: Route) -> list[str]:
    """Actions and communities as ExaBGP reads them. A rate in packets goes as bytes: it has no word for that."""
    out, others = [], []
    for part in one.extended:
        kind, asn, number = struct.unpack(">HHI", part)
        if part == Then(discard=True).communities():
            out.append("discard")
        elif kind == _REDIRECT:
            out.append(f"redirect {asn}:{number}")
        else:
            others.append(f"target:{asn}:{number}" if kind == _TARGET else f"0x{part.hex()}")
    if others:
        out.append(f"extended-community [ {' '.join(others)} ]")
    if one.communities:
        out.append(f"community [ {' '.join(f'{part >> 16}:{part & 0xFFFF}' for part in one.communities)} ]")
    if one.large:
        out.append(f"large-community [ {' '.join(':'.join(map(str, part)) for part in one.large)} ]")
    return out


@lru_cache(maxsize=MOST_MEANT)  # read back every few seconds, and nearly the same each time
def _listed(line: str) -> Route | None:
    """A line of `show adj-rib out extensive`. Raises Unreadable, ValueError or IndexError for a route that is beyond us."""
    parts = line.split()
    if len(parts) < 5 or parts[0] != "neighbor" or "family-allowed" not in parts:
        return None
    at = parts.index("family-allowed") + 2
    kind = _SAFI.get(parts[at + 1])
    if kind is None or parts[at] not in {"ipv4", "ipv6"}:
        return None
    flow, vpn = kind
    place, rest = family(int(parts[at][3]), flow=flow, vpn=vpn), parts[at + 2 :]
    head = next((index for index, word in enumerate(rest) if word in _WORDS), len(rest))
    told = _told(rest[head:])
    plain, large = communities((*told.get("community", ()), *told.get("large-community", ())))
    return Route(
        family=place,
        prefix="" if flow else rest[0],
        flow=_flow(rest[:head], place) if flow else b"",
        rd=told.get("rd", ("",))[0],
        label=int(told.get("label", ("0",))[0]) if vpn and not flow else 0,
        next_hop="" if flow else told["next-hop"][0],
        communities=plain,
        large=large,
        extended=tuple(sorted(_extended(part) for part in told.get("extended-community", ()))),
    )


def _told(rest: list[str]) -> dict[str, tuple[str, ...]]:
    """Attribute → its values; brackets and parentheses hold several."""
    told: dict[str, tuple[str, ...]] = {}
    at = 0
    while at < len(rest):
        name, first = rest[at], rest[at + 1]
        if first in {"[", "("}:
            end = rest.index("]" if first == "[" else ")", at)
            told[name], at = tuple(rest[at + 2 : end]), end + 1
        else:
            told[name], at = (first,), at + 2
    return told


def _flow(parts: list[str], place: Family) -> bytes:
    """The NLRI of `flow destination-ipv4 192.0.2.1/32 source-port [ =domain =ntp ]`."""
    component, spelled = "", []
    for word in parts[1:]:
        if word in text.COMPONENTS:
            component = word
            spelled.append(word)
        else:
            # an IPv6 prefix comes with its offset (RFC 8956), which is 0 in all that we say
            spelled.append(words.numbers(component, word))
    read = text.read(" ".join(spelled))
    if read.family != place.version:
        read = type(read)(place.version, read.components)  # a rule without prefixes does not tell its family
    return encode(read)


def _extended(word: str) -> bytes:
    """One extended community as listed. Raises Unreadable for a kind that we never send."""
    found = _EXTENDED.fullmatch(word)
    if found is None:
        return bytes.fromhex(word.removeprefix("0x"))
    if found[1] == "target":
        return target_bytes(found[2])
    if found[1] == "redirect":
        return Then(redirect=found[2]).communities()
    rate, _, unit = found[2].partition(":")
    if unit == "packets":
        return struct.pack(">HHf", RATE_PACKETS, 0, float(rate))
    return struct.pack(">HHf", RATE_BYTES, 0, float(rate))
