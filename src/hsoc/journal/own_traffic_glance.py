"""A member's traffic at a glance: totals, time line, protocols and ways from one reading. Belongs here: that. Never: addresses, services.

Four cards that each read the flows of a day would read them four times; they all come from the same few hundred sums.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import msgspec

from hsoc.journal.own_traffic import SECONDS, Own, Wanted, checked, sums
from hsoc.journal.own_traffic_sums import Share, Slot, Top, Totals, side_of, slots, step_of

_GLANCE: Final = (
    "SELECT first // $step, proto, inward, between_members, dropped, fate_unknown, sum(flows)::BIGINT, sum(packets), sum(bytes), "
    "max(sampling), min(first), max(last) FROM {flows} GROUP BY 1, 2, 3, 4, 5, 6"
)


class Part(msgspec.Struct, frozen=True, array_like=True):
    """What one step, protocol, way and fate come to."""

    slot: int
    proto: int
    inward: bool
    between: bool
    dropped: bool
    unknown: bool
    flows: int
    packets: float
    bytes: float
    sampling: int
    first: int
    last: int


class Glance(msgspec.Struct, frozen=True, kw_only=True):
    """One time: all of it (partners and own addresses are not counted), step by step, by protocol (proto,), by way (between, inward)."""

    totals: Totals = Totals()
    line: tuple[Slot, ...] = ()
    protos: Top = Top()
    ways: Top = Top()


def glance(root: Path, own: Own, wanted: Wanted, *, limit: int = 10, seconds: float = SECONDS) -> Glance:
    """The four, lists of the `limit` largest by bytes. Raises TooSlow, ValueError."""
    wanted = checked(wanted)
    given = {"step": step_of(wanted)}
    found = sums(root, own, wanted, _GLANCE, given, side=side_of(wanted), address=False, service=False, seconds=seconds)
    parts = [Part(*one) for one in found]
    if not parts:
        return Glance()
    return Glance(
        totals=_totals(parts),
        line=slots(wanted, {slot: _slot(group) for (slot,), group in _grouped(parts, lambda one: (one.slot,)).items()}),
        protos=_top(parts, lambda one: (one.proto,), limit),
        ways=_top(parts, lambda one: (one.between, one.inward), limit),
    )


def _totals(parts: list[Part]) -> Totals:
    whole = _share((), parts)
    return Totals(
        flows=whole.flows, packets=whole.packets, bytes=whole.bytes, bytes_in=whole.bytes_in, bytes_out=whole.bytes_out,
        between=round(sum(one.bytes for one in parts if one.between)), dropped_flows=whole.dropped_flows, dropped_bytes=whole.dropped_bytes,
        unknown=sum(one.flows for one in parts if one.unknown), sampling=max(one.sampling for one in parts),
        first=whole.first, last=whole.last,
    )  # fmt: skip


def _slot(parts: list[Part]) -> tuple[float, float, float, int]:
    """(bytes that came in, went out, were dropped; flows), as own_traffic_sums.slots takes them."""
    passed = [one for one in parts if not one.dropped]
    inward, outward = (sum(one.bytes for one in passed if one.inward is way) for way in (True, False))
    return inward, outward, sum(one.bytes for one in parts if one.dropped), sum(one.flows for one in parts)


def _top(parts: list[Part], key: Callable[[Part], tuple[Any, ...]], limit: int) -> Top:
    rows = [_share(name, group) for name, group in _grouped(parts, key).items()]
    rows.sort(key=lambda one: (-one.bytes, one.key))
    return Top(tuple(rows[:limit]), len(rows))


def _grouped(parts: list[Part], key: Callable[[Part], tuple[Any, ...]]) -> dict[tuple[Any, ...], list[Part]]:
    out: dict[tuple[Any, ...], list[Part]] = {}
    for one in parts:
        out.setdefault(key(one), []).append(one)
    return out


def _share(key: tuple[Any, ...], parts: list[Part]) -> Share:
    return Share(
        key=key, flows=sum(one.flows for one in parts), packets=round(sum(one.packets for one in parts)),
        bytes=round(sum(one.bytes for one in parts)), bytes_in=round(sum(one.bytes for one in parts if one.inward)),
        bytes_out=round(sum(one.bytes for one in parts if not one.inward)), partners=None,
        dropped_flows=sum(one.flows for one in parts if one.dropped), dropped_bytes=round(sum(one.bytes for one in parts if one.dropped)),
        first=min(one.first for one in parts), last=max(one.last for one in parts),
    )  # fmt: skip
