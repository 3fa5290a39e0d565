"""One search over all rooms: each within its time, grouped; a room that is too slow says so and holds nobody up. Never: a room's gate."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from typing import Any

import msgspec

from hsoc.journal.event_rows import TooSlow
from hsoc.portal.members.rules import Actor
from hsoc.portal.search.queries.asking import Found, Provider, Wanted, keys
from hsoc.portal.search.queries.bounded import TooLong, each_within, within
from hsoc.portal.search.queries.providers import PROVIDERS
from hsoc.portal.search.rules.found import COUNTED, ON_A_PAGE, ON_FIRST, SECONDS, SECONDS_IN_ALL, Group

log = logging.getLogger("hsoc.portal.search")


def _slow(provider: Provider) -> Group:
    log.warning("%s was too slow for a search", provider.code)
    return Group(code=provider.code, name=str(provider.name), slow=True)


def _opened(provider: Provider, actor: Actor, wanted: Wanted) -> Found | None:
    """What a room looks through; None where that took too long already."""
    try:
        with within(SECONDS):
            return provider.find(actor, wanted)
    except (TooLong, TooSlow):
        return None
    except ValueError:  # what was typed is no value of that room
        return Found()


def _keys(rooms: dict[str, Found], most: int, until: float) -> dict[str, Sequence[Any] | None]:
    """Room → keys of what it found. All are asked at once; where that takes too long, one by one, and None is said of the slow ones."""
    try:
        with within(SECONDS):
            return {**keys(rooms, most)}
    except TooLong:
        return {code: _keys_of(code, one, most) if time.monotonic() < until else None for code, one in rooms.items()}


def _keys_of(code: str, room: Found, most: int) -> Sequence[Any] | None:
    try:
        with within(SECONDS):
            return keys({code: room}, most)[code]
    except TooLong:
        return None


def _group(provider: Provider, room: Found, found: Sequence[Any], start: int, most: int) -> Group:
    """The hits from one on, and how many there are as far as keys were looked for."""
    try:
        with within(SECONDS):
            hits = room.hits(found[start : start + most])
    except TooLong:
        return _slow(provider)
    count = min(len(found), COUNTED + 1) if hits else 0
    return Group(
        code=provider.code, name=str(provider.name), hits=tuple(hits), more=len(found) > start + most, count=count,
        uncounted=room.uncounted and bool(hits), beyond=room.beyond,
    )  # fmt: skip


def everything(actor: Actor, wanted: Wanted, *, most: int = ON_FIRST, counting: bool = True) -> tuple[Group, ...]:
    """The groups that found something, or did not look through all in time, with how many hits each has (counting).

    After SECONDS_IN_ALL the rooms that were not asked yet say that it took too long.
    """
    until = time.monotonic() + SECONDS_IN_ALL
    wanted = msgspec.structs.replace(wanted, few=most)
    with each_within(SECONDS):
        opened = {one.code: _opened(one, actor, wanted) if time.monotonic() < until else None for one in PROVIDERS}
        rooms = {code: room for code, room in opened.items() if room is not None}
        found = _keys(rooms, COUNTED + 1 if counting else most + 1, until)
        groups = []
        for one in PROVIDERS:
            held = found.get(one.code)
            groups.append(_slow(one) if held is None or time.monotonic() > until else _group(one, rooms[one.code], held, 0, most))
    if not counting:
        groups = [msgspec.structs.replace(one, count=0, uncounted=False) for one in groups]
    return tuple(one for one in groups if one.hits or one.slow or one.beyond)


def one_group(provider: Provider, actor: Actor, wanted: Wanted, page: int) -> Group:
    """A page of one group, from 1."""
    start = (page - 1) * ON_A_PAGE
    room = _opened(provider, actor, wanted)
    found = None if room is None else _keys_of(provider.code, room, max(start + ON_A_PAGE, COUNTED) + 1)
    return _slow(provider) if room is None or found is None else _group(provider, room, found, start, ON_A_PAGE)
