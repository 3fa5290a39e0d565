"""Duty contacts of all organisations as a list: how each word stands, who stands in. Begins at `contacts_visible_to`. Never: a change."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import datetime
from typing import Final

import msgspec
from django.db.models import QuerySet
from django.utils.timezone import get_default_timezone

from hsoc.portal.folding import matching, words_of
from hsoc.portal.members.models import Absence, Function, Kind, Organisation, User
from hsoc.portal.members.queries.contacts import contacts_visible_to
from hsoc.portal.members.queries.gates import visible_to
from hsoc.portal.members.rules import Action, Actor, Object, numbers
from hsoc.portal.members.rules.standing import Leave, Word, confirmed_until, standing_in, word_of
from hsoc.portal.members.rules.vocabulary import Work

MOST: Final = 10_000  # contacts of a list: more than two for each of 4,095 organisations
COLUMNS: Final = ("organisation__name", "organisation__short", "user__name", "user__email", "user__dark_email", "title")
READ: Final = (
    "kind", "rank", "title", "confirmed", "asked", "user__name", "user__username", "user__email", "user__phone", "user__dark_phone",
    "user__dark_email", "organisation__number", "organisation__name",
)  # fmt: skip


class Contact(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the list. away: whether he is away today, stand_in: who is called instead (None nobody); own: of the actor's organisation.

    ask: whether the actor may ask him to confirm.
    """

    function: Function
    word: Word
    until: datetime | None
    away: bool
    stand_in: User | None
    own: bool
    ask: bool


def duty_listed(actor: Actor, *, now: datetime, text: str = "", word: str = "", region: str = "") -> tuple[list[Contact], Counter[Word]]:
    """The contacts that the actor may see and that fit, and how many stand how before `word` narrows them; 3 queries at most."""
    held = contacts_visible_to(actor).filter(kind=Work.DUTY, organisation__left__isnull=True)
    if region:
        held = held.filter(organisation__region=region)
    if words := words_of(text):
        held = matching(held, words, *COLUMNS)
    rows = list(held.only(*READ).order_by("organisation__name", "rank", "pk")[:MOST])
    askable = numbers(actor, Action.CHANGE, Object.PERSON)
    leaves = _away(now)
    today = now.astimezone(get_default_timezone()).date()
    there = {one.user_id: standing_in(one.user_id, leaves, today) for one in rows if one.user_id in leaves}
    people = User.objects.filter(is_active=True).only("name", "username", "phone")
    others = people.in_bulk({person for person in there.values() if person}) if there else {}
    told = [
        Contact(
            function=one,
            word=word_of(one.confirmed, now),
            until=confirmed_until(one.confirmed),
            away=one.user_id in there,
            stand_in=others.get(there.get(one.user_id, 0)),
            own=one.organisation.number in actor.organisations,
            ask=askable is None or one.organisation.number in askable,
        )
        for one in rows
    ]
    counts = Counter(one.word for one in told)
    return [one for one in told if not word or one.word == word], counts


def _away(now: datetime) -> dict[int, list[Leave]]:
    today = now.astimezone(get_default_timezone()).date()
    found: dict[int, list[Leave]] = defaultdict(list)
    rows = Absence.objects.filter(first__lte=today, last__gte=today).values_list("user_id", "first", "last", "stand_in_id")
    for user, first, last, other in rows:
        found[user].append(Leave(first, last, other or 0))
    return dict(found)


def without_duty(actor: Actor) -> QuerySet[Organisation]:
    """Organisations whose people the actor may see and in which nobody is a duty contact."""
    allowed = numbers(actor, Action.VIEW, Object.PERSON)
    held = Function.objects.filter(kind=Work.DUTY, user__is_active=True).values("organisation")
    rows = visible_to(actor).filter(left__isnull=True).exclude(kind=Kind.OPERATOR).exclude(pk__in=held).order_by("name")
    return rows if allowed is None else rows.filter(number__in=allowed)
