"""What is asked of the list of events: filters as values and as SQL. Belongs here: conditions on masked rows. Never: masks, answers.

All that comes from outside is bound as a parameter; the SQL consists of this file's own fragments.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from typing import Final, Literal

import msgspec

from hsoc.journal.event_rows import Params
from hsoc.journal.event_sharing import WIDTHS4, WIDTHS6
from hsoc.records.address import bounds, mapped_bits

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Figure = Literal["detected", "first", "last", "severity", "detections", "flows", "packets", "bytes", "sources", "targets"]
Sort = Literal[Figure, "source", "target", "member", "disposition"]
FIGURES: Final[tuple[str, ...]] = Figure.__args__  # type: ignore[attr-defined]
SORTS: Final[tuple[str, ...]] = Sort.__args__  # type: ignore[attr-defined]
_SIDES: Final = {"source": "src", "target": "dst"}


class Filter(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked for; None does not restrict. Days are Europe/Prague dates, both inclusive; hour counts from local midnight.

    Of a copy neither member nor sender is known: filters by them (party, sender, not_sender) find whole events only.
    address (either side), source, target: an address or a prefix; text: in ID, category, detector, vector or reason, or an address.
    """

    first_day: str | None = None
    last_day: str | None = None
    hour: int | None = None
    text: str | None = None
    address: str | None = None
    source: str | None = None
    target: str | None = None
    category: tuple[str, ...] = ()
    detector: tuple[str, ...] = ()
    vector: str | None = None
    severity: int | None = None
    member: int | None = None
    disposition: tuple[str, ...] = ()
    basis: str | None = None
    action: tuple[str, ...] = ()
    why: str | None = None
    state: str | None = None
    tlp: str | None = None
    port: int | None = None
    proto: int | None = None
    client: str | None = None
    party: int | None = None  # the organisation that it concerns or that sent it
    sender: int | None = None  # the organisation that sent it
    not_sender: int | None = None
    dry_run: bool | None = None
    test: bool | None = None
    attention: bool = False  # passed, severity medium or above, and the reader's own to act upon
    least: tuple[tuple[Figure, int], ...] = ()
    most: tuple[tuple[Figure, int], ...] = ()
    sort: Sort = "detected"
    descending: bool = True


def _address(asked_for: str, sides: tuple[str, ...], name: str) -> tuple[str, Params]:
    """Condition for an address or prefix (host bits are masked) on any of the sides. Raises ValueError where it is neither."""
    net = ipaddress.ip_network(asked_for.strip(), strict=False)
    canonical = str(net) if net.prefixlen < net.max_prefixlen else str(net.network_address)
    (hi, lo), _ = bounds(str(net))
    bits = mapped_bits(str(net))
    params: Params = {f"{name}_hi": hi}
    if bits == 128:
        params[f"{name}_named"] = canonical
    if bits > 64:
        params[f"{name}_lo"] = lo
    parts = []
    for side in sides:
        c = _SIDES[side]
        if bits == 128:
            inside = f"({c}_hi = ${name}_hi AND {c}_lo = ${name}_lo)"
        elif bits > 64:
            inside = f"({c}_hi = ${name}_hi AND ({c}_lo >> {128 - bits}) = (${name}_lo::BIGINT >> {128 - bits}))"
        else:
            shift = min(64 - bits, 63)
            inside = f"(({c}_hi >> {shift}) = (${name}_hi::BIGINT >> {shift}) AND ({c}_hi <> 0 OR ({c}_lo >> 32) <> 65535))"
        parts.append(f"({c}_bits >= 0 AND {inside})")
        if bits == 128:  # lists hold texts: a prefix is compared with the first address only, which also spares reading the lists
            parts.append(f"list_contains({side}_list, ${name}_named)")
    return "(" + " OR ".join(parts) + ")", params


def networks(wanted: Filter) -> tuple[tuple[str, Network], ...]:
    """(side: text, address, source or target; the address or prefix that every event found must name there).

    A text that is no address is left out. Raises ValueError where there must be one.
    """
    found = []
    for side in ("text", *ENDS):
        if asked_for := (getattr(wanted, side) or "").strip():
            try:
                found.append((side, ipaddress.ip_network(asked_for, strict=False)))
            except ValueError:
                if side != "text":
                    raise
    return tuple(found)


