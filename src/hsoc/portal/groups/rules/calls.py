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
LEASE: Final = timedelta(seconds=60)  # that a message may be on its way before its sender counts as dead; the wire waits 5 s
PAUSES: Final = tuple(timedelta(seconds=one) for one in (10, 20, 40, 80, 160))  # after each failure; then a person has to ring
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


class Sent(StrEnum):
    """How far a message is."""

    QUEUED = "queued"
    GOING = "going"  # the worker has it in hand
    GONE = "gone"  # the relay or the gateway took it
    FILED = "filed"  # a file in this house, which has no gateway: nobody's phone got it
    DELIVERED = "delivered"  # the gateway says that it reached the phone
    FAILED = "failed"
    UNSURE = "unsure"  # it may have left: the worker or the gateway fell silent in between
    NEEDLESS = "needless"  # the answer, or the end of the call, was quicker


OPEN: Final = frozenset({Sent.QUEUED.value, Sent.GOING.value})


def after(tries: int) -> timedelta | None:
    """How long to wait after so many failures; None where it is given up."""
    return PAUSES[tries - 1] if tries <= len(PAUSES) else None


def progress(states: Iterable[str]) -> dict[str, int]:
    """How many there are (`all`), wait (`open`), are over (`done`), have left (`left`), and those that did not, by their state."""
    found = list(states)
    left = sum(one in {Sent.GONE, Sent.DELIVERED} for one in found)
    waiting, failed, unsure = sum(one in OPEN for one in found), found.count(Sent.FAILED), found.count(Sent.UNSURE)
    told = {"all": len(found), "open": waiting, "done": len(found) - waiting}
    return told | {
        "left": left,
        "delivered": found.count(Sent.DELIVERED),
        "failed": failed,
        "unsure": unsure,
        "filed": found.count(Sent.FILED),
    }


def in_sms(subject: str, label: TLP) -> str:
    """The subject as an SMS may carry it: nothing from AMBER up."""
    return subject if label in IN_SMS else ""


def counted(replies: Iterable[str]) -> dict[str, int]:
    """How many gave each answer; "" are those who gave none."""
    found = dict.fromkeys([*(one.value for one in Reply), ""], 0)
    for one in replies:
        found[one] += 1
    return found
