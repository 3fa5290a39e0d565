"""What a plain list keeps. Never: reading or writing one."""

from __future__ import annotations

from typing import Final

from hsoc.records.event import Event

MEDIA: Final = "text/plain; charset=utf-8"
COMMENTS: Final = ("#", ";", "//", "!")  # signs that begin one
LONGEST_LINE: Final = 8192  # bytes

_NO: Final = "lost: a plain list holds values only"
CARRIES: Final[dict[str, str]] = dict.fromkeys(Event.__struct_fields__, "lost: a plain list has no events")
CARRIES_INDICATOR: Final[dict[str, str]] = {
    "id": "coarsened: made of the list's name and the value",
    "kind": "coarsened: guessed from the value",
    "value": "kept",
    "first": _NO,
    "until": _NO,
    "created": _NO,
    "modified": _NO,
    "tlp": _NO,
    "pap": _NO,
    "confidence": _NO,
    "category": _NO,
    "labels": _NO,
    "title": _NO,
    "description": _NO,
    "producer": _NO,
    "reference": _NO,
    "to_block": _NO,
    "revoked": "lost: what is revoked is not written",
}
