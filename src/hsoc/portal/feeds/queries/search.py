"""What of the indicators is asked for. Belongs here: conditions on what the gate lets through. Never: who sees a row (indicators)."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Final

import msgspec
from django.db.models import F, Q, QuerySet

from hsoc.portal.indicators import queries as gate
from hsoc.portal.indicators.models import Indicator
from hsoc.portal.indicators.rules import Audience
from hsoc.portal.members.rules import Actor
from hsoc.records.indicator import Kind, canonical, guessed
from hsoc.records.tlp import PAP, TLP

LONGEST: Final = 200  # characters of a word that is looked for in a list


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What is left out does not restrict. after: a position; value: an address also finds the prefixes around it; since: a change."""

    after: int = 0
    kind: Kind | None = None
    value: str = ""
    tlp: TLP | None = None
    pap: PAP | None = None
    category: str = ""
    label: str = ""
    producer: str = ""
    to_block: bool | None = None
    revoked: bool | None = None
    valid: bool = False
    own: bool = False
    since: datetime | None = None
    descending: bool = False


def search(actor: Actor, wanted: Wanted, *, now: datetime) -> QuerySet[Indicator]:
    """The newest indicators, visible to the actor, that fit, by position. Raises ValueError with a sentence part on what is no value."""
    found = gate.newest(actor)
    if wanted.value:
        kind, value = (wanted.kind, canonical(wanted.kind, wanted.value)) if wanted.kind else guessed(wanted.value)
        found = gate.about(actor, kind, value)
    elif wanted.kind:
        found = found.filter(kind=wanted.kind.value)
    equal = {
        "tlp": wanted.tlp and wanted.tlp.value,
        "pap": wanted.pap and wanted.pap.value,
        "producer": wanted.producer or None,
        "to_block": wanted.to_block,
        "revoked": wanted.revoked,
        "modified__gte": wanted.since,
        "organisation__number__in": actor.organisations if wanted.own else None,
    }
    found = found.filter(**{name: value for name, value in equal.items() if value is not None})
    for name, word in (("category", wanted.category), ("labels", wanted.label)):
        if word:
            found = found.filter(listed(name, word))
    if wanted.valid:
        found = gate.valid_at(found, now)
    if wanted.after:
        found = found.filter(added__lt=wanted.after) if wanted.descending else found.filter(added__gt=wanted.after)
    place = F("added") + 0 if wanted.value else F("added")  # few have a value: SQLite is not to walk all in this order for them
    return found.order_by(place.desc() if wanted.descending else place.asc())


def listed(name: str, word: str) -> Q:
    """A list in a column names that word, or a word that begins so when it ends in `%`. The lists are short; the text is compared."""
    text = word[:LONGEST]
    start = text.endswith("%")
    bare = text.rstrip("%") if start else text
    spellings = {json.dumps(bare), json.dumps(bare, ensure_ascii=False)}  # as the one database keeps it, and as the other
    found = Q()
    for quoted in spellings:
        found |= Q(**{f"{name}__icontains": quoted[:-1] if start else quoted})
    return found


def shared(actor: Actor) -> QuerySet[Indicator]:
    """The newest that were shared with more than one organisation: what goes into files that many fetch."""
    return gate.newest(actor).filter(audience__in=gate.SHARED)


def public(found: QuerySet[Indicator]) -> QuerySet[Indicator]:
    """Those for anybody."""
    return found.filter(audience=Audience.PUBLIC.value, tlp=TLP.CLEAR.value)
