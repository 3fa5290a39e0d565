"""When a standing decision changes: up at once, down only after quiet, longer only for new evidence. Never: what the decision is."""

from __future__ import annotations

from enum import Enum
from typing import Final

import msgspec

from hsoc.records.decision import Action

QUIET_MS: Final = 180_000  # ms of milder findings before a step down: three windows of a minute (perimeter.md 2.3, release)
RETRY_MS: Final = 60_000  # ms until a wish that the table had no room for is made again; the budget of a minute is then free
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
    retry: int = 0  # ms; until then the same wish is not made again (the table had no room for it)


class Ask(msgspec.Struct, frozen=True, kw_only=True):
    """A wish as far as it matters here. first, last: time of the flows that ask (ms).

    all_new: whether every one of them must be younger than the evidence already used (sources that are merely plausible), or just the
    latest.
    """

    action: Action
    rule: str
    first: int
    last: int
    all_new: bool = False
    refused: bool = False


class Move(Enum):
    """What to do with a wish."""

    GRANT = "grant"
    STAND = "stand"


def rung(action: Action) -> int:
    """Place on the ladder, 0 = mildest."""
    return _RUNGS[action]


def move(standing: Standing, ask: Ask, *, now: int) -> Move:
    """GRANT where a new decision is to be made, else STAND."""
    if now < standing.retry and rung(ask.action) <= rung(standing.action):
        return Move.STAND
    if rung(ask.action) > rung(standing.action) or standing.refused != ask.refused:
        return Move.GRANT
    if rung(ask.action) < rung(standing.action):
        ended = standing.action.touches_traffic and standing.until <= now and not standing.refused
        return Move.GRANT if ended or now - standing.strong >= QUIET_MS else Move.STAND
    if ask.refused or not ask.action.touches_traffic:
        return Move.GRANT if ask.rule != standing.rule else Move.STAND
    fresh = ask.first > standing.evidence if ask.all_new else ask.last > standing.evidence
    due = now >= standing.made + (standing.until - standing.made) * RENEW_SHARE
    return Move.GRANT if fresh and due else Move.STAND


def taken_back(standing: Standing, *, rule: str, now: int) -> Standing:
    """The standing after the table had no room for what was granted."""
    return msgspec.structs.replace(standing, rule=rule, until=0, refused=True, retry=now + RETRY_MS)


def granted(ask: Ask, *, now: int, until: int) -> Standing:
    """What stands after a grant."""
    return Standing(action=ask.action, rule=ask.rule, made=now, until=until, evidence=ask.last, strong=now, refused=ask.refused)


def asked(standing: Standing, ask: Ask, *, now: int) -> Standing:
    """The standing after a wish that changed nothing: a wish as strong as it keeps the quiet from beginning."""
    return msgspec.structs.replace(standing, strong=now) if rung(ask.action) >= rung(standing.action) else standing
