"""The one gate to the events: what an actor may see of them. Every page, export and machine door asks here and nowhere else.

The target's organisation (and the sender's) and the community's own people see all of an event (TLP:AMBER+STRICT); other members get a
copy as TLP:GREEN without targets, member, sender and addresses of other members, or what the giver's own rules make of it (given); none
of a member that opted out; tests only operators.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import msgspec
from django.conf import settings
from django.utils import timezone

from hsoc.journal.daily import DayView
from hsoc.journal.daily_view import daily_view
from hsoc.journal.days import DAY_MS, day_of
from hsoc.journal.event_filter import Filter
from hsoc.journal.event_groups import Grouped
from hsoc.journal.event_groups import groups as _groups
from hsoc.journal.event_list import NOTHING, Detail, EventRow, Scope
from hsoc.journal.event_list import detail as _detail
from hsoc.journal.event_list import originals as _originals
from hsoc.journal.event_list import total as _total
from hsoc.journal.event_pages import Page
from hsoc.journal.event_pages import first as _first
from hsoc.journal.event_pages import page as _page
from hsoc.journal.event_preview import Preview, preview
from hsoc.journal.event_sharing import Rule, Rules
from hsoc.journal.event_stream import Passing, highest, passing, whole
from hsoc.journal.event_window import Arrived, Wanted, arrived
from hsoc.journal.event_window import serial_at as _serial_at
from hsoc.journal.offers import Line, lines, stopped
from hsoc.portal.events.models import WardenClient
from hsoc.portal.events.queries.given import of_others, of_row, standing
from hsoc.portal.events.rules.places import Places
from hsoc.portal.members import queries as members
from hsoc.portal.members.rules import Action, Actor, Object, Refused, may, numbers, require
from hsoc.records.tlp import TLP

__all__ = [
    "Arrived",
    "DayView",
    "Detail",
    "Filter",
    "Grouped",
    "Page",
    "Passing",
    "Preview",
    "Scope",
    "Wanted",
    "as_given",
    "clear_events",
    "day_view",
    "event",
    "events",
    "export",
    "given_by_day",
    "given_preview",
    "groups",
    "machine_events",
    "machine_stream",
    "newest_serial",
    "originals",
    "places",
    "serial_at",
    "shared_with_all",
    "stopped_by_others",
    "stream",
    "total",
    "visible_to",
    "visible_to_client",
    "visible_to_machine",
    "whole",
    "window",
]

WEEK = 7  # days of which a preview is made


def _root() -> Path:
    return Path(settings.JOURNAL)


def places() -> Places:
    """The members' prefixes."""
    return _places(members.all_prefixes())


@lru_cache(maxsize=4)
def _places(prefixes: tuple[tuple[int, str], ...]) -> Places:
    return Places(prefixes)


def visible_to(actor: Actor) -> Scope:
    """What the actor may see of events."""
    allowed = numbers(actor, Action.VIEW, Object.EVENT)
    if allowed is None:
        return Scope(everything=True, tests=actor.is_operator or actor.via == "system")
    if not allowed:
        return NOTHING
    return _shared(allowed)


def _shared(own: frozenset[int]) -> Scope:
    rules = of_others(own)
    return Scope(
        own=tuple(sorted(own)),
        hidden=tuple(sorted(members.opted_out() - own)),
        guarded=places().guarded(own),
        rules=rules,
        now=_minute() if any(one.longest or one.held for one in rules) else 0,
    )


def _minute() -> int:
    """The time (ms) up to which delays are over. The gate looks at the clock itself: a caller that is behind or ahead must not matter."""
    return round(timezone.now().timestamp()) // 60 * 60_000  # noqa: TID251


def as_given(organisation: int, rules: tuple[Rule, ...], *, now: int) -> Scope:
    """What all others would see of an organisation's events under these rules and no one else's, all delays over by `now` (ms)."""
    return Scope(guarded=places().guarded(()), rules=(Rules(org=organisation, rules=rules),), now=now)


def shared_with_all() -> Scope:
    """What every member may see of the others: for figures that are the same for all of them."""
    return _shared(frozenset())


def visible_to_client(client: WardenClient) -> Scope:
    """What a sender or receiver may see: its organisation's own events whole, its own trials too, the others' as anonymised copies.

    A machine gives no reason for looking into a member's data, so the operator's own receivers get what the operator's engines sent and
    copies of the rest; with a reason, people see more (`visible_to`).
    """
    scope = _shared(frozenset({client.organisation.number}))
    return msgspec.structs.replace(scope, own_tests=True)


