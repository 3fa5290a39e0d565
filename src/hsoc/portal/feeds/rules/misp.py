"""How MISP's clients ask: paths with parameters inside, filters in bodies, times in words. Pure. Never: HTTP, who sees what."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

import msgspec

MOST_VALUES: Final = 200  # of one filter
MOST_EVENTS: Final = 200  # of one page
USUAL_EVENTS: Final = 50
MOST_ATTRIBUTES: Final = 10_000  # of one page
USUAL_ATTRIBUTES: Final = 1000
LONGEST: Final = 4096  # characters of a value
_AGO: Final = re.compile(r"(\d{1,6})([dhms])")
_UNITS: Final = {"d": 86_400, "h": 3600, "m": 60, "s": 1}
_NAMED: Final = re.compile(r"([A-Za-z_]{1,40}):(.*)", re.DOTALL)


class Bad(ValueError):
    """What was asked cannot be answered: 400 with this sentence."""


class Path(msgspec.Struct, frozen=True):
    """`events/restSearch/page:2/limit:50` → controller, action, arguments, named. The first two in lower case without underscores."""

    controller: str
    action: str
    arguments: tuple[str, ...]
    named: dict[str, str]


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """The filters that are known; clients send a dozen more, which are ignored. since, until: seconds since 1970 of the last change."""

    values: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    uuids: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    not_tags: tuple[str, ...] = ()
    org: tuple[str, ...] = ()
    info: str = ""
    since: int | None = None
    until: int | None = None
    first_day: str = ""
    last_day: str = ""
    to_ids: bool | None = None
    published: bool | None = None
    metadata: bool = False
    page: int = 1
    limit: int = 0


def path(text: str) -> Path:
    """A path below /misp/. A space arrives as `+`."""
    plain: list[str] = []
    named: dict[str, str] = {}
    for one in text.removesuffix(".json").replace("+", " ").strip("/").split("/"):
        found = _NAMED.fullmatch(one) if len(plain) >= 2 else None
        if found:
            named[found[1]] = found[2]
        elif one:
            plain.append(one)
    controller, action, *rest = [*plain, "", ""][: max(2, len(plain))]
    return Path(controller.lower().replace("_", ""), action.lower().replace("_", ""), tuple(rest), named)


def asked(given: Mapping[str, Any], *, now: int) -> Asked:
    """The filters of a body, with those of the path already in it. now: seconds. Raises Bad."""
    if str(given.get("returnFormat") or "json") != "json":
        raise Bad("returnFormat: this server answers json; STIX is under /taxii2/")
    wanted, unwanted = _tags(given.get("tags") or given.get("tag"))
    since, until = _span(given.get("timestamp") or given.get("last") or given.get("publish_timestamp"), now)
    return Asked(
        values=_texts("value", given.get("value")),
        types=_texts("type", given.get("type") or given.get("type_attribute")),
        uuids=tuple(one.lower() for one in (*_texts("uuid", given.get("uuid")), *_texts("eventid", given.get("eventid")))),
        tags=wanted,
        not_tags=unwanted,
        org=_texts("org", given.get("org")),
        info=str(given.get("eventinfo") or "")[:200],
        since=since,
        until=until,
        first_day=_day("from", given.get("from") or given.get("date_from") or given.get("datefrom")),
        last_day=_day("to", given.get("to") or given.get("date_to") or given.get("dateuntil")),
        to_ids=_mark(given.get("to_ids")),
        published=_mark(given.get("published")),
        metadata=bool(_mark(given.get("metadata"))),
        page=_number("page", given.get("page"), 1),
        limit=_number("limit", given.get("limit"), 0),
    )


def _texts(name: str, given: Any) -> tuple[str, ...]:
    """A text, a list of them, or `{"OR": […]}`; `a||b` is two."""
    if isinstance(given, dict):
        if set(given) - {"OR"}:
            raise Bad(f"{name}: only OR is understood here")
        given = given["OR"]
    found = [
        one for text in (given if isinstance(given, list) else [given]) if text not in (None, "", False) for one in str(text).split("||")
    ]
    if len(found) > MOST_VALUES or any(len(one) > LONGEST for one in found):
        raise Bad(f"{name}: at most {MOST_VALUES} values of {LONGEST} characters")
    return tuple(one.strip() for one in found)


def _tags(given: Any) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if isinstance(given, dict):
        if set(given) - {"OR", "NOT"}:
            raise Bad("tags: OR and NOT are understood here")
        return _texts("tags", given.get("OR")), _texts("tags", given.get("NOT"))
    every = _texts("tags", given)
    return tuple(one for one in every if one[:1] != "!"), tuple(one[1:] for one in every if one[:1] == "!")


def _span(given: Any, now: int) -> tuple[int | None, int | None]:
    """Since a time, or between two."""
    if given in (None, "", False):
        return None, None
    if isinstance(given, list) and len(given) == 2:
        return second(given[0], now), second(given[1], now)
    return second(given, now), None


def second(given: Any, now: int) -> int:
    """Seconds since 1970 of a time or of so long ago. Raises Bad."""
    text = str(given).strip().lower()
    if found := _AGO.fullmatch(text):
        return now - int(found[1]) * _UNITS[found[2]]
    if text.isascii() and text.partition(".")[0].isdigit() and len(text) <= 17:
        return min(int(text.partition(".")[0]), 253_402_300_799)
    raise Bad("timestamp: seconds since 1970, or a span as 5d, is expected")


def _day(name: str, given: Any) -> str:
    text = str(given or "")[:10]
    if text and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
        raise Bad(f"{name}: a day as 2026-11-21 is expected")
    return text


def _mark(given: Any) -> bool | None:
    if given in (None, "", []):
        return None
    text = str(given).lower()
    return True if text in {"1", "true"} else False if text in {"0", "false"} else None


def _number(name: str, given: Any, default: int) -> int:
    if given in (None, ""):
        return default
    text = str(given)
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise Bad(f"{name}: a whole number is expected")
    return max(int(text), 1) if int(text) else default
