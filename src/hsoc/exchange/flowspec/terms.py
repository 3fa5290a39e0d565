"""The words of FlowSpec: component types, operator bits, names, and the rule as a value. Never: bytes, text or meaning of a whole rule.

A rule is what an NLRI says (RFC 8955 section 4.2, RFC 8956 section 3): components in ascending order of type. `records.scope.Match`
is the part of it that hSOC decides with; `compose` goes from one to the other.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Final

import msgspec

MOST_TERMS: Final = 64  # terms of one component; more is a table of its own, and hostile in a decoder
AFI: Final[dict[int, int]] = {4: 1, 6: 2}
SAFI: Final = 133  # RFC 8955 section 4
SAFI_VPN: Final = 134  # RFC 8955 section 8
LONGEST_NLRI: Final = 4095  # bytes; twelve bits of length (RFC 8955 section 4.1)

# What this format does to a Match.
CARRIES: Final[dict[str, str]] = {
    "dst": "kept",
    "src": "kept",
    "proto": "kept; single numbers",
    "dport": "kept; only for TCP and UDP, never for later fragments",
    "sport": "kept; only for TCP and UDP, never for later fragments",
    "icmp_type": "kept",
    "tcp_flags": "kept as `all of` and `none of`; only for TCP",
    "length": "kept; on flows judged by the average packet",
    "fragment": "kept as first or later; the last fragment and DF are not told apart",
    "port, icmp_code": "kept in a Rule and on flows; a Match has no word for them",
    "dscp, flow_label": "kept in a Rule; lost on flows, which do not carry them: a scan takes them as fulfilled and says so",
    "rate, redirect, end": "lost; actions are extended communities and the end is ours to keep",
}


class Unsayable(ValueError):
    """A match or rule that FlowSpec, or one of its speakers, cannot carry as it is meant. The text says what and why."""


class Unreadable(ValueError):
    """Bytes or text that are not a rule. The text names the place and the reason."""


class Kind(IntEnum):
    """Component types: RFC 8955 section 4.2.2; 13 in RFC 8956 section 3.7."""

    DST = 1
    SRC = 2
    PROTO = 3
    PORT = 4
    DPORT = 5
    SPORT = 6
    ICMP_TYPE = 7
    ICMP_CODE = 8
    TCP_FLAGS = 9
    LENGTH = 10
    DSCP = 11
    FRAGMENT = 12
    FLOW_LABEL = 13


PREFIXES: Final = frozenset({Kind.DST, Kind.SRC})
BITMASKS: Final = frozenset({Kind.TCP_FLAGS, Kind.FRAGMENT})
PORTED: Final = frozenset({6, 17})  # only TCP and UDP packets have ports in FlowSpec's eyes (RFC 8955 section 4.2.2, type 4)
ICMP: Final = frozenset({1, 58})

# the largest value that a component can hold
LARGEST: Final[dict[Kind, int]] = {
    Kind.PROTO: 0xFF,
    Kind.PORT: 0xFFFF,
    Kind.DPORT: 0xFFFF,
    Kind.SPORT: 0xFFFF,
    Kind.ICMP_TYPE: 0xFF,
    Kind.ICMP_CODE: 0xFF,
    Kind.TCP_FLAGS: 0xFFF,  # the reserved bits and the data offset are not flags
    Kind.LENGTH: 0xFFFF,
    Kind.DSCP: 0x3F,
    Kind.FRAGMENT: 0x0F,
    Kind.FLOW_LABEL: 0xFFFFF,
}

# operator bits: RFC 8955 section 4.2.1
END: Final = 0x80
AND: Final = 0x40
LENGTH_SHIFT: Final = 4
LT: Final = 0x04
GT: Final = 0x02
EQ: Final = 0x01
NOT: Final = 0x02  # bitmask operators
ALL: Final = 0x01  # m: all bits of the value, not any of them
EVERY: Final = LT | GT | EQ  # the bits a comparison can have
MASKS: Final = NOT | ALL  # … and a bitmask

# why some things are refused wherever they turn up (perimeter.md 0.3, 0.11)
TO_ADDRESS: Final = "redirect to an address has three encodings in the wild and speakers read them differently; redirect to a route target"

COMPARISONS: Final[dict[str, int]] = {
    "=": EQ,
    ">": GT,
    ">=": GT | EQ,
    "<": LT,
    "<=": LT | EQ,
    "!=": LT | GT,
    "true": LT | GT | EQ,
    "false": 0,
}

PROTOCOLS: Final[dict[str, int]] = {"icmp": 1, "tcp": 6, "udp": 17, "gre": 47, "esp": 50, "icmpv6": 58, "sctp": 132}
FLAGS: Final[dict[str, int]] = {"fin": 1, "syn": 2, "rst": 4, "push": 8, "ack": 16, "urgent": 32, "ece": 64, "cwr": 128, "ns": 256}
FRAGMENTS: Final[dict[str, int]] = {"dont-fragment": 1, "is-fragment": 2, "first-fragment": 4, "last-fragment": 8}


class Term(msgspec.Struct, frozen=True):
    """One operator and value. join: true where it is ANDed to the term before; op: comparison, or NOT / ALL bits for bitmasks."""

    op: int
    value: int
    join: bool = False


class Component(msgspec.Struct, frozen=True, omit_defaults=True):
    """One component: a canonical prefix (with the offset of RFC 8956), or one to MOST_TERMS terms."""

    kind: Kind
    prefix: str = ""
    offset: int = 0
    terms: tuple[Term, ...] = ()


class Rule(msgspec.Struct, frozen=True, omit_defaults=True):
    """What an NLRI says. family: 4 or 6; components ascending and each at most once.

    rd: a route distinguisher (`rd.py` has its spellings) makes it a rule of one VPN (RFC 8955 section 8).
    """

    family: int
    components: tuple[Component, ...]
    rd: str = ""

    @property
    def afi(self) -> int:
        """Address family of its UPDATE."""
        return AFI[self.family]

    @property
    def safi(self) -> int:
        """133, or 134 where it belongs to a VPN."""
        return SAFI_VPN if self.rd else SAFI


def checked(rule: Rule) -> Rule:
    """The same rule. Raises Unsayable where its order, values or family could not be announced as they stand."""
    kinds = [component.kind for component in rule.components]
    if not kinds:
        raise Unsayable("a rule without components would match all traffic")
    if kinds != sorted(set(kinds)):
        raise Unsayable("components must ascend and stand once each")
    for component in rule.components:
        _checked_component(component, family=rule.family)
    return rule


def _checked_component(component: Component, *, family: int) -> None:
    name = component.kind.name.lower()
    if component.kind is Kind.FLOW_LABEL and family == 4:
        raise Unsayable("flow-label is for IPv6 only")
    allowed = MASKS if component.kind in BITMASKS else EVERY
    if component.kind in PREFIXES:
        if component.terms:
            raise Unsayable(f"{name}: a prefix has no terms")
        return
    if component.prefix or component.offset:
        raise Unsayable(f"{name}: a prefix is not for it")
    if not 1 <= len(component.terms) <= MOST_TERMS:
        raise Unsayable(f"{name}: {len(component.terms)} terms, 1 to {MOST_TERMS} are allowed")
    if component.terms[0].join:
        raise Unsayable(f"{name}: the first term has nothing before it to be ANDed to")
    for term in component.terms:
        if not 0 <= term.value <= LARGEST[component.kind]:
            raise Unsayable(f"{name}: {term.value} is not in 0 … {LARGEST[component.kind]}")
        if not 0 <= term.op <= allowed:
            raise Unsayable(f"{name}: operator {term.op:#x} does not exist")
        if component.kind is Kind.FRAGMENT and family == 6 and term.value & FRAGMENTS["dont-fragment"]:
            raise Unsayable("fragment: IPv6 has no `dont-fragment`")  # RFC 8956 section 3.6
