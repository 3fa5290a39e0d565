"""What a rule takes of a router's memory: TCAM units per platform, and of a whole table. Never: whether that is allowed.

A TCAM compares ternary words: each bit of a field is 0, 1 or does not matter. One value, one prefix or one set of flags is one word.
A range is as many words as the fewest aligned blocks of powers of two that make it up: `>=768` of 16 bits is 768-1023, 1024-2047,
2048-4095 … 32768-65535, seven blocks; `>=256` is eight; `>=257` needs 257, 258-259, 260-263 … 384-511 before them, fifteen; `>=500`
is 500-503, 504-511 and the seven from 512 on, nine. Alternatives add up, fields multiply: two source ports with one of two lengths are
four words. So a lower bound rounded to a power of two is cheap, and one beside it is dear.

Profiles:
- `ncs5500`: the figures that Cisco published for it (perimeter.md 2.7): the words above; a fragment condition takes two whatever it says.
- `trio`: Juniper compiles a filter; a rule is one term however wide its ranges; the fast look-up filter holds up to 8 K terms.
- `generic`: the words above and nothing else.
IPv6 is counted as IPv4 is: no public figure says otherwise, though its keys are wider.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import msgspec

from hsoc.exchange.flowspec.sets import cubes, numeric, spans
from hsoc.exchange.flowspec.terms import LARGEST, PREFIXES, Component, Kind, Rule
from hsoc.records.scope import Range

MOST_UNITS: Final = 1_000_000_000  # a hostile rule can multiply without end; beyond this it is only `too much`


class Profile(msgspec.Struct, frozen=True, kw_only=True):
    """How a kind of router stores rules. fragment: least words of a fragment condition; most_*: what was shown to work, 0 = not known."""

    name: str
    words: bool = True  # ternary words; False: one term a rule
    fragment: int = 1
    most_rules: int = 0
    most_units: int = 0


PROFILES: Final[dict[str, Profile]] = {
    profile.name: profile
    for profile in (
        Profile(name="ncs5500", fragment=2, most_rules=3000, most_units=9000),  # 9,000 simple rules met hardware failures
        Profile(name="trio", words=False, most_rules=8192, most_units=8192),
        Profile(name="generic"),
    )
}


class TableCost(msgspec.Struct, frozen=True):
    """Of many rules on one platform: how many, their units, and the dearest one (its place, -1 for none) with its units."""

    profile: str
    rules: int
    units: int
    dearest: int
    dearest_units: int

    @property
    def fits(self) -> bool:
        """Whether the platform was shown to hold it; True where nothing is known of it."""
        platform = PROFILES[self.profile]
        return self.rules <= (platform.most_rules or self.rules) and self.units <= (platform.most_units or self.units)


def cost(rule: Rule, *, profile: str = "ncs5500") -> int:
    """Units of one rule, at least 1. Raises KeyError for a profile that does not exist."""
    platform = PROFILES[profile]
    if not platform.words:
        return 1
    units = 1
    for component in rule.components:
        units = min(MOST_UNITS, units * _words(component, platform))
    return units


def table_cost(rules: Iterable[Rule], *, profile: str = "ncs5500") -> TableCost:
    """Units of many rules together: they add up, whatever their order."""
    each = [cost(rule, profile=profile) for rule in rules]
    dearest = max(range(len(each)), key=each.__getitem__, default=-1)
    return TableCost(profile, len(each), sum(each), dearest, each[dearest] if each else 0)


def blocks(ranges: Iterable[Range], *, largest: int) -> int:
    """The fewest aligned blocks of powers of two that make up ranges within 0 … largest (a power of two less one)."""
    count = 0
    for low, high in ranges:
        at = low
        while at <= high:
            size = (at & -at) or (largest + 1)
            while size > high - at + 1:
                size >>= 1
            at += size
            count += 1
    return count


def _words(component: Component, platform: Profile) -> int:
    if component.kind in PREFIXES:
        return 1
    if numeric(component.kind):
        words = blocks(spans(component), largest=LARGEST[component.kind])
        # either port: the words of the source's and those of the destination's
        return max(1, words * 2 if component.kind is Kind.PORT else words)
    words = max(1, len(cubes(component)))
    return max(words, platform.fragment) if component.kind is Kind.FRAGMENT else words
