"""Single packets, and whether a rule takes one: RFC 8955 sections 4.2.1 and 4.2.2 word for word and slowly, for tests to compare with."""

from __future__ import annotations

import ipaddress
import itertools

import msgspec

from hsoc.exchange.flowspec.terms import PREFIXES, Component, Kind, Rule

SMALL = (0, 1, 2, 3, 4)  # the numbers that rules of tests are made of (small_rules), and one beyond
FRAGMENTS = {4: (0, 1, 4, 5, 2, 3, 10, 11), 6: (0, 4, 2, 10)}  # DF 1, later 2, first 4, last 8
LATER = 2
NETS = {4: "192.0.2.0/30", 6: "2001:db8::/126"}
FIELDS = {
    Kind.PROTO: "proto", Kind.SPORT: "sport", Kind.DPORT: "dport", Kind.ICMP_TYPE: "type", Kind.ICMP_CODE: "code",
    Kind.LENGTH: "length", Kind.DSCP: "dscp", Kind.FLOW_LABEL: "label",
}  # fmt: skip


class Packet(msgspec.Struct, frozen=True, kw_only=True):
    """One packet's fields as they stand in it; those its header does not have are ignored."""

    family: int = 4
    dst: int = 0
    src: int = 0
    proto: int = 17
    sport: int = 0
    dport: int = 0
    type: int = 0
    code: int = 0
    flags: int = 0
    length: int = 0
    dscp: int = 0
    fragment: int = 0
    label: int = 0


def takes(rule: Rule, packet: Packet) -> bool:
    """Whether a packet matches every component."""
    return rule.family == packet.family and all(_component(part, packet) for part in rule.components)


def every_packet(*rules: Rule):
    """All packets over SMALL that differ in a field that one of the rules looks at."""
    family = rules[0].family
    kinds = {part.kind for rule in rules for part in rule.components}
    base = int(ipaddress.ip_network(NETS[family]).network_address)
    width = 32 if family == 4 else 128
    # inside and outside each prefix of small_rules; in IPv6 also apart where an offset does not look
    turned = [0, 1 << 9, 1 << (width - 1)] + ([1 << 20, 1 << 60, 1 << 60 | 1 << 127] if family == 6 else [])
    near = [(base + n) ^ bits for n in range(4) for bits in turned]
    ported = kinds & {Kind.PORT, Kind.SPORT, Kind.DPORT}
    axes = {
        "dst": near if Kind.DST in kinds else [base],
        "src": near if Kind.SRC in kinds else [base],
        "proto": [0, 1, 2, 3, 6, 7, 17, 18, 58, 59] if Kind.PROTO in kinds else [1, 2, 6, 17, 58],
        "sport": SMALL if ported & {Kind.PORT, Kind.SPORT} else [0],
        "dport": SMALL if ported & {Kind.PORT, Kind.DPORT} else [0],
        "type": SMALL if Kind.ICMP_TYPE in kinds else [0],
        "code": SMALL if Kind.ICMP_CODE in kinds else [0],
        "flags": range(8) if Kind.TCP_FLAGS in kinds else [0],
        "length": SMALL if Kind.LENGTH in kinds else [0],
        "dscp": SMALL if Kind.DSCP in kinds else [0],
        "label": SMALL if Kind.FLOW_LABEL in kinds else [0],
        "fragment": FRAGMENTS[family] if Kind.FRAGMENT in kinds else [0, 2],
    }
    for values in itertools.product(*axes.values()):
        yield Packet(family=family, **dict(zip(axes, values, strict=True)))


def _component(part: Component, packet: Packet) -> bool:
    if part.kind in PREFIXES:
        net = ipaddress.ip_network(part.prefix)
        shift = net.max_prefixlen - net.prefixlen
        keep = (1 << (net.prefixlen - part.offset)) - 1
        address = packet.dst if part.kind is Kind.DST else packet.src
        return (address >> shift) & keep == (int(net.network_address) >> shift) & keep
    whole = not packet.fragment & LATER
    ported, typed = whole and packet.proto in {6, 17}, whole and packet.proto in {1, 58}
    if part.kind is Kind.PORT:
        return ported and (_numbers(part, packet.sport) or _numbers(part, packet.dport))
    if part.kind is Kind.TCP_FLAGS:
        return whole and packet.proto == 6 and _bits(part, packet.flags)
    if part.kind is Kind.FRAGMENT:
        return _bits(part, packet.fragment)
    there = {Kind.SPORT: ported, Kind.DPORT: ported, Kind.ICMP_TYPE: typed, Kind.ICMP_CODE: typed}.get(part.kind, True)
    return there and _numbers(part, getattr(packet, FIELDS[part.kind]))


def _folded(part: Component, holds) -> bool:
    """AND before OR, from left to right as a router reads it."""
    found, group = False, None
    for term in part.terms:
        if group is None or not term.join:
            found, group = found or bool(group), holds(term)
        else:
            group = group and holds(term)
    return found or bool(group)


def _numbers(part: Component, value: int) -> bool:
    def holds(term):
        return bool((term.op & 4 and value < term.value) or (term.op & 2 and value > term.value) or (term.op & 1 and value == term.value))

    return _folded(part, holds)


def _bits(part: Component, value: int) -> bool:
    def holds(term):
        found = (value & term.value) == term.value if term.op & 1 else (value & term.value) != 0
        return found != bool(term.op & 2)

    return _folded(part, holds)
