"""Meetings through the gate of their group: who reads the group's inside sees its meetings. Never: a change."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db.models import Count, F, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext

from hsoc.portal.charts.need import MOST, Level, Need
from hsoc.portal.groups import queries as groups
from hsoc.portal.groups.models import Group
from hsoc.portal.groups.rules.standing import Deed
from hsoc.portal.meetings.models import CalendarKey, Invited, Meeting, Sitting
from hsoc.portal.meetings.rules.coming import ROOM_AFTER_MINUTES, ROOM_BEFORE_MINUTES, Coming
from hsoc.portal.meetings.rules.dates import Rhythm
from hsoc.portal.meetings.rules.series import Rule, rule_of
from hsoc.portal.meetings.rules.told import Date, Jitsi
from hsoc.portal.members.rules import Actor

SHOWN_BACK: Final = timedelta(days=90)  # what a calendar keeps of the past
MOST_DATES: Final = 500  # of one calendar
TOLD_AHEAD: Final = timedelta(days=62)  # mails of a weekly year do not come at once; a subscribed calendar shows all of it


def visible_to(actor: Actor) -> QuerySet[Sitting]:
    """Sittings of the groups whose inside the actor reads."""
    return Sitting.objects.select_related("meeting__group", "meeting__organiser").filter(meeting__group__in=groups.of(actor))


def upcoming(actor: Actor, *, now: datetime, group: str = "") -> QuerySet[Sitting]:
    """What is ahead or under way, the next first, with the reader's own answer in `mine`."""
    found = visible_to(actor).filter(end__gt=now).order_by("start")
    if group:
        found = found.filter(meeting__group__code=group)
    mine = Prefetch("invited", queryset=Invited.objects.filter(user_id=actor.user), to_attr="mine")
    return found.prefetch_related(mine)


def coming_to(sittings: Iterable[Sitting]) -> dict[int, int]:
    """Sitting → how many said that they come, of those where somebody did. No gate: the caller asked `visible_to`.

    Of what is shown only: counting beside the list would read the answers to everything that is ahead.
    """
    said = Invited.objects.filter(sitting__in=[one.pk for one in sittings], coming=Coming.YES.value, withdrawn=False)
    return dict(said.order_by().values_list("sitting").annotate(n=Count("pk")))


def past(actor: Actor, *, now: datetime, group: str = "") -> QuerySet[Sitting]:
    """What is over, the last first."""
    found = visible_to(actor).filter(end__lte=now).order_by("-start")
    return found.filter(meeting__group__code=group) if group else found


def may_call(actor: Actor) -> QuerySet[Group]:
    """Groups for which the actor may call a meeting."""
    held = {one.group_id: one for one in groups.ties_of(actor)}
    allowed = [one.pk for one in groups.of(actor) if groups.allowed(actor, one, Deed.WRITE, held.get(one.pk))]
    return Group.objects.filter(pk__in=allowed)


def may_change(actor: Actor, meeting: Meeting) -> bool:
    """Who called it, and who leads the group."""
    return groups.member_of(actor, meeting.group) and (
        meeting.organiser_id == actor.user or groups.allowed(actor, meeting.group, Deed.SETTLE)
    )


def leads(actor: Actor, meeting: Meeting) -> bool:
    """Who moderates the room."""
    return may_change(actor, meeting)


def invited_of(sitting: Sitting) -> QuerySet[Invited]:
    """Everybody who is invited, by name. No gate: the caller asked `visible_to`."""
    return sitting.invited.select_related("user").filter(withdrawn=False).order_by("user__name", "user__username")


def own(actor: Actor, sitting: Sitting) -> Invited | None:
    """The actor's own invitation."""
    return sitting.invited.filter(user_id=actor.user, withdrawn=False).first()


def invitation(number: int) -> Invited | None:
    """An invitation by its number; for the signed link of its mail, whose signature is the gate."""
    return Invited.objects.select_related("sitting__meeting__group", "user").filter(pk=number, user__is_active=True).first()


def unsent(*, now: datetime, most: int, later: Collection[int] = ()) -> list[Invited]:
    """Invitations whose calendar does not know the present sequence, of dates that lie ahead. later: whose turn is not yet.

    A long series is told as its dates come near; what was called off before it was told is not told at all.
    """
    rows = Invited.objects.select_related("sitting__meeting__group", "sitting__meeting__organiser", "user")
    near = Q(sitting__start__lte=now + TOLD_AHEAD) | Q(sent__gte=0)
    found = rows.filter(near, sent__lt=F("sitting__sequence"), sitting__end__gt=now, user__is_active=True)
    found = found.exclude(sent=-1, withdrawn=False, sitting__cancelled__isnull=False).exclude(pk__in=list(later))
    return list(found.order_by("sitting__start", "pk")[:most])


def series_of(invited: Invited, *, now: datetime) -> tuple[list[Invited], Rule] | None:
    """All dates ahead of a series of which the person's calendar knows nothing yet, and the rule they follow; None: told one by one."""
    meeting = invited.sitting.meeting
    if meeting.rhythm == Rhythm.ONCE.value or invited.sent != -1:
        return None
    ahead = meeting_of(invited, now=now)
    untouched = all(one.sent == -1 and not one.withdrawn and one.sitting.sequence == 0 and one.sitting.cancelled is None for one in ahead)
    rule = rule_of([one.sitting.start for one in ahead], Rhythm(meeting.rhythm)) if untouched else None
    return (ahead, rule) if rule is not None else None


