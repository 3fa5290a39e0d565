"""Who does what where, and who is there now. Lists begin at a gate; `duty` and `holders` are facts for other rooms. Never: a change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime, timedelta

import msgspec
from django.db.models import F, Q, QuerySet
from django.utils.timezone import get_default_timezone

from hsoc.portal.members.models import Absence, Function, User
from hsoc.portal.members.rules import Action, Actor, Object, numbers
from hsoc.portal.members.rules.standing import CONFIRM_DAYS, Leave, is_overdue, standing_in, to_ask
from hsoc.portal.members.rules.vocabulary import Work


class OnDuty(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who can be called for an organisation now. `instead_of`: whom he stands in for; `working`: within his own hours."""

    person: int
    name: str
    email: str
    phone: str
    dark_email: str
    dark_phone: str
    language: str
    rank: int
    confirmed: bool  # whether the duty contact's word is younger than 90 days
    working: bool
    instead_of: str = ""


def _every() -> QuerySet[Function]:
    return Function.objects.select_related("user", "organisation").filter(user__is_active=True)


def functions_visible_to(actor: Actor) -> QuerySet[Function]:
    """Functions of people whom the actor may see for their organisation's sake, and his own."""
    allowed = numbers(actor, Action.VIEW, Object.PERSON)
    return _every() if allowed is None else _every().filter(Q(organisation__number__in=allowed) | Q(user_id=actor.user))


def contacts_visible_to(actor: Actor) -> QuerySet[Function]:
    """Functions whose contacts the actor may see: as `functions_visible_to`, and duty contacts that agreed to be shown.

    Duty contacts see each other. Nobody without a seat sees any of them.
    """
    allowed = numbers(actor, Action.VIEW, Object.PERSON)
    if allowed is None:
        return _every()
    seen = Q(organisation__number__in=allowed) | Q(user_id=actor.user)
    if actor.user and actor.scopes is None and is_duty_contact(actor.user):
        seen |= Q(kind=Work.DUTY)
    elif actor.user and actor.scopes is None and actor.seats:
        seen |= Q(kind=Work.DUTY, shared=True)
    return _every().filter(seen)


def is_duty_contact(person: int) -> bool:
    """Whether somebody is the duty contact of an organisation that has not left."""
    return Function.objects.filter(user_id=person, kind=Work.DUTY, organisation__left__isnull=True).exists()


def overdue_visible_to(actor: Actor, *, now: datetime) -> QuerySet[Function]:
    """Duty contacts whose word is older than 90 days, the oldest first: of whom the actor may see."""
    stale = Q(confirmed__isnull=True) | Q(confirmed__lte=now - timedelta(days=CONFIRM_DAYS))
    return (
        functions_visible_to(actor)
        .filter(stale, kind=Work.DUTY, organisation__left__isnull=True)
        .order_by(F("confirmed").asc(nulls_first=True), "pk")
    )


def holders(organisation: int, *kinds: Work) -> tuple[int, ...]:
    """Ids of the people with one of the functions in an organisation, the first to be called first. A fact for other rooms, no gate."""
    found = Function.objects.filter(organisation__number=organisation, kind__in=kinds, user__is_active=True).order_by("rank", "pk")
    return tuple(dict.fromkeys(found.values_list("user_id", flat=True)))


def duty(organisation: int, now: datetime) -> tuple[OnDuty, ...]:
    """Who is on duty for an organisation now, those within their hours first, then by rank. A fact for other rooms, no gate."""
    return duties((organisation,), now)[organisation]


def duties(organisations: Collection[int], now: datetime) -> dict[int, tuple[OnDuty, ...]]:
    """The same for several organisations at once, in three queries however many they are."""
    moment = now.astimezone(get_default_timezone())
    today = moment.date()
    away: dict[int, list[Leave]] = defaultdict(list)
    for user, first, last, other in Absence.objects.filter(first__lte=today, last__gte=today).values_list(
        "user_id", "first", "last", "stand_in_id"
    ):
        away[user].append(Leave(first, last, other or 0))
    held = list(_every().filter(kind=Work.DUTY, organisation__number__in=organisations).order_by("rank", "pk"))
    there = {one.pk: standing_in(one.user_id, away, today) for one in held}
    people = User.objects.filter(is_active=True).in_bulk({person for person in there.values() if person})
    found: dict[int, dict[int, OnDuty]] = {number: {} for number in organisations}
    for one in held:
        person = people.get(there[one.pk])
        if person is not None:
            found[one.organisation.number].setdefault(person.pk, _on_duty(one, person, moment))
    return {number: tuple(sorted(rows.values(), key=lambda row: (not row.working, row.rank))) for number, rows in found.items()}


def _on_duty(one: Function, person: User, moment: datetime) -> OnDuty:
    return OnDuty(
        person=person.pk,
        name=str(person),
        email=person.email,
        phone=person.phone,
        dark_email=person.dark_email,
        dark_phone=person.dark_phone,
        language=person.language or "cs",
        rank=one.rank,
        confirmed=not is_overdue(one.confirmed, moment),
        working=person.hours.hold(moment),
        instead_of="" if person.pk == one.user_id else str(one.user),
    )


def due_duties(now: datetime) -> list[Function]:
    """Duty contacts that are to be asked whether it is still so. For the worker."""
    every = _every().filter(kind=Work.DUTY, organisation__left__isnull=True).order_by("pk")
    return [one for one in every if to_ask(one.confirmed, one.asked, now)]


def duty_functions(actor: Actor, organisation: int) -> list[Function]:
    """The duty contacts of one organisation of whom the actor may see."""
    return list(functions_visible_to(actor).filter(kind=Work.DUTY, organisation__number=organisation))


def sheet_functions(actor: Actor, organisation: int) -> QuerySet[Function]:
    """What stands on a contact sheet: of one organisation, or (0) of all that the actor may see and that have not left."""
    found = functions_visible_to(actor).filter(organisation__left__isnull=True).order_by("organisation__number", "pk")
    return found.filter(organisation__number=organisation) if organisation else found
