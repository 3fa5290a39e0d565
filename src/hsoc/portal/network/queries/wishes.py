"""What is read of wishes, declarations, spared nets, exemptions and limits. Each list begins at a gate. Never: a change."""

from __future__ import annotations

from datetime import datetime

import msgspec
from django.db.models import Q, QuerySet

from hsoc.portal.members.models import Approval, Organisation
from hsoc.portal.members.rules import Action, Actor, Object, numbers, require
from hsoc.portal.network.models import Exemption, OtherNetwork, Spared, Wish
from hsoc.portal.network.queries.rules import USUAL, Room, limits_by, used_by
from hsoc.records.policy import Wishes


class Taken(msgspec.Struct, frozen=True):
    """How much of its limits an organisation takes."""

    number: int
    name: str
    has: Room
    most: Room


def organisations(actor: Actor) -> QuerySet[Organisation]:
    """Those whose wishes the actor may see."""
    allowed = numbers(actor, Action.VIEW, Object.WISH)
    every = Organisation.objects.filter(connected=True).order_by("name")
    return every if allowed is None else every.filter(number__in=allowed)


def wishes_of(owner: Organisation) -> Wishes:
    """What the member asked for; nothing where it never did."""
    found = Wish.objects.filter(organisation=owner).first()
    return msgspec.convert(found.wishes, Wishes) if found else Wishes()


def other_networks(owner: Organisation) -> QuerySet[OtherNetwork]:
    """Other ways into the member."""
    return OtherNetwork.objects.filter(organisation=owner)


def spared_nets(owner: Organisation | None, *, now: datetime) -> QuerySet[Spared]:
    """Nets spared now: those of everybody, and the member's own where one is given."""
    alive = Spared.objects.filter(ended__isnull=True, until__gt=now).select_related("organisation")
    return alive.filter(Q(organisation__isnull=True) | Q(organisation=owner)) if owner else alive.filter(organisation__isnull=True)


def pending(owner: Organisation, code: str, *, now: datetime) -> list[dict[str, object]]:
    """Payloads of what waits for the operator's word."""
    asked = Approval.objects.filter(organisation=owner, code=code, state=Approval.State.PENDING, expires__gt=now)
    return list(asked.values_list("payload", flat=True))


def exemptions(actor: Actor, *, now: datetime) -> QuerySet[Exemption]:
    """Exemptions in force, for who may see the perimeter. Raises Refused."""
    require(actor, Action.CHANGE, Object.PERIMETER)
    return Exemption.objects.filter(ended__isnull=True, until__gt=now)


def taken(actor: Actor, *, now: datetime) -> list[Taken]:
    """Rules and TCAM units per organisation, for the operator. Raises Refused."""
    require(actor, Action.CHANGE, Object.PERIMETER)
    every = list(Organisation.objects.filter(connected=True).order_by("number"))
    has, most = used_by([one.pk for one in every], now=now), limits_by([one.pk for one in every])
    return [Taken(one.number, one.name, has.get(one.pk, Room(0, 0)), most.get(one.pk, USUAL)) for one in every]
