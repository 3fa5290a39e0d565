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
from numpy.typing import NDArray

from hsoc.journal.days import DAY_MS, local_day
from hsoc.journal.event_rows import Params, asked
from hsoc.journal.manifest import Segment, home, settled
from hsoc.records.address import network, pair
from hsoc.records.flow import Direction

LONGEST_SPAN: Final = 31 * DAY_MS  # ms; what the journal keeps
MOST_PREFIXES: Final = 64  # own prefixes of one member; the rest of a longer list is an error of the caller
SECONDS: Final = 5.0  # s until a question is stopped; a page that takes longer is of no use
HALF: Final = 64  # bits of one address column

Way = Literal["", "in", "out", "between"]
Drop = Literal["", "yes", "no", "unknown"]


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
    """The same, canonical. Raises ValueError with what is wrong: an empty or too long span, something that is no prefix."""
    if not 0 <= wanted.since < wanted.until:
        raise ValueError("the end of the time must lie after its beginning")
    if wanted.until - wanted.since > LONGEST_SPAN:
        raise ValueError(f"at most {LONGEST_SPAN // DAY_MS} days at once")
    return msgspec.structs.replace(wanted, partner=_canonical(wanted.partner), own=_canonical(wanted.own))


def _canonical(text: str) -> str:
    """A typed address or prefix, host bits allowed: people copy addresses with their mask."""
    return str(ipaddress.ip_network(text.strip(), strict=False)) if text.strip() else ""


# --- which files ---------------------------------------------------------------------------------------------------------------
def files(root: Path, own: Own, wanted: Wanted) -> tuple[list[str], list[str]]:
    """(files that may hold flows filed under the member, files that may hold flows between members), of one instant of the journal."""
    edges = local_day(_ms(wanted.since, wanted.until - 1))
    _, held = settled(root, "flows", days=tuple(str(edges[0] + step) for step in range(int((edges[1] - edges[0]).astype(int)) + 1)))
    folder = home(root, "flows").absolute()
    near = [one for day in held.values() for one in day if one.low < wanted.until and one.high >= wanted.since]
    mine = [str(folder / one.path) for one in near if _holds(one, own.member)]
    return mine, [str(folder / one.path) for one in near if one.between is not False]


def _holds(segment: Segment, member: int) -> bool:
    return segment.members is None or member in segment.members


def _ms(*instants: int) -> NDArray[np.int64]:
    return np.array(instants, np.int64)


# --- which rows ----------------------------------------------------------------------------------------------------------------
# columns of a flow that both sides share, and what each side is called
_PLAIN: Final = "first, last, proto, tcp_flags, icmp, fragment, packets, bytes, sampling, exporter, forwarding, direction, sport, dport"
_SIDES: Final = ("hi", "lo", "port")
# RFC 7270, IE 89: the two upper bits are 10 for dropped, 00 for unknown; null = not exported, which is unknown too
_DROPPED: Final = "coalesce(forwarding >= 128 AND forwarding < 192, false)"
_UNKNOWN: Final = "coalesce(forwarding < 64, true)"
_DROPS: Final = {"yes": _DROPPED, "no": f"NOT {_DROPPED} AND NOT {_UNKNOWN}", "unknown": _UNKNOWN}
WAYS: Final = {"in": "inward", "out": "NOT inward", "between": f"direction = {int(Direction.BETWEEN)}"}
# bounded per row, so that an exporter that lies cannot make a sum overflow; exact up to 2^53
SUMS: Final = (
    "count(*) AS flows, sum(packets::DOUBLE * greatest(sampling, 1)) AS packets, sum(bytes::DOUBLE * greatest(sampling, 1)) AS bytes"
)


