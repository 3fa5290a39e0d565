"""Which of two rules a router applies first (RFC 8955 section 5.1, RFC 8956 section 4): by content, never by arrival.

The RFC's comparison is turned into a sort key. At every step `more comes first`, so an ending is a number above all that could follow.
"""

from __future__ import annotations

from typing import Final

from hsoc.exchange.flowspec.encode import component_bytes
from hsoc.exchange.flowspec.rd import rd_bytes
from hsoc.exchange.flowspec.terms import PREFIXES, Component, Rule
from hsoc.records.address import network

_END_OF_RULE: Final = 256  # above every component type
_END_OF_BYTES: Final = 256  # above every byte
_END_OF_BITS: Final = 2  # above both bits


def rank(rule: Rule) -> tuple[int, ...]:
    """Sort key: the smaller is applied first. Total: two rules with equal keys are the same rule.

    A route distinguisher decides nothing among the rules of one VPN; it only keeps those of several apart, at the very end.
    """
    out: list[int] = [rule.family]
    for component in rule.components:
        out.append(int(component.kind))
        out += _prefix(component) if component.kind in PREFIXES else [*component_bytes(component, family=rule.family)[1:], _END_OF_BYTES]
    return (*out, _END_OF_RULE, *(rd_bytes(rule.rd) if rule.rd else ()))


def _prefix(component: Component) -> list[int]:
    net = network(component.prefix)
    digits = f"{int(net.network_address):0{net.max_prefixlen}b}"[component.offset : net.prefixlen]
    return [component.offset, *map(int, digits), _END_OF_BITS]
