"""What MISP's clients send for their organisation: events, tags, sightings. Belongs here: changes. Never: MISP's words (exchange), HTTP."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Final

import msgspec
from django.db import transaction
from django.db.models import QuerySet

from hsoc.exchange.misp import labels
from hsoc.portal.feeds.actions.shares import hand_in
from hsoc.portal.indicators.actions import Shared, revoke_several, sight
from hsoc.portal.indicators.models import Indicator
from hsoc.portal.indicators.share import indicators as records_of
from hsoc.portal.members.rules import Action, Actor, Object, require
from hsoc.records.indicator import Kind, Sighting, Verdict
from hsoc.records.parcel import Parcel
from hsoc.records.tlp import TLP, tlp

MOST_DELETED: Final = 5000  # attributes that one request takes back


def take_event(*, actor: Actor, identity: str, parcel: Parcel, now: datetime) -> Shared:
    """Share what an event holds, each value by its own label; `via` keeps the event's UUID for who sent it. Raises Refused."""
    home, via = actor.organisation, f"misp:{identity}"
    made = hand_in(actor=actor, organisation=home, items=parcel.indicators, via=via, now=now)
    if parcel.sightings:
        sight(actor=actor, organisation=home, items=parcel.sightings, via="misp", now=now)
    return made


def attach(*, actor: Actor, rows: Sequence[Indicator], tag: str, now: datetime) -> Shared:
    """A further tag of one's own indicators. A label narrows; it never widens what is there. Raises Refused, ValueError."""
    require(actor, Action.CHANGE, Object.INDICATOR, actor.organisation)
    if tag.lower().startswith("tlp:") and any(tlp(tag).narrowness < TLP(row.tlp).narrowness for row in rows):
        raise ValueError("a tag never widens a label; a person may, in the portal")
    made = Shared()
    for via in sorted({row.via for row in rows}):
        items = []
        for one in records_of(row for row in rows if row.via == via):
            said = labels.of([*(name["name"] for name in labels.tags(one)), tag], own_only=False)
            changed = {"tlp": said.tlp, "pap": said.pap, "category": said.category, "labels": said.labels, "confidence": said.confidence}
            items.append(msgspec.structs.replace(one, **changed))
        made = hand_in(actor=actor, organisation=actor.organisation, items=items, via=via, now=now)
    return made


def take_away(*, actor: Actor, rows: QuerySet[Indicator], now: datetime) -> int:
    """Take one's own indicators back; returns how many. Raises Refused, ValueError where more remain than one request takes."""
    home, reason = actor.organisation, "deleted through MISP's REST"
    done = revoke_several(actor=actor, organisation=home, found=rows, reason=reason, now=now, most=MOST_DELETED)
    if done == MOST_DELETED:
        raise ValueError(f"{MOST_DELETED} attributes were deleted; ask again for the rest")
    return done


@transaction.atomic
def met(*, actor: Actor, rows: Sequence[Indicator], verdict: Verdict, at: int, now: datetime) -> list[Sighting]:
    """A sighting of each of these indicators, under the indicator's own label. at: ms. Raises Refused."""
    seen = [
        Sighting(
            id=str(uuid.uuid4()), kind=Kind(row.kind), value=row.value, first=at, last=at, verdict=verdict, indicator=str(row.uuid),
            tlp=TLP(row.tlp),
        )
        for row in rows
    ]  # fmt: skip
    sight(actor=actor, organisation=actor.organisation, items=seen, via="misp", now=now)
    return seen
