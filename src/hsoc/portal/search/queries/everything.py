"""One search over all rooms: each within its time, grouped; a room that is too slow says so and holds nobody up. Never: a room's gate."""

from __future__ import annotations

import logging
import time

import msgspec

from hsoc.journal.event_rows import TooSlow
from hsoc.portal.members.rules import Actor
from hsoc.portal.search.queries.asking import Found, Provider, Wanted, counts
from hsoc.portal.search.queries.bounded import TooLong, each_within, within
from hsoc.portal.search.queries.providers import PROVIDERS
from hsoc.portal.search.rules.found import COUNTED, ON_A_PAGE, ON_FIRST, SECONDS, SECONDS_IN_ALL, Group

log = logging.getLogger("hsoc.portal.search")


def _asked(provider: Provider, actor: Actor, wanted: Wanted, start: int, most: int) -> tuple[Found, Group]:
    """What one room finds, from one row on, and whether there is more."""
    found = Found()
    try:
        with within(SECONDS):
            found = provider.find(actor, wanted)
            hits = found.part(start, most + 1)
    except (TooLong, TooSlow):
        log.warning("%s was too slow for a search", provider.code)
        return found, _slow(provider)
    except ValueError:  # what was typed is no value of that room
        hits = []
    more = len(hits) > most
    count = 0 if more or not hits else start + len(hits)
    return found, Group(code=provider.code, name=str(provider.name), hits=tuple(hits[:most]), more=more, count=count)


def _slow(provider: Provider) -> Group:
    return Group(code=provider.code, name=str(provider.name), slow=True)


def _counted(rooms: dict[str, Found]) -> dict[str, int]:
    """How many hits the rooms with more than is shown have; nothing where that takes too long."""
    try:
        with within(SECONDS):
            return counts(rooms, COUNTED + 1) if rooms else {}
    except TooLong:
        return {}


def everything(actor: Actor, wanted: Wanted, *, most: int = ON_FIRST, counting: bool = True) -> tuple[Group, ...]:
    """The groups that found something or were too slow, with how many hits each has (counting).

    After SECONDS_IN_ALL the rooms that were not asked yet say that it took too long.
    """
    until = time.monotonic() + SECONDS_IN_ALL
    with each_within(SECONDS):
        asked = [_asked(one, actor, wanted, 0, most) if time.monotonic() < until else (Found(), _slow(one)) for one in PROVIDERS]
        told = _counted({group.code: found for found, group in asked if group.more}) if counting else {}
    groups = (msgspec.structs.replace(one, count=told[one.code]) if one.code in told else one for _found, one in asked)
    return tuple(one for one in groups if one.hits or one.slow)


def one_group(provider: Provider, actor: Actor, wanted: Wanted, page: int) -> Group:
    """A page of one group, from 1."""
    found, group = _asked(provider, actor, wanted, (page - 1) * ON_A_PAGE, ON_A_PAGE)
    told = _counted({provider.code: found}) if group.more else {}
    return msgspec.structs.replace(group, count=told[provider.code]) if told else group
