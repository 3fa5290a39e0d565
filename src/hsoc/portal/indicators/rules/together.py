"""What ties one value to another, from the values alone. Pure: no Django, no database, no clock. Never: who may see a tie.

Bounded by what it is: a value has at most one site and 128 prefixes around it. A name belongs with those under the same registered name
(rules.suffixes). Names under which strangers live side by side and that stand on no list are told by warning lists and by the ceiling.
"""

from __future__ import annotations

import ipaddress
from collections import Counter
from collections.abc import Sequence
from typing import Final
from urllib.parse import urlsplit

from hsoc.portal.indicators.rules.suffixes import Suffixes
from hsoc.records.indicator import Kind

CEILING: Final = 20  # values tied by one thing that are told, and organisations beyond which it is too common (as MISP's over-correlation)
COUNTED: Final = 10_000  # how far a common one is counted
MOST_TOGETHER: Final = 100  # indicators shared at once that belong together; more is a list, and lists tie nothing
WIDEST: Final = {4: 8, 6: 16}  # bits; a wider prefix holds everybody
HASHES: Final = frozenset({Kind.MD5, Kind.SHA1, Kind.SHA256, Kind.SHA512})


def host(kind: Kind, value: str) -> str:
    """The name or address in a canonical name, URL or mail address; '' of all else."""
    if kind is Kind.DOMAIN:
        return value
    if kind is Kind.MAIL:
        return value.rpartition("@")[2]
    if kind is not Kind.URL:
        return ""
    try:
        return urlsplit(value).hostname or ""
    except ValueError:  # brackets that hold no address
        return ""


def site(kind: Kind, value: str, suffixes: Suffixes) -> str:
    """What names, URLs and mail addresses belong together by: the registered name, or the address where a URL names one; else ''."""
    found = host(kind, value)
    if not found:
        return ""
    try:
        address = ipaddress.ip_address(found)
    except ValueError:
        return suffixes.registered(found.rstrip("."))
    return str(getattr(address, "ipv4_mapped", None) or address)


def told_apart(by: Sequence[int]) -> list[bool] | None:
    """Which of these rows, each with who said it, are worth telling; None where they are too common to tell anything.

    Common is what more than CEILING organisations say. One organisation that says a thing very often hides nobody: those who said the
    least come first, and whoever no longer fits whole is left out.
    """
    counts = Counter(by)
    if len(counts) > CEILING:
        return None
    room, kept = CEILING, set()
    for who, count in sorted(counts.items(), key=lambda one: (one[1], one[0])):
        if count > room:
            break
        room -= count
        kept.add(who)
    return [who in kept for who in by] if kept or not by else None


def around(kind: Kind, value: str) -> tuple[str, ...]:
    """The prefixes that hold an address or prefix, itself left out, the narrowest first; () of other kinds."""
    if kind not in {Kind.IP, Kind.NET}:
        return ()
    net = ipaddress.ip_network(value)
    return tuple(str(net.supernet(new_prefix=bits)) for bits in range(net.prefixlen - 1, WIDEST[net.version] - 1, -1))
