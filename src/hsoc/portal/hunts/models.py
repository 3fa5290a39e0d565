"""Hunts, who takes part, who met what, and what sharers were told. Belongs here: columns and constraints. Never: rights, flows."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

LONGEST_VALUE = 43  # characters of an address or prefix


class Part(models.Model):
    """A member's word whether its traffic is looked into for what others share. No row = it does not take part."""

    organisation = models.OneToOneField("members.Organisation", on_delete=models.PROTECT, related_name="+")
    takes = models.BooleanField(default=False)
    by = models.ForeignKey("members.User", on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.organisation_id}: {self.takes}"


class Hunt(models.Model):
    """One value that somebody shared. low, high: as of indicators; looked: when it was last looked up, null = waits."""

    class State(models.TextChoices):
        """How far it is."""

        WAITING = "waiting", _("waits to be looked up")
        WATCHED = "watched", _("looked up, watched for")
        ENDED = "ended", _("over")

    kind = models.CharField(max_length=8)
    value = models.CharField(max_length=LONGEST_VALUE)
    low = models.CharField(max_length=32)
    high = models.CharField(max_length=32)
    state = models.CharField(max_length=7, choices=State.choices, default=State.WAITING)
    asked = models.DateTimeField()
    until = models.DateTimeField()
    looked = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-asked", "-pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["kind", "value"], name="hunt_once")]
        indexes: ClassVar = [models.Index(fields=["state", "until"], name="hunt_due")]

    def __str__(self) -> str:
        return f"{self.kind} {self.value}"


class Order(models.Model):
    """That an organisation had values hunted for: what the limit is counted by."""

    organisation = models.ForeignKey("members.Organisation", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    values = models.PositiveIntegerField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["organisation", "at"], name="order_recent")]

    def __str__(self) -> str:
        return f"{self.organisation_id}: {self.values}"


class Meeting(models.Model):
    """A member that takes part met a value. hosts: [own address, first ms, last ms, flows]; hosts_at: when they were looked up."""

    hunt = models.ForeignKey(Hunt, on_delete=models.CASCADE, related_name="meetings")
    organisation = models.ForeignKey("members.Organisation", on_delete=models.PROTECT, related_name="+")
    first = models.DateTimeField()
    last = models.DateTimeField()
    noted = models.DateTimeField()
    hosts = models.JSONField(default=list)
    hosts_at = models.DateTimeField(null=True)
    hosts_to = models.DateTimeField(null=True)  # the `last` that they were looked up for

    class Meta:
        ordering: ClassVar = ["-last", "-pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["hunt", "organisation"], name="meeting_once")]
        indexes: ClassVar = [models.Index(fields=["organisation", "-last"], name="meeting_of_member")]

    def __str__(self) -> str:
        return f"{self.hunt_id} {self.organisation_id}"


class Told(models.Model):
    """The band that a sharer sees of a hunt, '' for too few to say, and since when."""

    hunt = models.ForeignKey(Hunt, on_delete=models.CASCADE, related_name="told")
    organisation = models.ForeignKey("members.Organisation", on_delete=models.PROTECT, related_name="+")
    band = models.CharField(max_length=8, blank=True)
    since = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["hunt", "organisation"], name="hunt_told_once")]

    def __str__(self) -> str:
        return f"{self.hunt_id} {self.organisation_id}: {self.band}"
