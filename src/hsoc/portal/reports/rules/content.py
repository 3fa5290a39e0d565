"""What a report holds, as it is stored, and what of it may be read without a login. Pure. Never: sentences (share)."""

from __future__ import annotations

from typing import Any

import msgspec

from hsoc.portal.reports.rules.reckon import Arithmetic, Outcome, Part


class Content(msgspec.Struct, frozen=True, omit_defaults=True):
    """after, upto: the window (ms of arrival); own: the one address of an extra report, '' = all; sealed_events: left out of a copy."""

    after: int
    upto: int
    arithmetic: Arithmetic
    parts: tuple[Part, ...]
    own: str = ""
    sealed_events: int = 0


def content_of(outcome: Outcome, *, after: int, upto: int, own: str = "") -> Content:
    """The content of a report."""
    return Content(after=after, upto=upto, arithmetic=outcome.arithmetic, parts=outcome.parts, own=own)


def stored(content: Content) -> dict[str, Any]:
    """As JSON keeps it."""
    return dict(msgspec.to_builtins(content))


def read(document: dict[str, Any]) -> Content:
    """Back from JSON. Raises msgspec.ValidationError."""
    return msgspec.convert(document, Content)


def open_copy(content: Content) -> Content:
    """For the link and for mail: without lines that are only for eyes behind the login (TLP:RED, others' AMBER+STRICT).

    Where such a line may hide among those that were not kept, nothing of it shows: they are numbers only.
    """
    parts, sealed = [], 0
    for part in content.parts:
        items = tuple(one for one in part.items if not one.sealed)
        sealed += sum(one.events for one in part.items if one.sealed)
        if items:
            parts.append(msgspec.structs.replace(part, items=items))
        else:
            sealed += part.more_events
    return msgspec.structs.replace(content, parts=tuple(parts), sealed_events=sealed)
