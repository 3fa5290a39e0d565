"""How a post is labelled, who gets it and in what form, and why one is held. Pure: no Django, no database, no clock.

What leaves by mail is out of our hands, so a label decides the form: CLEAR and GREEN go as they are, AMBER and AMBER+STRICT as a notice
with a link, RED never by mail (docs/how-to/use-mailing-lists.md).
"""

from __future__ import annotations

import re
from datetime import timedelta
from enum import StrEnum
from typing import Final

from hsoc.records.tlp import TLP, narrowest

PAUSES: Final = (1, 5, 15, 60, 120, 240, 480, 720, 1440)  # min after the first, second … failure; about two days in all
LEASE: Final = timedelta(minutes=10)  # a sending whose process died is taken up again after that
BOUNCE_HARD: Final = 2.0  # of one mail that was refused for good
BOUNCE_SOFT: Final = 0.5  # of one that came back for now: a full box, a relay asleep
BOUNCE_LIMIT: Final = 6.0  # three hard ones, or twelve soft ones: then delivery stops
BOUNCE_FORGOTTEN: Final = timedelta(days=14)  # without a bounce: the score begins anew
DIGEST_HOUR: Final = 7  # h, local time: before the morning round
LONGEST_SUBJECT: Final = 200  # characters
LONGEST_TEXT: Final = 100_000  # characters of a post; a long report has 20,000
_TAG: Final = re.compile(r"\[?\bTLP\s?[:\-]\s?(CLEAR|WHITE|GREEN|AMBER\s?\+\s?STRICT|AMBER-STRICT|AMBER|RED)\b\]?", re.IGNORECASE)
_BEFORE: Final = re.compile(r"^\s*((re|fwd?|odp|aw|fw)\s*(\[\d+\])?:\s*)+", re.IGNORECASE)


class Delivery(StrEnum):
    """How a member gets posts."""

    EACH = "each"
    DIGEST = "digest"
    NONE = "none"


class Replies(StrEnum):
    """Whom an answer goes to."""

    LIST = "list"
    AUTHOR = "author"


class Writers(StrEnum):
    """Whose posts are not held."""

    MEMBERS = "members"
    LEADERS = "leaders"  # others' wait for a leader


class State(StrEnum):
    """What became of a post."""

    HELD = "held"
    OUT = "out"
    REFUSED = "refused"
    DISCARDED = "discarded"


class Why(StrEnum):
    """Why a post is held. Their words: web.words."""

    UNPROVEN = "unproven"  # neither a DMARC-aligned signature nor a secret address
    STRANGER = "stranger"  # proven, but no member
    MODERATED = "moderated"
    RED = "red"  # RED came by mail
    ELSEWHERE = "elsewhere"  # signed, but the list stands neither in To nor in Cc: could be an old mail of his sent on by somebody
    TOKEN = "token"  # noqa: S105  a secret address that is not that person's, or was taken back


class Form(StrEnum):
    """In what form a post goes into a mail box."""

    WHOLE = "whole"
    NOTICE = "notice"
    NOTHING = "nothing"


def form_of(label: TLP) -> Form:
    """What of a post under this label may go by mail."""
    if label is TLP.RED:
        return Form.NOTHING
    return Form.WHOLE if label in {TLP.CLEAR, TLP.GREEN} else Form.NOTICE


def tagged(subject: str) -> TLP | None:
    """The narrowest label that a subject names; None where it names none."""
    found = []
    for one in _TAG.findall(subject[: 4 * LONGEST_SUBJECT]):
        name = re.sub(r"\s", "", one).upper().replace("-", "+")
        found.append(TLP(f"TLP:{'CLEAR' if name == 'WHITE' else name}"))
    return narrowest(*found) if found else None


def label_of(said: TLP | None, group: TLP, answered: TLP | None) -> TLP:
    """The label of a post: the author's word or else the group's, and never wider than what it answers, which it may quote."""
    own = said or group
    return narrowest(own, answered) if answered else own


def bare(subject: str) -> str:
    """A subject without Re:, label and the list's own tag; the name of a thread."""
    text = _TAG.sub("", " ".join(subject.split()))
    before = None
    while before != text:
        before, text = text, _BEFORE.sub("", text.strip())
    return text.strip()[:LONGEST_SUBJECT] or "–"


def over(tries: int) -> bool:
    """Whether a sending was handed over so often, without a word on what became of it, that it is not tried again."""
    return tries > len(PAUSES)


def pause(tries: int) -> timedelta | None:
    """How long to wait after that many failures; None = give up."""
    return timedelta(minutes=PAUSES[tries - 1]) if tries <= len(PAUSES) else None
