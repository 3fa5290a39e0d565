"""Collections of TAXII and their pages. Belongs here: which rows are in a collection, in order. Never: who sees a row (indicators), HTTP.

One collection per label and audience, one for what stays in an organisation, and one with what the others refer to. A body sees only the
collections that may hold something for it; what it may not see is as if it were not there.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from heapq import merge
from itertools import islice
from typing import Any, Final

import msgspec
from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, When

from hsoc.exchange.stix.encode import identity, marking, of_indicator, of_sighting
from hsoc.exchange.stix.terms import HOUSE
from hsoc.portal.feeds.rules.taxii import SPEC, Query
from hsoc.portal.indicators import queries as gate
from hsoc.portal.indicators import share
from hsoc.portal.indicators.models import Indicator, Sighting
from hsoc.portal.indicators.rules import Audience
from hsoc.portal.members.queries import organisation_names
from hsoc.portal.members.rules import Action, Actor, Object, may
from hsoc.records.indicator import Kind, Verdict, named
from hsoc.records.tlp import PAP, TLP

SPACE: Final = "taxii collection"  # of the names below
MOST_PRODUCERS: Final = 1000  # identities in the collection of what is referred to
LABELS: Final = (TLP.CLEAR, TLP.GREEN, TLP.AMBER, TLP.AMBER_STRICT)  # RED never leaves its organisation


class Collection(msgspec.Struct, frozen=True, kw_only=True):
    """One collection. tlp None: any label; organisation: whose own it is, 0 = shared ones."""

    id: str
    title: str
    description: str
    tlp: TLP | None = None
    audience: Audience = Audience.COMMUNITY
    organisation: int = 0
    references: bool = False
    can_read: bool = True
    can_write: bool = False


class Item(msgspec.Struct, frozen=True):
    """One version of one object. added: the number it is paged by; version: its STIX time."""

    added: int
    content: dict[str, Any]

    @property
    def id(self) -> str:
        """Its STIX identifier."""
        return str(self.content["id"])

    @property
    def version(self) -> str:
        """Its STIX version; markings have only the time of their making."""
        return str(self.content.get("modified") or self.content["created"])


def collections(actor: Actor) -> tuple[Collection, ...]:
    """The collections that the actor may read or write, in a fixed order."""
    found = [_shared(Audience.PUBLIC, TLP.CLEAR, writable=_writes(actor))]
    if actor.known and may(actor, Action.VIEW, Object.INDICATOR):
        found += [_shared(Audience.COMMUNITY, label, writable=_writes(actor)) for label in LABELS]
        names = organisation_names()
        found += [_own(number, names.get(number, str(number)), writable=_writes(actor)) for number in sorted(actor.organisations)]
    found.append(
        Collection(
            id=named(SPACE, "references"),
            title="References",
            description="Identities and marking definitions that objects of the other collections refer to.",
            references=True,
        )
    )
    return tuple(found)


def collection(actor: Actor, wanted: str) -> Collection | None:
    """One of them; None where there is none for the actor."""
    return next((one for one in collections(actor) if one.id == wanted), None)


def _writes(actor: Actor) -> bool:
    return bool(actor.organisation) and may(actor, Action.CREATE, Object.INDICATOR, actor.organisation)


def _shared(audience: Audience, label: TLP, *, writable: bool) -> Collection:
    public = audience == Audience.PUBLIC
    return Collection(
        id=named(SPACE, f"{audience} {label}"),
        title=f"{'Public' if public else 'Community'}, {label.value}",
        description="For anybody." if public else "Shared in the hSOC community; write your own objects of this label here.",
        tlp=label,
        audience=audience,
        can_write=writable,
    )


def _own(number: int, name: str, *, writable: bool) -> Collection:
    return Collection(
        id=named(SPACE, f"own {number}"),
        title=f"Only {name}",
        description="What does not leave your organisation: RED, AMBER+STRICT and what has no known label yet.",
        audience=Audience.OWN,
        organisation=number,
        can_write=writable,
    )


def page(actor: Actor, where: Collection, wanted: Query) -> tuple[list[Item], bool]:
    """(the items of a page in order, whether there are more)."""
    if where.references:
        every = [one for one in _references(actor) if one.added > wanted.after and _asked(one, wanted)]
        return every[: wanted.limit], len(every) > wanted.limit
    found = list(islice(_items(actor, where, wanted), wanted.limit + 1))
    return found[: wanted.limit], len(found) > wanted.limit


def versions(actor: Actor, where: Collection, wanted: Query) -> tuple[list[Item], bool]:
    """As `page`; an identity that lives in the collection of references is found by its id in any other, too."""
    found, more = page(actor, where, wanted)
    if not found and wanted.ids and not where.references:
        return page(actor, msgspec.structs.replace(where, references=True), wanted)
    return found, more


def _asked(one: Item, wanted: Query) -> bool:
    return (
        (not wanted.ids or one.id in wanted.ids)
        and (not wanted.types or one.content["type"] in wanted.types)
        and (not wanted.specs or SPEC in wanted.specs)
    )


def _items(actor: Actor, where: Collection, wanted: Query) -> Iterator[Item]:
    if wanted.specs and SPEC not in wanted.specs:
        return iter(())
    indicators = (_indicators(rows, wanted) for rows in _within(gate.visible_to(actor), where))
    seen = (one for rows in _within(gate.sightings_visible_to(actor), where) for one in _sightings(rows, wanted))
    return merge(*indicators, *seen, key=lambda one: one.added)


def _within(found: QuerySet[Any], where: Collection) -> Iterator[QuerySet[Any]]:
    """One query per audience: each can walk an index to a page of a rare label, which a condition of several cannot."""
    if where.organisation:
        yield found.filter(organisation__number=where.organisation, audience=Audience.OWN.value)
        return
    for audience in (Audience.PUBLIC.value,) if where.audience == Audience.PUBLIC else gate.SHARED:
        yield found.filter(tlp=where.tlp and where.tlp.value, audience=audience)


def _uuids(wanted: Query, kind: str) -> list[uuid.UUID] | None:
    """The UUIDs asked for among objects of that type; None where no id is asked for."""
    if not wanted.ids:
        return None
    found = []
    for one in wanted.ids:
        type_, _, own = one.partition("--")
        if type_ == kind:
            try:
                found.append(uuid.UUID(own))
            except ValueError:
                continue
    return found


def _picked(found: QuerySet[Any], wanted: Query, kind: str) -> QuerySet[Any] | None:
    if wanted.types and kind not in wanted.types:
        return None
    ids = _uuids(wanted, kind)
    if ids is not None:
        found = found.filter(uuid__in=ids)
    return found.filter(added__gt=wanted.after).select_related(None).order_by("added")


def _indicators(within: QuerySet[Indicator], wanted: Query) -> Iterator[Item]:
    rows = _picked(within, wanted, "indicator")
    if rows is None:
        return
    condition = Q()
    for one in wanted.versions:
        if one == "all":
            condition = Q()
            break
        if one == "last":
            condition |= Q(latest__in=(True,))  # Django writes a bare `latest` for `=`, for which SQLite takes no index
        elif one == "first":
            older = Indicator.objects.filter(
                uuid=OuterRef("uuid"), organisation=OuterRef("organisation"), modified__lt=OuterRef("modified")
            )
            condition |= Q(~Exists(older))
        else:
            condition |= Q(modified=datetime.strptime(one, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC))
    # a started page is cut by the limit: more rows than that are never read
    chosen = rows.filter(condition)[: wanted.limit + 1]
    for row, record in zip(chosen, share.indicators(chosen), strict=True):
        yield Item(row.added, of_indicator(record, record.first))


def _sightings(within: QuerySet[Sighting], wanted: Query) -> Iterator[Iterator[Item]]:
    """Sightings of indicators, and opinions that one is none. What names no indicator is only in the portal."""
    every = within.filter(indicator__isnull=False)
    for verdict, kind in ((Verdict.SEEN, "sighting"), (Verdict.FALSE_POSITIVE, "opinion")):
        rows = _picked(every.filter(verdict=verdict.value), wanted, kind)
        if rows is not None:
            yield _told(rows[: wanted.limit + 1], wanted)


def _told(rows: QuerySet[Sighting], wanted: Query) -> Iterator[Item]:
    exact = [one for one in wanted.versions if one not in {"last", "first", "all"}]
    for row, record in zip(rows, share.sightings(rows), strict=True):
        item = Item(row.added, next(iter(of_sighting(record, set()))))
        if not exact or len(exact) < len(wanted.versions) or _precise(item.version) in exact:
            yield item


def known(actor: Actor, uuids: Sequence[str]) -> dict[str, tuple[Kind, str, TLP]]:
    """UUID → kind, value and label of indicators that the actor may see; of two with one UUID the actor's own counts, then the older."""
    found: dict[str, tuple[Kind, str, TLP]] = {}
    for start in range(0, len(uuids), gate.ASKED_AT_ONCE):
        rows = gate.newest(actor).filter(uuid__in=uuids[start : start + gate.ASKED_AT_ONCE])
        foreign = Case(When(organisation__number=actor.organisation, then=0), default=1, output_field=IntegerField())
        for own, kind, value, label in rows.order_by(foreign, "added").values_list("uuid", "kind", "value", "tlp"):
            found.setdefault(str(own), (Kind(kind), value, TLP(label)))
    return found


def _precise(version: str) -> str:
    return version.removesuffix("Z") + "000Z"


def _references(actor: Actor) -> list[Item]:
    """Marking definitions, our own identity, and the producers of what the actor may see; they never change."""
    producers = gate.newest(actor).exclude(producer="").order_by("producer").values_list("producer", flat=True).distinct()
    contents = [marking(label) for label in (*TLP, *PAP)]
    contents += [identity(name) for name in dict.fromkeys((HOUSE, *producers[:MOST_PRODUCERS]))]
    return [Item(place, content) for place, content in enumerate(contents, 1)]
