"""Meetings are called, moved, called off; people answer and come. Never: mails (tasks)."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from hsoc.portal.audit.actions import record
from hsoc.portal.groups import queries as groups
from hsoc.portal.groups.models import Group
from hsoc.portal.groups.rules.standing import Deed
from hsoc.portal.meetings.models import CalendarKey, Invited, Meeting, Sitting
from hsoc.portal.meetings.queries import meetings as queries
from hsoc.portal.meetings.rules.coming import Coming, Via
from hsoc.portal.meetings.rules.dates import FARTHEST_DAYS, LONGEST_MINUTES, Rhythm, dates, local
from hsoc.portal.meetings.rules.told import Reply
from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.rules import Actor, Refused
from hsoc.portal.notices.actions import tell

ROOM_BYTES = 18  # of a room's name: 144 bits, not to be guessed, and it names nobody
KEY_BYTES = 32
TOLD = 1_000_000  # a sequence beyond all: there is nothing more to say


@transaction.atomic
def call_meeting(
    *,
    actor: Actor,
    group: Group,
    title: str,
    first: date,
    hour: int,
    minute: int,
    minutes: int,
    rhythm: Rhythm,
    times: int,
    now: datetime,
    text: str = "",
    place: str = "",
    online: bool = True,
) -> Meeting:
    """Calls a group to a meeting or a series; every member is invited. Raises Unacceptable on a time that cannot be."""
    groups.needs(actor, group, Deed.WRITE)
    if not 5 <= minutes <= LONGEST_MINUTES:
        raise Unacceptable(_("A meeting lasts 5 minutes to 12 hours."))
    try:
        days = dates(first, rhythm=rhythm, times=times)
    except ValueError as error:
        raise Unacceptable(_("Number of meetings: %(bounds)s.") % {"bounds": error}) from error
    if local(first, hour, minute) <= now or days[-1] > now.date() + timedelta(days=FARTHEST_DAYS):
        raise Unacceptable(_("The first meeting lies ahead, the last at most two years away."))
    made = Meeting.objects.create(
        uid=_uid(), group=group, title=title.strip(), text=text.strip(), place=place.strip(), online=online, rhythm=rhythm.value,
        organiser_id=actor.user, made=now,
    )  # fmt: skip
    starts = [local(day, hour, minute) for day in days]
    sittings = Sitting.objects.bulk_create(
        Sitting(
            meeting=made,
            uid=_uid(),
            original=start,
            start=start,
            end=start + timedelta(minutes=minutes),
            room=secrets.token_urlsafe(ROOM_BYTES) if online else "",
        )
        for start in starts
    )
    people = list(groups.members_of(group).values_list("user_id", flat=True).distinct())
    Invited.objects.bulk_create(
        Invited(sitting=sitting, user_id=person, **_own_answer(person == actor.user, now)) for sitting in sittings for person in people
    )
    details = {"group": group.code, "sittings": len(sittings), "invited": len(people)}
    record(actor=actor, action="meeting.called", object=f"meeting:{made.pk}", details=details, now=now)
    _tell(sittings[0], set(people) - {actor.user}, "meeting.called", now=now)
    return made


def _uid() -> str:
    """Of a date or a series in calendars: never used again, and it says nothing."""
    return f"{secrets.token_hex(12)}@hsoc"


def _own_answer(own: bool, now: datetime) -> dict[str, Any]:  # noqa: FBT001
    return {"coming": Coming.YES.value, "via": Via.PORTAL.value, "answered": now} if own else {}


@transaction.atomic
def move_sitting(*, actor: Actor, sitting: int, first: date, hour: int, minute: int, minutes: int, why: str, now: datetime) -> Sitting:
    """One date gets another time; calendars hear of it, answers are asked for anew."""
    found = _changed(actor, sitting, now=now)
    start = local(first, hour, minute)
    if start <= now or not 5 <= minutes <= LONGEST_MINUTES or first > now.date() + timedelta(days=FARTHEST_DAYS):
        raise Unacceptable(_("The new time lies ahead, and a meeting lasts 5 minutes to 12 hours."))
    found.start, found.end, found.why = start, start + timedelta(minutes=minutes), why.strip()[:300]
    found.sequence += 1
    found.save(update_fields=["start", "end", "why", "sequence"])
    found.invited.exclude(user_id=actor.user).update(coming=Coming.WAITING.value, via="", answered=None)
    record(actor=actor, action="meeting.moved", object=f"sitting:{sitting}", reason=found.why, now=now)
    _tell(found, _invited(found) - {actor.user}, "meeting.moved", now=now)
    return found


@transaction.atomic
def cancel_sittings(*, actor: Actor, sitting: int, following: bool, why: str, now: datetime) -> int:
    """Calls a date off, or it and all that follow in the series; how many."""
    if not why.strip():
        raise Unacceptable(_("Say why; people planned to come."))
    found = _changed(actor, sitting, now=now)
    rows = found.meeting.sittings.filter(cancelled__isnull=True, start__gte=found.start) if following else [found]
    gone = list(rows)
    for one in gone:
        one.cancelled, one.why, one.sequence, one.room = now, why.strip()[:300], one.sequence + 1, ""
        one.save(update_fields=["cancelled", "why", "sequence", "room"])
    record(
        actor=actor,
        action="meeting.cancelled",
        object=f"sitting:{sitting}",
        reason=why.strip()[:300],
        details={"sittings": len(gone)},
        now=now,
    )
    _tell(found, _invited(found) - {actor.user}, "meeting.cancelled", now=now)
    return len(gone)


@transaction.atomic
def note_sitting(*, actor: Actor, sitting: int, recording: str, minutes: str, now: datetime) -> Sitting:
    """Where the recording and the minutes of a sitting are."""
    found = queries.visible_to(actor).select_for_update(of=("self",)).get(pk=sitting)
    if not queries.may_change(actor, found.meeting):
        raise Refused("only who called it or leads the group")
    if minutes and (not minutes.startswith("/portal/") or "//" in minutes):
        raise Unacceptable(_("Minutes are a page of this portal; its address begins with /portal/."))
    if recording and not recording.startswith("https://"):
        raise Unacceptable(_("A recording is reached by https."))
    found.recording, found.minutes = recording[:500], minutes[:200]
    found.save(update_fields=["recording", "minutes"])
    record(actor=actor, action="meeting.noted", object=f"sitting:{sitting}", now=now)
    return found


@transaction.atomic
def say_coming(*, actor: Actor, sitting: int, coming: Coming, via: Via, now: datetime) -> Invited:
    """One's own answer; it can be changed until the meeting is over."""
    found = queries.visible_to(actor).get(pk=sitting)
    mine = queries.own(actor, found)
    if mine is None:
        raise Refused("was not invited")
    if found.cancelled is not None or found.end <= now:
        raise Unacceptable(_("This meeting is over or was called off."))
    mine.coming, mine.via, mine.answered = coming.value, via.value, now
    mine.save(update_fields=["coming", "via", "answered"])
    record(actor=actor, action="meeting.answered", object=f"sitting:{sitting}", details={"coming": coming.value, "via": via.value}, now=now)
    return mine


