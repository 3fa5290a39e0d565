"""The way of a request: its states, who may move it, and when a review is due. Pure: no Django, no clock."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final

import msgspec

REVIEW_DAYS: Final = 365  # days of use after which both sides look whether it still serves; a year, as budgets are made
OVERDUE_DAYS: Final = 14  # days without a move after which the board shows a request as waiting too long


class State(StrEnum):
    """Where a request stands."""

    ASKED = "asked"
    ONBOARDING = "onboarding"
    IN_USE = "in-use"
    REVIEW = "review"
    ENDED = "ended"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Deed(StrEnum):
    """What moves it."""

    APPROVE = "approve"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"
    START = "start"
    REVIEW = "review"
    KEEP = "keep"
    END = "end"


class Side(StrEnum):
    """Who does it: the organisation that asked, or who runs the service."""

    MEMBER = "member"
    PROVIDER = "provider"


class Move(msgspec.Struct, frozen=True):
    """To which state, by whom, and whether a reason must be given."""

    to: State
    sides: frozenset[Side]
    reason: bool = False


_MEMBER, _PROVIDER, _BOTH = frozenset({Side.MEMBER}), frozenset({Side.PROVIDER}), frozenset(Side)
MOVES: Final = MappingProxyType(
    {
        (State.ASKED, Deed.APPROVE): Move(State.ONBOARDING, _PROVIDER),
        (State.ASKED, Deed.REFUSE): Move(State.REFUSED, _PROVIDER, reason=True),
        (State.ASKED, Deed.WITHDRAW): Move(State.WITHDRAWN, _MEMBER),
        (State.ONBOARDING, Deed.WITHDRAW): Move(State.WITHDRAWN, _MEMBER, reason=True),
        (State.ONBOARDING, Deed.START): Move(State.IN_USE, _PROVIDER),
        (State.IN_USE, Deed.REVIEW): Move(State.REVIEW, _BOTH),
        (State.REVIEW, Deed.KEEP): Move(State.IN_USE, _PROVIDER, reason=True),
        (State.IN_USE, Deed.END): Move(State.ENDED, _BOTH, reason=True),
        (State.REVIEW, Deed.END): Move(State.ENDED, _BOTH, reason=True),
    }
)
OPEN: Final = frozenset({State.ASKED, State.ONBOARDING, State.IN_USE, State.REVIEW})
BOARD: Final = (State.ASKED, State.ONBOARDING, State.IN_USE, State.REVIEW)


def move(state: State, deed: Deed) -> Move | None:
    """What the deed does in that state; None where it cannot be done."""
    return MOVES.get((state, deed))


def deeds(state: State, sides: frozenset[Side]) -> tuple[Deed, ...]:
    """What these sides may do now, in the order of the way."""
    return tuple(deed for deed in Deed if (found := MOVES.get((state, deed))) is not None and found.sides & sides)


def review_due(since: date) -> date:
    """The day from which on a review is due."""
    return since + timedelta(days=REVIEW_DAYS)
