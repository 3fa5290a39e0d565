"""What the pages read: the one place that calls the queries, so that a page never meets a row past the gate. Never: HTML, words."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final

import msgspec

from hsoc.exchange.idea import Unreadable, decode
from hsoc.journal.daily import DayView
from hsoc.journal.event_filter import SORTS, Filter
from hsoc.journal.event_list import EventRow
from hsoc.journal.event_rows import TooSlow
from hsoc.portal.events import queries, share
from hsoc.portal.members import queries as members
from hsoc.portal.members.rules import Action, Actor, Object, may, numbers
from hsoc.records.decision import Action as Decided
from hsoc.records.event import Event, State
from hsoc.records.taxonomy import Basis, Disposition, Severity, Trust
from hsoc.records.tlp import TLP

FIRST_SECONDS: Final = 0.25  # s after which a first page says how far back it looked
COUNT_SECONDS: Final = 0.15  # s in which the length of a list is counted; what was counted is kept, the next look goes on from there
FURTHER_SECONDS: Final = 1.0  # s of a page that was asked on for


class Scopes(msgspec.Struct, frozen=True):
    """For what an actor may see a day: the whole network or not, and which members (number, name) by name."""

    network: bool
    members: tuple[tuple[int, str], ...]
    connected: int  # organisations with prefixes: without them nothing is seen


def scopes(actor: Actor) -> Scopes:
    """The choices of the daily view."""
    allowed = numbers(actor, Action.VIEW, Object.EVENT)
    every = members.organisation_names()
    mine = tuple((number, name) for number, name in every.items() if allowed is None or number in allowed)
    return Scopes(
        network=may(actor, Action.VIEW, Object.NETWORK), members=mine, connected=len({number for number, _prefix in members.all_prefixes()})
    )


def names(actor: Actor) -> dict[int, str]:
    """Names of the organisations that the actor may read; others stay a number."""
    return dict(scopes(actor).members)


def day(actor: Actor, *, day: str, member: int | None, now: int) -> DayView:
    """The figures of a day, as the actor may see them."""
    return queries.day_view(actor, day, member, now=now)


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """One page of the list. following: cursor of the next page, '' on the last; total: None where it was not counted in time.

    searched: the day as far as which was looked, where the page ended before it was full.
    """

    rows: tuple[EventRow, ...]
    following: str = ""
    searched: str = ""
    total: int | None = None


def groups(actor: Actor, *, filters: dict[str, Any], page: int, size: int) -> queries.Grouped:
    """One page of the list by lines. Raises ValueError, TooSlow."""
    return queries.groups(actor, wanted(filters, "-detected"), page=page, size=size)


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """One event for its page: the newest row, the story's value made of it, both sides by name, its revisions, the original for some."""

    row: EventRow
    event: Event
    sources: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    history: tuple[EventRow, ...] = ()
    raw: str | None = None
    asks: bool = False  # the original is there, but only for a reason


def wanted(filters: dict[str, Any], sort: str) -> Filter:
    """The queries' filter from what the address says."""
    given = dict(filters)
    on = given.pop("day", None)
    since, until = given.pop("since", None) or on, given.pop("until", None) or on
    fate = given.pop("disposition", "")
    fates = ("preventive", "reactive") if fate == "dropped" else (fate,) if fate else ()
    text = given.pop("q", None)
    several: dict[str, Any] = {name: (given.pop(name),) for name in ("category", "detector") if name in given}
    column = sort.removeprefix("-")
    return Filter(
        first_day=since.isoformat() if since else None,
        last_day=until.isoformat() if until else None,
        text=text,
        disposition=fates,
        attention=bool(given.pop("attention", False)),
        test=False if given.pop("trials", "") else None,
        sort=column if column in SORTS else "detected",  # type: ignore[arg-type]
        descending=sort.startswith("-"),
        **several,
        **given,
    )


def events(actor: Actor, *, filters: dict[str, Any], sort: str, after: str, limit: int) -> Listed:
    """A page of the list. Raises ValueError on a cursor that is none, TooSlow where the filter takes too long."""
    asked = wanted(filters, sort)
    began = time.monotonic()
    page = queries.events(actor, asked, after=after or None, size=limit, seconds=FURTHER_SECONDS if after else FIRST_SECONDS)
    total = None
    if not after and not page.following:
        total = len(page.rows)
    elif not page.searched:
        left = COUNT_SECONDS if after else min(COUNT_SECONDS, FIRST_SECONDS - (time.monotonic() - began))
        with suppress(TooSlow):  # the list is worth more than its length
            total = queries.total(actor, asked, seconds=left) if left > 0 else None  # where it came late, nobody waits longer for that
    return Listed(rows=page.rows, following=page.following or "", searched=page.searched, total=total)


def exported(actor: Actor, *, filters: dict[str, Any], sort: str, most: int) -> tuple[EventRow, ...]:
    """The rows of an export in the order of the list, at most `most`. Raises ValueError, TooSlow."""
    return queries.export(actor, wanted(filters, sort), size=most)


def event(actor: Actor, *, identity: str, day: str, look: Callable[[EventRow], None] | None = None) -> Found | None:
    """One event, None where there is none that the actor may see. day: '' or YYYY-MM-DD.

    look: called with the row before the original of another member is shown; it writes the look down or raises. None = it is not shown.
    """
    found = queries.event(actor, identity, day or None)
    if found is None:
        return None
    raw = found.raw if may(actor, Action.VIEW, Object.EVENT, found.row.member or found.row.org) or found.row.whole else None
    asks = raw is not None and share.needs_reason(found.row, actor.organisations)
    if asks and look is not None:
        look(found.row)
        asks = False
    return Found(
        row=found.row,
        event=_told(found.row, raw),
        sources=found.source_list,
        targets=found.target_list,
        history=tuple(reversed(found.history)),
        raw=_indented(raw) if raw is not None and not asks else None,
        asks=asks,
    )


def _told(row: EventRow, raw: bytes | None) -> Event:
    """The story's value: what is visible in the row, and from the original only what the row does not carry."""
    more: dict[str, Any] = {}
    if raw is not None:
        with suppress(Unreadable, msgspec.DecodeError):
            original = decode(msgspec.json.decode(raw))
            more = {"description": original.description, "confidence": original.confidence, "port_count": original.port_count}
            # believed from our own engines only
            more |= {"rules": original.rules, "facts": original.facts} if row.detector else {}
    return Event(
        id=row.id, category=(row.category,), detected=row.detected, first=row.first, last=row.last, state=State(row.state),
        revision=row.revision, detector=row.detector, vector=row.vector, severity=Severity(row.severity), trust=Trust(row.trust),
        source_count=row.sources, target_count=row.targets, member=row.member, members=row.members, detections=row.detections,
        flows=row.flows, packets=row.packets, bytes=row.bytes, dropped_flows=row.dropped_flows, dropped_packets=row.dropped_packets,
        dropped_bytes=row.dropped_bytes, disposition=Disposition(row.disposition), basis=Basis(row.basis), action=Decided(row.action),
        why=row.why, dry_run=row.dry_run, tlp=TLP(row.tlp), test=row.test, **more,
    )  # fmt: skip


def _indented(raw: bytes) -> str:
    """The original, indented for reading; what is no JSON is shown as it came."""
    try:
        return msgspec.json.format(raw, indent=2).decode()
    except msgspec.DecodeError:
        return raw.decode("utf-8", "replace")
