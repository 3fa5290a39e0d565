"""An entry as a route: what a router's table holds for it, whoever carries it there. Belongs here: values. Never: a speaker's language.

A route is compared whole: what was announced must be read back with the same rule, next hop and communities, or it does not stand.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache
from typing import Final

import msgspec

from hsoc.exchange.flowspec.compose import canonical, rule
from hsoc.exchange.flowspec.encode import encode
from hsoc.exchange.flowspec.terms import Unsayable
from hsoc.exchange.flowspec.then import Then
from hsoc.records.address import network
from hsoc.records.decision import Action
from hsoc.records.mitigation import Mitigation
from hsoc.records.scope import Match

Large = tuple[int, int, int]

NAMED: Final = {"no-export": "65535:65281", "no-advertise": "65535:65282", "blackhole": "65535:666"}  # RFC 1997, RFC 7999
MOST_CACHED: Final = 20_000  # routes; an intent holds as many entries, and each is asked for whenever the table changes
MOST_PACKET: Final = 9216  # bytes; the largest packet of a network of ours
LARGEST_LABEL: Final = (1 << 20) - 1  # RFC 3032
UNICAST, VPN, FLOW, FLOW_VPN = 1, 128, 133, 134  # SAFI
_PAIR: Final = re.compile(r"(\d{1,10}):(\d{1,10})")
_TRIPLE: Final = re.compile(r"(\d{1,10}):(\d{1,10}):(\d{1,10})")


class Family(StrEnum):
    """Address families, named as GoBGP names them."""

    V4 = "ipv4-unicast"
    V6 = "ipv6-unicast"
    VPN4 = "l3vpn-ipv4-unicast"
    VPN6 = "l3vpn-ipv6-unicast"
    FLOW4 = "ipv4-flowspec"
    FLOW6 = "ipv6-flowspec"
    FLOW_VPN4 = "l3vpn-ipv4-flowspec"
    FLOW_VPN6 = "l3vpn-ipv6-flowspec"

    @property
    def version(self) -> int:
        """4 or 6."""
        return 6 if "ipv6" in self.value else 4

    @property
    def flow(self) -> bool:
        """Whether routes of it are rules."""
        return self.value.endswith("flowspec")

    @property
    def afi(self) -> int:
        """Address family identifier."""
        return 2 if self.version == 6 else 1

    @property
    def safi(self) -> int:
        """Subsequent address family identifier."""
        vpn = self.value.startswith("l3vpn")
        if self.flow:
            return FLOW_VPN if vpn else FLOW
        return VPN if vpn else UNICAST


def family(version: int, *, flow: bool, vpn: bool) -> Family:
    """The family of an IP version (4 or 6)."""
    return Family(f"{'l3vpn-' if vpn else ''}ipv{version}-{'flowspec' if flow else 'unicast'}")


class Route(msgspec.Struct, frozen=True, kw_only=True):
    """flow: NLRI of the rule (RFC 8955, without route distinguisher), or prefix with next hop; rd `AS:number` in the VPN families.

    communities are 32-bit numbers, extended ones eight bytes, large ones triples, each kind sorted.
    """

    family: Family
    prefix: str = ""
    flow: bytes = b""
    rd: str = ""
    label: int = 0
    next_hop: str = ""
    communities: tuple[int, ...] = ()
    extended: tuple[bytes, ...] = ()
    large: tuple[Large, ...] = ()

    @property
    def slot(self) -> tuple[str, str, str, bytes]:
        """The place in a table: two routes of one slot replace each other."""
        return self.family.value, self.rd, self.prefix, self.flow

    @property
    def name(self) -> str:
        """The slot as one word, for programs that only carry it."""
        return f"{self.family.value}/{self.rd}/{self.prefix or self.flow.hex()}"


class Upstream(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How the diversion of one offer (records.policy.Offer, by name) is announced. Empty next hops: as in the terms."""

    name: str
    communities: tuple[str, ...]
    next_hop_v4: str = ""
    next_hop_v6: str = ""


