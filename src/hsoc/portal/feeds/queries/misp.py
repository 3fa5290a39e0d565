"""Events of MISP's made of indicators. Belongs here: which indicators are one event, and which events are asked for. Never: the gate.

Everybody sees values of one producer, TLP, PAP and day as one event (exchange.misp). Who sent an event sees it again as it was sent, under
its own UUID: `via` of its indicators names it. So each indicator is in exactly one event of a reader.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import msgspec
from django.db.models import Case, Count, F, Max, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Cast, Substr

from hsoc.exchange.misp.encode import attribute, events, organisation
from hsoc.exchange.misp.labels import label_tags
from hsoc.exchange.misp.terms import DISTRIBUTION, HOUSE, TYPES
from hsoc.portal.feeds.queries.search import listed
from hsoc.portal.feeds.rules.misp import Asked, Bad
from hsoc.portal.indicators import queries as gate
from hsoc.portal.indicators.models import Indicator, Sighting
from hsoc.portal.indicators.share import indicators as records_of
from hsoc.portal.indicators.share import sightings as sightings_of
from hsoc.portal.members.rules import Actor
from hsoc.records import rsit
from hsoc.records.indicator import Kind, guessed, named
from hsoc.records.parcel import Parcel
from hsoc.records.tlp import PAP, TLP, narrowest, pap, strictest, tlp

VIA: Final = "misp:"
MOST_GROUPS: Final = 20_000  # events among which one is looked for by its UUID
MOST_IN_ANSWER: Final = 50_000  # attributes of one answer; more is asked for in pages
MOST_SIGHTINGS: Final = 20_000  # of one answer, newest first
Document = dict[str, Any]


class TooMuch(Exception):
    """The answer would be larger than one answer may be."""


class Group(msgspec.Struct, frozen=True):
    """What the indicators of one event have in common; own: the `via` of one that the reader's organisation sent, else ''."""

    own: str
    who: str
    spread: str
    use: str
    day: str
    count: int = 0

    @property
    def uuid(self) -> str:
        """Of the event."""
        if self.own:
            return self.own.removeprefix(VIA)
        return named("misp event", f"{self.who}\0{self.spread}\0{self.use}\0{self.day}")


def matching(actor: Actor, wanted: Asked) -> QuerySet[Indicator]:
    """The newest indicators, visible to the actor, that fit all filters but those of identity. Raises Bad."""
    found = gate.newest(actor)
    if wanted.values:
        found = found.filter(_any(map(_value, wanted.values)))
    if wanted.types:
        kinds = {kind.value for one in wanted.types for kind in TYPES.get(one, ()) if kind is not None}
        found = found.filter(kind__in=kinds | ({"net"} if "ip" in kinds else set()))
    if wanted.tags:
        found = found.filter(_any(map(_tag, wanted.tags)))
    for one in wanted.not_tags:
        found = found.exclude(_tag(one))
    if wanted.org:
        found = found.filter(producer__in=[*wanted.org, *([""] if HOUSE in wanted.org else [])])
    if wanted.info:
        found = found.filter(title__icontains=wanted.info.strip("%"))
    if wanted.since is not None:
        found = found.filter(modified__gte=datetime.fromtimestamp(wanted.since, UTC))
    if wanted.until is not None:
        found = found.filter(modified__lte=datetime.fromtimestamp(wanted.until, UTC))
    if wanted.first_day:
        found = found.filter(first__gte=_start(wanted.first_day))
    if wanted.last_day:
        found = found.filter(first__lt=_start(wanted.last_day) + timedelta(days=1))
    if wanted.to_ids is not None:
        found = found.filter(to_block=wanted.to_ids)
    return found.none() if wanted.published is False else found


def _any(conditions: Any) -> Q:
    found = Q()
    for one in conditions:
        found |= one
    return found


def _value(text: str) -> Q:
    if "%" in text:
        inner = text.strip("%")
        return Q(value__icontains=inner) if text[:1] == "%" else Q(value__istartswith=inner)
    try:
        kind, value = guessed(text)
    except ValueError:
        return Q(value=text)
    return Q(kind=kind.value, value=value)


