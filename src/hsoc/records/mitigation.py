"""The mitigation: one entry that stands, or shall stand, at the routers. Always ours (owner) and always with an end. Never: I/O."""

from __future__ import annotations

import msgspec

from hsoc.records.decision import Action
from hsoc.records.scope import Match


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
    owner: str = "hsoc"  # the mark by which we know our own entries


class Hits(msgspec.Struct, frozen=True, kw_only=True):
    """What a mitigation has matched so far, by our own matcher over the flows (scaled by sampling)."""

    key: str
    story: str = ""  # the story that asked for the entry
    flows: int = 0
    packets: int = 0
    bytes: int = 0
    last: int = 0  # ms of the last matching flow, 0 = none yet