@transaction.atomic
def say_coming_to_all(*, actor: Actor, sitting: int, coming: Coming, via: Via, now: datetime) -> int:
    """One's own answer to this date and all that are still ahead in its series; to how many. Raises Unacceptable as `say_coming`."""
    first = say_coming(actor=actor, sitting=sitting, coming=coming, via=via, now=now)
    ahead = Invited.objects.filter(user_id=actor.user, sitting__meeting_id=first.sitting.meeting_id, withdrawn=False)
    ahead = ahead.filter(sitting__end__gt=now, sitting__cancelled__isnull=True)
    count = ahead.update(coming=coming.value, via=via.value, answered=now)
    details = {"coming": coming.value, "via": via.value, "sittings": count}
    record(actor=actor, action="meeting.answered", object=f"meeting:{first.sitting.meeting_id}", details=details, now=now)
    return count


@transaction.atomic
def take_reply(*, actor: Actor, reply: Reply, sender: str, now: datetime) -> bool:
    """What a person's calendar answered by mail. sender: the address that was proven (DMARC). False where it fits no invitation.

    Only the invited person's own address counts, and an answer to an older time is no answer to the new one.
    """
    if sender.strip().lower() != reply.attendee:
        return False
    every = Invited.objects.select_related("sitting").filter(user__email__iexact=reply.attendee, withdrawn=False)
    asked = every.filter(sitting__end__gt=now, sitting__cancelled__isnull=True, sitting__sequence__lte=reply.sequence)
    series = asked.filter(sitting__meeting__uid=reply.uid, series=True)
    mine = list(asked.filter(sitting__uid=reply.uid)) or list(series.filter(sitting__original=reply.original) if reply.original else series)
    if not mine:
        return False
    Invited.objects.filter(pk__in=[one.pk for one in mine]).update(coming=reply.coming.value, via=Via.CALENDAR.value, answered=now)
    details = {"coming": reply.coming.value, "via": Via.CALENDAR.value, "person": mine[0].user_id, "sittings": len(mine)}
    record(actor=actor, action="meeting.answered", object=f"sitting:{mine[0].sitting_id}", details=details, now=now)
    return True


