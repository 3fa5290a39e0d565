"""What members lend each other, and the way of a call for help. Pure: no Django, no database, no clock."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

import msgspec

OFFER_DAYS: Final = 180  # days after which an offer must be renewed: stock and people change
CALL_DAYS: Final = 14  # days after which an open call lapses; help that is still needed is asked for anew
MOST_OPEN: Final = 50  # open offers or calls of one organisation
MOST_MATCHES: Final = 20  # offers shown beside a call


class Kind(StrEnum):
    """What can be lent."""

    PEOPLE = "people"
    SKILL = "skill"
    HARDWARE = "hardware"
    LAPTOPS = "laptops"  # clean ones, never in the attacked network
    FORMS = "forms"  # printed: charts, orders, prescriptions for the days without computers
    ROOM = "room"
    OTHER = "other"


class CallState(StrEnum):
    """Where a call stands."""

    OPEN = "open"
    HELPED = "helped"  # at least one answer was accepted
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class AnswerState(StrEnum):
    """Where an answer to a call stands."""

    GIVEN = "given"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    TAKEN_BACK = "taken-back"


class Lent(msgspec.Struct, frozen=True):
    """An offer as matching sees it."""

    number: int
    organisation: int
    kind: Kind
    region: str
    amount: int


def matching(offers: Iterable[Lent], *, kind: Kind, organisation: int, region: str, amount: int) -> tuple[Lent, ...]:
    """Offers of that kind by others: the same region first, then those that cover the amount, then the larger."""
    found = [one for one in offers if one.kind is kind and one.organisation != organisation]
    found.sort(key=lambda one: (one.region != region, one.amount < amount, -one.amount, one.number))
    return tuple(found[:MOST_MATCHES])


def covered(amounts: Iterable[int], *, wanted: int) -> bool:
    """True where what was accepted is as much as was asked for."""
    return sum(amounts) >= wanted


def offer_ends(now: datetime) -> datetime:
    """Until when a new offer stands."""
    return now + timedelta(days=OFFER_DAYS)


def call_ends(now: datetime) -> datetime:
    """Until when a call stands."""
    return now + timedelta(days=CALL_DAYS)
