"""Who attacks: the sources of a day and how often each strikes. Belongs here: drawing addresses and ports. Never: what they do.

Heavy-tailed as the real ones are: one source in a hundred makes half of the threats (cesnet.md §11).
"""

from __future__ import annotations

from typing import Final

import numpy as np

from hsoc.perimeter.simulate import community
from hsoc.perimeter.simulate.columns import Int64s, member_address
from hsoc.records import address

HOSTILE: Final = 4_180  # sources of scans, logins and exploits
REFLECTORS: Final = 700  # open services of others that are made to answer
BOGON_SOURCES: Final = 320  # spoofed addresses that cannot be honest
OWN_HOSTS: Final = 143  # hosts of the hospitals that offer too much or call somebody they should not
SOURCES: Final = HOSTILE + REFLECTORS + BOGON_SOURCES + OWN_HOSTS  # 5,343, as in the founding documents
V6_SHARE: Final = 0.03
TAIL: Final = (20.0, 1.75)  # shift and exponent of the Zipf-like weights
SLOW_FROM: Final = 1_500  # slow scanners are found in the tail, not among the loud
STAYING: Final = 20_000  # hostile addresses there are in all; each day sees its own part of them

STRANGERS: Final = address.pair("198.19.0.0")[1]  # lo of everybody outside who is not spoofed
TEN: Final = address.pair("10.0.0.0")[1]
_ATTACKERS: Final = address.pair(community.ATTACKERS_V4)[1]
_REFLECTORS: Final = address.pair("198.19.240.0")[1]
_V6: Final = address.pair(community.ATTACKERS_V6)[0]
_SPOOFED: Final = tuple((address.pair(p.split("/")[0])[1], 1 << (32 - int(p.split("/")[1]))) for p in community.SPOOFED)


def _hostile(count: int, rng: np.random.Generator) -> tuple[Int64s, Int64s]:
    """Distinct hostile addresses; the loudest fifth is the same every day, the others come and go."""
    loud = np.random.default_rng(7).permutation(STAYING)[: count // 5]
    others = rng.permutation(np.setdiff1d(np.arange(STAYING), loud, assume_unique=True))[: count - len(loud)]
    number = np.concatenate([loud, others])
    v6 = number % round(1 / V6_SHARE) == 5
    return np.where(v6, _V6 | (number & 0xFFFF) << 8, 0), np.where(v6, number + 1, _ATTACKERS + number)


def loudest(count: int) -> tuple[str, ...]:
    """Hostile IPv4 addresses that strike every day, the loudest first."""
    number = np.random.default_rng(7).permutation(STAYING)[: HOSTILE // 5]
    chosen = number[number % round(1 / V6_SHARE) != 5][:count]
    return tuple(address.text(0, _ATTACKERS + one) for one in chosen.tolist())


def spoofed(count: int, rng: np.random.Generator) -> Int64s:
    """IPv4 addresses (lo) that cannot be honest."""
    which = rng.integers(0, len(_SPOOFED), count)
    base = np.array([low for low, _ in _SPOOFED], np.int64)[which]
    return np.asarray(base + (rng.random(count) * np.array([size for _, size in _SPOOFED])[which]).astype(np.int64), np.int64)


def reflectors(first: Int64s, further: Int64s) -> Int64s:
    """The lo of the reflector `further` places after the one at `first` (round the REFLECTORS)."""
    return _REFLECTORS + (first - _REFLECTORS + further) % REFLECTORS


def flooder(seed: Int64s, place: Int64s) -> Int64s:
    """The lo of the spoofed source `place` (from 1) of a flood: distinct for the first million."""
    return TEN + (seed + place) % (1 << 20) * 13


class Pools:
    """The sources of one day. Every source of a pool strikes at least once if there are threats enough."""

    def __init__(self, rng: np.random.Generator, *, busy: float = 1.0) -> None:
        """busy: how many hostile sources the day has against an ordinary one."""
        self._count = max(SLOW_FROM + 1, round(HOSTILE * busy))
        self._hostile = _hostile(self._count, rng)
        self._bogons = spoofed(BOGON_SOURCES, rng)
        self._own = member_address(1 + rng.permutation(OWN_HOSTS) % community.MEMBERS, 20 + np.arange(OWN_HOSTS), np.zeros(OWN_HOSTS, bool))
        weight = (np.arange(self._count) + TAIL[0]) ** -TAIL[1]
        self._weight = weight / weight.sum()
        self._unused = rng.permutation(self._count)

    def draw(self, kind: str, count: int, rng: np.random.Generator) -> tuple[Int64s, Int64s]:
        """(hi, lo) of the first source of `count` threats of a kind."""
        zeros = np.zeros(count, np.int64)
        if kind in {"spoofed", "syn_flood"}:
            return zeros, self._bogons[self._each(BOGON_SOURCES, count, rng)]
        if kind == "reflection":
            return zeros, _REFLECTORS + self._each(REFLECTORS, count, rng)
        if kind in {"open", "botnet"}:
            index = self._each(OWN_HOSTS, count, rng)
            return zeros, self._own[1][index]
        if kind == "slow":
            index = rng.integers(SLOW_FROM, self._count, count)
        else:
            index = rng.choice(self._count, count, p=self._weight)
            fresh = self._unused[: min(count // 4, len(self._unused))]  # so that every source of the day is seen
            self._unused = self._unused[len(fresh) :]
            index[: len(fresh)] = fresh
        return self._hostile[0][index], self._hostile[1][index]

    @staticmethod
    def _each(size: int, count: int, rng: np.random.Generator) -> Int64s:
        return np.concatenate([rng.permutation(size) for _ in range(count // size + 1)])[:count]


def ports(table: tuple[tuple[int, int, int], ...], count: int, rng: np.random.Generator) -> tuple[Int64s, Int64s]:
    """(protocol, port) for `count` threats from a table of (protocol, port, weight)."""
    weight = np.array([row[2] for row in table], float)
    index = rng.choice(len(table), count, p=weight / weight.sum())
    return np.array([row[0] for row in table], np.int64)[index], np.array([row[1] for row in table], np.int64)[index]
