"""GoBGP's language on its command line: the words of `gobgp global rib add`, and its JSON. For where its API's description is missing.

A command is `announce …` or `withdraw …` with the words behind `add` or `del` (quoted as a shell wants them), a listing has a line
`FAMILY JSON` per family and `peers JSON`. Pure; the program is started in wires. The command line has no word for a rate in packets
(0x800c), so rates need `packet_bytes` here; what it lists is read into the same routes as what the API lists.
"""

from __future__ import annotations

import ipaddress
import shlex
import struct
from collections.abc import Iterator
from typing import Any, Final

import msgspec

from hsoc.exchange.flowspec.decode import decode
from hsoc.exchange.flowspec.encode import encode
from hsoc.exchange.flowspec.rd import AS2
from hsoc.exchange.flowspec.terms import ALL, BITMASKS, COMPARISONS, EVERY, NOT, Component, Kind, Term, Unreadable, Unsayable
from hsoc.exchange.flowspec.then import RATE_BYTES, REDIRECTS, Then
from hsoc.perimeter.mitigate.attributes import COMMUNITIES, EXTENDED, LARGE, MP_REACH, NEXT_HOP
from hsoc.perimeter.mitigate.route import DEFAULT, Family, Route, Terms, actions, route
from hsoc.records.decision import Action
from hsoc.records.mitigation import Mitigation

PEERS: Final = "peers"
# our families as the command line calls them
NAMES: Final[dict[Family, str]] = {
    family: {"ipv4-unicast": "ipv4", "ipv6-unicast": "ipv6", "l3vpn-ipv4-unicast": "vpnv4", "l3vpn-ipv6-unicast": "vpnv6",
             "l3vpn-ipv4-flowspec": "ipv4-l3vpn-flowspec", "l3vpn-ipv6-flowspec": "ipv6-l3vpn-flowspec"}.get(family.value, family.value)
    for family in Family
}  # fmt: skip
_KINDS: Final[dict[Kind, str]] = {
    Kind.DST: "destination", Kind.SRC: "source", Kind.PROTO: "protocol", Kind.PORT: "port", Kind.DPORT: "destination-port",
    Kind.SPORT: "source-port", Kind.ICMP_TYPE: "icmp-type", Kind.ICMP_CODE: "icmp-code", Kind.TCP_FLAGS: "tcp-flags",
    Kind.LENGTH: "packet-length", Kind.DSCP: "dscp", Kind.FRAGMENT: "fragment",
}  # fmt: skip
_OPERATORS: Final = {op: {"=": "=="}.get(word, word) for word, op in COMPARISONS.items() if op not in {0, EVERY}}
_FLAGS: Final = {1: "F", 2: "S", 4: "R", 8: "P", 16: "A", 32: "U", 64: "E", 128: "C"}
_FRAGMENTS: Final = {1: "dont-fragment", 2: "is-fragment", 4: "first-fragment", 8: "last-fragment"}
_TARGET: Final = 0x0002
_REDIRECT: Final = REDIRECTS[AS2]
_ESTABLISHED: Final = 6  # PeerState.SessionState
_NOBODY: Final = frozenset({"", "<nil>", "0.0.0.0", "::"})  # noqa: S104 - the neighbour of paths that were brought in here
_LISTED: Final = msgspec.json.Decoder(dict[str, list[dict[str, Any]]])
_HEARD: Final = msgspec.json.Decoder(list[dict[str, Any]])


class GoBGPWords:
    """One GoBGP under the operator's terms, told by its command line."""

    name = "gobgp-words"

    def __init__(self, terms: Terms = DEFAULT) -> None:
        self.terms = terms
        self.can = actions(terms) - (frozenset() if terms.packet_bytes else {Action.RATE_LIMIT})

    def route(self, entry: Mitigation) -> Route:
        """What the table shall hold. Raises Unsayable, also for what the command line has no words for."""
        wanted = route(entry, terms=self.terms)
        _words(wanted)
        return wanted

    def announce(self, one: Route) -> str:
        """The words that bring the route in."""
        return f"announce {shlex.join(_words(one))}"

    def withdraw(self, one: Route) -> str:
        """The words that take it back."""
        return f"withdraw {shlex.join(_words(one))}"

    def routes(self, listing: str) -> Iterator[Route]:
        """Every route that was brought in at this speaker; what its neighbours told it is not ours to judge."""
        known = {family.value: family for family in Family}
        for line in listing.splitlines():
            name, _, told = line.partition(" ")
            if name not in known:
                continue
            try:
                paths = [path for paths in _LISTED.decode(told).values() for path in paths]
            except msgspec.DecodeError:
                continue
            for path in paths:
                try:
                    if str(path.get("neighbor-ip", "")) in _NOBODY:
                        yield _read(known[name], path)
                except (Unreadable, Unsayable, ValueError, KeyError, TypeError, OverflowError, struct.error):
                    continue

    def peers(self, listing: str) -> dict[str, bool]:
        """Neighbour → whether its session is established."""
        found: dict[str, bool] = {}
        for line in listing.splitlines():
            if line.startswith(f"{PEERS} "):
                for one in _HEARD.decode(line.removeprefix(f"{PEERS} ")):
                    state, conf = one.get("state") or {}, one.get("conf") or {}
                    name = state.get("neighbor_address") or conf.get("neighbor_address")
                    found[str(name)] = state.get("session_state") == _ESTABLISHED
        return found


