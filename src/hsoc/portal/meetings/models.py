"""Meetings, their sittings, who is invited, who came, and keys of calendars. Belongs here: columns and constraints. Never: rights."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from hsoc.portal.groups.models import Group
from hsoc.portal.meetings.rules.coming import Coming, Via
from hsoc.portal.meetings.rules.dates import Rhythm
from hsoc.portal.members.models import User

RHYTHM_NAMES = {
    Rhythm.ONCE: _("once"),
    Rhythm.WEEKLY: _("every week"),
    Rhythm.FORTNIGHTLY: _("every other week"),
    Rhythm.MONTHLY: _("every month on the same weekday"),
}
COMING_NAMES = {
    Coming.WAITING: _("has not answered"),
    Coming.YES: _("is coming"),
    Coming.NO: _("is not coming"),
    Coming.MAYBE: _("may come"),
}


class Meeting(models.Model):
    """What a group meets for; one sitting or a series of them. uid: of the series, where calendars know it as one."""

    uid = models.CharField(max_length=80, unique=True)
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="meetings")
    title = models.CharField(max_length=120)
    text = models.TextField(max_length=4000, blank=True)
    place = models.CharField(max_length=200, blank=True)
    online = models.BooleanField(default=True)
    rhythm = models.CharField(max_length=12, choices=[(one.value, name) for one, name in RHYTHM_NAMES.items()], default=Rhythm.ONCE.value)
    organiser = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-made"]

    def __str__(self) -> str:
        return self.title


class Sitting(models.Model):
    """One date. uid and sequence are iCalendar's: the same uid for ever, one higher at every change people must hear of.

    original: when it was first called for; within a series calendars know it by that.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="sittings")
    uid = models.CharField(max_length=80, unique=True)
    sequence = models.PositiveIntegerField(default=0)
    original = models.DateTimeField()
    start = models.DateTimeField(db_index=True)
    end = models.DateTimeField()
    cancelled = models.DateTimeField(null=True)
    why = models.CharField(max_length=300, blank=True)  # it was cancelled or moved
    room = models.CharField(max_length=64, blank=True)  # the video room's name, known to nobody who has no ticket
    recording = models.URLField(max_length=500, blank=True)
    minutes = models.CharField(max_length=200, blank=True)  # a path of the portal

    class Meta:
        ordering: ClassVar = ["start"]
        constraints: ClassVar = [models.CheckConstraint(condition=models.Q(end__gt=models.F("start")), name="sitting_ends_after_start")]

    def __str__(self) -> str:
        return self.uid


class Invited(models.Model):
    """A person is invited to a sitting. sent: the sequence that the person's calendar was told last; -1 = nothing yet.

    series: the calendar was told the whole series at once and knows the date as one of it.
    """

    sitting = models.ForeignKey(Sitting, on_delete=models.CASCADE, related_name="invited")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="invited")
    coming = models.CharField(
        max_length=12, choices=[(one.value, name) for one, name in COMING_NAMES.items()], default=Coming.WAITING.value
    )
    via = models.CharField(max_length=8, choices=[(one.value, one.value) for one in Via], blank=True)
    answered = models.DateTimeField(null=True)
    sent = models.IntegerField(default=-1)
    series = models.BooleanField(default=False)
    withdrawn = models.BooleanField(default=False)  # has left the group: is told that it is off for him
    came = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["sitting", "user"], name="invited_once")]
        indexes: ClassVar = [models.Index(fields=["user", "sitting"])]

    def __str__(self) -> str:
        return f"{self.user_id} {self.coming}"


class CalendarKey(models.Model):
    """A secret address of a calendar: of a person, or of one group as that person may see it. Only the digest is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="calendar_keys")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, null=True, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    made = models.DateTimeField()
    used = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "group"], name="calendar_key_once"),
            # NULLs are distinct in SQLite, so that the calendar of all groups needs its own
            models.UniqueConstraint(fields=["user"], condition=models.Q(group__isnull=True), name="calendar_key_of_all_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.group_id}"
