"""One member's own traffic as DuckDB reads it: which files, which rows, told from the member's side. Never: who may see it.

Every flow is told from inside: own address and port, partner's address and port, whether it came in. A flow between two members is filed
under the one who receives it; the sender's side is found by the sender's prefixes. Sums are scaled by sampling, flows are counted as
exported (a sampled flow stands for more than itself, but nobody knows for how many).
"""

from __future__ import annotations

import ipaddress
from pathlib import Path
from typing import Any, Final, Literal

import msgspec
import numpy as np

from hsoc.journal.contacts import grain
from hsoc.journal.days import DAY_MS, HOUR_MS, local_day
from hsoc.journal.event_rows import Params, asked
from hsoc.journal.manifest import home, settled
from hsoc.records.address import network, pair
from hsoc.records.flow import Direction

EXACT_SPAN: Final = 6 * HOUR_MS  # ms; longer questions are answered from sums by the hour
LONGEST_SPAN: Final = 31 * DAY_MS + HOUR_MS  # ms; what the journal keeps, its edges rounded
MOST_PREFIXES: Final = 64  # own prefixes of one member; the rest of a longer list is an error of the caller
MOST_BRANCHES: Final = 8  # readings of the files by sender, one for each prefix; of more prefixes one reading
SECONDS: Final = 5.0  # s until a question is stopped; a page that takes longer is of no use
HALF: Final = 64  # bits of one address column

Way = Literal["", "in", "out", "between"]
Drop = Literal["", "yes", "no", "unknown"]
Side = Literal["partner", "own"]


class Own(msgspec.Struct, frozen=True):
    """Whose traffic: the member's number and its canonical prefixes. Made by the portal's gate and nowhere else."""

    member: int
    prefixes: tuple[str, ...] = ()


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What of it. since/until: ms, half open, by the flow's start; proto/port: -1 = any; partner/own: '' or a prefix; asn: -1 = any.

    port is the service's port, the lower of the two. partners: (upper, lower) halves to which the partner is narrowed, None = any; the
    answer of networks.py to a filter by AS or country.
    """

    since: int
    until: int
    way: Way = ""
    proto: int = -1
    port: int = -1
    partner: str = ""
    own: str = ""
    dropped: Drop = ""
    asn: int = -1
    country: str = ""
    partners: tuple[tuple[int, int], ...] | None = None


def checked(wanted: Wanted) -> Wanted:
    """The same, canonical; more than EXACT_SPAN begins and ends at a full hour.

    Raises ValueError with what is wrong: an empty or too long span, something that is no prefix.
    """
    if not 0 <= wanted.since < wanted.until:
        raise ValueError("the end of the time must lie after its beginning")
    if wanted.until - wanted.since > LONGEST_SPAN:
        raise ValueError(f"at most {LONGEST_SPAN // DAY_MS} days at once")
    if wanted.until - wanted.since > EXACT_SPAN:
        wanted = msgspec.structs.replace(wanted, since=wanted.since // HOUR_MS * HOUR_MS, until=-(-wanted.until // HOUR_MS) * HOUR_MS)
    return msgspec.structs.replace(wanted, partner=_canonical(wanted.partner), own=_canonical(wanted.own))


def _canonical(text: str) -> str:
    """A typed address or prefix, host bits allowed: people copy addresses with their mask."""
    return str(ipaddress.ip_network(text.strip(), strict=False)) if text.strip() else ""


# --- which files ---------------------------------------------------------------------------------------------------------------
class Files(msgspec.Struct, frozen=True):
    """Files of one instant: flows that may be filed under the member, flows that may be between members, and sums in place of flows.

    inside: no file of flows reaches beyond the time asked for, so that no flow's time need be looked at.
    """

    mine: list[str]
    between: list[str]
    sums: list[str] = []
    inside: bool = False


def files(root: Path, own: Own, wanted: Wanted, *, sums: bool = False) -> Files:
    """What has to be opened. sums: where a file's contacts answer in its place, they are named instead of it."""
    edges = local_day(np.array([wanted.since, wanted.until - 1], np.int64))
    days = tuple(str(day) for day in np.arange(edges[0], edges[1] + 1))
    _, held = settled(root, "flows", days=days)
    folder = home(root, "flows").absolute()
    near = [one for day in held.values() for one in day if one.low < wanted.until and one.high >= wanted.since]
    mine = [one for one in near if one.members is None or own.member in one.members]
    added = [one for one in mine if sums and one.contacts and wanted.since <= one.low and one.high < wanted.until]
    answered = {one.path for one in added}
    return Files(
        mine=[str(folder / one.path) for one in mine if one.path not in answered],
        between=[str(folder / (one.senders or one.path)) for one in near if one.between is not False],
        sums=[str(folder / one.contacts) for one in added],
        inside=all(wanted.since <= one.low and one.high < wanted.until for one in near),
    )