@transaction.atomic
def note_came(*, actor: Actor, sitting: int, people: Sequence[int], now: datetime) -> int:
    """Who was there, as who leads the meeting saw it; how many."""
    found = queries.visible_to(actor).get(pk=sitting)
    if not queries.may_change(actor, found.meeting):
        raise Refused("only who called it or leads the group")
    rows = found.invited.filter(withdrawn=False)
    rows.filter(user__in=people, came__isnull=True).update(came=now)
    rows.exclude(user__in=people).update(came=None)
    record(actor=actor, action="meeting.attendance", object=f"sitting:{sitting}", details={"came": len(people)}, now=now)
    return rows.filter(came__isnull=False).count()


@transaction.atomic
def enter(*, actor: Actor, sitting: int, now: datetime) -> Sitting:
    """Somebody takes a ticket into the room: he is there. Raises Unacceptable while the room is closed."""
    found = queries.visible_to(actor).get(pk=sitting)
    if not queries.room_open(found, now=now):
        raise Unacceptable(_("The room opens a quarter of an hour before the meeting."))
    found.invited.filter(user_id=actor.user, came__isnull=True).update(came=now)
    record(actor=actor, action="meeting.entered", object=f"sitting:{sitting}", now=now)
    return found


@transaction.atomic
def follow_membership(*, actor: Actor, group: Group, now: datetime) -> None:
    """Whoever came into the group is invited to what is ahead, whoever left is told that it is off for him."""
    people = set(groups.members_of(group).values_list("user_id", flat=True))
    changed = 0
    for sitting in Sitting.objects.filter(meeting__group=group, cancelled__isnull=True, start__gt=now):
        held = {one.user_id: one for one in sitting.invited.all()}
        Invited.objects.bulk_create(Invited(sitting=sitting, user_id=person) for person in people - set(held))
        gone = [one.pk for person, one in held.items() if person not in people and not one.withdrawn]
        back = [one.pk for person, one in held.items() if person in people and one.withdrawn]
        sitting.invited.filter(pk__in=gone, sent=-1).update(withdrawn=True, sent=TOLD)  # never heard of it
        sitting.invited.filter(pk__in=gone, sent__gte=0, withdrawn=False).update(withdrawn=True, sent=-1)
        sitting.invited.filter(pk__in=back).update(withdrawn=False, sent=-1)
        changed += len(people - set(held)) + len(gone) + len(back)
    if changed:
        record(actor=actor, action="meeting.invited", object=f"group:{group.code}", details={"invitations": changed}, now=now)


