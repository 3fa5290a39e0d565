"""What a sensor saw, cleaned: addresses, ports, protocols, names. Belongs here: one value from a stranger's text. Never: a format's words.

An observed prefix may carry host bits (they are masked); a rule's never may (records.address). What is unusable is None or an error, never
a guess.
"""

from __future__ import annotations

import ipaddress
import re
from functools import lru_cache
from typing import Any, Final

from hsoc.records import moment
from hsoc.records.event import Endpoint, Event
from hsoc.records.indicator import named, named_by, shown
from hsoc.records.parcel import Unreadable
from hsoc.records.taxonomy import Severity, severity_of

MOST_TEXT: Final = 4000  # characters of a description
MOST_NAME: Final = 253  # characters of a host's name (RFC 1035)
MOST_COUNT: Final = 2**53  # a count beyond is read as this

IDENTIFIER: Final = re.compile(r"[A-Za-z0-9._-]{1,256}")  # IDEA's syntax of an ID
CATEGORY: Final = re.compile(r"[A-Za-z0-9_-]{1,64}(\.[A-Za-z0-9_-]{1,64})?")
_PLAIN_V4: Final = re.compile(r"(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}", re.ASCII)
_PROTO: Final = re.compile(r"[a-z0-9_.+/-]{1,64}")
_CONTROL: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
_HOST: Final = re.compile("[^\\s\x00-\x20\x7f-\x9f\ud800-\udfff/@,;\"'<>\\\\]{1,253}")

# IANA protocol numbers as IDEA names them, lower case
_PROTOCOLS: Final = {
    1: "icmp",
    2: "igmp",
    4: "ipip",
    6: "tcp",
    17: "udp",
    33: "dccp",
    47: "gre",
    50: "esp",
    51: "ah",
    58: "icmp6",
    89: "ospf",
    132: "sctp",
}
_TRANSPORTS: Final = frozenset(_PROTOCOLS.values())
_RESPELT: Final = {"ipv6-icmp": "icmp6", "icmpv6": "icmp6", "icmp-v6": "icmp6"}


@lru_cache(maxsize=65536)
def address(text: str) -> str:
    """The canonical address or prefix. Raises ValueError with a sentence part. A v4-mapped address is read as the IPv4 one."""
    if _PLAIN_V4.fullmatch(text):
        return text
    try:
        net = ipaddress.ip_network(text.strip(), strict=False)
    except ValueError as error:
        raise ValueError(f"{shown(text)} is not an address") from error
    first = net.network_address
    if isinstance(first, ipaddress.IPv6Address) and net.prefixlen == net.max_prefixlen and first.ipv4_mapped:
        return str(first.ipv4_mapped)
    if isinstance(first, ipaddress.IPv6Address) and first.scope_id:
        raise ValueError(f"{shown(text)} is an address of one link only")
    return str(first) if net.prefixlen == net.max_prefixlen else str(net)


def port(value: Any) -> int | None:
    """0 … 65535, or None for what is none."""
    number = _counted(value) if isinstance(value, str) else count(value)
    return number if number is not None and number <= 0xFFFF else None


def count(value: Any) -> int | None:
    """A whole number from 0, at most MOST_COUNT, or None for what is none."""
    if isinstance(value, str):
        text = value.strip()
        return min(int(text), MOST_COUNT) if text.isdecimal() and text.isascii() and len(text) <= 20 else None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return int(min(value, MOST_COUNT)) if value >= 0 and value == value // 1 else None  # NaN compares false


def asn(value: Any) -> int | None:
    """An AS number with or without `AS` before it, or None."""
    number = _counted(value.strip().upper().removeprefix("AS")) if isinstance(value, str) else count(value)
    return number if number and number < 2**32 else None


@lru_cache(maxsize=65536)
def _counted(text: str) -> int | None:
    return count(text)