def narrowed(wanted: Filter, *, shortened: bool) -> tuple[str, Params]:
    """(condition or '', params) that rows have before the mask of all that the filter finds behind it, so that the mask is for few.

    A mask hides addresses, it changes none; only targets may be shortened to a prefix by rules, and are found by that one.
    """
    parts: list[str] = []
    params: Params = {}
    for side, net in networks(wanted):
        sides = ENDS.get(side, ("source", "target"))
        either = [_address(str(net), sides, f"raw_{side}")]
        if shortened and "target" in sides:
            either.append(_address(str(wider(net)), ("target",), f"wide_{side}"))
        parts.append(f"({' OR '.join(sql for sql, _ in either)})")
        for _, bound in either:
            params |= bound
    return " AND ".join(parts), params


def before(wanted: Filter) -> tuple[str, Params]:
    """(condition or '', params) of the filter on columns that no mask touches: rows that fail it before the mask fail it behind, too.

    Addresses, ports, parties and labels are no such columns.
    """
    free = Filter(
        hour=wanted.hour, category=wanted.category, detector=wanted.detector, vector=wanted.vector, severity=wanted.severity,
        disposition=wanted.disposition, basis=wanted.basis, action=wanted.action, why=wanted.why, state=wanted.state,
        dry_run=wanted.dry_run, test=wanted.test, least=wanted.least, most=wanted.most,
    )  # fmt: skip
    found = list(_conditions(free))
    bound: Params = {}
    for _, params in found:
        bound |= params
    return " AND ".join(sql for sql, _ in found), bound


def wider(net: Network) -> Network:
    """The network that a target lies in if it may be told as one in `net`, shortened as far as rules can (event_sharing).

    What is shortened ends in zeros: an address that does not is told by nobody but whole, and nothing wider need be looked at.
    """
    widths = WIDTHS4 if net.version == 4 else WIDTHS6
    for bits in widths:  # the widest first
        if bits < net.prefixlen and not int(net.network_address) & ((1 << (net.max_prefixlen - bits)) - 1):
            return net.supernet(new_prefix=bits)
    return net


def dayless(wanted: Filter) -> Filter:
    """The filter without its days, for who reads the files of just those: a file holds one day, so its rows need not be asked."""
    return msgspec.structs.replace(wanted, first_day=None, last_day=None)


def _text(wanted: str) -> tuple[str, Params]:
    """Condition for a text; one that is an address is looked for as such."""
    try:
        return _address(wanted, ("source", "target"), "text")
    except ValueError:
        places = " OR ".join(f"contains(lower({column}), $text)" for column in ("id", "category", "detector", "vector", "why"))
        return f"({places})", {"text": wanted.strip().lower()}


_EQUAL: Final = ("vector", "member", "basis", "why", "state", "tlp", "port", "proto", "client", "dry_run", "test")
_SEVERAL: Final = ("category", "detector", "disposition", "action")
_BOUND: Final = {
    "first_day": "day >= $first_day",
    "last_day": "day <= $last_day",
    "hour": "quarter // 4 = $hour",
    "severity": "severity >= $severity",
    "party": "(member = $party OR org = $party)",
    "sender": "org = $sender",
    "not_sender": "(org <> $not_sender AND whole)",
}
ENDS: Final = {"address": ("source", "target"), "source": ("source",), "target": ("target",)}


def _conditions(wanted: Filter) -> Iterator[tuple[str, Params]]:
    for name, sql in (_BOUND | {name: f"{name} = ${name}" for name in _EQUAL}).items():
        if (value := getattr(wanted, name)) is not None:
            yield sql, {name: value}
    for name in _SEVERAL:
        if values := getattr(wanted, name):
            yield f"list_contains(${name}::VARCHAR[], {name})", {name: list(values)}
    if wanted.attention:
        yield f"{ATTENTION} AND whole", {}
    if wanted.text:
        yield _text(wanted.text)
    for name, sides in ENDS.items():
        if asked_for := getattr(wanted, name):
            yield _address(asked_for, sides, name)
    for sign, name, limits in ((">=", "least", wanted.least), ("<=", "most", wanted.most)):
        for column, amount in limits:
            if column not in FIGURES:
                raise ValueError(f"{column!r} is not a figure of an event")
            yield f'"{column}" {sign} ${name}_{column}', {f"{name}_{column}": amount}


ATTENTION: Final = "(disposition = 'passed' AND severity >= 3)"


def where(wanted: Filter, more: list[tuple[str, Params]] | None = None) -> tuple[str, Params]:
    """(WHERE-clause or '', params) of a filter and further conditions. Raises ValueError on what is no address or figure."""
    found = [*_conditions(wanted), *(more or [])]
    params: Params = {}
    for _, one in found:
        params |= one
    return (" WHERE " + " AND ".join(sql for sql, _ in found) if found else ""), params
