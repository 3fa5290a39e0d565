"""Single flows of one member, as the exporter told them. Belongs here: one page of them, and all for an export. Never: sums, words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, Literal

import msgspec

from hsoc.journal.days import HOUR_MS
from hsoc.journal.event_rows import Params
from hsoc.journal.own_traffic import SECONDS, Own, Wanted, checked, rows
from hsoc.records.address import text

MOST_PAGE: Final = 1_000  # flows read at once
DEEPEST: Final = 10_000  # flows that can be paged through; who wants more narrows the filter or takes the file
MOST_EXPORTED: Final = 100_000  # flows of one file

Sort = Literal["first", "bytes", "packets"]
SORTS: Final = ("first", "bytes", "packets")


class Flow(msgspec.Struct, frozen=True, kw_only=True):
    """One flow. Counters as exported: multiply by sampling. forwarding: IE 89 or None; inward: it came in."""

    first: int
    last: int
    inward: bool
    between: bool
    own: str
    own_port: int
    partner: str
    partner_port: int
    proto: int
    service: int
    tcp_flags: int
    icmp: int
    fragment: int
    packets: int
    bytes: int
    sampling: int
    exporter: str
    forwarding: int | None
    dropped: bool


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """One page; following: the offset of the next one, 0 on the last; cut: there is more, but not by paging."""

    rows: tuple[Flow, ...]
    following: int = 0
    cut: bool = False


_COLUMNS: Final = (
    "first, last, inward, direction = 3, own_hi, own_lo, own_port, partner_hi, partner_lo, partner_port, proto, service, tcp_flags, icmp, "
    "fragment, packets, bytes, sampling, exporter, forwarding, dropped"
)
_PAGE: Final = f"SELECT {_COLUMNS} FROM {{flows}} WHERE {{atleast}} ORDER BY {{order}} LIMIT $limit OFFSET $offset"  # noqa: S608
# every column, so that pages neither repeat nor leave out a flow among equals
_ORDERS: Final[dict[str, str]] = {
    name: f"{name} DESC, first DESC, last DESC, own_lo, own_hi, own_port, partner_lo, partner_hi, partner_port, proto, inward, bytes"
    for name in SORTS
}


def page(root: Path, own: Own, wanted: Wanted, *, sort: Sort = "first", offset: int = 0, size: int = 50, seconds: float = SECONDS) -> Page:
    """`size` flows from `offset`, the newest or largest first. Raises TooSlow, ValueError, KeyError."""
    offset, size = max(0, min(offset, DEEPEST)), max(1, min(size, MOST_PAGE))
    given = {"limit": size + 1, "offset": offset}
    found = _read(root, own, checked(wanted), sort=sort, given=given, seconds=seconds)
    more = len(found) > size
    deeper = offset + size < DEEPEST
    return Page(rows=tuple(_flow(one) for one in found[:size]), following=offset + size if more and deeper else 0, cut=more and not deeper)


def exported(root: Path, own: Own, wanted: Wanted, *, sort: Sort = "first", most: int = MOST_EXPORTED) -> Iterator[Flow]:
    """At most `most` flows in the order of the page. Read before the first is given, so that an error comes before an answer begins."""
    given = {"limit": min(most, MOST_EXPORTED), "offset": 0}
    return (_flow(one) for one in _read(root, own, checked(wanted), sort=sort, given=given, seconds=2 * SECONDS))


def _read(root: Path, own: Own, wanted: Wanted, *, sort: Sort, given: Params, seconds: float) -> list[tuple[Any, ...]]:
    needed, order = given["limit"] + given["offset"], _ORDERS[sort]
    if sort == "first":
        # the newest are mostly in the last hour: look there first, and only then at the whole span
        for since in (max(wanted.since, wanted.until - HOUR_MS), wanted.since):
            near = msgspec.structs.replace(wanted, since=since)
            found = rows(root, own, near, _told(order), given, seconds=seconds)
            if since == wanted.since or len(found) == given["limit"]:
                return found
    # one column first: only what is large enough is then read whole
    line = f"SELECT min(one) FROM (SELECT {sort} AS one FROM {{flows}} ORDER BY one DESC LIMIT $needed)"  # noqa: S608
    edge = rows(root, own, wanted, line, {"needed": needed}, seconds=seconds)
    if not edge or edge[0][0] is None:
        return []
    return rows(root, own, wanted, _told(order, f"{sort} >= $edge"), given | {"edge": edge[0][0]}, seconds=seconds)


def _told(order: str, atleast: str = "true") -> str:
    return _PAGE.replace("{atleast}", atleast).replace("{order}", order)


def _flow(row: tuple[Any, ...]) -> Flow:
    first, last, inward, between, own_hi, own_lo, own_port, hi, lo, port, *rest, exporter, forwarding, dropped = row
    proto, service, flags, icmp, fragment, packets, octets, sampling = rest
    return Flow(
        first=first, last=last, inward=inward, between=between, own=text(own_hi, own_lo), own_port=own_port, partner=text(hi, lo),
        partner_port=port, proto=proto, service=service, tcp_flags=flags, icmp=icmp, fragment=fragment, packets=packets, bytes=octets,
        sampling=sampling, exporter=text(0, exporter) if exporter > 0 else "", forwarding=forwarding, dropped=dropped,
    )  # fmt: skip