def given_preview(actor: Actor, organisation: int, rules: tuple[Rule, ...], *, now: int) -> Preview:
    """What rules would have made of the organisation's events of the last WEEK days; now in ms. Raises Refused, TooSlow."""
    require(actor, Action.VIEW, Object.SHARING, organisation)
    first, last = (day_of(now - days * DAY_MS) for days in (WEEK - 1, 0))
    over = (now // DAY_MS + 10 * WEEK) * DAY_MS  # all delays; of the whole day, so that what was summed of a day is found again
    scope = as_given(organisation, rules, now=over)
    return preview(_root(), scope=scope, organisation=organisation, first_day=first, last_day=last)


def given_by_day(actor: Actor, organisation: int, days: tuple[str, ...], *, now: int) -> tuple[Line, ...]:
    """What all others may see now of the organisation's events of these days, by day, and what not; now in ms. Raises Refused, TooSlow.

    Its own rules alone are asked: what another one that an event concerns keeps back is not told.
    """
    rules = _own_rules(actor, organisation)
    hidden = tuple(sorted(members.opted_out() & {organisation}))
    scope = Scope(hidden=hidden, guarded=places().guarded(()), rules=(rules,), now=now)
    return lines(_root(), days, scope=scope, organisation=organisation, now=now)


def stopped_by_others(actor: Actor, organisation: int, days: tuple[str, ...]) -> int:
    """How many sources others saw whose traffic towards the organisation was dropped. Raises Refused, TooSlow."""
    _own_rules(actor, organisation)
    return stopped(_root(), days, organisation=organisation)


def _own_rules(actor: Actor, organisation: int) -> Rules:
    """The rules of an organisation of whose events the actor may see all; else Refused."""
    require(actor, Action.VIEW, Object.SHARING, organisation)
    scope = visible_to(actor)
    if not (scope.everything or organisation in scope.own):
        raise Refused(f"{actor.username or 'nobody'} may not see the events of {organisation}")
    found = standing(organisation)
    return of_row(found, organisation) if found else Rules(org=organisation)


def groups(actor: Actor, wanted: Filter, *, page: int = 1, size: int = 50) -> Grouped:
    """The events that the actor may see, as lines of the same source, kind and network in an hour. Raises ValueError, TooSlow."""
    return _groups(_root(), scope=visible_to(actor), wanted=wanted, page=page, size=size)


def newest_serial() -> int:
    """The highest serial that is there: up to it nothing will appear any more."""
    return highest(_root())


def stream(client: WardenClient, *, after: int, upto: int) -> Iterator[list[Passing]]:
    """The events that the client may see, by serial, in lists. Raises TooSlow."""
    return passing(_root(), scope=visible_to_client(client), after=after, upto=upto)


def visible_to_machine(actor: Actor) -> Scope:
    """What a token may see at a machine door: its organisations' events whole, the others' as copies, even an operator's token."""
    allowed = numbers(actor, Action.VIEW, Object.EVENT)
    own = actor.organisations if allowed is None else allowed
    return _shared(own) if own else NOTHING


def machine_stream(actor: Actor, *, after: int, upto: int) -> Iterator[list[Passing]]:
    """As `stream`, for a token. Raises TooSlow."""
    return passing(_root(), scope=visible_to_machine(actor), after=after, upto=upto)


def machine_events(actor: Actor, wanted: Filter, *, after: str | None = None, size: int = 50) -> tuple[str | None, list[Passing]]:
    """(cursor of the next page, one page with the originals of what is seen whole), for a token. Raises ValueError, TooSlow."""
    scope = visible_to_machine(actor)
    found = _page(_root(), scope=scope, wanted=wanted, after=after, size=size)
    raws = _originals(_root(), scope=scope, rows=found.rows)
    return found.following, [Passing(row, raws.get(row.serial)) for row in found.rows]


def clear_events(wanted: Filter, *, size: int) -> tuple[EventRow, ...]:
    """The newest copies that are TLP:CLEAR, for anybody. Raises TooSlow."""
    clear = msgspec.structs.replace(wanted, tlp=TLP.CLEAR.value)
    return _page(_root(), scope=shared_with_all(), wanted=clear, size=size).rows


def day_view(actor: Actor, day: str, member: int | None, *, now: int) -> DayView:
    """The figures of a day, of the network (member None) or one member; now in ms.

    Who sees no single event (an auditor) may still see the network's figures. Raises Refused, ValueError, TooSlow.
    """
    scope = visible_to(actor)
    if member is not None and not (scope.everything or member in scope.own):
        raise Refused(f"{actor.username or 'nobody'} may not see the figures of member {member}")
    if member is None:
        if not may(actor, Action.VIEW, Object.NETWORK):
            raise Refused(f"{actor.username or 'nobody'} may not see the figures of the network")
        scope = shared_with_all() if scope.nothing else scope
    return daily_view(_root(), day=day, member=member, scope=scope, now=now)


def events(actor: Actor, wanted: Filter, *, after: str | None = None, size: int = 50, seconds: float | None = None) -> Page:
    """One page of the events that the actor may see. Raises ValueError on a bad filter or cursor, TooSlow.

    seconds: after which a page by time may end before it is full (`Page.searched`).
    """
    return _page(_root(), scope=visible_to(actor), wanted=wanted, after=after, size=size, seconds=seconds)


def export(actor: Actor, wanted: Filter, *, size: int) -> tuple[EventRow, ...]:
    """The first events that the actor may see, read at once. Raises ValueError, TooSlow."""
    return _first(_root(), scope=visible_to(actor), wanted=wanted, size=size)


def originals(actor: Actor, rows: tuple[EventRow, ...]) -> dict[int, bytes]:
    """Serial → the event as received, of those rows that the actor may see whole."""
    return _originals(_root(), scope=visible_to(actor), rows=rows)


def total(actor: Actor, wanted: Filter, *, seconds: float = 1.0) -> int:
    """How many events the filter finds for the actor. Raises TooSlow after `seconds`."""
    return _total(_root(), scope=visible_to(actor), wanted=wanted, seconds=seconds)


def event(actor: Actor, id: str, day: str | None = None) -> Detail | None:  # noqa: A002  (IDEA's word)
    """One event with its revisions, as the actor may see it; None where there is none for him."""
    return _detail(_root(), scope=visible_to(actor), id=id, day=day)


def window(actor: Actor, *, after: int, upto: int, wanted: Wanted) -> Iterator[list[Arrived]]:
    """What arrived between two serials and touches members, as the actor may see it: each event once, in lists. Raises TooSlow."""
    return arrived(_root(), scope=visible_to(actor), after=after, upto=upto, wanted=wanted)


def serial_at(moment: int) -> int:
    """The highest serial that had arrived by `moment` (ms)."""
    return _serial_at(_root(), moment)