@lru_cache(maxsize=4096)
def proto(value: str) -> str:
    """IDEA's name of a protocol or an application, from its name or IANA number; '' for what is none."""
    text = value.strip().lower()
    if text.isdecimal() and text.isascii():
        return _PROTOCOLS.get(int(text), "") if len(text) <= 3 else ""
    return _RESPELT.get(text, text) if _PROTO.fullmatch(text) else ""


def layers(protos: tuple[str, ...]) -> tuple[str, str]:
    """The transport and the application among the protocols of a side, '' for what is not said."""
    transport = next((one for one in protos if one in _TRANSPORTS), "")
    return transport, next((one for one in protos if one not in _TRANSPORTS), "")


def host(value: str) -> str:
    """A host's name as it was seen, without the last dot, in lower case; '' for what cannot be one."""
    text = value.strip().rstrip(".").lower()
    return text if _HOST.fullmatch(text) else ""


def clean(value: str, *, most: int = MOST_TEXT) -> str:
    """A stranger's text for people and databases: no control characters, at most `most` characters."""
    if len(value) <= most and value.isprintable():  # the many; what is printable holds no control characters
        return value.strip()
    return _CONTROL.sub(" ", value[: 2 * most]).strip()[:most]


def text(document: dict[str, Any], key: str) -> str:
    """What stands under a key as clean text; '' where there is none or something else."""
    value = document.get(key)
    return clean(value) if isinstance(value, str) else ""


def instant(document: dict[str, Any], key: str, now: int) -> int:
    """The time under a key in ms since 1970 UTC, 0 where it is missing. Raises Unreadable with the key on what is no time."""
    value = document.get(key)
    if value is None or value == "":
        return 0
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise Unreadable(key, "a date and time expected")
    try:
        return moment.read(value, now=now)
    except ValueError as error:
        raise Unreadable(key, str(error)) from error


def identifier(source: str, foreign: str, own_text: bytes) -> str:
    """The event's id: the foreign one where IDEA can say it, else always the same one of `source` and the item's own text."""
    if foreign and IDENTIFIER.fullmatch(foreign):
        return foreign
    return named(source, foreign) if foreign else named_by(source, own_text)


def side(
    addresses: tuple[str, ...] = (),
    *,
    ports: tuple[int | None, ...] = (),
    protos: tuple[str, ...] = (),
    hosts: tuple[str, ...] = (),
    asns: tuple[int | None, ...] = (),
    types: tuple[str, ...] = (),
) -> tuple[Endpoint, ...]:
    """One endpoint of cleaned values, or none where nothing but a protocol or a type would stand in it."""
    found_ports = tuple([one for one in ports if one is not None])
    found_hosts = tuple([one for one in hosts if one])
    found_asns = tuple([one for one in asns if one is not None])
    if not (addresses or found_ports or found_hosts or found_asns):
        return ()
    found_protos = tuple(dict.fromkeys([one for one in protos if one]))
    return (Endpoint(addresses=addresses, ports=found_ports, proto=found_protos, hostname=found_hosts, asn=found_asns, types=types),)


def told(
    *,
    id: str,  # noqa: A002 -- the record's own word
    category: tuple[str, ...],
    detected: int,
    sources: tuple[Endpoint, ...],
    targets: tuple[Endpoint, ...],
    first: int | None = None,
    last: int | None = None,
    severity: Severity | None = None,
    **more: Any,
) -> Event:
    """An event that somebody else tells: counts are of what is listed, what became of the traffic is not said."""
    began = detected if first is None else first
    return Event(
        id=id,
        category=category,
        detected=detected,
        first=began,
        last=max(began, began if last is None else last),
        severity=severity or severity_of(category[0]),
        sources=sources,
        targets=targets,
        source_count=_different(sources, "addresses"),
        target_count=_different(targets, "addresses"),
        port_count=_different(targets, "ports"),
        why="not_said",
        **more,
    )


def _different(sides: tuple[Endpoint, ...], field: str) -> int:
    if len(sides) == 1 and len(found := getattr(sides[0], field)) < 2:  # the many
        return len(found)
    return len({one for side in sides for one in getattr(side, field)})