def _tag(text: str) -> Q:
    low = text.lower()
    if low.startswith("tlp:"):
        return Q(tlp__in=[one.value for one in TLP]) if "%" in low else Q(tlp=tlp(low).value)
    if low.startswith("pap:"):
        return Q(pap__in=[one.value for one in PAP]) if "%" in low else Q(pap=pap(low).value)
    name, _, quoted = text.partition("=")
    word = quoted.strip('"')
    if name == "idea:category":
        return listed("category", word)
    if name.startswith("rsit:"):
        return listed("category", rsit.category(word))
    return listed("labels", text)


def _start(day: str) -> datetime:
    try:
        return datetime.fromisoformat(day).replace(tzinfo=UTC)
    except ValueError as error:
        raise Bad("a day as 2026-11-21 is expected") from error


def _grouped(actor: Actor, found: QuerySet[Indicator]) -> QuerySet[Any]:
    mine = Q(organisation__number__in=actor.organisations, via__startswith=VIA)
    text = TextField()
    parts: dict[str, Any] = {
        "who": Case(When(producer="", then=Value(HOUSE)), default=F("producer"), output_field=text),
        "spread": F("tlp"),
        "use": F("pap"),
        "day": Substr(Cast("first", text), 1, 10),
    }
    told = {name: Case(When(mine, then=Value("")), default=part, output_field=text) for name, part in parts.items()}
    own = Case(When(mine, then=F("via")), default=Value(""), output_field=text)
    grouped = found.order_by().annotate(own=own, **told).values_list("own", "who", "spread", "use", "day")
    return grouped.annotate(count=Count("pk"), newest=Max("added")).order_by("-newest")


def groups(actor: Actor, wanted: Asked, *, page: int, limit: int) -> list[Group]:
    """A page of the events that fit, the newest change first. Raises Bad."""
    found = _grouped(actor, matching(actor, wanted))
    if wanted.uuids:
        every = [Group(*row[:6]) for row in found[:MOST_GROUPS]]
        picked = [one for one in every if one.uuid in wanted.uuids or number(one.uuid) in wanted.uuids]
        return picked[(page - 1) * limit : page * limit]
    return [Group(*row[:6]) for row in found[(page - 1) * limit : page * limit]]


def group(actor: Actor, identity: str) -> Group | None:
    """The event of a UUID or a number, None where there is none for the actor; an attribute's UUID finds its event, too."""
    return next(iter(groups(actor, Asked(uuids=(identity.lower(),)), page=1, limit=1)), None)


def rows(actor: Actor, one: Group) -> QuerySet[Indicator]:
    """The indicators of an event, in the order in which they came."""
    found = gate.newest(actor).order_by("added")
    mine = Q(organisation__number__in=actor.organisations, via__startswith=VIA)
    if one.own:
        return found.filter(mine, via=one.own)
    start = _start(one.day)
    span = {"first__gte": start, "first__lt": start + timedelta(days=1)}
    return found.exclude(mine).filter(producer__in=[one.who, ""] if one.who == HOUSE else [one.who], tlp=one.spread, pap=one.use, **span)


def documents(actor: Actor, found: list[Group], *, now: int) -> Iterator[Document]:
    """The inner part of each event, whole. Raises TooMuch before the first one. now: ms."""
    if sum(one.count for one in found) > MOST_IN_ANSWER:
        raise TooMuch
    for one in found:
        yield document(actor, one, list(rows(actor, one)[: MOST_IN_ANSWER + 1]), now=now)


