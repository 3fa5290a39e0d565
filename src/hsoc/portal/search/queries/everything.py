"""One search over all rooms: each within its time, grouped; a room that is too slow says so and holds nobody up. Never: a room's gate."""

from __future__ import annotations

import logging

from hsoc.journal.event_rows import TooSlow
from hsoc.portal.members.rules import Actor
from hsoc.portal.search.queries.bounded import TooLong, each_within, within
from hsoc.portal.search.queries.providers import PROVIDERS, Provider, Wanted
from hsoc.portal.search.rules.found import ON_A_PAGE, ON_FIRST, SECONDS, Group

log = logging.getLogger("hsoc.portal.search")


def ask(provider: Provider, actor: Actor, wanted: Wanted, *, start: int = 0, most: int = ON_FIRST) -> Group:
    """What one room finds."""
    try:
        with within(SECONDS):
            hits = provider.find(actor, wanted, start, most + 1)
    except (TooLong, TooSlow):
        log.warning("%s was too slow for a search", provider.code)
        return Group(code=provider.code, name=str(provider.name), slow=True)
    except ValueError:  # what was typed is no value of that room
        hits = []
    return Group(code=provider.code, name=str(provider.name), hits=tuple(hits[:most]), more=len(hits) > most)


def everything(actor: Actor, wanted: Wanted, *, most: int = ON_FIRST) -> tuple[Group, ...]:
    """The groups that found something or were too slow."""
    with each_within(SECONDS):
        found = [ask(one, actor, wanted, most=most) for one in PROVIDERS]
    return tuple(one for one in found if one.hits or one.slow)


def one_group(provider: Provider, actor: Actor, wanted: Wanted, page: int) -> Group:
    """A page of one group, from 1."""
    return ask(provider, actor, wanted, start=(page - 1) * ON_A_PAGE, most=ON_A_PAGE)