# --- which rows ----------------------------------------------------------------------------------------------------------------
# columns of a flow that both sides share, and what each side is called
_PLAIN: Final = "first, last, proto, tcp_flags, icmp, fragment, packets, bytes, sampling, exporter, forwarding, direction, sport, dport"
# RFC 7270, IE 89: the two upper bits are 10 for dropped, 00 for unknown; null = not exported, which is unknown too
_DROPPED: Final = "coalesce(forwarding >= 128 AND forwarding < 192, false)"
_UNKNOWN: Final = "coalesce(forwarding < 64, true)"
_DROPS: Final = {"yes": _DROPPED, "no": f"NOT {_DROPPED} AND NOT {_UNKNOWN}", "unknown": _UNKNOWN}
WAYS: Final = {"in": "inward", "out": "NOT inward", "between": f"direction = {int(Direction.BETWEEN)}"}


def source(root: Path, own: Own, wanted: Wanted, *, held: Files | None = None) -> tuple[str, Params]:
    """(a FROM-clause of the flows asked for, its params); ('', {}) where no file can hold any.

    held: the files to read, None = all that may hold some. Its columns: those of `_PLAIN`, own_hi, own_lo, own_port, partner_hi,
    partner_lo, partner_port, inward, service, dropped, fate_unknown.
    """
    wanted = checked(wanted)
    held = files(root, own, wanted) if held is None else held
    params: Params = {"member": own.member}
    time = "" if held.inside else " AND first >= $since AND first < $until"
    if time:
        params |= {"since": wanted.since, "until": wanted.until}
    branches = []
    if held.mine:
        params["mine"] = held.mine
        branches.append(_branch("$mine", f"direction = {int(Direction.OUTBOUND)} AND member = $member{time}", outward=True))
        branches.append(_branch("$mine", f"direction <> {int(Direction.OUTBOUND)} AND member = $member{time}", outward=False))
    if held.between and own.prefixes:
        params["between"] = held.between
        sent = f"direction = {int(Direction.BETWEEN)} AND member <> $member"
        for number, some in enumerate(_apart(own.prefixes)):
            inside, more = within("src", some, f"own{number}")
            params |= more
            branches.append(_branch("$between", f"{sent} AND {inside}{time}", outward=True))
    if not branches:
        return "", {}
    where, more = _conditions(wanted)
    told = " UNION ALL ".join(branches)
    shown = f"*, least(own_port, partner_port) AS service, {_DROPPED} AS dropped, {_UNKNOWN} AS fate_unknown"
    return f"(SELECT {shown} FROM ({told}) WHERE {where})", params | more  # noqa: S608  # only fragments of this file


def _apart(prefixes: tuple[str, ...]) -> list[tuple[str, ...]]:
    """The prefixes one by one where they are few, so that each is a stretch of the files by sender; none of them lies in another."""
    nets = [network(one) for one in prefixes]
    v4, v6 = [one for one in nets if one.version == 4], [one for one in nets if one.version == 6]
    alone = [str(one) for one in (*ipaddress.collapse_addresses(v4), *ipaddress.collapse_addresses(v6))]
    return [(one,) for one in alone] if len(alone) <= MOST_BRANCHES else [tuple(alone)]


