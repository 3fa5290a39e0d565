"""How bad an address, prefix or network is known to be, 0 … 1, by NERD's formula. Pure arithmetic over arrays. Never: whose events count.

A day's score is (1 - 0.5^(events/scale)) * (1 - 0.5^(nodes/2)): many events of one sensor weigh less than few of several. The days are
averaged with weights that fall by a line to nothing over 14 days; several sources of knowledge join as 1 - product(1 - partial * trust).
Source: CESNET/NERD, module `reputation`; scales as its Warden input has them (reference cesnet.md, section 4). The scales of prefixes and
networks are ours: the more addresses are added up, the more events it takes.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class Level(StrEnum):
    """What is judged."""

    ADDRESS = "address"
    PREFIX = "prefix"  # /24 of IPv4, /48 of IPv6
    NETWORK = "network"  # autonomous system


DAYS: Final = 14  # days over which an event is forgotten
NODES: Final = 2.0  # detectors after which the second factor has come half way
SCALE: Final = MappingProxyType({Level.ADDRESS: 10.0, Level.PREFIX: 50.0, Level.NETWORK: 1000.0})  # events after which the first has
LISTED: Final = 0.5  # above it an address stands in the list
EVENTS_TRUST: Final = 1.0  # our community's own events
INDICATORS_TRUST: Final = 0.75  # partners' indicators: four organisations list an address alone, one or two only support events
INDICATORS_SCALE: Final = 2.0  # organisations after which the partial has come half way
WEIGHTS: Final[Floats] = (DAYS - np.arange(DAYS)) / DAYS  # of today, yesterday, …


def daily(events: Ints, nodes: Ints, level: Level = Level.ADDRESS) -> Floats:
    """A day's scores of so many events told by so many nodes, element by element."""
    found: Floats = (1 - 0.5 ** (events / SCALE[level])) * (1 - 0.5 ** (nodes / NODES))
    return found


def decayed(scores: Floats) -> Floats:
    """The partial of events: scores of days, the newest first and at most DAYS of them, along axis 0; missing days count as quiet."""
    found: Floats = np.tensordot(WEIGHTS[: len(scores)], scores, axes=1) / WEIGHTS.sum()
    return found


def course(scores: Floats) -> Floats:
    """The partial of events at the end of each day: scores oldest first, along axis 0; the first DAYS - 1 answers know too little."""
    padded = np.concatenate([np.zeros((DAYS - 1, *scores.shape[1:])), scores])
    steps = [WEIGHTS[back] * padded[DAYS - 1 - back : len(padded) - back] for back in range(DAYS)]
    found: Floats = np.sum(steps, axis=0) / WEIGHTS.sum()
    return found


def vouched(organisations: Ints) -> Floats:
    """The partial of indicators that so many organisations hold for bad."""
    found: Floats = 1 - 0.5 ** (organisations / INDICATORS_SCALE)
    return found


def total(partials: Iterable[tuple[Floats, float]]) -> Floats:
    """All (partial, trust in its source) in one."""
    left: Floats = np.ones(1)
    for partial, trust in partials:
        left = left * (1 - partial * trust)
    return 1 - left
