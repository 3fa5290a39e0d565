"""Versions, signatures and the register of signatories. Every list begins at `visible_to`. Never: a change."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Final

import msgspec
from django.db.models import Min, Q, QuerySet

from hsoc.portal.members.models import Kind, Membership, Organisation
from hsoc.portal.members.rules import Action, Actor, Object, Role, may, numbers
from hsoc.portal.memorandum.models import Representative, Signature, Text
from hsoc.portal.memorandum.rules.course import State

MOST_PUBLIC: Final = 4095  # organisations there can be


class Signatory(msgspec.Struct, frozen=True, kw_only=True):
    """A signatory as everybody may see it. names: only of signers who agreed."""

    organisation: int
    name: str
    kind: str
    since: date | None
    names: tuple[str, ...]


def texts(actor: Actor) -> QuerySet[Text]:
    """Versions, newest first."""
    return Text.objects.all() if may(actor, Action.VIEW, Object.MEMORANDUM) else Text.objects.none()


def present() -> Text | None:
    """The version in force: the newest. Public, like every version."""
    return Text.objects.order_by("-number").first()


def visible_to(actor: Actor) -> QuerySet[Signature]:
    """Signatures with their people, mails and files: those of one's organisations, all for the community."""
    allowed = numbers(actor, Action.VIEW, Object.MEMORANDUM)
    every = Signature.objects.select_related("organisation", "text", "file", "person", "handed_by", "decider")
    return every if allowed is None else every.filter(organisation__number__in=allowed)


def waiting(actor: Actor) -> QuerySet[Signature]:
    """Those that the actor may decide, oldest first."""
    if not may(actor, Action.APPROVE, Object.MEMORANDUM):
        return Signature.objects.none()
    return visible_to(actor).filter(state=State.HANDED).exclude(handed_by_id=actor.user).order_by("handed")


def signatories() -> frozenset[int]:
    """Ids of the organisations with a signature that stands."""
    return frozenset(Signature.objects.filter(state=State.CONFIRMED).values_list("organisation_id", flat=True))


def is_signatory(number: int) -> bool:
    """Whether the organisation of that number has signed."""
    return Signature.objects.filter(state=State.CONFIRMED, organisation__number=number).exists()


def public() -> tuple[Signatory, ...]:
    """The register for the website: institutions always, a signer's name only where he agreed. By name; 2 queries."""
    names: dict[int, list[str]] = {}
    shown = Signature.objects.filter(state=State.CONFIRMED, name_public=True).values_list("organisation_id", "signer")
    for organisation, signer in shown:
        names.setdefault(organisation, []).append(signer)
    rows = (
        Organisation.objects.filter(signatures__state=State.CONFIRMED)
        .annotate(since=Min("signatures__signed_on", filter=Q(signatures__state=State.CONFIRMED)))
        .only("number", "name", "kind")
        .order_by("name")[:MOST_PUBLIC]
    )
    return tuple(
        Signatory(organisation=one.number, name=one.name, kind=one.kind, since=one.since, names=tuple(sorted(names.get(one.pk, ()))))
        for one in rows
    )


def unsigned() -> QuerySet[Organisation]:
    """Organisations that take part without a signature: a state of its own, not a gap."""
    return Organisation.objects.exclude(pk__in=signatories()).exclude(kind=Kind.OPERATOR).order_by("name")


def representatives_visible_to(actor: Actor) -> QuerySet[Representative]:
    """Representatives: everybody in the community sees who represents whom."""
    if not may(actor, Action.VIEW, Object.BALLOT):
        return Representative.objects.none()
    return Representative.objects.select_related("organisation", "person")


def colleagues(number: int) -> QuerySet[Membership]:
    """Seats of an organisation, for choosing a representative; asked only after the right to name one."""
    return Membership.objects.filter(organisation__number=number, user__is_active=True).select_related("user").order_by("user__name")


def managers_of(organisations: Collection[int]) -> set[int]:
    """Managers and representatives of organisations (ids), to be told."""
    seats = Membership.objects.filter(organisation_id__in=organisations, role=Role.MANAGER.value).values_list("user_id", flat=True)
    return {*seats, *Representative.objects.filter(organisation_id__in=organisations).values_list("person_id", flat=True)}


def coordinators() -> set[int]:
    """Who decides about signatures."""
    return set(Membership.objects.filter(role=Role.COORDINATOR.value).values_list("user_id", flat=True))
