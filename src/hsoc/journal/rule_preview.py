"""What a rule would have matched: flows of a day and a week, bytes, partners, and how much of it looks wanted. Never: who may ask.

One bounded question. Wanted looks: a TCP connection that was completed, or an answer from a service that the own side had asked. That is an
estimate (perimeter.md 2.8): one-way flows, sampled ones and services that only receive look unwanted without being so.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import msgspec
import numpy as np

from hsoc.exchange.flowspec.match import halves
from hsoc.exchange.flowspec.terms import ICMP, PORTED
from hsoc.journal.days import DAY_MS, local_day
from hsoc.journal.event_rows import Params, asked
from hsoc.journal.manifest import home
from hsoc.journal.reader import segments
from hsoc.records.address import text
from hsoc.records.flow import Direction, Fragment
from hsoc.records.scope import Match

WEEK_MS: Final = 7 * DAY_MS
SECONDS: Final = 4.0  # s until the question is stopped; a person waits for it while typing
EXAMPLES: Final = 5  # partners shown
HALF_DAYS: Final = 14  # columns of the small chart
_LATER: Final = int(Fragment.LATER)
_COMPLETED: Final = "(proto = 6 AND (tcp_flags & 18) = 18 AND packets >= 4)"  # SYN and ACK seen, and something said


class Sums(msgspec.Struct, frozen=True):
    """Sums of a span, scaled by sampling except flows. wanted_*: what of it looks wanted."""

    flows: int = 0
    packets: int = 0
    bytes: int = 0
    partners: int = 0
    wanted_flows: int = 0
    wanted_bytes: int = 0
    wanted_partners: int = 0

    @property
    def wanted_share(self) -> float:
        """Share of bytes that look wanted, 0 of nothing."""
        return self.wanted_bytes / self.bytes if self.bytes else 0.0


class Partner(msgspec.Struct, frozen=True):
    """One of the partners with most bytes: protocol, the lower port of the flow, and what it would have lost."""

    address: str
    proto: int
    port: int
    flows: int
    bytes: int
    wanted: bool


class Preview(msgspec.Struct, frozen=True):
    """The answer. since: ms of the oldest flow that could be looked at, 0 = there is none; course: packets per half day, oldest first."""

    day: Sums = Sums()
    week: Sums = Sums()
    partners: tuple[Partner, ...] = ()
    course: tuple[float, ...] = ()
    since: int = 0


def preview(root: Path, match: Match, *, member: int, inbound: bool, now: int, seconds: float = SECONDS) -> Preview:
    """What the member's rule would have matched until now (ms). Raises TooSlow, ValueError for a prefix that is none."""
    since = now - WEEK_MS
    first, last = local_day(np.array([since, now], np.int64))
    days = tuple(str(first + step) for step in range(int((last - first).astype(int)) + 1))
    near = [one for one in segments(root, "flows", days=days) if one.high >= since and one.low <= now]
    # newer journals file flows by member and say so
    near = [one for one in near if getattr(one, "members", None) is None or member in getattr(one, "members", ()) or not inbound]
    if not near:
        return Preview()
    folder = home(root, "flows").absolute()
    params: Params = {"files": [str(folder / one.path) for one in near], "member": member, "since": since, "now": now, "day": now - DAY_MS}
    rows = asked(_sql(condition(match, params), inbound=inbound), params, seconds=seconds)
    return _answer(rows, since=max(since, min(one.low for one in near)))


def condition(match: Match, params: Params) -> str:
    """The match as SQL over flow columns, the same meaning as exchange/flowspec/match; values go into params."""
    parts = ["true"]
    for side in ("dst", "src"):
        prefix = getattr(match, side)
        if prefix is not None:
            parts += _within(side, prefix, params)
    head = f"fragment <> {_LATER}"
    if match.proto:
        parts.append(_one_of("proto", match.proto))
    for side in ("dport", "sport"):
        if getattr(match, side):
            parts += [head, _one_of("proto", tuple(sorted(PORTED))), _ranges(side, getattr(match, side))]
    if match.icmp_type:
        parts += [head, _one_of("proto", tuple(sorted(ICMP))), "icmp >= 0", _one_of("icmp // 256", match.icmp_type)]
    if match.tcp_flags is not None:
        mask, value = (int(part) for part in match.tcp_flags)
        parts += [head, "proto = 6", f"(tcp_flags & {mask}) = {value}"]
    if match.length:
        parts.append(_ranges("(bytes // greatest(packets, 1))", match.length))
    if match.fragment is not None:
        parts.append("fragment <> 0" if match.fragment else "fragment = 0")
    return " AND ".join(parts)


