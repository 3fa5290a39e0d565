"""Orders to lead a prefix upstream: one small file that people write and the engine reads each cycle. Works without the portal.

An order waits until two people stand beside it, ends by itself, and is over for good when somebody brings it back or the emergency brake
withdraws it. A file that cannot be read counts as no order at all: what stood is then taken back.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import msgspec

from hsoc.perimeter.brake import EVERYONE, Move
from hsoc.perimeter.mitigate.divert import MINUTE, Order

LARGEST: Final = 1 << 20  # bytes
MOST: Final = 200  # orders kept in the file
LONGEST_TEXT: Final = 500  # characters of a reason or a name
LONG_AGO: Final = 24 * 60 * MINUTE  # ms after its end for which an order stays in the file
MOST_PEOPLE: Final = 10  # named beside one order


class Brought(msgspec.Struct, frozen=True, kw_only=True):
    """An order that somebody ended before its time."""

    order: Order
    by: str
    reason: str
    at: int


class Orders(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The file. back: the latest that were ended early, for the record."""

    orders: tuple[Order, ...] = ()
    back: tuple[Brought, ...] = ()

    def alive(self, *, now: int, moves: Iterable[Move] = ()) -> tuple[Order, ...]:
        """Orders that hold at `now` (ms). moves: of the emergency brake; a withdrawal ends what was ordered before it, for good."""
        gone = [one for one in moves if one.what == "withdraw-all"]
        return tuple(
            one
            for one in self.orders
            if one.since <= now < one.until and not any(move.at >= one.since and move.member in {EVERYONE, one.member} for move in gone)
        )


def give(path: Path, order: Order, *, prefix: str, now: int, moves: Iterable[Move] = ()) -> Order:
    """Add an order, or a further person to the one that leads the same prefix away. Raises ValueError or OSError.

    prefix: what is led away (the covering /24 or /48), as both orders have it.
    """
    if not order.reason.strip() or not any(name.strip() for name in order.by):
        raise ValueError("a diversion wants a reason and a name")
    order = msgspec.structs.replace(
        order, victim=prefix, reason=order.reason.strip()[:LONGEST_TEXT], by=tuple(name.strip()[:LONGEST_TEXT] for name in order.by)
    )
    before = _before(path)
    alive = before.alive(now=now, moves=moves)
    same = next((one for one in alive if one.victim == prefix), None)
    if same is not None and same.offer != order.offer:
        raise ValueError(f"{prefix} is led through {same.offer} already; bring it back first (--back)")
    if same is not None:
        order = msgspec.structs.replace(same, by=tuple(dict.fromkeys((*same.by, *order.by)))[:MOST_PEOPLE])
    kept = tuple(one for one in alive if one is not same)
    _write(path, msgspec.structs.replace(before, orders=(*kept, order)[-MOST:]))
    return order


def bring_back(path: Path, *, prefix: str, by: str, reason: str, now: int) -> Order:
    """End the order that leads a prefix away, before its time. Raises ValueError where there is none, or no reason; or OSError."""
    if not reason.strip() or not by.strip():
        raise ValueError("bringing traffic back wants a reason and a name")
    before = _before(path)
    found = next((one for one in before.alive(now=now) if one.victim == prefix), None)
    if found is None:
        raise ValueError(f"nobody has ordered {prefix} to be led away")
    brought = Brought(order=found, by=by.strip()[:LONGEST_TEXT], reason=reason.strip()[:LONGEST_TEXT], at=now)
    orders = tuple(one for one in before.orders if one != found and one.until > now - LONG_AGO)
    _write(path, msgspec.structs.replace(before, orders=orders, back=(*before.back, brought)[-MOST:]))
    return found


def state(path: Path) -> Orders:
    """What stands in the file; nothing where there is none or it cannot be read."""
    try:
        return _read(path)
    except (OSError, ValueError):
        return Orders()


def _before(path: Path) -> Orders:
    try:
        return _read(path)
    except ValueError:  # a broken file is replaced by whoever orders next
        return Orders()


def _write(path: Path, orders: Orders) -> None:
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    with beside.open("wb") as file:
        file.write(msgspec.json.format(msgspec.json.encode(orders), indent=1))
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def _read(path: Path) -> Orders:
    """Raises OSError or ValueError for a file that is there and is not of ours."""
    try:
        if path.stat().st_size > LARGEST:
            raise ValueError(f"larger than {LARGEST} bytes")
        return msgspec.json.decode(path.read_bytes(), type=Orders)
    except FileNotFoundError:
        return Orders()
