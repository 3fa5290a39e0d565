"""The classes there are, and a day of them. Belongs here: the list and the drawing of a day. Never: a class."""

from __future__ import annotations

from typing import Final

import numpy as np

from hsoc.perimeter.simulate.campaigns import floods, people, scans
from hsoc.perimeter.simulate.campaigns.base import Campaign, Strike
from hsoc.perimeter.simulate.columns import Columns

CAMPAIGNS: Final[tuple[Campaign, ...]] = (*scans.CAMPAIGNS, *floods.CAMPAIGNS, *people.CAMPAIGNS)
CROWDS: Final = 3  # flash crowds and administrations of a day, which are no attacks


def drawn(*, seed: int, each: int, since: int, until: int) -> list[Strike]:
    """`each` strikes of every class, beginning in since … until (ms)."""
    strikes = []
    for number, campaign in enumerate(CAMPAIGNS):
        rng = np.random.default_rng([seed, 41, number])
        strikes += [campaign.draw(rng, since, until) for _ in range(each)]
    return strikes


def innocent(*, seed: int, since: int, until: int) -> list[Columns]:
    """What looks guilty and is not, beyond the ordinary traffic of benign.py."""
    rng = np.random.default_rng([seed, 43])
    return [make(rng, since, until) for make in (floods.flash_crowd, people.administration) for _ in range(CROWDS)]


def nobodys(*, seed: int, since: int, until: int) -> Columns:
    """What is hostile and no attack: if a rule meets it nobody is hurt, and who tells of it is wrong."""
    return scans.radiation(np.random.default_rng([seed, 59]), since, until)