def _branch(named: str, condition: str, *, outward: bool) -> str:
    """One reading of files, either of what the member sent or of what it received: plain names let a filter skip row groups."""
    own, partner = ("src", "dst") if outward else ("dst", "src")
    columns = [f"{end}_{half} AS {name}_{half}" for end, name in ((own, "own"), (partner, "partner")) for half in ("hi", "lo")]
    columns += [f"{own[0]}port AS own_port", f"{partner[0]}port AS partner_port"]
    told = f"{_PLAIN}, {str(not outward).lower()} AS inward, {', '.join(columns)}"
    return (
        f"SELECT {told} FROM read_parquet({named}, hive_partitioning=false) "  # noqa: S608  # only fragments of this file
        f"WHERE {condition}"
    )


def _conditions(wanted: Wanted) -> tuple[str, Params]:
    conditions = ["true"]
    params: Params = {}
    if wanted.way:
        conditions.append(WAYS[wanted.way])
    if wanted.proto >= 0:
        conditions.append("proto = $proto")
        params["proto"] = wanted.proto
    if wanted.port >= 0:
        conditions.append("least(own_port, partner_port) = $port")
        params["port"] = wanted.port
    if wanted.dropped:
        conditions.append(_DROPS[wanted.dropped])
    for side, prefix in (("partner", wanted.partner), ("own", wanted.own)):
        if prefix:
            inside, more = within(side, (prefix,), f"{side}_filter")
            conditions.append(inside)
            params |= more
    if wanted.partners is not None:
        conditions.append(_CHOSEN)
        params |= _chosen(wanted.partners)
    return " AND ".join(conditions), params


_CHOSEN: Final = "(partner_hi, partner_lo) IN (SELECT unnest($chosen_hi::BIGINT[]), unnest($chosen_lo::BIGINT[]))"


def _chosen(partners: tuple[tuple[int, int], ...]) -> Params:
    return {"chosen_hi": [hi for hi, _ in partners], "chosen_lo": [lo for _, lo in partners]}


def within(side: str, prefixes: tuple[str, ...], name: str) -> tuple[str, Params]:
    """Condition that <side>_hi, <side>_lo (hi, lo where there is no side) lie in one of these prefixes."""
    if len(prefixes) > MOST_PREFIXES:
        raise ValueError(f"{len(prefixes)} prefixes; at most {MOST_PREFIXES}")
    parts: list[str] = []
    params: Params = {}
    at = f"{side}_" if side else ""
    for number, prefix in enumerate(prefixes):
        net, key = network(prefix), f"{name}_{number}"
        low, high = pair(str(net.network_address)), pair(str(net.broadcast_address))
        half = int(net.version == 4 or net.prefixlen > HALF)  # which column decides
        tests = [f"{at}{'lo' if half else 'hi'} BETWEEN ${key}_a AND ${key}_z"] if net.prefixlen else []
        params |= {f"{key}_a": low[half], f"{key}_z": high[half]} if net.prefixlen else {}
        if half and net.prefixlen:
            tests.append(f"{at}hi = ${key}_h")
            params[f"{key}_h"] = low[0]
        elif low[0] == 0:  # ::/n must not take the v4-mapped addresses along, 0.0.0.0/0 takes nothing else
            tests.append(f"({at}hi = 0 AND {at}lo >> 32 = 65535) = {str(net.version == 4).lower()}")
        parts.append(f"({' AND '.join(tests)})")
    return f"({' OR '.join(parts)})", params


# --- rows with their measure: a flow, or the sum of many ------------------------------------------------------------------------
_MEASURE: Final = (
    "SELECT inward, direction = 3 AS between_members, {side}_hi AS hi, {side}_lo AS lo, proto, service, own_port < partner_port AS serves, "
    "coalesce(forwarding, -1) AS forwarding, 1 AS flows, CASE WHEN NOT inward AND own_port > 0 AND own_port < partner_port AND "
    "(proto = 17 OR (proto = 6 AND ((tcp_flags & 18) = 18 OR (tcp_flags & 24) = 24))) THEN 1 ELSE 0 END AS answers, "
    # bounded per row, so that an exporter that lies cannot make a sum overflow; exact up to 2^53
    "packets::DOUBLE * greatest(sampling, 1) AS packets, bytes::DOUBLE * greatest(sampling, 1) AS bytes, first, last, sampling FROM {flows}"
)
_ADDED: Final = (
    "SELECT inward = 1 AS inward, false AS between_members, hi, lo, proto, service, serves = 1 AS serves, forwarding, flows, answers, "
    "packets, bytes, first, last, sampling FROM read_parquet($sums, hive_partitioning=false) "
    "WHERE grain = {number} AND member = $member AND {where}"
)


