"""From the match that hSOC decides with to the rule that FlowSpec says, and back where nothing is lost. Never: bytes or text."""

from __future__ import annotations

from typing import Final

from hsoc.exchange.flowspec.sets import merged
from hsoc.exchange.flowspec.terms import (
    ALL,
    EQ,
    FRAGMENTS,
    GT,
    ICMP,
    LARGEST,
    LT,
    NOT,
    PORTED,
    PREFIXES,
    Component,
    Kind,
    Rule,
    Term,
    Unsayable,
    checked,
)
from hsoc.records.address import Network, network
from hsoc.records.scope import Match, Range

_ANY_FRAGMENT: Final = (Term(0, FRAGMENTS["is-fragment"]), Term(0, FRAGMENTS["first-fragment"]))
_NO_FRAGMENT: Final = (Term(NOT, FRAGMENTS["is-fragment"]), Term(NOT, FRAGMENTS["first-fragment"], join=True))
_TCP: Final = 6


def rule(match: Match, *, family: int = 4) -> Rule:
    """The rule of a match; `family` counts only where no prefix tells it.

    Raises Unsayable: host bits in a prefix, mixed families, ports without TCP/UDP, flags without TCP, ICMP types without ICMP,
    empty or reversed ranges, flags that no packet can have.
    """
    known = {_network(name, prefix).version for name, prefix in (("dst", match.dst), ("src", match.src)) if prefix is not None}
    if len(known) > 1:
        raise Unsayable(f"dst {match.dst} and src {match.src} are of two families")
    family = known.pop() if known else family
    _protocol_fits(match)
    parts = [
        Component(Kind.DST, prefix=str(match.dst)) if match.dst is not None else None,
        Component(Kind.SRC, prefix=str(match.src)) if match.src is not None else None,
        _numbers(Kind.PROTO, match.proto),
        _ranges(Kind.DPORT, match.dport),
        _ranges(Kind.SPORT, match.sport),
        _numbers(Kind.ICMP_TYPE, match.icmp_type),
        _flags(match.tcp_flags),
        _ranges(Kind.LENGTH, match.length),
        _fragment(match.fragment),
    ]
    return checked(Rule(family, tuple(part for part in parts if part is not None)))


def match(rule: Rule) -> Match:
    """The match of a rule. Raises Unsayable for what a Match cannot hold (port, code, DSCP, flow label, `!=`, offsets …)."""
    fields: dict[str, object] = {}
    for component in rule.components:
        name = _FIELDS.get(component.kind)
        if name is None or component.offset:
            raise Unsayable(f"{component.kind.name.lower()} cannot be part of a match")
        fields[name] = component.prefix if component.kind in PREFIXES else _value(component)
    return Match(**fields)  # type: ignore[arg-type]  # the names and values are _FIELDS' own


def refusal(match: Match, *, family: int = 4) -> str | None:
    """Why FlowSpec cannot carry a match as it is meant, as a sentence; None where it can."""
    try:
        rule(match, family=family)
    except Unsayable as error:
        return str(error)
    return None


def canonical(match: Match) -> Match:
    """The one spelling of a match: sorted and merged, so that equal sets of packets written differently get equal keys."""
    return Match(
        dst=match.dst,
        src=match.src,
        proto=tuple(sorted(set(match.proto))),
        dport=merged(match.dport),
        sport=merged(match.sport),
        icmp_type=tuple(sorted(set(match.icmp_type))),
        tcp_flags=match.tcp_flags,
        length=merged(match.length),
        fragment=match.fragment,
    )


_FIELDS: Final[dict[Kind, str]] = {
    Kind.DST: "dst",
    Kind.SRC: "src",
    Kind.PROTO: "proto",
    Kind.DPORT: "dport",
    Kind.SPORT: "sport",
    Kind.ICMP_TYPE: "icmp_type",
    Kind.TCP_FLAGS: "tcp_flags",
    Kind.LENGTH: "length",
    Kind.FRAGMENT: "fragment",
}


def _network(name: str, prefix: str) -> Network:
    try:
        net = network(prefix)
    except ValueError as error:
        raise Unsayable(f"{name}: {error}") from None
    if str(net) != prefix:
        raise Unsayable(f"{name}: {prefix} is written canonically as {net}")
    return net


