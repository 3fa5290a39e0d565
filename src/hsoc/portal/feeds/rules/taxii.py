"""What TAXII 2.1 asks and how it is answered (OASIS Standard, 10 June 2021). Pure: headers and arguments in. Never: HTTP, storage.

A page goes on after a number that only grows (`added`, microseconds), so that it is stable while others write: `next` is that number in a
dress that nobody should look into, and `added_after` is the same number as a time.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import msgspec

MEDIA: Final = "application/taxii+json;version=2.1"
PAGE: Final = 100  # objects of a page where the client names no number
MOST_PAGE: Final = 1000  # objects of a page, whatever the client asks for
MOST_BODY: Final = 16 * 1024 * 1024  # bytes of one POST; as told in `max_content_length`
MOST_OBJECTS: Final = 10_000  # of one POST
MOST_VALUES: Final = 100  # values of one match
MOST_ABOUT: Final = 20_000  # indicators that the sightings and opinions of one POST may be about
RATE: Final = 20.0  # requests a second of one caller that go on for ever; a page takes a few ms
BURST: Final = 1200  # requests at once: clients do not wait at 429, and whoever pages by hundreds gets 100,000 objects in one go
SPEC: Final = "2.1"
_ACCEPT: Final = re.compile(r"application/taxii\+json(\s*;\s*version\s*=\s*\"?([0-9.]+)\"?)?\s*(;.*)?", re.IGNORECASE)
_ANY: Final = frozenset({"*/*", "application/*"})
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_US: Final = timedelta(microseconds=1)
_TIME: Final = re.compile(r"(\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2})(\.\d{1,12})?(Z|z|[+-]\d{2}:\d{2})")
_INDICATOR: Final = re.compile(r"indicator--([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})", re.IGNORECASE)
VERSIONS: Final = frozenset({"last", "first", "all"})


class Bad(ValueError):
    """What was asked cannot be answered: 400 with this sentence."""


class Query(msgspec.Struct, frozen=True, kw_only=True):
    """What of a collection is asked for. after: number after which to go on; versions: `last`, `first`, `all` or times (µs)."""

    after: int = 0
    limit: int = PAGE
    ids: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    specs: tuple[str, ...] = ()
    versions: tuple[str, ...] = ("last",)


class Position(msgspec.Struct, frozen=True, array_like=True):
    """Where a page ended."""

    after: int


def acceptable(accept: str) -> bool:
    """Whether a client takes what we answer: ours, or anything; another version is not ours."""
    for one in accept.split(","):
        text = one.strip()
        found = _ACCEPT.fullmatch(text)
        if text.partition(";")[0].strip() in _ANY or (found and found[2] in (None, SPEC)):
            return True
    return False


def is_taxii(content_type: str) -> bool:
    """Whether a body is said to be ours."""
    found = _ACCEPT.fullmatch(content_type.strip())
    return bool(found and found[2] in (None, SPEC))


def query(arguments: Mapping[str, Sequence[str]]) -> Query:
    """The arguments of a collection's endpoints. Raises Bad. Both `next` and `added_after` may stand there; the farther one counts."""
    after = 0
    if given := _one(arguments, "added_after"):
        after = number(given)
    if given := _one(arguments, "next"):
        after = max(after, _position(given))
    limit = PAGE
    if given := _one(arguments, "limit"):
        if not given.isascii() or not given.lstrip("-").isdigit() or len(given) > 12 or int(given) <= 0:
            raise Bad("limit: a whole number above zero is expected")
        limit = min(int(given), MOST_PAGE)
    versions = _values(arguments, "match[version]") or ("last",)
    return Query(
        after=after,
        limit=limit,
        ids=_values(arguments, "match[id]"),
        types=_values(arguments, "match[type]"),
        specs=_values(arguments, "match[spec_version]"),
        versions=tuple(one if one in VERSIONS else moment(number(one)) for one in versions),
    )


def _one(arguments: Mapping[str, Sequence[str]], name: str) -> str:
    return next(iter(arguments.get(name, ())), "")


def _values(arguments: Mapping[str, Sequence[str]], name: str) -> tuple[str, ...]:
    found = tuple(one.strip() for given in arguments.get(name, ()) for one in given.split(",") if one.strip())
    if len(found) > MOST_VALUES:
        raise Bad(f"{name}: at most {MOST_VALUES} values")
    return found


def number(text: str) -> int:
    """Microseconds since 1970 of an RFC 3339 time; finer digits are cut, a plus that a query turned into a space is taken. Raises Bad."""
    found = _TIME.fullmatch(text.strip().replace(" ", "+"))
    if not found:
        raise Bad("a time as 2026-11-27T08:00:00.000000Z is expected")
    whole, fraction, zone = found.groups()
    try:
        at = datetime.fromisoformat(whole.upper() + ("+00:00" if zone in "Zz" else zone))
    except ValueError as error:
        raise Bad("a time as 2026-11-27T08:00:00.000000Z is expected") from error
    return (at - _EPOCH) // _US + int(((fraction or ".0")[1:] + "000000")[:6])


def moment(us: int) -> str:
    """A number as the time that stands for it, always with six digits."""
    return (_EPOCH + us * _US).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def about(heads: Sequence[Any]) -> tuple[str, ...]:
    """UUIDs of the indicators that sightings and opinions are about and that do not stand in the same envelope."""
    own = {head["id"] for head in heads if isinstance(head, dict) and isinstance(head.get("id"), str)}
    found: dict[str, None] = {}
    for head in heads:
        kind = head.get("type") if isinstance(head, dict) else None
        refs = [head.get("sighting_of_ref")] if kind == "sighting" else head.get("object_refs") if kind == "opinion" else None
        for ref in refs[:MOST_VALUES] if isinstance(refs, list) else ():
            if isinstance(ref, str) and ref not in own and (match := _INDICATOR.fullmatch(ref)) and len(found) < MOST_ABOUT:
                found[match[1].lower()] = None
    return tuple(found)


def cursor(after: int) -> str:
    """`next` of a page that ended there."""
    return base64.urlsafe_b64encode(msgspec.json.encode(Position(after))).decode().rstrip("=")


def _position(text: str) -> int:
    try:
        return msgspec.json.decode(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)), type=Position).after
    except (msgspec.MsgspecError, ValueError) as error:
        raise Bad("next: not a position that this server gave out") from error
