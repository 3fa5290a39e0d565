"""What the pages read: the one place that calls the queries, so that a page never meets a row past the gate. Never: HTML, words."""

from __future__ import annotations

from typing import Any

import msgspec

from hsoc.journal.daily import DayView
from hsoc.portal.members import queries as members
from hsoc.portal.members.rules import Action, Actor, Object, may, numbers
from hsoc.records.event import Event


class Scopes(msgspec.Struct, frozen=True):
    """For what an actor may see a day: the whole network or not, and which members (number, name) by name."""

    network: bool
    members: tuple[tuple[int, str], ...]
    connected: int


def scopes(actor: Actor) -> Scopes:
    """The choices of the daily view."""
    allowed = numbers(actor, Action.VIEW, Object.EVENT)
    every = members.organisation_names()
    mine = tuple((number, name) for number, name in every.items() if allowed is None or number in allowed)
    return Scopes(network=may(actor, Action.VIEW, Object.NETWORK), members=mine, connected=len(every))


def names(actor: Actor) -> dict[int, str]:
    """Names of the organisations that the actor may read; others stay a number."""
    return dict(scopes(actor).members)


def day(actor: Actor, *, day: str, member: int | None, now: int) -> DayView:
    """The figures of a day."""
    raise NotImplementedError


class EventRow(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the list: the journal's columns (journal.tables), with addresses as text; '' where the reader may not know it."""

    id: str
    day: str
    detected: int
    first: int
    last: int
    state: str
    category: str
    detector: str
    vector: str
    severity: int
    trust: int
    member: int
    members: int
    source: str
    sources: int
    target: str
    targets: int
    proto: int
    port: int
    detections: int
    flows: int
    packets: int
    bytes: int
    dropped_flows: int | None
    dropped_packets: int | None
    dropped_bytes: int | None
    disposition: str
    basis: str
    action: str
    why: str
    dry_run: bool
    tlp: str
    client: str
    revision: int = 1
    test: bool = False


class Page(msgspec.Struct, frozen=True):
    """One page of the list; `next` is the key of the page after it, '' on the last one; total None = not counted."""

    rows: tuple[EventRow, ...]
    next: str = ""
    total: int | None = None


class Revision(msgspec.Struct, frozen=True):
    """One telling of a story: which, when it came, and how much it knew."""

    number: int
    received: int
    detections: int
    severity: int
    disposition: str
    state: str


class Found(msgspec.Struct, frozen=True):
    """One event for its page. raw is None for those who may not see it."""

    row: EventRow
    event: Event
    revisions: tuple[Revision, ...] = ()
    raw: str | None = None


def events(actor: Actor, *, filters: dict[str, Any], sort: str, after: str, limit: int, now: int) -> Page:
    """A page of the list."""
    raise NotImplementedError


def event(actor: Actor, *, identity: str, day: str) -> Found | None:
    """One event, None where there is none that the actor may see."""
    raise NotImplementedError
