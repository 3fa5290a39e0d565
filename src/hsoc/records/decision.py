"""The decision: what shall be done about a detection, or why not. A refusal is a value with a reason. Never: how it is announced."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from hsoc.records.scope import Match


class Action(StrEnum):
    """The ladder, mildest first (contracts.md: `replay --plan`)."""

    OBSERVE = "observe"
    NOTIFY = "notify"
    RATE_LIMIT = "rate-limit"
    FLOWSPEC = "flowspec"
    SOURCE_RTBH = "source-rtbh"
    REDIRECT = "redirect"
    DIVERT = "divert"
    DESTINATION_RTBH = "destination-rtbh"

    @property
    def touches_traffic(self) -> bool:
        """True where a router has to change what it does."""
        return self not in {Action.OBSERVE, Action.NOTIFY}


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """One answer of the decide stage.

    story: key of the story it belongs to; until: ms since 1970 UTC, 0 for actions that touch no traffic;
    rate: packets a second for RATE_LIMIT, 0 = discard; reason and refused are sentences for people (English; the portal
    translates by `rule`, a stable code such as `guard.never_block`); cause: the code of what was asked for, where `rule` says why not.
    """

    story: str
    action: Action
    match: Match
    made: int
    until: int
    member: int = 0
    rate: int = 0
    rule: str = ""
    reason: str = ""
    cause: str = ""
    offer: str = ""  # through which a diversion leads; records.policy.Offer
    refused: str | None = None
