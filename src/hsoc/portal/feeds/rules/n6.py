"""What n6's REST asks and which of its events fit (n6's documentation of the REST API). Pure. Never: who sees an event, HTTP."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import msgspec

from hsoc.records import moment

USUAL_MS: Final = 7 * 86_400_000  # ms before now from which a client reads that named no time
MOST: Final = 10_000  # events of one answer, whatever `opt.limit` says
MOST_VALUES: Final = 100  # of one argument
WORDS: Final = ("category", "name", "source", "restriction", "confidence", "proto", "id", "ip", "fqdn", "asn", "sport", "dport")


class Bad(ValueError):
    """What was asked cannot be answered: 400 with this sentence."""


class Query(msgspec.Struct, frozen=True, kw_only=True):
    """Times in ms: from `low`, before `high`; equal: key → the texts of which one must stand there; nets: of an address."""

    low: int
    high: int
    limit: int = MOST
    equal: dict[str, frozenset[str]] = {}
    nets: tuple[Any, ...] = ()
    parts: tuple[str, ...] = ()


def query(arguments: Mapping[str, Sequence[str]], *, now: int) -> Query:
    """The arguments of a report; `time.min` is there (the door sends who left it out on). Raises Bad."""
    given = {name: tuple(_values(name, texts)) for name, texts in arguments.items() if name != "opt.primary"}
    low, high, limit = _time(given, "time.min", now), now + 1, MOST
    equal: dict[str, frozenset[str]] = {}
    nets: tuple[Any, ...] = ()
    parts: tuple[str, ...] = ()
    for name, values in given.items():
        match name:
            case "time.min":
                continue
            case "time.max":
                high = min(high, _time(given, name, now) + 1)
            case "time.until":
                high = min(high, _time(given, name, now))
            case "opt.limit":
                if len(values) != 1 or not values[0].isascii() or not values[0].isdigit() or not int(values[0][:9]) > 0:
                    raise Bad("opt.limit: a whole number above zero is expected")
                limit = min(int(values[0][:9]), MOST)
            case "ip.net":
                nets = tuple(map(_net, values))
            case "fqdn.sub":
                parts = values
            case _ if name in WORDS:
                equal[name] = frozenset(values)
            case _:
                raise Bad(f"{name[:40]}: no argument of this report")
    return Query(low=low, high=high, limit=limit, equal=equal, nets=nets, parts=parts)


def _values(name: str, texts: Sequence[str]) -> Iterator[str]:
    found = [one.strip() for text in texts for one in text.split(",") if one.strip()]
    if len(found) > MOST_VALUES:
        raise Bad(f"{name[:40]}: at most {MOST_VALUES} values")
    yield from found


def _time(given: Mapping[str, tuple[str, ...]], name: str, now: int) -> int:
    values = given.get(name, ())
    if len(values) != 1:
        raise Bad(f"{name}: one date and time expected")
    try:
        return moment.read(values[0], now=now)
    except ValueError as error:
        raise Bad(f"{name}: {error}") from error


def _net(text: str) -> Any:
    try:
        return ipaddress.IPv4Network(text, strict=False)
    except ValueError as error:
        raise Bad("ip.net: a prefix as 198.51.100.0/24 is expected") from error


def fits(event: Mapping[str, Any], wanted: Query) -> bool:
    """Whether an event of n6's is among what is asked for."""
    addresses = event.get("address", [])
    for name, texts in wanted.equal.items():
        held = {str(one.get(name)) for one in addresses} if name in {"ip", "asn"} else {str(event.get(name, ""))}
        if not held & texts:
            return False
    if wanted.parts and not any(part in event.get("fqdn", "") for part in wanted.parts):
        return False
    return not wanted.nets or any(ipaddress.IPv4Address(one["ip"]) in net for one in addresses for net in wanted.nets)
