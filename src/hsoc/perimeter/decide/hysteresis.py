"""When a standing decision changes: up at once, down only after quiet, longer only for new evidence. Never: what the decision is."""

from __future__ import annotations

from enum import Enum
from typing import Final

import msgspec

from hsoc.records.decision import Action

QUIET_MS: Final = 180_000  # ms of milder findings before a step down: three windows of a minute (perimeter.md 2.3, release)
RENEW_SHARE: Final = 0.5  # of an entry's time that must have passed before it is granted again: one decision per story, not one per second

_RUNGS: Final = {action: rung for rung, action in enumerate(Action)}


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """What holds for a story. `evidence` is the end (ms) of the flows on which it was granted; `strong` when it was last asked for."""

    action: Action
    rule: str
    made: int
    until: int
    evidence: int
    strong: int
    refused: bool = False


class Move(Enum):
    """What to do with a wish."""

    GRANT = "grant"
    STAND = "stand"


def rung(action: Action) -> int:
    """Place on the ladder, 0 = mildest."""
    return _RUNGS[action]


def move(standing: Standing | None, *, action: Action, rule: str, first: int, last: int, all_new: bool, refused: bool, now: int) -> Move:
    """GRANT where a new decision is to be made, else STAND.

    first, last: time of the flows that ask (ms); all_new: whether every one of them must be younger than the evidence already used (for
    sources that are merely plausible), or just the latest.
    """
    if standing is None:
        return Move.GRANT
    if rung(action) > rung(standing.action) or standing.refused != refused:
        return Move.GRANT
    if rung(action) < rung(standing.action):
        ended = standing.action.touches_traffic and standing.until <= now
        return Move.GRANT if ended or now - standing.strong >= QUIET_MS else Move.STAND
    if refused or not action.touches_traffic:
        return Move.GRANT if rule != standing.rule else Move.STAND
    fresh = first > standing.evidence if all_new else last > standing.evidence
    due = now >= standing.made + (standing.until - standing.made) * RENEW_SHARE
    return Move.GRANT if fresh and due else Move.STAND


def asked(standing: Standing, *, action: Action, now: int) -> Standing:
    """The standing after a wish that changed nothing: a wish as strong as it keeps the quiet from beginning."""
    return msgspec.structs.replace(standing, strong=now) if rung(action) >= rung(standing.action) else standing
