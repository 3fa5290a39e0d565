"""A rule as text: one canonical spelling, which is also what ExaBGP reads inside `match { }`. Never: sending it.

`destination 192.0.2.10/32 protocol =udp source-port [ =53 =123 ]`. ExaBGP answers `done` to text that it silently changes
(perimeter.md 0.3: host bits, terms without brackets, an empty `then`, two terminal actions); here each of these is refused.
"""

from __future__ import annotations

import re
from typing import Final

from hsoc.exchange.flowspec.compose import canonical, rule
from hsoc.exchange.flowspec.encode import prefix_bytes
from hsoc.exchange.flowspec.rd import RD_NAMES, spelled_rd
from hsoc.exchange.flowspec.terms import (
    ALL,
    BITMASKS,
    COMPARISONS,
    FLAGS,
    FRAGMENTS,
    MOST_TERMS,
    NOT,
    PREFIXES,
    PROTOCOLS,
    Component,
    Kind,
    Rule,
    Term,
    Unreadable,
    Unsayable,
    checked,
)
from hsoc.exchange.flowspec.then import Then
from hsoc.records.address import network
from hsoc.records.scope import Match

LONGEST: Final = 8192  # characters; a rule of MOST_TERMS terms in each component fits

NAMES: Final[dict[Kind, str]] = {
    Kind.DST: "destination",
    Kind.SRC: "source",
    Kind.PROTO: "protocol",
    Kind.PORT: "port",
    Kind.DPORT: "destination-port",
    Kind.SPORT: "source-port",
    Kind.ICMP_TYPE: "icmp-type",
    Kind.ICMP_CODE: "icmp-code",
    Kind.TCP_FLAGS: "tcp-flags",
    Kind.LENGTH: "packet-length",
    Kind.DSCP: "dscp",
    Kind.FRAGMENT: "fragment",
    Kind.FLOW_LABEL: "flow-label",
}
_V6_NAMES: Final = NAMES | {Kind.PROTO: "next-header", Kind.DSCP: "traffic-class"}
_ONLY_V6: Final = frozenset({"next-header", "traffic-class", "flow-label"})
_KINDS: Final[dict[str, Kind]] = (
    {name: kind for kind, name in NAMES.items()}
    | {name: kind for kind, name in _V6_NAMES.items()}
    | {f"{name}-ipv{n}": kind for kind, name in NAMES.items() if kind in PREFIXES for n in (4, 6)}
)
COMPONENTS: Final = frozenset(_KINDS)  # every word that a component may begin with
_WORDS: Final[dict[Kind, dict[str, int]]] = {Kind.PROTO: PROTOCOLS, Kind.TCP_FLAGS: FLAGS, Kind.FRAGMENT: FRAGMENTS}
_SYMBOLS: Final = {op: symbol for symbol, op in COMPARISONS.items()}
_NUMERIC: Final = re.compile(r"(!=|>=|<=|=|>|<)?([a-z0-9]+)")
_BITMASK: Final = re.compile(r"(!=|!|=)?([a-z0-9+-]+)")
_MASK_SYMBOLS: Final = {"": 0, "=": ALL, "!": NOT, "!=": NOT | ALL}


def match_text(match: Match) -> str:
    """The canonical text of a match, with which it is identified everywhere. Raises Unsayable."""
    return spelled(rule(canonical(match)))


def spelled(rule: Rule) -> str:
    """The canonical text of a rule. Raises Unsayable."""
    names = NAMES if rule.family == 4 else _V6_NAMES
    words = [f"{names[component.kind]} {_component(component)}" for component in checked(rule).components]
    return " ".join([f"rd {spelled_rd(rule.rd)}", *words] if rule.rd else words)


def statement(rule: Rule, *, then: Then) -> str:
    """The ExaBGP API line that says the rule without `announce` or `withdraw`. Raises Unsayable."""
    rd = f"rd {spelled_rd(rule.rd)}; " if rule.rd else ""
    return f"flow route {{ {rd}match {{ {'; '.join(clauses(rule))}; }} then {{ {then.text()}; }} }}"


def clauses(rule: Rule) -> tuple[str, ...]:
    """The components as ExaBGP reads them inside `match { }`, without semicolons. Raises Unsayable."""
    names = NAMES if rule.family == 4 else _V6_NAMES
    return tuple(f"{names[component.kind]} {_component(component)}" for component in checked(rule).components)


