"""The mitigation: one entry that stands, or shall stand, at the routers. Always ours (owner) and always with an end. Never: I/O."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import msgspec

from hsoc.records.decision import Action
from hsoc.records.scope import Match

LIMIT_STORY: Final = "limit:"  # how the stories of standing limits begin; no detector's does
OWN_STORY: Final = "own:"  # … and those of the rules that hospitals set for themselves
DIVERT_STORY: Final = "divert:"  # … and those of diversions that people ordered


@lru_cache(maxsize=16_384)  # asked some ten times a cycle of each of a thousand standing entries
def is_preventive(story: str) -> bool:
    """Whether the entry of a story stands without an attack: a limit of a profile or a hospital's own rule."""
    return story.startswith((LIMIT_STORY, OWN_STORY))


class Mitigation(msgspec.Struct, frozen=True, kw_only=True):
    """An entry. `key` is its canonical identity (action + canonical match text), the same in plan, router and journal."""

    key: str
    action: Action
    match: Match
    since: int  # ms
    until: int  # ms; never open-ended
    story: str
    member: int = 0
    rate: int = 0  # packets a second, 0 = discard
    offer: str = ""  # of a diversion: by whom; records.policy.Offer
    owner: str = "hsoc"  # the mark by which we know our own entries

    @property
    def preventive(self) -> bool:
        """True where the entry stands without an attack."""
        return is_preventive(self.story)


class Hits(msgspec.Struct, frozen=True, kw_only=True):
    """What a mitigation has matched so far, by our own matcher over the flows (scaled by sampling)."""

    key: str
    story: str = ""  # the story that asked for the entry
    flows: int = 0
    packets: int = 0
    bytes: int = 0
    last: int = 0  # ms of the last matching flow, 0 = none yet

    @property
    def preventive(self) -> bool:
        """True where a standing entry took it, not an answer to an attack."""
        return is_preventive(self.story)
