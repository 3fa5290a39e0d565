"""NLRI bytes as a rule. Bounded and strict: what is not a rule is refused with the place and the reason. Never: repairs."""

from __future__ import annotations

import ipaddress
from typing import Final

from hsoc.exchange.flowspec.rd import RD_BYTES, rd_text
from hsoc.exchange.flowspec.terms import (
    AND,
    BITMASKS,
    END,
    FRAGMENTS,
    LARGEST,
    LENGTH_SHIFT,
    MOST_TERMS,
    PREFIXES,
    Component,
    Kind,
    Rule,
    Term,
    Unreadable,
)

_COMPARISON: Final = 0x07
_MASKING: Final = 0x03
MOST_RULES: Final = 65_535  # of one list; an UPDATE of 65,535 bytes (RFC 8654) cannot hold more


def decode(nlri: bytes, *, family: int, vpn: bool = False) -> Rule:
    """The rule of exactly one NLRI, length included; vpn: SAFI 134. Raises Unreadable with the byte offset."""
    one, rest = first(nlri, family=family, vpn=vpn)
    if rest:
        raise Unreadable(f"byte {len(nlri) - len(rest)}: {len(rest)} bytes after the rule")
    return one


def every(data: bytes, *, family: int, vpn: bool = False) -> tuple[Rule, ...]:
    """All rules of a list of NLRIs, as an UPDATE carries them. Raises Unreadable."""
    out: list[Rule] = []
    while data:
        if len(out) == MOST_RULES:
            raise Unreadable(f"more than {MOST_RULES} rules in one list")
        one, data = first(data, family=family, vpn=vpn)
        out.append(one)
    return tuple(out)


def first(data: bytes, *, family: int, vpn: bool = False) -> tuple[Rule, bytes]:
    """The first rule of a list of NLRIs and what follows it. Raises Unreadable with the byte offset."""
    if not data:
        raise Unreadable("byte 0: nothing to read")
    size, start = data[0], 1
    if data[0] >= 0xF0:
        if len(data) < 2:
            raise Unreadable("byte 1: the length is cut")
        size, start = int.from_bytes(data[:2], "big") & 0xFFF, 2
    if start + size > len(data):
        raise Unreadable(f"byte 0: length {size}, but {len(data) - start} bytes follow")
    end, rd = start + size, ""
    if vpn:
        rd = rd_text(data[start:end], at=start)
        start += RD_BYTES
    return Rule(family, _components(data[:end], at=start, family=family), rd), data[end:]


def _components(data: bytes, *, at: int, family: int) -> tuple[Component, ...]:
    out: list[Component] = []
    while at < len(data):
        number = data[at]
        if not 1 <= number <= (Kind.FRAGMENT if family == 4 else Kind.FLOW_LABEL):
            raise Unreadable(f"byte {at}: component type {number} is unknown")
        kind = Kind(number)
        if out and kind <= out[-1].kind:
            raise Unreadable(f"byte {at}: type {number} after type {int(out[-1].kind)}, types must ascend")
        component, at = (_prefix if kind in PREFIXES else _terms)(kind, data, at + 1, family)
        out.append(component)
    if not out:
        raise Unreadable(f"byte {at}: a rule without components")
    return tuple(out)


def _prefix(kind: Kind, data: bytes, at: int, family: int) -> tuple[Component, int]:
    width, head = (32, 1) if family == 4 else (128, 2)
    if at + head > len(data):
        raise Unreadable(f"byte {at}: the prefix is cut")
    length, offset = data[at], data[at + 1] if family == 6 else 0
    if length > width or (offset and offset >= length):
        raise Unreadable(f"byte {at}: prefix length {length} with offset {offset}")
    bits = length - offset
    size = (bits + 7) // 8
    pattern = data[at + head : at + head + size]
    if len(pattern) < size:
        raise Unreadable(f"byte {at}: the prefix is cut")
    value = int.from_bytes(pattern, "big") >> (size * 8 - bits) << (width - length)
    address = ipaddress.IPv4Address(value) if family == 4 else ipaddress.IPv6Address(value)
    return Component(kind, prefix=f"{address}/{length}", offset=offset), at + head + size


def _terms(kind: Kind, data: bytes, at: int, family: int) -> tuple[Component, int]:
    terms: list[Term] = []
    while True:
        if at >= len(data):
            raise Unreadable(f"byte {at}: {kind.name.lower()} has no last term")
        if len(terms) == MOST_TERMS:
            raise Unreadable(f"byte {at}: more than {MOST_TERMS} terms")
        op = data[at]
        size = 1 << (op >> LENGTH_SHIFT & 0x03)
        value = data[at + 1 : at + 1 + size]
        if len(value) < size:
            raise Unreadable(f"byte {at}: the value is cut")
        number = int.from_bytes(value, "big")
        if number > LARGEST[kind]:
            raise Unreadable(f"byte {at}: {number} is beyond {kind.name.lower()}'s {LARGEST[kind]}")
        # the first term's AND bit has no meaning and is ignored (RFC 8955 section 4.2.1)
        if kind is Kind.FRAGMENT and family == 6 and number & FRAGMENTS["dont-fragment"]:
            raise Unreadable(f"byte {at}: IPv6 has no `dont-fragment`")
        terms.append(Term(op & (_MASKING if kind in BITMASKS else _COMPARISON), number, join=bool(op & AND) and bool(terms)))
        at += 1 + size
        if op & END:
            return Component(kind, terms=tuple(terms)), at