def read(text: str) -> Rule:
    """The rule of a canonical or ExaBGP-like text. Raises Unreadable with the word and the reason."""
    if len(text) > LONGEST:
        raise Unreadable(f"{len(text)} characters, {LONGEST} are allowed")
    words = text.split()
    components: list[Component] = []
    families: set[int] = set()
    at, rd = 0, ""
    if words and words[0].lower() in RD_NAMES:
        rd, at = _read_rd(words[1:2]), 2
    while at < len(words):
        name = words[at].lower()
        kind = _KINDS.get(name)
        if kind is None:
            raise Unreadable(f"word {at + 1}: `{words[at]}` is no component; several values need brackets")
        values, at = _values(words, at + 1)
        component, family = _read_prefix(kind, values, at) if kind in PREFIXES else (_read_terms(kind, values, at), 0)
        families |= {family or (6 if name in _ONLY_V6 else 0)} - {0}
        components.append(component)
    if len(families) > 1:
        raise Unreadable("IPv4 and IPv6 in one rule")
    try:
        one = checked(Rule(families.pop() if families else 4, tuple(sorted(components, key=lambda part: part.kind)), rd))
        _ = [prefix_bytes(part, family=one.family) for part in one.components if part.kind in PREFIXES]  # refuses offsets
    except Unsayable as error:
        raise Unreadable(str(error)) from None
    return one


def _read_rd(values: list[str]) -> str:
    if not values:
        raise Unreadable("word 1: `rd` has no value")
    try:
        return spelled_rd(values[0])
    except Unsayable as error:
        raise Unreadable(f"word 2: {error}") from None


def _component(component: Component) -> str:
    if component.kind in PREFIXES:
        prefix = component.prefix
        if str(_network(prefix)) != prefix:
            raise Unsayable(f"{prefix} is written canonically as {network(prefix)}")
        return f"{prefix}/{component.offset}" if component.offset else prefix
    words: list[str] = []
    for term in component.terms:
        word = _term(component.kind, term)
        if term.join:
            words[-1] += f"&{word}"
        else:
            words.append(word)
    return words[0] if len(words) == 1 else f"[ {' '.join(words)} ]"


def _network(prefix: str) -> object:
    try:
        return network(prefix)
    except ValueError as error:
        raise Unsayable(str(error)) from None


def _term(kind: Kind, term: Term) -> str:
    if kind not in BITMASKS:
        names = {number: name for name, number in _WORDS.get(kind, {}).items()}
        symbol = _SYMBOLS[term.op]
        return symbol if symbol in {"true", "false"} else f"{symbol}{names.get(term.value, term.value)}"
    symbol = {op: text for text, op in _MASK_SYMBOLS.items()}[term.op]
    named = [name for name, bit in _WORDS[kind].items() if term.value & bit]
    rest = term.value & ~sum(_WORDS[kind][name] for name in named)
    return symbol + "+".join(named + ([str(rest)] if rest or not named else []))


def _values(words: list[str], at: int) -> tuple[list[str], int]:
    """The values of one component and the place after them, counting brackets as words."""
    if at >= len(words):
        raise Unreadable(f"word {at}: `{words[at - 1]}` has no value")
    if words[at] != "[":
        return [words[at]], at + 1
    if "]" not in words[at:]:
        raise Unreadable(f"word {at + 1}: the bracket is not closed")
    close = words.index("]", at)
    if not 1 <= close - at - 1 <= MOST_TERMS:
        raise Unreadable(f"word {at + 1}: {close - at - 1} values, 1 to {MOST_TERMS} are allowed")
    return words[at + 1 : close], close + 1


def _read_prefix(kind: Kind, values: list[str], at: int) -> tuple[Component, int]:
    if len(values) != 1:
        raise Unreadable(f"word {at}: one prefix is meant")
    parts = values[0].split("/")
    offset = parts.pop() if len(parts) == 3 else "0"
    if not offset.isdecimal() or len(offset) > 3:
        raise Unreadable(f"word {at}: `{values[0]}` has no offset")
    try:
        net = network("/".join(parts))
    except ValueError as error:
        raise Unreadable(f"word {at}: {error}") from None
    return Component(kind, prefix=str(net), offset=int(offset)), net.version


def _read_terms(kind: Kind, values: list[str], at: int) -> Component:
    terms: list[Term] = []
    for value in values:
        for index, part in enumerate(value.lower().split("&")):
            terms.append(_read_term(kind, part, join=index > 0, at=at))
    return Component(kind, terms=tuple(terms))


def _read_term(kind: Kind, part: str, *, join: bool, at: int) -> Term:
    masked = kind in BITMASKS
    found = (_BITMASK if masked else _NUMERIC).fullmatch(part)
    if found is None:
        raise Unreadable(f"word {at}: `{part}` is no value of {kind.name.lower()}")
    symbol, word = found[1] or "", found[2]
    if not masked and word in {"true", "false"} and not symbol:
        return Term(COMPARISONS[word], 0, join=join)
    value = sum({_number(kind, one, at) for one in word.split("+")}) if masked else _number(kind, word, at)
    return Term(_MASK_SYMBOLS[symbol] if masked else COMPARISONS[symbol or "="], value, join=join)


def _number(kind: Kind, word: str, at: int) -> int:
    known = _WORDS.get(kind, {}).get(word)
    if known is not None:
        return known
    if not word.isdecimal() or len(word) > 10:
        raise Unreadable(f"word {at}: `{word}` is neither a number nor a name of {kind.name.lower()}")
    return int(word)
