"""What people answer and what a sitting may become. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Final

ROOM_BEFORE_MINUTES: Final = 15  # the room opens so long before
ROOM_AFTER_MINUTES: Final = 60  # and closes so long after the end
TICKET_MINUTES: Final = 10  # a ticket into the room is good for entering so long: it is followed at once


class Coming(StrEnum):
    """What a person answered; the words of iCalendar's PARTSTAT (RFC 5545, 3.2.12)."""

    WAITING = "needs-action"
    YES = "accepted"
    NO = "declined"
    MAYBE = "tentative"


# what a calendar's reply may say, whatever its case
ANSWERS: Final = {one.value.upper(): one for one in Coming if one is not Coming.WAITING}


class Via(StrEnum):
    """By which way somebody answered."""

    PORTAL = "portal"
    LINK = "link"
    CALENDAR = "calendar"


def tally(answers: Iterable[Coming]) -> dict[Coming, int]:
    """How many answered what."""
    found = dict.fromkeys(Coming, 0)
    for one in answers:
        found[one] += 1
    return found