@transaction.atomic
def make_key(*, actor: Actor, group: Group | None, now: datetime) -> str:
    """A new secret address of a calendar; the old one of the same calendar stops. Shown once."""
    if group is not None and not groups.member_of(actor, group):
        raise Refused(f"{actor.username} may not read {group.code}")
    secret = secrets.token_urlsafe(KEY_BYTES)
    CalendarKey.objects.filter(user_id=actor.user, group=group).delete()
    CalendarKey.objects.create(user_id=actor.user, group=group, digest=queries.digest(secret), made=now)
    record(actor=actor, action="calendar.key_made", object=f"person:{actor.user}", details={"group": group.code if group else ""}, now=now)
    return secret


@transaction.atomic
def drop_key(*, actor: Actor, group: Group | None, now: datetime) -> None:
    """The calendar's address stops at once."""
    CalendarKey.objects.filter(user_id=actor.user, group=group).delete()
    record(
        actor=actor, action="calendar.key_dropped", object=f"person:{actor.user}", details={"group": group.code if group else ""}, now=now
    )


def note_sent(*, actor: Actor, invited: Invited) -> None:
    """The person's calendar was told the present sequence. A step of the outbox, no link of the chain."""
    del actor
    Invited.objects.filter(pk=invited.pk).update(sent=invited.sitting.sequence if not invited.withdrawn else TOLD)


def note_series_sent(*, actor: Actor, dates: Sequence[Invited]) -> None:
    """The person's calendar was told all these dates as one series."""
    del actor
    Invited.objects.filter(pk__in=[one.pk for one in dates]).update(sent=0, series=True)


def note_series_ended(*, actor: Actor, dates: Sequence[Invited]) -> None:
    """The person's calendar was told that the whole series is off."""
    del actor
    Invited.objects.filter(pk__in=[one.pk for one in dates]).update(sent=TOLD)


@transaction.atomic
def note_refused(*, actor: Actor, invited: Invited, trouble: str, now: datetime) -> None:
    """The box takes no mail: the person sees the meeting in the portal only."""
    note_sent(actor=actor, invited=invited)
    details = {"person": invited.user_id, "trouble": trouble[:200]}
    record(actor=actor, action="meeting.undelivered", object=f"sitting:{invited.sitting_id}", details=details, now=now)


def note_key_use(*, actor: Actor, key: CalendarKey, now: datetime) -> None:
    """When a calendar was last fetched; once an hour at most."""
    del actor
    if key.used is None or now - key.used > timedelta(hours=1):
        CalendarKey.objects.filter(pk=key.pk).update(used=now)


def _changed(actor: Actor, sitting: int, *, now: datetime) -> Sitting:
    found = queries.visible_to(actor).select_for_update(of=("self",)).get(pk=sitting)
    if not queries.may_change(actor, found.meeting):
        raise Refused("only who called it or leads the group")
    if found.cancelled is not None or found.end <= now:
        raise Unacceptable(_("This meeting is over or was called off."))
    return found


def _invited(sitting: Sitting) -> set[int]:
    return set(sitting.invited.filter(withdrawn=False).values_list("user_id", flat=True))


def _tell(sitting: Sitting, people: set[int], kind: str, *, now: datetime) -> None:
    meeting = sitting.meeting
    values = {
        "group": meeting.group.name,
        "title": meeting.title,
        "when": f"{localtime(sitting.start):%-d. %-m. %Y %H:%M}",
        "why": sitting.why or "–",
    }
    tell(people=people, kind=kind, values=values, path=reverse("meeting", args=[sitting.pk]), now=now)


@transaction.atomic
def drop_keys(*, actor: Actor, person: int, now: datetime) -> None:
    """All calendars of somebody erased stop."""
    gone, _models = CalendarKey.objects.filter(user_id=person).delete()
    if gone:
        record(actor=actor, action="calendar.key_dropped", object=f"person:{person}", details={"keys": gone}, now=now)
