"""Calling a group together: answers, ways, and what may be said on which way. Pure: no Django, no database, no clock."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from enum import StrEnum
from typing import Final

from hsoc.records.tlp import TLP

LINK_HOURS: Final = 24  # hours a link is good for; a call that takes longer is called again
LINK: Final = timedelta(hours=LINK_HOURS)
SECRET_BYTES: Final = 16  # 128 bits, 22 letters: short enough for an SMS
MOST_ROUNDS: Final = 5  # who did not hear it five times will not hear it the sixth time either
BETWEEN: Final = timedelta(minutes=2)  # between two rounds, so that nobody calls twice by mistake
IN_SMS: Final = frozenset({TLP.CLEAR, TLP.GREEN})  # labels whose subject may stand in an SMS, which anybody on the way can read


class Reply(StrEnum):
    """What one answers."""

    COMING = "coming"
    LATER = "later"
    CANNOT = "cannot"


class Way(StrEnum):
    """How an answer came."""

    MAIL = "mail"
    SMS = "sms"
    PORTAL = "portal"
    PHONE = "phone"  # somebody wrote it down for him


def in_sms(subject: str, label: TLP) -> str:
    """The subject as an SMS may carry it: nothing from AMBER up."""
    return subject if label in IN_SMS else ""


def counted(replies: Iterable[str]) -> dict[str, int]:
    """How many gave each answer; "" are those who gave none."""
    found = dict.fromkeys([*(one.value for one in Reply), ""], 0)
    for one in replies:
        found[one] += 1
    return found