def source(root: Path, own: Own, wanted: Wanted) -> tuple[str, Params]:
    """(a FROM-clause of the flows asked for, its params); ('', {}) where no file can hold any.

    Its columns: those of `_PLAIN`, own_hi, own_lo, own_port, partner_hi, partner_lo, partner_port, inward, service, dropped, fate_unknown.
    """
    wanted = checked(wanted)
    mine, between = files(root, own, wanted)
    params: Params = {"member": own.member, "since": wanted.since, "until": wanted.until}
    branches = []
    if mine:
        params["mine"] = mine
        branches.append(_branch("$mine", f"direction = {int(Direction.OUTBOUND)}", "member = $member"))
    if between and own.prefixes:
        params["between"] = between
        inside, more = _within("src", own.prefixes, "own")
        params |= more
        branches.append(_branch("$between", "true", f"direction = {int(Direction.BETWEEN)} AND member <> $member AND {inside}"))
    if not branches:
        return "", {}
    where, more = _conditions(wanted)
    told = " UNION ALL ".join(branches)
    shown = f"*, least(own_port, partner_port) AS service, {_DROPPED} AS dropped, {_UNKNOWN} AS fate_unknown"
    return f"(SELECT {shown} FROM ({told}) WHERE {where})", params | more  # noqa: S608  # only fragments of this file


def _branch(named: str, outward: str, condition: str) -> str:
    """One reading of files. outward: the condition under which the member sent the flow."""
    columns = []
    for half in _SIDES:
        src, dst = ("sport", "dport") if half == "port" else (f"src_{half}", f"dst_{half}")
        columns.append(f"CASE WHEN {outward} THEN {src} ELSE {dst} END AS own_{half}")
        columns.append(f"CASE WHEN {outward} THEN {dst} ELSE {src} END AS partner_{half}")
    told = f"{_PLAIN}, NOT ({outward}) AS inward, {', '.join(columns)}"
    return (
        f"SELECT {told} FROM read_parquet({named}, hive_partitioning=false) "  # noqa: S608  # only fragments of this file
        f"WHERE {condition} AND first >= $since AND first < $until"
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
            inside, more = _within(side, (prefix,), f"{side}_filter")
            conditions.append(inside)
            params |= more
    if wanted.partners is not None:
        conditions.append("(partner_hi, partner_lo) IN (SELECT unnest($chosen_hi::BIGINT[]), unnest($chosen_lo::BIGINT[]))")
        params["chosen_hi"], params["chosen_lo"] = [hi for hi, _ in wanted.partners], [lo for _, lo in wanted.partners]
    return " AND ".join(conditions), params


def _within(side: str, prefixes: tuple[str, ...], name: str) -> tuple[str, Params]:
    """Condition that <side>_hi, <side>_lo lie in one of these prefixes."""
    if len(prefixes) > MOST_PREFIXES:
        raise ValueError(f"{len(prefixes)} prefixes; at most {MOST_PREFIXES}")
    parts: list[str] = []
    params: Params = {}
    for number, prefix in enumerate(prefixes):
        net, key = network(prefix), f"{name}_{number}"
        low, high = pair(str(net.network_address)), pair(str(net.broadcast_address))
        half = int(net.version == 4 or net.prefixlen > HALF)  # which column decides
        tests = [f"{side}_{'lo' if half else 'hi'} BETWEEN ${key}_a AND ${key}_z"] if net.prefixlen else []
        params |= {f"{key}_a": low[half], f"{key}_z": high[half]} if net.prefixlen else {}
        if half and net.prefixlen:
            tests.append(f"{side}_hi = ${key}_h")
            params[f"{key}_h"] = low[0]
        elif low[0] == 0:  # ::/n must not take the v4-mapped addresses along, 0.0.0.0/0 takes nothing else
            tests.append(f"({side}_hi = 0 AND {side}_lo >> 32 = 65535) = {str(net.version == 4).lower()}")
        parts.append(f"({' AND '.join(tests)})")
    return f"({' OR '.join(parts)})", params


def rows(root: Path, own: Own, wanted: Wanted, sql: str, more: Params | None = None, *, seconds: float = SECONDS) -> list[tuple[Any, ...]]:
    """Answer of `sql`, in which {flows} stands for the member's flows; () where there is no file. Raises TooSlow, ValueError."""
    told, params = source(root, own, wanted)
    if not told:
        return []
    return asked(sql.format(flows=told), params | (more or {}), seconds=seconds)