def _words(one: Route) -> list[str]:
    """What stands behind `gobgp global rib add`. Raises Unsayable."""
    out = ["-a", NAMES[one.family]]
    if one.family.flow:
        out += ["rd", one.rd] if one.rd else []
        out.append("match")
        for component in decode(one.flow, family=one.family.version).components:
            out += [_kind(component), component.prefix or _terms(component)]
        then, targets = _then(one)
        out += ["then", *then, *targets]
    else:
        _, targets = _then(one)
        vpn = ["label", str(one.label), "rd", one.rd] if one.rd else []
        out += [one.prefix, *vpn, *targets, "nexthop", one.next_hop]
    if one.communities:
        out += ["community", ",".join(f"{part >> 16}:{part & 0xFFFF}" for part in one.communities)]
    if one.large:
        out += ["large-community", ",".join(":".join(map(str, part)) for part in one.large)]
    return out


def _kind(component: Component) -> str:
    if component.kind not in _KINDS or component.offset:
        raise Unsayable(f"GoBGP's command line has no word for {component.kind.name.lower()}")
    return _KINDS[component.kind]


def _terms(component: Component) -> str:
    out = ""
    for term in component.terms:
        said = _bits(component.kind, term) if component.kind in BITMASKS else f"{_operator(component, term)}{term.value}"
        out += f"{'&' if term.join else ' '}{said}"
    return out.strip()


def _operator(component: Component, term: Term) -> str:
    if term.op not in _OPERATORS:
        raise Unsayable(f"GoBGP's command line has no word for {component.kind.name.lower()} that is always or never true")
    return _OPERATORS[term.op]


def _bits(kind: Kind, term: Term) -> str:
    names = _FLAGS if kind is Kind.TCP_FLAGS else _FRAGMENTS
    chosen = [name for bit, name in names.items() if term.value & bit]
    if not chosen or term.value & ~sum(names) or (kind is Kind.FRAGMENT and len(chosen) > 1):
        raise Unsayable(f"GoBGP's command line has no word for {kind.name.lower()} {term.value:#x}")
    return f"{'!' if term.op & NOT else ''}{'=' if term.op & ALL else ''}{''.join(chosen)}"


def _then(one: Route) -> tuple[list[str], list[str]]:
    """(actions, route targets)."""
    then: list[str] = []
    targets: list[str] = []
    for part in one.extended:
        kind, asn, number = struct.unpack(">HHI", part)
        if part == Then(discard=True).communities():
            then.append("discard")
        elif kind == RATE_BYTES:
            (rate,) = struct.unpack(">f", part[4:])
            then += ["rate-limit", f"{rate:.9g}", *(["as", str(asn)] if asn else [])]
        elif kind == _REDIRECT:
            then += ["redirect", f"{asn}:{number}"]
        elif kind == _TARGET:
            targets += ["rt", f"{asn}:{number}"]
        else:
            raise Unsayable(f"GoBGP's command line has no word for the extended community {part.hex()}; rates in packets need packet_bytes")
    return then, targets


def _read(family: Family, path: dict[str, Any]) -> Route:
    """One path of the JSON. Raises Unreadable, KeyError and the like for what is not ours."""
    nlri = path["nlri"]
    attrs = {int(one["type"]): one for one in path["attrs"]}
    hop = attrs.get(NEXT_HOP, attrs.get(MP_REACH, {})).get("nexthop", "")
    return Route(
        family=family,
        prefix="" if family.flow else str(ipaddress.ip_network(nlri["prefix"])),
        flow=_flow(family, nlri["value"]) if family.flow else b"",
        rd=_distinguisher(nlri["rd"]) if "rd" in nlri else "",
        label=0 if family.flow or "labels" not in nlri else int(nlri["labels"][0]),
        next_hop="" if family.flow else str(ipaddress.ip_address(hop)),
        communities=tuple(sorted({int(part) for part in attrs.get(COMMUNITIES, {}).get("communities", ())})),
        extended=tuple(sorted({_extended(part) for part in attrs.get(EXTENDED, {}).get("value", ())})),
        large=tuple(sorted({(int(p["ASN"]), int(p["LocalData1"]), int(p["LocalData2"])) for p in attrs.get(LARGE, {}).get("value", ())})),
    )


def _flow(family: Family, components: list[dict[str, Any]]) -> bytes:
    """The rule as we write it, whatever length its numbers had."""
    body = b""
    for one in components:
        kind = Kind(int(one["type"]))
        body += bytes([kind])
        if kind in {Kind.DST, Kind.SRC}:
            net = ipaddress.ip_network(one["value"]["prefix"])
            if one.get("offset"):
                raise Unreadable("an offset")
            body += bytes([net.prefixlen, *([0] if net.version == 6 else [])]) + net.network_address.packed[: (net.prefixlen + 7) // 8]
        else:
            for item in one["value"]:
                op = int(item["op"])
                body += bytes([op]) + int(item["value"]).to_bytes(1 << (op >> 4 & 3), "big")
    head = bytes([len(body)]) if len(body) < 0xF0 else (0xF000 | len(body)).to_bytes(2, "big")
    return encode(decode(head + body, family=family.version))


def _distinguisher(rd: dict[str, Any]) -> str:
    if int(rd["type"]) != 0:
        raise Unreadable("a route distinguisher of another type")
    return f"{int(rd['admin'])}:{int(rd['assigned'])}"


def _extended(part: dict[str, Any]) -> bytes:
    kind = int(part["type"]) << 8 | int(part["subtype"])
    if kind == RATE_BYTES:
        return struct.pack(">HHf", kind, int(part["as"]), float(part["rate"]))
    if kind in {_REDIRECT, _TARGET}:
        asn, _, number = str(part["value"]).partition(":")
        return struct.pack(">HHI", kind, int(asn), int(number))
    raise Unreadable(f"an extended community of kind {kind:#06x}")
