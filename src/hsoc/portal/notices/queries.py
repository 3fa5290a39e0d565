"""What is read of notices. `visible_to` is the gate: a notice is seen by whom it was told. Never: a change."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Final

import msgspec
from django.db.models import Q, QuerySet

from hsoc.portal.members.models import ApiToken, Membership, User
from hsoc.portal.members.queries import once
from hsoc.portal.members.rules import RIGHTS, Action, Actor, Object, Reach, Role
from hsoc.portal.notices.models import Choice, Habit, Notice, Post
from hsoc.portal.notices.rules.kinds import Way
from hsoc.portal.notices.rules.timing import Habits, Rhythm

MOST_PERSONAL: Final = 5000  # notices in the copy of personal data
MOST_COUNTED: Final = 100  # the bell says 99+ above; nobody counts further
ASKED_AT_ONCE: Final = 500  # people of one statement


def visible_to(actor: Actor) -> QuerySet[Notice]:
    """The actor's own notices that the portal shows."""
    return Notice.objects.filter(user_id=actor.user, shown=True) if actor.user else Notice.objects.none()


def unread(actor: Actor) -> QuerySet[Notice]:
    """… of them those not read yet."""
    return visible_to(actor).filter(read__isnull=True)


def newest_unread(actor: Actor) -> list[Notice]:
    """The newest MOST_COUNTED of them; once a page, whoever wants them."""
    found: list[Notice] = once(f"notices {actor.user}", lambda: list(unread(actor)[:MOST_COUNTED]))
    return found


def urgent_unread(actor: Actor, most: int) -> list[Notice]:
    """The urgent ones of all that were not read."""
    newest = newest_unread(actor)
    return [one for one in newest if one.urgent][:most] if len(newest) < MOST_COUNTED else list(unread(actor).filter(urgent=True)[:most])


def unread_count(actor: Actor) -> int:
    """How many are not read, at most MOST_COUNTED."""
    return unread(actor).order_by()[:MOST_COUNTED].count()


class Listener(msgspec.Struct, frozen=True):
    """A person who may be told: language, habits, the ways chosen for one kind (None = the usual)."""

    pk: int
    language: str
    habits: Habits
    chosen: frozenset[Way] | None


def listeners(people: Collection[int], kind: str) -> list[Listener]:
    """Those of the people who can log in, in the order of their numbers."""
    found: list[Listener] = []
    wanted = sorted(set(people))
    for start in range(0, len(wanted), ASKED_AT_ONCE):
        part = wanted[start : start + ASKED_AT_ONCE]
        chosen = dict(Choice.objects.filter(user__in=part, kind=kind).values_list("user_id", "ways"))
        habits = habits_of(part)
        for pk, language in User.objects.filter(pk__in=part, is_active=True).order_by("pk").values_list("pk", "language"):
            ways = frozenset(Way(one) for one in chosen[pk]) if pk in chosen else None
            found.append(Listener(pk, language or "cs", habits.get(pk, Habits()), ways))
    return found


def habits_of(people: Iterable[int]) -> dict[int, Habits]:
    """Person → habits, for those who said any."""
    rows = Habit.objects.filter(user__in=list(people)).values_list("user_id", "quiet_from", "quiet_to", "rhythm", "hour", "weekday")
    return {
        pk: Habits(quiet_from=start, quiet_to=end, rhythm=Rhythm(rhythm), hour=hour, weekday=weekday)
        for pk, start, end, rhythm, hour, weekday in rows
    }


def choices_of(user: int) -> dict[str, frozenset[Way]]:
    """Kind → ways, for the kinds that the person chose for."""
    return {kind: frozenset(Way(one) for one in ways) for kind, ways in Choice.objects.filter(user=user).values_list("kind", "ways")}


def told_before(people: Collection[int], kind: str, once: str) -> frozenset[int]:
    """Those who were told the same of this kind already."""
    found: set[int] = set()
    wanted = sorted(set(people))
    for start in range(0, len(wanted), ASKED_AT_ONCE):
        rows = Notice.objects.filter(user__in=wanted[start : start + ASKED_AT_ONCE], kind=kind, once=once)
        found.update(rows.values_list("user_id", flat=True))
    return frozenset(found)


def language_of(user: int) -> str:
    """The language that a person chose; '' where none was."""
    return User.objects.filter(pk=user).values_list("language", flat=True).first() or ""


def phone_of(user: int) -> str:
    """The verified phone of a person in the form +420…; '' where there is none."""
    found = User.objects.filter(pk=user, phone_verified__isnull=False, is_active=True).values_list("phone", flat=True).first()
    return found or ""


def phones_of(people: Iterable[int]) -> frozenset[int]:
    """Those of the people who have a verified phone."""
    found = User.objects.filter(pk__in=list(people), phone_verified__isnull=False, is_active=True).exclude(phone="")
    return frozenset(found.values_list("pk", flat=True))


# --- for the worker: no gate, never shown -------------------------------------------------------------------------------------
def due(now: datetime, most: int) -> list[Post]:
    """What has to leave now, the longest waiting first; what a dead process left behind too."""
    waiting = Post.objects.filter(state__in=(Post.State.WAITING, Post.State.GOING), due__lte=now)
    return list(waiting.select_related("notice", "user").order_by("due", "pk")[:most])


def in_claim(claim: str) -> list[Post]:
    """The posts of one sending."""
    return list(Post.objects.filter(claim=claim).select_related("notice", "user").order_by("notice__made", "pk"))


def together(one: Post, now: datetime, most: int) -> list[int]:
    """Ids of what leaves with this one: everything due for a digest, everything due of the same kind by mail, a text message alone."""
    if one.way == Way.SMS:
        return [one.pk]
    same = Post.objects.filter(user=one.user_id, way=one.way, state=Post.State.WAITING, claim="", due__lte=now)
    if one.way == Way.MAIL:
        same = same.filter(notice__kind=one.notice.kind)
    return list(same.order_by("due", "pk").values_list("pk", flat=True)[:most])


def person(pk: int) -> User | None:
    """Whose address it is that unsubscribes."""
    return User.objects.filter(pk=pk, is_active=True).first()


# --- whom to tell ---------------------------------------------------------------------------------------------------------------
def who_may(action: Action, thing: Object, organisation: int | None, *, near: bool = False) -> frozenset[int]:
    """Ids of the people who may do it to a thing of that organisation (None: of the whole community); near: only its own people."""
    rights = [(role, RIGHTS.get((role, action, thing), Reach.NONE)) for role in Role]
    wanted = Q() if near else Q(role__in=[role.value for role, how in rights if how is Reach.ALL])
    if organisation is not None:
        wanted |= Q(role__in=[role.value for role, how in rights if how is not Reach.NONE], organisation__number=organisation)
    if not wanted:
        return frozenset()
    return frozenset(Membership.objects.filter(wanted, user__is_active=True).values_list("user_id", flat=True))


def tokens_ending(*, now: datetime, within: timedelta) -> QuerySet[ApiToken]:
    """Tokens in force that expire soon, of people who can log in."""
    return ApiToken.objects.filter(revoked__isnull=True, expires__gt=now, expires__lte=now + within, user__is_active=True)


def personal(person: int) -> list[dict[str, object]]:
    """Notices of a person, for the copy that he takes."""
    rows = Notice.objects.filter(user_id=person).order_by("-pk").values_list("kind", "values", "path", "made", "read")[:MOST_PERSONAL]
    return [{"kind": kind, "values": values, "page": path, "told": made, "read": read} for kind, values, path, made, read in rows]
