"""ExaBGP's words for numbers, both ways: its listings say `=ntp` where `=123` was announced. Never: a whole line (exabgp).

Some of its names stand for several ports (`http-alt` for 591, 8008 and 8080). A word is read as the lowest of them, and `lowest` says
what a rule becomes on that way, so that the backend can find the rule that it meant.
"""

from __future__ import annotations

import re
from typing import Final

import msgspec
from exabgp.protocol import Protocol
from exabgp.protocol.ip.icmp import ICMPCode, ICMPType
from exabgp.protocol.ip.port import Port

from hsoc.exchange.flowspec.terms import Component, Kind, Rule, Unreadable

_TABLES: Final = {
    Kind.PROTO: Protocol.names,
    Kind.PORT: Port.names,
    Kind.DPORT: Port.names,
    Kind.SPORT: Port.names,
    Kind.ICMP_TYPE: ICMPType.names,
    Kind.ICMP_CODE: ICMPCode.names,
}
_KINDS: Final = {
    "protocol": Kind.PROTO,
    "next-header": Kind.PROTO,
    "port": Kind.PORT,
    "destination-port": Kind.DPORT,
    "source-port": Kind.SPORT,
    "icmp-type": Kind.ICMP_TYPE,
    "icmp-code": Kind.ICMP_CODE,
}
_NUMBER_OF: Final[dict[Kind, dict[str, int]]] = {
    kind: {str(name).lower(): int(number) for number, name in sorted(table.items(), reverse=True)} for kind, table in _TABLES.items()
}
_TERM: Final = re.compile(r"(!=|>=|<=|=|>|<)(.+)")


def numbers(component: str, word: str) -> str:
    """One value of a component (`=ntp`, `>=cadlock2&<=callbook`) with numbers for names. Raises Unreadable."""
    kind = _KINDS.get(component)
    if kind is None:
        return word
    return "&".join(_number(kind, part) for part in word.split("&"))


def lowest(rule: Rule) -> Rule:
    """The rule as it comes back: each number is the lowest one that has its name."""
    return Rule(rule.family, tuple(_lowest(component) for component in rule.components))


def _lowest(component: Component) -> Component:
    table = _TABLES.get(component.kind)
    if table is None:
        return component
    back = _NUMBER_OF[component.kind]
    terms = tuple(
        msgspec.structs.replace(term, value=back[str(table[term.value]).lower()]) if term.value in table else term
        for term in component.terms
    )
    return msgspec.structs.replace(component, terms=terms)


def _number(kind: Kind, part: str) -> str:
    found = _TERM.fullmatch(part)
    if found is None or found[2].isdecimal():
        return part
    number = _NUMBER_OF[kind].get(found[2].lower())
    if number is None:
        raise Unreadable(f"`{found[2]}` is no name of {kind.name.lower()} that is known here")
    return f"{found[1]}{number}"
