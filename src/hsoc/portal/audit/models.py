"""The chain as it is stored. Belongs here: one table that is only ever appended to. Never: rights."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import ClassVar

from django.db import models


class Entry(models.Model):
    """One link. People and organisations are named by value: an entry outlives what it speaks of."""

    sequence = models.PositiveBigIntegerField(primary_key=True)
    when = models.BigIntegerField()  # ms since 1970 UTC
    user = models.BigIntegerField()  # id, 0 = nobody or the system
    who = models.CharField(max_length=60)
    via = models.CharField(max_length=40)
    organisation = models.PositiveSmallIntegerField()  # number acted for, 0 none
    concerns = models.PositiveSmallIntegerField()  # number of the organisation it is about, 0 none
    action = models.CharField(max_length=60)
    object = models.CharField(max_length=200)
    reason = models.CharField(max_length=500, blank=True)
    details = models.TextField()  # canonical JSON, to the byte as hashed
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering: ClassVar = ["sequence"]
        indexes: ClassVar = [models.Index(fields=["concerns", "sequence"]), models.Index(fields=["action", "sequence"])]
        verbose_name_plural = "entries"

    def __str__(self) -> str:
        return f"{self.sequence} {self.action} {self.object}"

    @property
    def moment(self) -> datetime:
        """`when` as a time."""
        return datetime.fromtimestamp(self.when / 1000, UTC)
