"""What the audit log says to people: the words of its codes. The export keeps the codes. Pure: no database, no request.

A code is a thing and a deed (`seat.given`); both have their word, so a new pair of known ones needs nothing here. What has no word
is shown as its code.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django.utils.formats import date_format
from django.utils.translation import get_language, gettext, pgettext

from hsoc.portal.audit.share.deeds import DEEDS, OF_DEED
from hsoc.portal.audit.share.terms import KEYS, OF_DETAIL, OF_THING, THINGS

LONGEST: Final = 300  # characters of one value on the page; the whole one is in the export
HASH_SHOWN: Final = 12  # digits of a fingerprint that people compare
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")
_HASH: Final = re.compile(r"[0-9a-fA-F]{40,}")


def said(action: str) -> str:
    """An action in words: `seat.given` → "role in the portal: given"; the code where a word is missing."""
    thing, _dot, deed = action.partition(".")
    if thing not in THINGS or deed not in DEEDS:
        return action
    return f"{pgettext(OF_THING, THINGS[thing])}: {pgettext(OF_DEED, DEEDS[deed])}"


def named(thing: str) -> str:
    """What an action was done to: `organisation:7` → "organisation 7"."""
    kind, colon, key = thing.partition(":")
    word = pgettext(OF_THING, THINGS[kind]) if kind in THINGS else kind
    return f"{word} {key}" if colon else word


def told(details: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Details as pairs of words; what is empty is left out."""
    pairs = [(pgettext(OF_DETAIL, KEYS[name]) if name in KEYS else name, plain(value)) for name, value in details.items()]
    return [(name, value) for name, value in pairs if value]


def plain(value: object) -> str:
    """One value for people: yes and no, days as the house writes them, a change as an arrow, a fingerprint by its beginning."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, Mapping):
        text = ", ".join(f"{name} {one}" for name, one in told(value))
    elif isinstance(value, list) and len(value) == 2 and value[0] is None:  # a change from nothing
        text = plain(value[1])
    elif isinstance(value, list):
        text = ", ".join(filter(None, (plain(one) for one in value)))
    else:
        text = _text(str(value))
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _text(value: str) -> str:
    if _HASH.fullmatch(value):
        return value[:HASH_SHOWN] + "…"
    if _DAY.match(value) and (len(value) == 10 or value[10] == "T"):
        try:
            found = date.fromisoformat(value[:10])
        except ValueError:
            return value
        return date_format(found, "j.\xa0n.\xa0Y" if get_language() == "cs" else "j\xa0M\xa0Y")
    return value