class Terms(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the network's operator has agreed with its routers. Everything as text, checked by `faults`."""

    mark: str = "65551:18515:1"  # community (two or three numbers) on all that is ours; nothing without it is ever touched
    next_hop_v4: str = "192.0.2.1"  # discard next hop by custom; RFC 5635 leaves it to the operator
    next_hop_v6: str = "100::1"  # out of the discard prefix of RFC 6666
    blackhole: tuple[str, ...] = ("65535:666", "no-export")  # RFC 7999 section 3.1 wants no-export (or no-advertise) beside it
    source_blackhole: tuple[str, ...] = ("65535:666", "no-export")  # routers with loose uRPF (RFC 5635); set another to tell them apart
    packet_bytes: int = 0  # 0 = rates go in packets (0x800c), which many routers do not know; else as this many bytes a packet (0x8006)
    scrubbing: str = "65000:100"  # route target of the scrubbing VRF
    rd: str = ""  # route distinguisher of the VRF that rules belong to; empty = the global table
    target: str = ""  # route target that the VRF imports; needed with rd
    label: int = 0  # MPLS label of black holes in the VRF
    divert: tuple[str, ...] = ()  # communities by which upstream leads a prefix through its scrubbing; empty = not offered
    divert_next_hop_v4: str = ""
    divert_next_hop_v6: str = ""
    upstream: tuple[Upstream, ...] = ()  # the same for offers that are announced otherwise


DEFAULT: Final = Terms()


def faults(terms: Terms) -> list[str]:
    """What is wrong with the terms, as `field: reason`."""
    found = []
    said = [(field, getattr(terms, field)) for field in ("blackhole", "source_blackhole", "divert")] + [("mark", (terms.mark,))]
    for field, texts in [*said, *((f"upstream {one.name}, communities", one.communities) for one in terms.upstream)]:
        for text in texts:
            try:
                communities((text,))
            except Unsayable as error:
                found.append(f"{field}: {error}")
    silent = [one.name for one in terms.upstream if not one.communities]
    found += [f"upstream {name}: no communities, so nobody upstream would know what is wanted" for name in silent]
    for field, address in _hops(terms):
        version = int(field[-1])
        if address and (not _address(address, version) or "/" in address):
            found.append(f"{field}: {address} is no address of IPv{version}")
    for field in ("scrubbing", "rd", "target"):
        text = getattr(terms, field)
        if text and not _is_target(text):
            found.append(f"{field}: {text} is not AS:number, with an AS number of two bytes")
    if bool(terms.rd) != bool(terms.target):
        found.append("rd and target: a VRF needs both")
    if not 0 <= terms.packet_bytes <= MOST_PACKET:
        found.append(f"packet_bytes: {terms.packet_bytes} is not in 0 … {MOST_PACKET}")
    if not 0 <= terms.label <= LARGEST_LABEL:
        found.append(f"label: {terms.label} is not in 0 … {LARGEST_LABEL}")
    return found


def _hops(terms: Terms) -> list[tuple[str, str]]:
    """Every next hop with the name of its field, which ends with its version."""
    hops = [(field, getattr(terms, field)) for field in ("next_hop_v4", "next_hop_v6", "divert_next_hop_v4", "divert_next_hop_v6")]
    for one in terms.upstream:
        hops += [(f"upstream {one.name}, next_hop_v4", one.next_hop_v4), (f"upstream {one.name}, next_hop_v6", one.next_hop_v6)]
    return hops


def actions(terms: Terms) -> frozenset[Action]:
    """What can be carried under these terms."""
    offered = {action for action in Action if action.touches_traffic}
    diverts = terms.divert and terms.divert_next_hop_v4
    upstream = any(one.next_hop_v4 or one.next_hop_v6 or terms.divert_next_hop_v4 for one in terms.upstream)
    return frozenset(offered if diverts or upstream else offered - {Action.DIVERT})


def route(entry: Mitigation, *, terms: Terms = DEFAULT) -> Route:
    """What a router shall hold for the entry. Raises Unsayable."""
    return _route(entry.action, entry.match, entry.rate, entry.offer, terms)


@lru_cache(maxsize=MOST_CACHED)
def _route(action: Action, match: Match, rate: int, offer: str, terms: Terms) -> Route:
    if action is Action.SOURCE_RTBH:
        return _unicast(match.src, action, terms.source_blackhole, hops=(terms.next_hop_v4, terms.next_hop_v6), terms=terms)
    if action is Action.DESTINATION_RTBH:
        return _unicast(match.dst, action, terms.blackhole, hops=(terms.next_hop_v4, terms.next_hop_v6), terms=terms)
    if action is Action.DIVERT:
        mine = next((one for one in terms.upstream if one.name == offer), Upstream("", terms.divert))
        if not mine.communities:
            raise Unsayable(f"no upstream scrubbing is agreed upon (neither upstream {offer!r} nor divert is in the terms)")
        hops = (mine.next_hop_v4 or terms.divert_next_hop_v4, mine.next_hop_v6 or terms.divert_next_hop_v6)
        return _unicast(match.dst, action, mine.communities, hops=hops, terms=terms)
    wanted = rule(canonical(match))
    then = Then(redirect=terms.scrubbing) if action is Action.REDIRECT else _rate(rate, terms)
    plain, large = communities((terms.mark,))
    return Route(
        family=family(wanted.family, flow=True, vpn=bool(terms.rd)),
        flow=encode(wanted),
        rd=terms.rd,
        communities=plain,
        large=large,
        extended=tuple(sorted((then.communities(), *_imports(terms)))),
    )


def communities(texts: tuple[str, ...]) -> tuple[tuple[int, ...], tuple[Large, ...]]:
    """Standard communities as numbers and large ones as triples, each sorted. Raises Unsayable."""
    plain, large = set(), set()
    for text in texts:
        spelled = NAMED.get(text, text)
        if (found := _PAIR.fullmatch(spelled)) is not None and max(int(found[1]), int(found[2])) <= 0xFFFF:
            plain.add(int(found[1]) << 16 | int(found[2]))
        elif (found := _TRIPLE.fullmatch(spelled)) is not None and max(int(part) for part in found.groups()) <= 0xFFFFFFFF:
            large.add((int(found[1]), int(found[2]), int(found[3])))
        else:
            raise Unsayable(f"{text} is no community; two numbers up to 65535 or three numbers with colons are")
    return tuple(sorted(plain)), tuple(sorted(large))


def target_bytes(text: str) -> bytes:
    """The extended community of a route target `AS:number` (RFC 4360 section 4)."""
    asn, number = (int(part) for part in text.split(":"))
    return b"\x00\x02" + asn.to_bytes(2, "big") + number.to_bytes(4, "big")


def _rate(rate: int, terms: Terms) -> Then:
    if not rate:
        return Then(discard=True)
    return Then(octets=float(rate * terms.packet_bytes)) if terms.packet_bytes else Then(packets=rate)


def _imports(terms: Terms) -> tuple[bytes, ...]:
    return (target_bytes(terms.target),) if terms.target else ()


def _unicast(prefix: str | None, action: Action, texts: tuple[str, ...], *, hops: tuple[str, str], terms: Terms) -> Route:
    """hops: next hop of IPv4 and of IPv6."""
    if prefix is None:
        raise Unsayable(f"{action} needs the prefix that it is about")
    try:
        version = network(prefix).version
    except ValueError as error:
        raise Unsayable(str(error)) from None
    if str(network(prefix)) != prefix:
        raise Unsayable(f"{prefix} is written canonically as {network(prefix)}")
    vpn = bool(terms.rd) and action is not Action.DIVERT
    hop = hops[version == 6]
    if not hop:
        raise Unsayable(f"{action} has no next hop of IPv{version}")
    plain, large = communities((*texts, terms.mark))
    return Route(
        family=family(version, flow=False, vpn=vpn),
        prefix=prefix,
        rd=terms.rd if vpn else "",
        label=terms.label if vpn else 0,
        next_hop=hop,
        communities=plain,
        large=large,
        extended=_imports(terms) if vpn else (),
    )


def _address(text: str, version: int) -> bool:
    try:
        return network(text).version == version
    except ValueError:
        return False


def _is_target(text: str) -> bool:
    found = _PAIR.fullmatch(text)
    return found is not None and int(found[1]) <= 0xFFFF and int(found[2]) <= 0xFFFFFFFF
