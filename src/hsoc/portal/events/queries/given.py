"""What organisations give of their events: their rules as they stand. Belongs here: reading them. Never: applying them (the journal)."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from django.db.models import QuerySet

from hsoc.journal.event_sharing import Rule, Rules
from hsoc.portal.events.models import SharingRules, WardenClient
from hsoc.portal.members import queries as members
from hsoc.portal.members.models import Organisation
from hsoc.portal.members.rules import Action, Actor, Object, numbers

_RULES = tuple[Rule, ...]


def of_row(row: SharingRules, number: int) -> Rules:
    """A stored version as the journal applies it."""
    rules = msgspec.convert(row.rules, _RULES)
    return Rules(org=number, rules=rules, since=round(row.since.timestamp() * 1000), held=row.held)


def of_others(own: Iterable[int] = ()) -> tuple[Rules, ...]:
    """The rules of all organisations but `own` that say anything beside what is usual."""
    every = SharingRules.objects.filter(latest=True).select_related("organisation").order_by("organisation__number")
    found: tuple[Rules, ...] = members.once("events.sharing", lambda: tuple(of_row(row, row.organisation.number) for row in every))
    mine = frozenset(own)
    return tuple(one for one in found if one.org not in mine and (one.rules or one.held))


def organisations(actor: Actor) -> QuerySet[Organisation]:
    """Those whose rules the actor may see."""
    allowed = numbers(actor, Action.VIEW, Object.SHARING)
    every = Organisation.objects.order_by("name")
    return every if allowed is None else every.filter(number__in=allowed)


def versions(actor: Actor, organisation: int) -> QuerySet[SharingRules]:
    """The versions of an organisation's rules, newest first, where the actor may see them."""
    seen = organisations(actor).filter(number=organisation)
    return SharingRules.objects.select_related("by").filter(organisation__in=seen)


def standing(organisation: int) -> SharingRules | None:
    """The version that holds; for actions."""
    return SharingRules.objects.filter(organisation__number=organisation, latest=True).first()


def client_names(organisation: int) -> tuple[str, ...]:
    """Names of an organisation's clients, for the one who writes rules about them."""
    return tuple(WardenClient.objects.filter(organisation__number=organisation, valid=True).values_list("name", flat=True)[:200])
