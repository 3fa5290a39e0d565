"""What the first pages say of threats: what waits for a person, and yesterday's sums for everybody. Belongs here: contexts. Never: HTML."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec
from django.utils.translation import get_language

from hsoc.journal.daily import DayView, Figures
from hsoc.journal.event_rows import TooSlow
from hsoc.portal.charts import numbers
from hsoc.portal.events.web import reading
from hsoc.portal.events.web.day_figures import Tile, day_tiles
from hsoc.portal.events.web.links import Door
from hsoc.portal.members.rules import COMMUNITY, SYSTEM, Actor

NEWEST = 6  # threats of today on the overview


class Public(msgspec.Struct, frozen=True):
    """Sums that everybody may know: of a whole day, of the whole network, nobody recognisable."""

    day: str
    figures: Figures

    @property
    def dropped(self) -> float:
        """Share of the threats whose traffic was dropped; rules that were only shown (dry run) are left out."""
        drops = self.figures.drops
        return (drops.preventive + drops.reactive - drops.dry_run) / drops.threats if drops.threats else 0.0


def mine(actor: Actor, *, now: datetime) -> dict[str, Any]:
    """Context of the overview: today's tiles and what waits, for the network or the actor's own organisation."""
    scopes = reading.scopes(actor)
    today = now.astimezone(numbers.PRAGUE).date().isoformat()
    own = next((number for number, _name in scopes.members if number == actor.organisation), None)
    member = own if own is not None and not actor.roles & COMMUNITY else None
    if member is None and not scopes.network:
        return {"view": None}
    try:
        view = reading.day(actor, day=today, member=member, now=round(now.timestamp() * 1000))
    except TooSlow:
        return {"view": None}
    door = Door(today, member)
    return {
        "view": view,
        "tiles": _tiles(view, door),
        "door": door,
        "names": reading.names(actor),
        "attention_href": door.to(attention=1, sort="-severity"),
        "now_ms": round(now.timestamp() * 1000),
    }


def _tiles(view: DayView, door: Door) -> tuple[Tile, ...]:
    return day_tiles(view, door=door, language=get_language() or "cs")


def public(*, now: datetime) -> Public | None:
    """Yesterday's sums for the public page; None where the journal holds nothing of it."""
    day = numbers.neighbour(now.astimezone(numbers.PRAGUE).date().isoformat(), -1)
    try:
        view = reading.day(SYSTEM, day=day, member=None, now=round(now.timestamp() * 1000))
    except TooSlow:  # the page is for strangers: it says less rather than nothing
        return None
    return Public(day, view.figures) if view.figures.drops.threats else None