def ended_series_of(invited: Invited, *, now: datetime) -> list[Invited]:
    """All dates of a series that is off for a person whose calendar knows it as one; [] where some stand, or some took place already."""
    if not invited.series:
        return []
    ahead = meeting_of(invited, now=now)
    every = Invited.objects.filter(user_id=invited.user_id, sitting__meeting_id=invited.sitting.meeting_id).count()
    off = all(one.series and (one.withdrawn or one.sitting.cancelled is not None) for one in ahead)
    return ahead if off and len(ahead) == every else []


def meeting_of(invited: Invited, *, now: datetime) -> list[Invited]:
    """The person's invitations to the dates ahead of the same meeting, in their order."""
    rows = Invited.objects.select_related("sitting").filter(user_id=invited.user_id, sitting__meeting_id=invited.sitting.meeting_id)
    return list(rows.filter(sitting__end__gt=now).order_by("sitting__start"))


def room_open(sitting: Sitting, *, now: datetime) -> bool:
    """Whether one may enter the room now."""
    before, after = timedelta(minutes=ROOM_BEFORE_MINUTES), timedelta(minutes=ROOM_AFTER_MINUTES)
    return bool(sitting.room) and sitting.cancelled is None and sitting.start - before <= now < sitting.end + after


def jitsi() -> Jitsi | None:
    """Where rooms are; None where none are set up."""
    if not (settings.JITSI_URL and settings.JITSI_APP and settings.JITSI_SECRET):
        return None
    return Jitsi(url=settings.JITSI_URL, app=settings.JITSI_APP, secret=settings.JITSI_SECRET)


def date_of(sitting: Sitting, *, series: bool = False) -> Date:
    """A sitting as a calendar shows it. The title carries the group, no other detail that a stranger's calendar must not hold.

    series: for a calendar that knows it as a date of its series.
    """
    meeting = sitting.meeting
    return Date(
        uid=meeting.uid if series else sitting.uid,
        original=sitting.original if series else None,
        sequence=sitting.sequence,
        start=sitting.start,
        end=sitting.end,
        title=f"{meeting.group.name}: {meeting.title}",
        place=meeting.place or (gettext("online") if meeting.online else ""),
        link=settings.URL + reverse("meeting", args=[sitting.pk]),
        organiser=settings.DEFAULT_FROM_EMAIL,
        organiser_name="hSOC",
        cancelled=sitting.cancelled is not None,
    )


def calendar(actor: Actor, *, group: Group | None, now: datetime) -> Iterable[Date]:
    """All dates of a calendar, those called off too."""
    found = visible_to(actor).filter(start__gt=now - SHOWN_BACK).order_by("start")
    return [date_of(one) for one in (found.filter(meeting__group=group) if group else found)[:MOST_DATES]]


def digest(secret: str) -> str:
    """What is kept of a calendar's key. Plain SHA-256: the secret has 256 bits of its own."""
    return hashlib.sha256(secret.encode()).hexdigest()


def key_of(secret: str) -> CalendarKey | None:
    """The calendar of that secret, while its person may log in."""
    return CalendarKey.objects.select_related("user", "group").filter(digest=digest(secret), user__is_active=True).first()


def keys(actor: Actor) -> dict[str, CalendarKey]:
    """Group's code ('' = all of one's own) → the actor's key."""
    found = CalendarKey.objects.select_related("group").filter(user_id=actor.user)
    return {one.group.code if one.group else "": one for one in found}


def needs(actor: Actor, now: datetime) -> tuple[Need, ...]:
    """What is today, and invitations of the next two weeks that wait for an answer."""
    found = []
    coming = Invited.objects.filter(sitting=OuterRef("pk"), user_id=actor.user).values("coming")[:1]
    ahead = upcoming(actor, now=now).prefetch_related(None).annotate(coming=Subquery(coming))
    for one in ahead.filter(cancelled__isnull=True, start__lt=now + timedelta(days=14))[: MOST * 3]:
        mine = one.coming  # None: he was not invited
        href = reverse("meeting", args=[one.pk])
        what = f"{one.meeting.group.name}: {one.meeting.title}"
        if one.start < now + timedelta(hours=12) and mine not in {None, Coming.NO.value}:
            label, step = gettext("Meeting"), gettext("Open the meeting")
            found.append(Need(level=Level.TODAY, label=label, what=what, href=href, step=step, due=one.start))
        elif mine == Coming.WAITING.value:
            label, step = gettext("Meeting"), gettext("Say whether you come")
            found.append(Need(level=Level.WEEK, label=label, what=what, href=href, step=step, due=one.start))
    return tuple(found[:MOST])


def personal(person: int) -> list[dict[str, object]]:
    """Invitations of a person, for the copy that he takes."""
    rows = Invited.objects.filter(user_id=person).order_by("sitting__start")
    return [dict(one) for one in rows.values("sitting__start", "sitting__meeting__title", "coming", "via", "answered", "came")]
