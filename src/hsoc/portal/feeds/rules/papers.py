"""A block list in the languages of those who enforce it. Pure: entries in, bytes out. Never: which entries (queries).

Values were canonical before (records.indicator): names are letters, digits, dot, hyphen and underscore; URLs hold no white space. What a
language could still misread (a comma, a leading sign) is quoted or neutralised here.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import UTC, datetime
from ipaddress import ip_network
from types import MappingProxyType
from typing import Final

import msgspec

from hsoc.records.delimited import neutral
from hsoc.records.indicator import Kind

WHATS: Final = MappingProxyType(
    {
        "ip": (Kind.IP, Kind.NET),
        "domain": (Kind.DOMAIN,),
        "url": (Kind.URL,),
        "hash": (Kind.MD5, Kind.SHA1, Kind.SHA256, Kind.SHA512),
    }
)
FRESH_S: Final = 300  # seconds after which a resolver asks its source again; a revocation is then at most this old there
TEXT: Final = "text/plain; charset=utf-8"


class Entry(msgspec.Struct, frozen=True):
    """One line. until: ms or None; tlp: the narrowest label among those who stand behind it, '' where several entries were joined."""

    value: str
    until: int | None = None
    tlp: str = ""


class Listing(msgspec.Struct, frozen=True, kw_only=True):
    """One list. tlp: the narrowest label in it; made: ms; version: the newest `added` it knows of; left: reason → how many not listed."""

    audience: str
    pap: str
    what: str
    tlp: str
    made: int
    version: int
    entries: tuple[Entry, ...]
    left: dict[str, int] = {}


def _moment(ms: int) -> str:
    return datetime.fromtimestamp(ms / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _about(listing: Listing, mark: str) -> str:
    lines = (
        f"hSOC block list: {listing.what}, {len(listing.entries)} entries, {_moment(listing.made)}",
        f"{listing.tlp} PAP:{listing.pap.upper()}; fetch it again at least every {FRESH_S} s, a value may be taken back at any time",
    )
    return "".join(f"{mark} {line}\n" for line in lines)


def plain(listing: Listing) -> tuple[bytes, str]:
    """One value a line, two lines of comment before."""
    return (_about(listing, "#") + _lines(one.value for one in listing.entries)).encode(), TEXT


def bare(listing: Listing) -> tuple[bytes, str]:
    """One value a line and nothing else: what firewalls' external lists take for sure."""
    return _lines(one.value for one in listing.entries).encode(), TEXT


def without_scheme(listing: Listing) -> tuple[bytes, str]:
    """As `bare`; URLs without `http://`, as Palo Alto's URL lists want them."""
    return _lines(one.value.partition("://")[2] if listing.what == "url" else one.value for one in listing.entries).encode(), TEXT


def table(listing: Listing) -> tuple[bytes, str]:
    """CSV with a header; a cell that a spreadsheet would reckon is neutralised."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(("value", "until", "tlp", "pap"))
    pap = f"PAP:{listing.pap.upper()}"
    writer.writerows((neutral(one.value), _moment(one.until) if one.until else "", one.tlp or listing.tlp, pap) for one in listing.entries)
    return out.getvalue().encode(), "text/csv; charset=utf-8"


def structured(listing: Listing) -> tuple[bytes, str]:
    """JSON: what the list is, then its entries."""
    entries = [{"value": one.value, "until": _moment(one.until) if one.until else None} for one in listing.entries]
    about = {"audience": listing.audience, "tlp": listing.tlp, "pap": f"PAP:{listing.pap.upper()}", "what": listing.what}
    return msgspec.json.encode(about | {"made": _moment(listing.made), "left": listing.left, "entries": entries}), "application/json"


def zone(listing: Listing) -> tuple[bytes, str]:
    """A response policy zone (draft-vixie-dns-rpz): names and all below them do not exist; addresses in answers neither."""
    lines = ["$TTL 60", f"@ SOA localhost. root.localhost. {listing.made // 1000 % 2**32} {FRESH_S} 60 86400 60", "  NS localhost."]
    for one in listing.entries:
        if listing.what == "domain":
            lines += [f"{one.value} CNAME .", f"*.{one.value} CNAME ."]
        else:
            lines.append(f"{_rpz_ip(one.value)} CNAME .")
    return (_about(listing, ";") + _lines(lines)).encode(), TEXT


def _rpz_ip(prefix: str) -> str:
    net = ip_network(prefix)
    if net.version == 4:
        parts = str(net.network_address).split(".")
    else:
        words = net.network_address.exploded.split(":")
        parts = [f"{int(word, 16):x}" for word in words]
    return f"{net.prefixlen}.{'.'.join(reversed(parts))}.rpz-ip"


def nftables(listing: Listing) -> tuple[bytes, str]:
    """A script for `nft -f` that fills two sets in the table `inet hsoc` anew, in one transaction."""
    v4 = [one.value for one in listing.entries if ":" not in one.value]
    v6 = [one.value for one in listing.entries if ":" in one.value]
    text = _about(listing, "#") + "add table inet hsoc\n"
    for name, kind, values in (("blocked4", "ipv4_addr", v4), ("blocked6", "ipv6_addr", v6)):
        text += f"add set inet hsoc {name} {{ type {kind}; flags interval; }}\nflush set inet hsoc {name}\n"
        if values:
            text += f"add element inet hsoc {name} {{\n  " + ",\n  ".join(values) + "\n}\n"
    return text.encode(), TEXT


def _lines(values: object) -> str:
    return "".join(f"{one}\n" for one in values)  # type: ignore[attr-defined]


Writer = Callable[[Listing], tuple[bytes, str]]
ALL: Final = frozenset(WHATS)
# ending → (how it is written, of which lists)
FORMATS: Final[MappingProxyType[str, tuple[Writer, frozenset[str]]]] = MappingProxyType(
    {
        "txt": (plain, ALL),
        "csv": (table, ALL),
        "json": (structured, ALL),
        "rpz": (zone, frozenset({"ip", "domain"})),
        "nft": (nftables, frozenset({"ip"})),
        "fortigate": (bare, ALL),
        "paloalto": (without_scheme, frozenset({"ip", "domain", "url"})),
    }
)
