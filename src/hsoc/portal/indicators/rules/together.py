"""What ties one value to another, from the values alone. Pure: no Django, no database, no clock. Never: who may see a tie.

Bounded by what it is: a value has at most one site and 128 prefixes around it. A name belongs with those under the same registered name;
which names are registered we read from the labels (the last two, or three under `co.uk` and its like). Names under which strangers live
side by side (hosting, dynamic DNS) are told by warning lists and by the ceiling, not by a list of our own.
"""

from __future__ import annotations

import ipaddress
from typing import Final
from urllib.parse import urlsplit

from hsoc.records.indicator import Kind

CEILING: Final = 20  # values tied by one thing; more is too common to tell anything (MISP's limit of over-correlation has the same height)
COUNTED: Final = 10_000  # how far a common one is counted
MOST_TOGETHER: Final = 100  # indicators shared at once that belong together; more is a list, and lists tie nothing
WIDEST: Final = {4: 8, 6: 16}  # bits; a wider prefix holds everybody
HASHES: Final = frozenset({Kind.MD5, Kind.SHA1, Kind.SHA256, Kind.SHA512})
# second labels under which countries register (com.au, co.uk, gov.cz …)
_SECOND: Final = frozenset(
    {
        "ac", "asso", "co", "com", "edu", "firm", "gen", "go", "gob", "gouv", "gov", "gv", "id", "info", "int", "ltd", "me", "mil", "muni",
        "ne", "net", "nhs", "nom", "or", "org", "plc", "pp", "sch", "web",
    }
)  # fmt: skip
_COUNTRY: Final = 2  # letters of a country's own ending


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


def site(kind: Kind, value: str) -> str:
    """What names, URLs and mail addresses belong together by: the registered name, or the address where a URL names one; else ''."""
    found = host(kind, value)
    if not found:
        return ""
    try:
        address = ipaddress.ip_address(found)
    except ValueError:
        return registered(found)
    return str(getattr(address, "ipv4_mapped", None) or address)


def registered(name: str) -> str:
    """The part of a name that somebody registered: example.cz of a.b.example.cz, example.co.uk of www.example.co.uk."""
    labels = name.rstrip(".").split(".")
    wide = len(labels) > 2 and len(labels[-1]) == _COUNTRY and labels[-2] in _SECOND
    return ".".join(labels[-3 if wide else -2 :])


def around(kind: Kind, value: str) -> tuple[str, ...]:
    """The prefixes that hold an address or prefix, itself left out, the narrowest first; () of other kinds."""
    if kind not in {Kind.IP, Kind.NET}:
        return ()
    net = ipaddress.ip_network(value)
    return tuple(str(net.supernet(new_prefix=bits)) for bits in range(net.prefixlen - 1, WIDEST[net.version] - 1, -1))