def measured(root: Path, own: Own, wanted: Wanted, side: Side, *, address: bool = True, service: bool = True) -> tuple[str, Params]:
    """(a FROM-clause of flows or of sums over flows, its params), by the address of one side; ('', {}) where there are none.

    Its columns: inward, between_members, hi, lo, proto, service, serves, forwarding (-1 unknown), flows, answers, packets, bytes (scaled),
    first, last, sampling, dropped, fate_unknown. address, service: whether the question tells these apart (else hi, lo; service, serves may
    stand at 0). Sums stand in for flows wherever no filter needs both sides of a flow.
    """
    wanted = checked(wanted)
    theirs, ours = bool(wanted.partner) or wanted.partners is not None, bool(wanted.own)
    mine, other = (theirs, ours) if side == "partner" else (ours, theirs)
    held = files(root, own, wanted, sums=not other)
    told, params = source(root, own, wanted, held=held)
    branches = [_MEASURE.replace("{side}", side).replace("{flows}", told)] if told else []
    if held.sums:
        where, more = _added_conditions(wanted, side)
        number = grain(side, address=address or mine, service=service or wanted.port >= 0)
        branches.append(_ADDED.replace("{number}", str(int(number))).replace("{where}", where))
        params |= more | {"sums": held.sums, "member": own.member}
    if not branches:
        return "", {}
    return f"(SELECT *, {_DROPPED} AS dropped, {_UNKNOWN} AS fate_unknown FROM ({' UNION ALL '.join(branches)}))", params  # noqa: S608


def _added_conditions(wanted: Wanted, side: str) -> tuple[str, Params]:
    """The filters on rows of contacts, whose address is that of the side."""
    conditions = ["true" if wanted.way != "between" else "false"]
    params: Params = {}
    if wanted.way in {"in", "out"}:
        conditions.append(f"inward = {int(wanted.way == 'in')}")
    for name, column, value in (("proto", "proto", wanted.proto), ("port", "service", wanted.port)):
        if value >= 0:
            conditions.append(f"{column} = ${name}")
            params[name] = value
    if wanted.dropped:
        conditions.append(_DROPS[wanted.dropped])
    if prefix := wanted.partner if side == "partner" else wanted.own:
        inside, more = within("", (prefix,), "added")
        conditions.append(inside)
        params |= more
    if wanted.partners is not None:
        conditions.append(_CHOSEN.replace("partner_", ""))
        params |= _chosen(wanted.partners)
    return " AND ".join(conditions), params


def sums(
    root: Path,
    own: Own,
    wanted: Wanted,
    sql: str,
    more: Params | None = None,
    *,
    side: Side,
    address: bool = True,
    service: bool = True,
    seconds: float = SECONDS,
) -> list[tuple[Any, ...]]:
    """Answer of `sql`, in which {flows} stands for `measured`. Raises TooSlow, ValueError."""
    told, params = measured(root, own, wanted, side, address=address, service=service)
    return asked(sql.format(flows=told), params | (more or {}), seconds=seconds) if told else []


def rows(root: Path, own: Own, wanted: Wanted, sql: str, more: Params | None = None, *, seconds: float = SECONDS) -> list[tuple[Any, ...]]:
    """Answer of `sql`, in which {flows} stands for the member's flows; () where there is no file. Raises TooSlow, ValueError."""
    told, params = source(root, own, wanted)
    if not told:
        return []
    return asked(sql.format(flows=told), params | (more or {}), seconds=seconds)