def _within(side: str, prefix: str, params: Params) -> list[str]:
    family, *values = halves(prefix)
    names = [f"{side}_{name}" for name in ("want_hi", "want_lo", "mask_hi", "mask_lo")]
    params |= dict(zip(names, values, strict=True))
    hi, lo, mask_hi, mask_lo = (f"${name}" for name in names)
    parts = [f"({side}_hi & {mask_hi}) = {hi}", f"({side}_lo & {mask_lo}) = {lo}"]
    if family == 6 and values[0] == 0:
        parts.append(f"NOT ({side}_hi = 0 AND ({side}_lo // 4294967296) = 65535)")
    return parts


def _one_of(column: str, values: tuple[int, ...]) -> str:
    return f"{column} IN ({', '.join(str(int(value)) for value in values)})"


def _ranges(column: str, ranges: tuple[tuple[int, int], ...]) -> str:
    return "(" + " OR ".join(f"{column} BETWEEN {int(low)} AND {int(high)}" for low, high in ranges) + ")"


def _sql(matches: str, *, inbound: bool) -> str:
    """One scan for the matched flows, one for what the own side asked; then sums of both spans, half days and partners in one answer."""
    near, far = ("dst", "src") if inbound else ("src", "dst")
    far_port, near_port = ("sport", "dport") if inbound else ("dport", "sport")
    between = int(Direction.BETWEEN)
    mine = f"(member = $member{'' if inbound else f' OR direction = {between}'}) AND first BETWEEN $since AND $now"
    sums = (
        "count(*), sum(packets * scale), sum(bytes * scale), count(DISTINCT (far_hi, far_lo)), count(*) FILTER (wanted), "
        "coalesce(sum(bytes * scale) FILTER (wanted), 0), count(DISTINCT (far_hi, far_lo)) FILTER (wanted)"
    )
    return f"""
WITH flows AS (SELECT * FROM read_parquet($files, hive_partitioning=false) WHERE first BETWEEN $since AND $now),
matched AS MATERIALIZED (
    SELECT first, proto, packets, bytes, greatest(sampling, 1)::DOUBLE AS scale, {far}_hi AS far_hi, {far}_lo AS far_lo,
        least({far_port}, {near_port}) AS port, {far_port} AS far_port, {_COMPLETED} AS completed, {far_port} < {near_port} AS asks
    FROM flows WHERE {mine} AND {matches}),
served AS (
    SELECT DISTINCT {near}_hi AS far_hi, {near}_lo AS far_lo, proto, {near_port} AS far_port
    FROM flows WHERE (direction = {int(Direction.OUTBOUND if inbound else Direction.INBOUND)} AND member = $member)
        AND proto <> 6 AND EXISTS (SELECT 1 FROM matched WHERE asks AND proto <> 6)),
told AS MATERIALIZED (
    SELECT matched.*, completed OR (matched.asks AND served.proto IS NOT NULL) AS wanted
    FROM matched LEFT JOIN served USING (far_hi, far_lo, proto, far_port)),
few AS (
    SELECT 'partner', far_hi, far_lo, proto, min(port), count(*), sum(bytes * scale), bool_or(wanted)::BIGINT, 0, 0, 0
    FROM told GROUP BY far_hi, far_lo, proto ORDER BY sum(bytes * scale) DESC, far_hi, far_lo LIMIT {EXAMPLES})
SELECT 'week', 0, 0, 0, {sums} FROM told
UNION ALL SELECT 'day', 0, 0, 0, {sums} FROM told WHERE first >= $day
UNION ALL SELECT 'half', (first - $since) // {DAY_MS // 2}, 0, 0, count(*), sum(packets * scale), 0, 0, 0, 0, 0 FROM told GROUP BY 2
UNION ALL SELECT * FROM few"""  # noqa: S608  # only fragments of this file and numbers


def _answer(rows: list[tuple[Any, ...]], *, since: int) -> Preview:
    spans: dict[str, Sums] = {}
    partners, course = [], [0.0] * HALF_DAYS
    for kind, *rest in rows:
        if kind in {"week", "day"}:
            spans[kind] = Sums(*(int(value or 0) for value in rest[3:10]))
        elif kind == "half":
            course[min(int(rest[0]), HALF_DAYS - 1)] += float(rest[4] or 0)
        else:
            hi, lo, proto, port, flows, size, wanted = rest[:7]
            partners.append(Partner(text(int(hi), int(lo)), int(proto), int(port), int(flows), int(size or 0), bool(wanted)))
    partners.sort(key=lambda one: (-one.bytes, one.address))
    return Preview(spans.get("day", Sums()), spans.get("week", Sums()), tuple(partners), tuple(course), since)
