"""What a person does with notices and how they are to come. Belongs here: marks, choices, habits. Never: telling, sending."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from hsoc.portal.audit.actions import record
from hsoc.portal.members.rules import Actor, Refused
from hsoc.portal.notices import queries
from hsoc.portal.notices.models import Choice, Habit, Notice
from hsoc.portal.notices.rules.kinds import KINDS, Way
from hsoc.portal.notices.rules.timing import Habits

KEPT: Final = timedelta(days=400)  # a year and a little: "as last year" can still be looked up


def mark_read(*, actor: Actor, notice: int, now: datetime) -> Notice | None:
    """One of the actor's own was read; None where it is not his."""
    one = queries.visible_to(actor).filter(pk=notice).first()
    if one is not None and one.read is None:
        one.read = now
        one.save(update_fields=["read"])
    return one


def mark_all_read(*, actor: Actor, kind: str, now: datetime) -> int:
    """Everything unread (of a kind, '' = any) was read; how many. `now` is the key by which it can be undone."""
    found = queries.unread(actor)
    return (found.filter(kind=kind) if kind else found).update(read=now)


def unmark(*, actor: Actor, read: datetime) -> int:
    """Undo the marks of that instant; how many."""
    return queries.visible_to(actor).filter(read=read).update(read=None)


@transaction.atomic
def choose(*, actor: Actor, ways: Mapping[str, Collection[Way]], habits: Habits, now: datetime) -> None:
    """The person's ways for kinds, and habits. Kinds that are not named keep theirs; what is chosen as usual needs no row."""
    if not actor.user:
        raise Refused("only a person chooses how to be told")
    for code, wanted in ways.items():
        kind, chosen = KINDS[code], frozenset(wanted)
        if chosen == kind.ways:
            Choice.objects.filter(user=actor.user, kind=code).delete()
        else:
            Choice.objects.update_or_create(user_id=actor.user, kind=code, defaults={"ways": sorted(chosen)})
    Habit.objects.update_or_create(
        user_id=actor.user,
        defaults={
            "quiet_from": habits.quiet_from,
            "quiet_to": habits.quiet_to,
            "rhythm": habits.rhythm,
            "hour": habits.hour,
            "weekday": habits.weekday,
        },
    )
    record(actor=actor, action="notices.chosen", object=f"person:{actor.user}", now=now)


@transaction.atomic
def unsubscribe(*, user: int, kind: str, now: datetime) -> bool:
    """By the signed address in a mail: no more mails of this kind, neither at once nor in the digest. False where nothing changed.

    Whoever holds the mail holds its address; it silences one kind for one person, which the page of choices undoes.
    """
    person, known = queries.person(user), KINDS.get(kind)
    if person is None or known is None or known.firm:
        return False
    usual = queries.choices_of(user).get(kind, known.ways)
    left = usual - {Way.MAIL, Way.DIGEST} | {Way.PORTAL}
    if left == usual:
        return False
    Choice.objects.update_or_create(user=person, kind=kind, defaults={"ways": sorted(left)})
    actor = Actor(user=user, username=person.username, via="mail")
    record(actor=actor, action="notices.unsubscribed", object=f"person:{user}", details={"kind": kind}, now=now)
    return True


@transaction.atomic
def forget(*, actor: Actor, now: datetime) -> int:
    """Notices older than a year go, with what became of their mails; how many. Run by the worker once a day."""
    old = Notice.objects.filter(made__lt=now - KEPT)
    gone = old.count()
    if gone:
        old.delete()
        record(actor=actor, action="notices.forgotten", object="notices", details={"rows": gone}, now=now)
    return gone
