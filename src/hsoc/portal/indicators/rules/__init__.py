"""Who may see an indicator and when it may be blocked upon. Pure: no Django, no database, no clock.

Two labels and an audience: TLP says how far it may spread, PAP what may be done with it, the audience whom the sharer gave it to. An
audience never reaches farther than the label: CLEAR may be public, RED never leaves its organisation, and AMBER+STRICT does so only
when a person of the sharer's said so (an import with an unknown label lands there and waits for one).
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

import msgspec

from hsoc.records.indicator import Kind, guessed, shown
from hsoc.records.tlp import TLP

INDEPENDENT: Final = 2  # organisations that must hold a value for bad before a block list carries it by itself
BANDS: Final = ((11, "11+"), (6, "6-10"), (3, "3-5"))  # how many met a value, as a sharer may learn it; two could name each other
MOST_PASTED: Final = 500  # values typed at once; more is a file and comes in by an import
_BRACKETED: Final = str.maketrans({"[": "", "]": ""})


class Audience(StrEnum):
    """Whom the sharer gave it to."""

    OWN = "own"
    COMMUNITY = "community"
    PUBLIC = "public"


WIDEST: Final = {
    TLP.CLEAR: Audience.PUBLIC,
    TLP.GREEN: Audience.COMMUNITY,
    TLP.AMBER: Audience.COMMUNITY,
    TLP.AMBER_STRICT: Audience.COMMUNITY,
    TLP.RED: Audience.OWN,
}
_ORDER: Final = list(Audience)


def usual(label: TLP) -> Audience:
    """The audience where the sharer names none."""
    return Audience.OWN if label == TLP.AMBER_STRICT else WIDEST[label]


def reaches(audience: Audience, label: TLP) -> bool:
    """Whether the label allows that audience."""
    return _ORDER.index(audience) <= _ORDER.index(WIDEST[label])


def carried(*, organisations: int, trusted: bool, approved: bool) -> bool:
    """Whether a block list carries a value: two independent organisations, a trusted source, or a coordinator's word."""
    return approved or trusted or organisations >= INDEPENDENT


def band(organisations: int) -> str:
    """How many organisations met a value, in words that name none; '' for too few to say."""
    return next((name for least, name in BANDS if organisations >= least), "")


class Line(msgspec.Struct, frozen=True):
    """One value as somebody typed it. line: from 1; fault: why it is none, then kind is None; again: it stood there before."""

    line: int
    typed: str
    kind: Kind | None = None
    value: str = ""
    fault: str = ""
    again: bool = False


def pasted(text: str) -> tuple[Line, ...]:
    """What lines of a mail or a table mean: one value each, its kind guessed; blank lines and comments (#) say nothing.

    Values made harmless for mails are read: `hxxp://`, `example[.]com`, `example[dot]com`, `user[at]example.com`.
    """
    found: list[Line] = []
    seen: set[tuple[Kind, str]] = set()
    for number, whole in enumerate(text.splitlines(), start=1):
        typed = whole.strip().strip(",;\"'").strip()
        if not typed or typed.startswith("#"):
            continue
        if len(found) == MOST_PASTED:
            break
        try:
            kind, value = guessed(_armed(typed))
        except ValueError as error:
            found.append(Line(number, shown(typed), fault=str(error)))
            continue
        found.append(Line(number, typed, kind, value, again=(kind, value) in seen))
        seen.add((kind, value))
    return tuple(found)


def _armed(typed: str) -> str:
    text = typed.replace("[dot]", ".").replace("(.)", ".").replace("[at]", "@").replace("[:]", ":")
    if text[:4].lower() == "hxxp":
        text = "http" + text[4:]
    return text if "://[" in text else text.translate(_BRACKETED)
