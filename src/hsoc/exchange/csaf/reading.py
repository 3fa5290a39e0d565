"""Values of a JSON document by their place. Belongs here: taking what is of the right kind, saying of the rest where it stood. Never: CSAF.

Places are JSON pointers (RFC 6901) of the document; their keys are ours, so nothing has to be escaped.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from hsoc.exchange.csaf.terms import DATE, LONGEST_NAME, LONGEST_TEXT, MOST_NAMED
from hsoc.records.parcel import Rejects, Unreadable

_MOST_UNKNOWN = 100  # names of unknown things that are told
_LONGEST_TOLD = 64  # characters of a stranger's word in a sentence


class Reading:
    """What was met while one document was read."""

    def __init__(self) -> None:
        self.rejects = Rejects()
        self.unknown: dict[str, int] = {}
        self.named = 0

    def left(self, place: str, reason: str) -> None:
        """One part left out."""
        self.rejects.add(0, place, reason)

    def strange(self, name: str) -> None:
        """A word that nobody here knows."""
        name = name[:_LONGEST_TOLD]
        if name in self.unknown or len(self.unknown) < _MOST_UNKNOWN:
            self.unknown[name] = self.unknown.get(name, 0) + 1

    def name(self, holder: dict[str, Any], key: str, place: str, *, most: int = LONGEST_NAME) -> str:
        """A short text, '' where there is none. What is too long or no text is left out."""
        value = holder.get(key)
        if value is None:
            return ""
        if isinstance(value, str):
            value = value.strip()
            if len(value) <= most:
                return value
            self.left(f"{place}/{key}", f"has {len(value)} characters, at most {most} are read")
        else:
            self.left(f"{place}/{key}", "is no text")
        return ""

    def text(self, holder: dict[str, Any], key: str, place: str) -> str:
        """A long text; what is longer than LONGEST_TEXT is cut, and said so."""
        value = holder.get(key)
        if value is None:
            return ""
        if not isinstance(value, str):
            self.left(f"{place}/{key}", "is no text")
            return ""
        if len(value) > LONGEST_TEXT:
            self.left(f"{place}/{key}", f"has {len(value)} characters, the first {LONGEST_TEXT} are kept")
            value = value[:LONGEST_TEXT]
        return value.strip()

    def holder(self, holder: dict[str, Any], key: str, place: str) -> dict[str, Any]:
        """An object, empty where there is none."""
        value = holder.get(key)
        if isinstance(value, dict):
            return value
        if value is not None:
            self.left(f"{place}/{key}", "is no object")
        return {}

    def items(self, holder: dict[str, Any], key: str, place: str, *, most: int) -> list[Any]:
        """A list; what is beyond `most` is left out in one sentence."""
        value = holder.get(key)
        if value is None:
            return []
        if not isinstance(value, list):
            self.left(f"{place}/{key}", "is no list")
            return []
        if len(value) > most:
            self.left(f"{place}/{key}", f"has {len(value)} items, the first {most} are read")
            return value[:most]
        return value

    def holders(self, holder: dict[str, Any], key: str, place: str, *, most: int) -> Iterator[tuple[str, dict[str, Any]]]:
        """The objects of a list, each with its place."""
        for index, one in enumerate(self.items(holder, key, place, most=most)):
            here = f"{place}/{key}/{index}"
            if isinstance(one, dict):
                yield here, one
            else:
                self.left(here, "is no object")

    def names(self, holder: dict[str, Any], key: str, place: str) -> list[str]:
        """A list of product or group ids. Raises Unreadable where the paper names more than MOST_NAMED in all."""
        found = self.items(holder, key, place, most=MOST_NAMED)
        self.count(len(found), f"{place}/{key}")
        texts = [one for one in found if isinstance(one, str)]
        if len(texts) < len(found):
            self.left(f"{place}/{key}", "holds something that is no text")
        return texts

    def count(self, number: int, place: str) -> None:
        """So many products named here. Raises Unreadable at the ceiling of a whole paper."""
        self.named += number
        if self.named > MOST_NAMED:
            raise Unreadable(place, f"products are named more than {MOST_NAMED} times in this paper; such a one is not read")

    def time(self, holder: dict[str, Any], key: str, place: str) -> int | None:
        """Milliseconds since 1970 UTC; a time without a zone is UTC."""
        value = holder.get(key)
        if value is None:
            return None
        if isinstance(value, str) and len(value) <= _LONGEST_TOLD and DATE.fullmatch(value):
            try:
                return milliseconds(value)
            except ValueError:
                pass
        self.left(f"{place}/{key}", "is no time of day as RFC 3339 writes it")
        return None


def milliseconds(value: str) -> int:
    """RFC 3339 → ms since 1970 UTC. Raises ValueError."""
    head, _, rest = value.upper().partition(".")
    if rest:  # fractions of any length, of which three places count
        digits = rest.rstrip("Z").partition("+")[0].partition("-")[0]
        value = f"{head}.{digits[:3]:0<3}{rest[len(digits) :]}"
    at = datetime.fromisoformat(value.upper())
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return round(at.timestamp() * 1000)