def _protocol_fits(match: Match) -> None:
    protos = set(match.proto)
    if (match.dport or match.sport) and not (protos and protos <= PORTED):
        raise Unsayable("ports need protocol TCP or UDP beside them")
    if match.tcp_flags is not None and protos != {_TCP}:
        raise Unsayable("TCP flags need protocol TCP beside them")
    if match.icmp_type and not (protos and protos <= ICMP):
        raise Unsayable("an ICMP type needs protocol ICMP beside it")
    if match.fragment is True and (match.dport or match.sport or match.icmp_type or match.tcp_flags is not None):
        raise Unsayable("fragments after the first carry no ports, types or flags")


def _numbers(kind: Kind, values: tuple[int, ...]) -> Component | None:
    return Component(kind, terms=tuple(Term(EQ, value) for value in sorted(set(values)))) if values else None


def _ranges(kind: Kind, ranges: tuple[Range, ...]) -> Component | None:
    if not ranges:
        return None
    terms: list[Term] = []
    for low, high in ranges:
        if not 0 <= low <= high <= LARGEST[kind]:
            raise Unsayable(f"{kind.name.lower()}: {low} to {high} is no range within 0 … {LARGEST[kind]}")
    for low, high in merged(ranges):
        if low == high:
            terms.append(Term(EQ, low))
        else:
            terms += [Term(GT | EQ, low), Term(LT | EQ, high, join=True)]
    return Component(kind, terms=tuple(terms))


def _flags(flags: tuple[int, int] | None) -> Component | None:
    """`=value` alone also matches packets with more flags (perimeter.md 2.7), so what must be absent is said as well."""
    if flags is None:
        return None
    mask, value = flags
    if mask <= 0 or value & ~mask or mask > LARGEST[Kind.TCP_FLAGS]:
        raise Unsayable(f"tcp_flags: no packet has flags & {mask:#x} == {value:#x}, or all have")
    absent = mask & ~value
    terms = [Term(ALL, value)] if value else []
    if absent:
        terms.append(Term(NOT, absent, join=bool(terms)))
    return Component(Kind.TCP_FLAGS, terms=tuple(terms))


def _fragment(fragment: bool | None) -> Component | None:  # noqa: FBT001 - three states, as in Match
    if fragment is None:
        return None
    return Component(Kind.FRAGMENT, terms=_ANY_FRAGMENT if fragment else _NO_FRAGMENT)


def _value(component: Component) -> object:
    name = component.kind.name.lower()
    if component.kind is Kind.FRAGMENT:
        if component.terms not in {_ANY_FRAGMENT, _NO_FRAGMENT}:
            raise Unsayable("fragment: only `any` and `none` can be part of a match")
        return component.terms == _ANY_FRAGMENT
    if component.kind is Kind.TCP_FLAGS:
        return _mask_and_value(component.terms)
    spans = _spans(component)
    if component.kind in {Kind.PROTO, Kind.ICMP_TYPE}:
        if any(low != high for low, high in spans):
            raise Unsayable(f"{name}: a range cannot be part of a match")
        return tuple(low for low, _ in spans)
    return spans


def _mask_and_value(terms: tuple[Term, ...]) -> tuple[int, int]:
    present = absent = 0
    for index, term in enumerate(terms):
        single = term.value.bit_count() == 1
        if index and not term.join:
            raise Unsayable("tcp_flags: alternatives cannot be part of a match")
        if term.op == ALL or (term.op == 0 and single):
            present |= term.value
        elif term.op == NOT or (term.op == NOT | ALL and single):
            absent |= term.value
        else:
            raise Unsayable("tcp_flags: only `all of` and `none of` can be part of a match")
    if present & absent or not present | absent:
        raise Unsayable("tcp_flags: no packet can match, or all do")
    return present | absent, present


def _spans(component: Component) -> tuple[Range, ...]:
    """Inclusive ranges of numeric terms, alternatives in order."""
    spans: list[Range] = []
    for term in component.terms:
        low, high = _bounds(term, largest=LARGEST[component.kind])
        if term.join:
            before = spans.pop()
            low, high = max(low, before[0]), min(high, before[1])
        spans.append((low, high))
    if any(low > high for low, high in spans):
        raise Unsayable(f"{component.kind.name.lower()}: terms that exclude each other")
    return tuple(spans)


def _bounds(term: Term, *, largest: int) -> Range:
    if term.op == EQ:
        return term.value, term.value
    if term.op in {GT, GT | EQ}:
        return term.value + (term.op == GT), largest
    if term.op in {LT, LT | EQ}:
        return 0, term.value - (term.op == LT)
    raise Unsayable("`!=`, `true` and `false` cannot be part of a match")
