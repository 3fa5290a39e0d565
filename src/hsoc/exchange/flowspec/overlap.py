"""How rules lie to each other: whether two meet, whether one holds another, which one hides which. Exact. Never: what flows do.

The packets that FlowSpec tells apart fall into classes (TCP, UDP, ICMP and ICMPv6 with their header, all others, later fragments), and
within a class a rule is a box: one set of values per field, independent of each other. Ports exist only in the first two classes, types
only in the ICMP ones, flags only in TCP (RFC 8955 section 4.2.2), so a rule with `destination-port` has no box among later fragments.
`port` means either port, so it gives two boxes; a box lies in the union of such two exactly where it lies in one of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import msgspec

from hsoc.exchange.flowspec.order import rank
from hsoc.exchange.flowspec.sets import holds, members, met, spans
from hsoc.exchange.flowspec.terms import PREFIXES, Component, Kind, Rule
from hsoc.records.address import network
from hsoc.records.scope import Range

MOST_CACHED: Final = 8192  # rules whose boxes are remembered

TCP, UDP, ICMP, ICMP6 = 6, 17, 1, 58
OTHER, LATER = -1, -2  # classes without a header that FlowSpec reads
# values that the fragment field of a packet can have: bits DF, later, first, last
_HEAD: Final = {4: (0, 1, 4, 5), 6: (0, 4)}
_REST: Final = {4: (2, 3, 10, 11), 6: (2, 10)}
_NUMBERS: Final = frozenset({Kind.LENGTH, Kind.DSCP, Kind.FLOW_LABEL, Kind.ICMP_TYPE, Kind.ICMP_CODE, Kind.SPORT, Kind.DPORT})
_PORTS: Final = frozenset({Kind.PORT, Kind.SPORT, Kind.DPORT})
_TYPES: Final = frozenset({Kind.ICMP_TYPE, Kind.ICMP_CODE})
_NEEDS: Final[dict[int, frozenset[Kind]]] = {  # components that a class cannot satisfy
    TCP: _TYPES,
    UDP: _TYPES | {Kind.TCP_FLAGS},
    ICMP: _PORTS | {Kind.TCP_FLAGS},
    ICMP6: _PORTS | {Kind.TCP_FLAGS},
    OTHER: _PORTS | _TYPES | {Kind.TCP_FLAGS},
    LATER: _PORTS | _TYPES | {Kind.TCP_FLAGS},
}
_NAMED: Final = (TCP, UDP, ICMP, ICMP6)

Pattern = tuple[int, int]  # (mask, value) of an address


class Box(msgspec.Struct, frozen=True):
    """One set per field; None = all. numbers: by kind, ranges; bits: by kind, sets of values as in sets.members."""

    dst: Pattern | None
    src: Pattern | None
    numbers: tuple[tuple[Kind, tuple[Range, ...]], ...]
    bits: tuple[tuple[Kind, int], ...]


class Hidden(msgspec.Struct, frozen=True):
    """A rule that can never match, because one that is applied before it takes all of its packets. Places in the list given."""

    rule: int
    by: int


def empty(rule: Rule) -> bool:
    """Whether no packet at all can match a rule: ports beside ICMP only, terms that exclude each other."""
    return not any(_boxes(rule).values())


def overlaps(one: Rule, other: Rule) -> bool:
    """Whether some packet matches both. Rules of two families or of two VPNs never meet."""
    if one.family != other.family or one.rd != other.rd:
        return False
    some, others = _boxes(one), _boxes(other)
    return any(_meet(a, b) for kind, boxes in some.items() for a in boxes for b in others[kind])


def contains(outer: Rule, inner: Rule) -> bool:
    """Whether every packet that matches `inner` matches `outer`."""
    if outer.family != inner.family or outer.rd != inner.rd:
        return False
    wide = _boxes(outer)
    return all(any(_hold(a, b) for a in wide[kind]) for kind, boxes in _boxes(inner).items() for b in boxes)


def hidden(rules: Sequence[Rule]) -> tuple[Hidden, ...]:
    """Rules that a single rule before them (in the order of RFC 8955) hides whole, each with the first that does.

    A rule hidden only by several together is not found, and one that is `empty` is not hidden.
    Cost: per rule one look-up for each length of destination that could hold its own.
    """
    out: list[Hidden] = []
    before: dict[tuple[int, str, int, int], list[int]] = {}
    order = sorted(range(len(rules)), key=lambda n: (rank(rules[n]), n))
    for place, index in enumerate(order):
        one = rules[index]
        if empty(one):
            continue
        candidates = sorted(found for key in _wider(one) for found in before.get(key, ()))
        by = next((other for other in candidates if contains(rules[order[other]], one)), None)
        if by is not None:
            out.append(Hidden(index, order[by]))
        else:
            before.setdefault(_key(one), []).append(place)
    return tuple(out)


def _wider(rule: Rule) -> list[tuple[int, str, int, int]]:
    """Keys under which a rule that holds this one may stand: its destination cut shorter bit by bit, and no destination."""
    mask, value = _pattern(rule, Kind.DST) or (0, 0)
    width = 32 if rule.family == 4 else 128
    full = (1 << width) - 1
    cuts = {cut for length in range(width + 1) if not (cut := full << (width - length) & full) & ~mask}
    return [(rule.family, rule.rd, cut, value & cut) for cut in sorted(cuts)]


def _key(rule: Rule) -> tuple[int, str, int, int]:
    """Where a rule stands: under its destination; one whose beginning is not compared stands with those that have none."""
    mask, value = _pattern(rule, Kind.DST) or (0, 0)
    offset = any(part.offset for part in rule.components if part.kind is Kind.DST)
    return (rule.family, rule.rd, 0, 0) if offset else (rule.family, rule.rd, mask, value)


@lru_cache(maxsize=MOST_CACHED)
def _boxes(rule: Rule) -> dict[int, tuple[Box, ...]]:
    """The boxes of a rule per class; an empty tuple where it has none."""
    parts = {part.kind: part for part in rule.components}
    return {kind: _of_class(rule, parts, kind) for kind in (*_NAMED, OTHER, LATER)}


def _of_class(rule: Rule, parts: dict[Kind, Component], kind: int) -> tuple[Box, ...]:
    if parts.keys() & _NEEDS[kind]:
        return ()
    protos = spans(parts[Kind.PROTO]) if Kind.PROTO in parts else ((0, 255),)
    if kind in _NAMED:
        protos = met(protos, ((kind, kind),))
    elif kind == OTHER:
        protos = met(protos, ((0, 0), (2, 5), (7, 16), (18, 57), (59, 255)))
    fragments = _either(_REST[rule.family] if kind == LATER else _HEAD[rule.family])
    if Kind.FRAGMENT in parts:
        fragments &= members(parts[Kind.FRAGMENT])
    numbers = {Kind.PROTO: protos} | {name: spans(part) for name, part in parts.items() if name in _NUMBERS}
    bits = {Kind.FRAGMENT: fragments}
    if Kind.TCP_FLAGS in parts:
        bits[Kind.TCP_FLAGS] = members(parts[Kind.TCP_FLAGS])
    if not all(numbers.values()) or not all(bits.values()):
        return ()
    several = [numbers]
    if Kind.PORT in parts:
        either = spans(parts[Kind.PORT])
        several = [numbers | {side: met(numbers.get(side, ((0, 65535),)), either)} for side in (Kind.SPORT, Kind.DPORT)]
    ends = (_pattern(rule, Kind.DST), _pattern(rule, Kind.SRC))
    return tuple(Box(*ends, tuple(sorted(n.items())), tuple(sorted(bits.items()))) for n in several if all(n.values()))


def _either(values: tuple[int, ...]) -> int:
    return sum(1 << value for value in values)


def _pattern(rule: Rule, kind: Kind) -> Pattern | None:
    part = next((part for part in rule.components if part.kind is kind and kind in PREFIXES), None)
    if part is None:
        return None
    net = network(part.prefix)
    full = (1 << net.max_prefixlen) - 1
    mask = (full << (net.max_prefixlen - net.prefixlen) & full) & (full >> part.offset)
    return mask, int(net.network_address) & mask


def _meet(one: Box, other: Box) -> bool:
    for a, b in ((one.dst, other.dst), (one.src, other.src)):
        if a and b and (a[1] ^ b[1]) & a[0] & b[0]:
            return False
    numbers, bits = dict(other.numbers), dict(other.bits)
    return all(met(held, numbers[kind]) for kind, held in one.numbers if kind in numbers) and all(
        held & bits[kind] for kind, held in one.bits if kind in bits
    )


def _hold(outer: Box, inner: Box) -> bool:
    for a, b in ((outer.dst, inner.dst), (outer.src, inner.src)):
        if a and a[0] and (not b or a[0] & ~b[0] or (a[1] ^ b[1]) & a[0]):
            return False
    numbers, bits = dict(inner.numbers), dict(inner.bits)
    for kind, wide in outer.numbers:
        if not holds(wide, numbers.get(kind, ((0, _LARGEST[kind]),))):
            return False
    return all(not bits.get(kind, _ALL_FLAGS) & ~wide for kind, wide in outer.bits)


_LARGEST: Final[dict[Kind, int]] = {
    Kind.PROTO: 255,
    Kind.SPORT: 65_535,
    Kind.DPORT: 65_535,
    Kind.ICMP_TYPE: 255,
    Kind.ICMP_CODE: 255,
    Kind.LENGTH: 65_535,
    Kind.DSCP: 63,
    Kind.FLOW_LABEL: 0xFFFFF,
}
_ALL_FLAGS: Final = (1 << 4096) - 1
