"""What machines and people hand in for their organisation: documents taken apart, each part to where it is kept. Never: reading formats.

Events go the way that every event goes: through the spool to the one writer. What came with an event stays beside it, as its attachment.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

import msgspec
from django.conf import settings
from django.db import transaction

from hsoc.journal import inbox
from hsoc.portal.advisories import actions as advisories
from hsoc.portal.audit.actions import record
from hsoc.portal.feeds.models import Receipt
from hsoc.portal.feeds.rules.originals import idea_of
from hsoc.portal.feeds.rules.receipts import Outcome, outcomes, told
from hsoc.portal.indicators import actions as indicators
from hsoc.portal.indicators.rules import Audience
from hsoc.portal.members.models import Organisation
from hsoc.portal.members.rules import Action, Actor, Object, require
from hsoc.records.parcel import Parcel
from hsoc.records.tlp import TLP

RECEIPTS_KEPT = timedelta(days=7)  # how long a sender may ask what became of what it sent
AT_ONCE: Final = 500  # events of one batch of the spool


class Intake(msgspec.Struct, frozen=True, kw_only=True):
    """What was taken in. changed, same: indicators and advisories; refused: (index in their list, reason)."""

    events: int = 0
    indicators: int = 0
    changed: int = 0
    same: int = 0
    sightings: int = 0
    advisories: int = 0
    refused: tuple[tuple[int, str], ...] = ()


@transaction.atomic
def take_in(
    *,
    actor: Actor,
    organisation: int,
    parcel: Parcel,
    via: str,
    now: datetime,
    ideas: Sequence[bytes] = (),
    audience: Audience | None = None,
) -> Intake:
    """Take a document in for an organisation. Raises Refused, inbox.Full, OSError; then nothing of it is kept.

    ideas: IDEA0 documents as they came, kept to the byte; the parcel's events become such documents with their own text attached.
    audience: of indicators and advisories, None = what is usual for each label. The same document again changes nothing: its parts have
    the same identifiers.
    """
    events = [*ideas, *(idea_of(one, node=f"cz.hsoc.{via.partition(':')[0]}") for one in parcel.events)]
    if events:
        require(actor, Action.CREATE, Object.EVENT, organisation)
    shared = indicators.Shared()
    if parcel.indicators:
        shared = indicators.share(actor=actor, organisation=organisation, items=parcel.indicators, via=via, now=now, audience=audience)
    seen = 0
    if parcel.sightings:
        seen = indicators.sight(actor=actor, organisation=organisation, items=parcel.sightings, via=via, now=now, audience=audience)
    taken = advisories.Taken()
    if parcel.advisories:
        taken = advisories.take(actor=actor, organisation=organisation, items=parcel.advisories, via=via, now=now, audience=audience)
    details = {
        "events": len(events), "indicators": shared.added + shared.changed, "sightings": seen,
        "advisories": taken.added + taken.changed, "rejected": parcel.rejected,
    }  # fmt: skip
    record(actor=actor, action="document.taken_in", object=via, concerns=organisation, details=details, now=now)
    _spool(events, organisation, now)
    return Intake(
        events=len(events),
        indicators=shared.added,
        changed=shared.changed + taken.changed,
        same=shared.same + taken.same,
        sightings=seen,
        advisories=taken.added,
        refused=shared.refused + taken.refused,
    )


def _spool(events: Sequence[bytes], organisation: int, now: datetime) -> None:
    folder: Path = settings.DATA / "spool" / "events"
    received = int(now.timestamp() * 1000)
    for start in range(0, len(events), AT_ONCE):
        part = tuple(events[start : start + AT_ONCE])
        client = f"import.o{organisation}"
        inbox.put(folder, inbox.Batch(client=client, org=organisation, test=False, ours=False, received=received, events=part))


@transaction.atomic
def receive(
    *,
    actor: Actor,
    organisation: int,
    parcel: Parcel,
    heads: Sequence[Any],
    tlp: TLP | None,
    audience: Audience,
    via: str,
    now: datetime,
) -> dict[str, Any]:
    """Take in what a machine sent for an organisation and say of each object what became of it (a status of TAXII). Raises Refused.

    heads: the objects as received, in order; tlp: the label that the place takes, None = any.
    """
    number = organisation
    require(actor, Action.CREATE, Object.INDICATOR, number)
    fitting = [one for one in parcel.indicators if tlp is None or one.tlp == tlp]
    seen = [one for one in parcel.sightings if tlp is None or one.tlp == tlp]
    shared = indicators.share(actor=actor, organisation=number, items=fitting, via=via, now=now, audience=audience)
    indicators.sight(actor=actor, organisation=number, items=seen, via=via, now=now, audience=audience)
    refused = {fitting[place].id: reason for place, reason in shared.refused}
    found: tuple[Outcome, ...] = outcomes(heads, parcel, tlp=tlp, refused=refused)
    made = Receipt.objects.create(uuid=uuid.uuid4(), organisation=Organisation.objects.get(number=number), content={}, made=now)
    content = told(str(made.uuid), found, now=now)
    made.content = content
    made.save(update_fields=["content"])
    Receipt.objects.filter(made__lt=now - RECEIPTS_KEPT).delete()
    details = {"objects": len(heads), "failed": content["failure_count"], "via": via}
    record(actor=actor, action="objects.received", object=f"receipt:{made.uuid}", concerns=number, details=details, now=now)
    return content
