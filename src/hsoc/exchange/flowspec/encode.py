"""A rule as NLRI bytes (RFC 8955 section 4, RFC 8956 section 3). Always the shortest form, so equal rules are equal bytes."""

from __future__ import annotations

from typing import Final

from hsoc.exchange.flowspec.rd import rd_bytes
from hsoc.exchange.flowspec.terms import AND, END, LENGTH_SHIFT, LONGEST_NLRI, PREFIXES, Component, Rule, Term, Unsayable, checked
from hsoc.records.address import network

_TWO_BYTES: Final = 240  # bytes; from here on the length takes two bytes whose first four bits are ones


def encode(rule: Rule) -> bytes:
    """The NLRI with its length in front, and the route distinguisher before the components where there is one. Raises Unsayable."""
    body = rd_bytes(rule.rd) if rule.rd else b""
    body += b"".join(component_bytes(component, family=rule.family) for component in checked(rule).components)
    if len(body) > LONGEST_NLRI:
        raise Unsayable(f"the rule takes {len(body)} bytes, an NLRI holds {LONGEST_NLRI}")
    if len(body) < _TWO_BYTES:
        return bytes([len(body)]) + body
    return (0xF000 | len(body)).to_bytes(2, "big") + body


def component_bytes(component: Component, *, family: int) -> bytes:
    """Type and value of one component."""
    if component.kind in PREFIXES:
        return bytes([component.kind]) + prefix_bytes(component, family=family)
    last = len(component.terms) - 1
    return bytes([component.kind]) + b"".join(_term(term, end=index == last) for index, term in enumerate(component.terms))


def prefix_bytes(component: Component, *, family: int) -> bytes:
    """Length, offset (IPv6) and pattern of a prefix: `length - offset` bits, filled up with zeros (RFC 8956 section 3.1)."""
    try:
        net = network(component.prefix)
    except ValueError as error:
        raise Unsayable(str(error)) from None
    if net.version != family:
        raise Unsayable(f"{component.prefix} does not belong in a rule of IPv{family}")
    width = net.max_prefixlen
    head = bytes([net.prefixlen]) if family == 4 else bytes([net.prefixlen, component.offset])
    if component.offset and (family == 4 or component.offset >= net.prefixlen):
        raise Unsayable(f"{component.prefix}: offset {component.offset} leaves nothing to compare")
    bits = net.prefixlen - component.offset
    size = (bits + 7) // 8
    pattern = int(net.network_address) >> (width - net.prefixlen) & ((1 << bits) - 1)
    if component.offset and int(net.network_address) >> (width - component.offset):
        raise Unsayable(f"{component.prefix}: bits before the offset are not compared and must be zero")
    return head + (pattern << (size * 8 - bits)).to_bytes(size, "big")


def _term(term: Term, *, end: bool) -> bytes:
    power = 0 if term.value < 1 << 8 else 1 if term.value < 1 << 16 else 2
    op = term.op | (END if end else 0) | (AND if term.join else 0) | power << LENGTH_SHIFT
    return bytes([op]) + term.value.to_bytes(1 << power, "big")
