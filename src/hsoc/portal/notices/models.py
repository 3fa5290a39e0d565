"""Notices, what of them still has to leave the house, and how each person wants to be told. Belongs here: columns. Never: words."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from hsoc.portal.notices.rules.kinds import Way
from hsoc.portal.notices.rules.timing import DIGEST_HOUR, Rhythm


class Notice(models.Model):
    """One person was told one thing. organisation: its number, 0 = none; once: what makes it the same, '' = nothing does."""

    user = models.ForeignKey("members.User", on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=40)
    values = models.JSONField(default=dict)
    path = models.CharField(max_length=300)
    urgent = models.BooleanField(default=False)
    organisation = models.PositiveSmallIntegerField(default=0)
    made = models.DateTimeField()
    shown = models.BooleanField(default=True)  # in the portal; some want certain kinds by mail alone
    read = models.DateTimeField(null=True)
    once = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering: ClassVar = ["-made", "-pk"]
        indexes: ClassVar = [
            models.Index(fields=["user", "-made"], name="notice_newest", condition=models.Q(shown=True)),
            models.Index(fields=["user"], name="notice_unread", condition=models.Q(shown=True, read__isnull=True)),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "kind", "once"], name="notice_once", condition=~models.Q(once="")),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.kind} {self.made:%F %T}"


class Post(models.Model):
    """That a notice has to leave by mail, digest or text message. claim: the sending that it went, or is just going, in."""

    class State(models.TextChoices):
        """How far it is."""

        WAITING = "waiting", "waiting"
        GOING = "going", "going"
        GONE = "gone", "gone"
        FAILED = "failed", "failed"

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="posts")
    user = models.ForeignKey("members.User", on_delete=models.CASCADE, related_name="+")
    way = models.CharField(max_length=6, choices=[(one.value, one.value) for one in Way])
    state = models.CharField(max_length=7, choices=State.choices, default=State.WAITING)
    due = models.DateTimeField()  # not before; of what is going: when it is taken up again
    claim = models.CharField(max_length=32, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)
    gone = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["due"], name="post_due", condition=models.Q(state__in=["waiting", "going"])),
            models.Index(fields=["claim"], name="post_claim"),
        ]
        constraints: ClassVar = [models.UniqueConstraint(fields=["notice", "way"], name="post_once")]

    def __str__(self) -> str:
        return f"{self.notice_id} {self.way} {self.state}"


class Choice(models.Model):
    """How a person wants to be told of one kind. No row = the usual ways of that kind."""

    user = models.ForeignKey("members.User", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40)
    ways = models.JSONField(default=list)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "kind"], name="choice_once")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.kind}: {' '.join(self.ways)}"


class Habit(models.Model):
    """When a person wants to be left alone and when the digest comes; as rules.timing.Habits."""

    user = models.OneToOneField("members.User", on_delete=models.CASCADE, related_name="+")
    quiet_from = models.PositiveSmallIntegerField(default=0)
    quiet_to = models.PositiveSmallIntegerField(default=0)
    rhythm = models.CharField(max_length=6, choices=[(one.value, one.value) for one in Rhythm], default=Rhythm.DAILY)
    hour = models.PositiveSmallIntegerField(default=DIGEST_HOUR)
    weekday = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.user_id}"
