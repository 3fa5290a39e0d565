"""What changed and what stands open in a member's traffic: news against the week before, own services that answer. Never: words."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any, Final, Literal

import msgspec

from hsoc.journal import reader
from hsoc.journal.days import DAY_MS, day_bounds
from hsoc.journal.event_rows import TooSlow
from hsoc.journal.own_traffic import SECONDS, Own, Wanted, checked, rows, sums
from hsoc.journal.own_traffic_sums import MOST_ROWS, Share, top
from hsoc.records.address import pair, text

BEFORE_MS: Final = 7 * DAY_MS  # how far back something must not have been seen to be new
MOST_SERVICES: Final = 1_000  # open services of one answer
WHOLE_SECONDS: Final = 1.8  # s for open services with their partners: two are what a person waits for, the rest draws the page
PARTNER_SECONDS: Final = 1.0  # s of these at most for the partners, which need the flows themselves; else they are left unsaid
LEAST_SECONDS: Final = 0.1  # s; below it asking for them is in vain

New = Literal["partner", "service"]


class News(msgspec.Struct, frozen=True):
    """What was not seen in the week before, the largest first. looked: among how many; since: compared from when; count: of all new."""

    rows: tuple[Share, ...]
    looked: int
    since: int
    count: int = 0


class Service(msgspec.Struct, frozen=True, kw_only=True):
    """One own port that answers the outside. asked: flows that came in for it; partners: None = not counted."""

    own: str
    proto: int
    port: int
    asked: int
    answers: int
    bytes: int
    first: int
    last: int
    partners: int | None = None


_KNOWN: Final = {
    "partner": "SELECT DISTINCT hi, lo FROM {flows} WHERE (hi, lo) IN (SELECT unnest($a::BIGINT[]), unnest($z::BIGINT[]))",
    "service": "SELECT DISTINCT proto, service FROM {flows} WHERE (proto, service) IN (SELECT unnest($a::BIGINT[]), unnest($z::BIGINT[]))",
}


def news(root: Path, own: Own, wanted: Wanted, by: New, *, limit: int = 100, seconds: float = SECONDS) -> News:
    """Partners or services of the time asked for that the seven days before do not know. Raises TooSlow, ValueError."""
    wanted = checked(wanted)
    held = reader.days(root, "flows")
    oldest = day_bounds(held[0])[0] if held else wanted.since
    since = max(wanted.since - BEFORE_MS, oldest)
    found = top(root, own, wanted, by, limit=MOST_ROWS, partners=False, seconds=seconds).rows
    if not found or since >= wanted.since:
        return News((), len(found), since)
    keys = [pair(one.key[0]) if by == "partner" else one.key for one in found]
    earlier = msgspec.structs.replace(wanted, since=since, until=wanted.since)
    given = {"a": [one for one, _ in keys], "z": [other for _, other in keys]}
    partner = by == "partner"
    known = set(sums(root, own, earlier, _KNOWN[by], given, side="partner", address=partner, service=not partner, seconds=seconds))
    fresh = [share for share, key in zip(found, keys, strict=True) if tuple(key) not in known]
    return News(tuple(fresh[:limit]), len(found), since, len(fresh))


# TCP answers are seen by their flags; a UDP reply is one only where somebody asked
_OPEN: Final = (
    "SELECT hi, lo, proto, service, coalesce(sum(flows) FILTER (inward), 0)::BIGINT AS asked, sum(answers)::BIGINT AS answers, sum(bytes), "
    "min(first) FILTER (answers > 0), max(last) FILTER (answers > 0) FROM {flows} WHERE serves AND service > 0 "
    "GROUP BY hi, lo, proto, service HAVING sum(answers) > 0 AND (proto = 6 OR sum(flows) FILTER (inward) > 0) "
    "ORDER BY answers DESC, 1, 2, 3, 4 LIMIT $limit"
)
_WITH: Final = (
    "SELECT own_hi, own_lo, proto, service, count(*) FROM (SELECT DISTINCT own_hi, own_lo, proto, service, partner_hi, partner_lo "
    "FROM {flows} WHERE NOT inward AND own_port > 0 AND own_port < partner_port) GROUP BY own_hi, own_lo, proto, service"
)


def open_services(root: Path, own: Own, wanted: Wanted, *, seconds: float = SECONDS) -> tuple[Service, ...]:
    """Own ports seen answering outside, the busiest first. Raises TooSlow, ValueError."""
    began = time.monotonic()
    found = sums(root, own, wanted, _OPEN, {"limit": MOST_SERVICES}, side="own", seconds=seconds)
    left = min(PARTNER_SECONDS, WHOLE_SECONDS - (time.monotonic() - began))
    partners = _partners(root, own, wanted, seconds=left) if found and left >= LEAST_SECONDS else {}
    return tuple(
        Service(
            own=text(hi, lo), proto=proto, port=port, asked=asked, answers=answers, bytes=round(octets), first=first, last=last,
            partners=partners.get((hi, lo, proto, port)),
        )
        for hi, lo, proto, port, asked, answers, octets, first, last in found
    )  # fmt: skip


def _partners(root: Path, own: Own, wanted: Wanted, *, seconds: float) -> dict[tuple[Any, ...], int]:
    try:
        return {tuple(key): count for *key, count in rows(root, own, wanted, _WITH, seconds=seconds)}
    except TooSlow:
        return {}
