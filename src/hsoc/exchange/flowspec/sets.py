"""Which values a component means: as ranges, as a set of bits, as ternary words. Never: packets, prefixes or costs.

AND binds before OR (RFC 8955 section 4.2.1): terms joined by AND form a group, the groups are alternatives.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from hsoc.exchange.flowspec.terms import ALL, EQ, GT, LARGEST, LT, NOT, Component, Kind, Term
from hsoc.records.scope import Range

MOST_CACHED: Final = 4096  # components remembered
MOST_CUBES: Final = 256  # ternary words of one component that are told apart; beyond it values are counted one by one

Cube = tuple[int, int]  # (mask, value): all numbers with number & mask == value


def merged(ranges: Iterable[Range]) -> tuple[Range, ...]:
    """The same numbers as ascending ranges that neither overlap nor touch."""
    out: list[Range] = []
    for low, high in sorted(ranges):
        if out and low <= out[-1][1] + 1:
            out[-1] = (out[-1][0], max(out[-1][1], high))
        else:
            out.append((low, high))
    return tuple(out)


@lru_cache(maxsize=MOST_CACHED)
def spans(component: Component) -> tuple[Range, ...]:
    """The numbers of a numeric component, merged; empty where its terms exclude each other."""
    largest = LARGEST[component.kind]
    out: list[Range] = []
    for group in groups(component.terms):
        held: tuple[Range, ...] = ((0, largest),)
        for term in group:
            held = met(held, _of_term(term, largest))
        out += held
    return merged(out)


@lru_cache(maxsize=MOST_CACHED)
def members(component: Component) -> int:
    """The values of a bitmask component: bit n of the answer is set where value n is meant."""
    width = LARGEST[component.kind].bit_length()
    out = 0
    for group in groups(component.terms):
        held = (1 << (1 << width)) - 1
        for term in group:
            held &= _masked(term.op, term.value, width)
        out |= held
    return out


@lru_cache(maxsize=MOST_CACHED)
def cubes(component: Component) -> tuple[Cube, ...]:
    """The ternary words that together mean a bitmask component, without those that another holds already."""
    out: list[Cube] = []
    for group in groups(component.terms):
        held: list[Cube] = [(0, 0)]
        for term in group:
            held = _fewest(
                (mask | other, value | wanted)
                for mask, value in held
                for other, wanted in _alternatives(term)
                if not (value ^ wanted) & mask & other
            )
            if len(held) > MOST_CUBES:
                return _one_by_one(component)
        out += held
    return tuple(_fewest(out))


def groups(terms: tuple[Term, ...]) -> list[list[Term]]:
    """Alternatives, each a list of terms that must hold together."""
    out: list[list[Term]] = []
    for term in terms:
        if term.join and out:
            out[-1].append(term)
        else:
            out.append([term])
    return out


def met(some: tuple[Range, ...], others: tuple[Range, ...]) -> tuple[Range, ...]:
    """The numbers in both of two ascending lists of ranges."""
    return tuple(
        (max(low, other[0]), min(high, other[1])) for low, high in some for other in others if max(low, other[0]) <= min(high, other[1])
    )


def holds(outer: tuple[Range, ...], inner: tuple[Range, ...]) -> bool:
    """Whether every number of `inner` is in `outer` (both merged)."""
    return all(any(low <= first and last <= high for low, high in outer) for first, last in inner)


def _of_term(term: Term, largest: int) -> tuple[Range, ...]:
    parts = (
        (term.op & LT, 0, min(term.value - 1, largest)),
        (term.op & EQ, term.value, term.value),
        (term.op & GT, term.value + 1, largest),
    )
    return merged((low, high) for wanted, low, high in parts if wanted and low <= high)


@lru_cache(maxsize=MOST_CACHED)
def _masked(op: int, value: int, width: int) -> int:
    out = 0
    for number in range(1 << width):
        found = (number & value) == value if op & ALL else bool(number & value)
        out |= (found != bool(op & NOT)) << number
    return out


def _alternatives(term: Term) -> list[Cube]:
    bits = [1 << n for n in range(term.value.bit_length()) if term.value >> n & 1]
    match term.op & (ALL | NOT):
        case 0:  # any of the bits
            return [(bit, bit) for bit in bits]
        case 1:  # ALL: all of them
            return [(term.value, term.value)]
        case 2:  # NOT: none of them
            return [(term.value, 0)]
        case _:  # not all of them
            return [(bit, 0) for bit in bits]


def _fewest(words: Iterable[Cube]) -> list[Cube]:
    """Without the words that a wider one holds."""
    out: list[Cube] = []
    for mask, value in sorted(set(words), key=lambda cube: (cube[0].bit_count(), cube)):
        if not any(wide & mask == wide and value & wide == wanted for wide, wanted in out):
            out.append((mask, value))
            if len(out) > MOST_CUBES:
                break
    return out


def _one_by_one(component: Component) -> tuple[Cube, ...]:
    every = members(component)
    full = LARGEST[component.kind]
    return tuple((full, number) for number in range(full + 1) if every >> number & 1)


def numeric(kind: Kind) -> bool:
    """Whether a component of this kind is numbers (and not a prefix or bits)."""
    return kind in LARGEST and kind not in {Kind.TCP_FLAGS, Kind.FRAGMENT}