def document(actor: Actor, one: Group, held: list[Indicator], *, now: int) -> Document:
    """One event. Who sent it gets its own UUID and title, labelled as narrowly as the narrowest of its attributes."""
    parcel = Parcel(indicators=tuple(records_of(held)), sightings=tuple(sightings_of(_met(actor, held))))
    made = list(events(parcel, now))
    told = made[0]
    if one.own:
        spread = narrowest(*(part.tlp for part in parcel.indicators))
        use = strictest(*(part.pap for part in parcel.indicators))
        attributes = [part for event in made for part in event["Attribute"]]
        changed = max((event["timestamp"] for event in made), key=int)
        told |= {
            "uuid": one.uuid, "info": parcel.indicators[0].title or told["info"], "distribution": DISTRIBUTION[spread],
            "Tag": label_tags(spread, use), "Attribute": attributes, "attribute_count": str(len(attributes)),
            "timestamp": changed, "publish_timestamp": changed,
        }  # fmt: skip
    return numbered(told)


def _met(actor: Actor, held: list[Indicator]) -> Iterator[Sighting]:
    wanted = [row.uuid for row in held]
    left = MOST_SIGHTINGS
    for start in range(0, len(wanted), gate.ASKED_AT_ONCE):
        part = gate.sightings_visible_to(actor).filter(indicator__in=wanted[start : start + gate.ASKED_AT_ONCE])
        for one in part.order_by("-added")[:left]:
            left -= 1
            yield one


def number(identity: str) -> str:
    """A number for clients that want one, always the same of a UUID: 52 bits, so that every reader of JSON holds it."""
    return str(uuid.UUID(identity).int >> 76)


def numbered(event: Document) -> Document:
    """The event with the numbers that MISP's clients expect, all of them as texts."""
    own = number(event["uuid"])
    about = {"id": own, "org_id": number(event["Org"]["uuid"]), "orgc_id": number(event["Orgc"]["uuid"]), "sharing_group_id": "0"}
    for name in ("Org", "Orgc"):
        about[name] = event[name] | {"id": number(event[name]["uuid"]), "local": True}
    attributes = [
        one | {"id": number(one["uuid"]), "event_id": own, "object_id": "0", "sharing_group_id": "0"} for one in event["Attribute"]
    ]
    return event | about | {"Attribute": attributes, "Object": [], "locked": False, "proposal_email_lock": False}


def attributes(actor: Actor, wanted: Asked, *, page: int, limit: int) -> list[Document]:
    """A page of attributes that fit, oldest first, each with what it is of. Raises Bad."""
    found = matching(actor, wanted)
    if wanted.uuids:
        own = [one for one in wanted.uuids if _is_uuid(one)]
        picked = Q(uuid__in=own)
        for group_ in groups(actor, wanted, page=1, limit=100):
            picked |= Q(pk__in=rows(actor, group_).order_by().values("pk"))
        found = found.filter(picked)
    held = list(found.order_by("added")[(page - 1) * limit : page * limit])
    out = []
    for row, one in zip(held, records_of(held), strict=True):
        mine = row.organisation.number in actor.organisations and row.via.startswith(VIA)
        of = Group(
            row.via if mine else "", one.producer or HOUSE, one.tlp.value, one.pap.value, row.first.astimezone(UTC).date().isoformat()
        )
        who = organisation(one.producer or HOUSE)
        told = attribute(one, [])
        ids = {"id": number(told["uuid"]), "event_id": number(of.uuid), "object_id": "0", "sharing_group_id": "0"}
        about = {"id": number(of.uuid), "uuid": of.uuid, "info": one.title or f"{who['name']} {of.day}", "orgc_id": number(who["uuid"])}
        out.append(told | ids | {"Event": about | {"org_id": about["orgc_id"], "distribution": DISTRIBUTION[one.tlp]}})
    return out


def _is_uuid(text: str) -> bool:
    try:
        return bool(uuid.UUID(text))
    except ValueError:
        return False


def of_value(actor: Actor, text: str) -> list[Indicator]:
    """The indicators of a value, visible to the actor; nothing for what is no value."""
    try:
        kind, value = guessed(text)
    except ValueError:
        return []
    return list(gate.newest(actor).filter(kind=Kind(kind).value, value=value)[:100])


def of_uuid(actor: Actor, identity: str) -> list[Indicator]:
    """The indicators with that UUID or number of an attribute."""
    return list(gate.newest(actor).filter(uuid=identity)[:100]) if _is_uuid(identity) else []
