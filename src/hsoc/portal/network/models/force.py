"""What people said about entries of the table. Belongs here: columns and constraints. Never: rights, or what an entry is."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Veto(models.Model):
    """An entry that a person took out of the table until an end (records.policy.Veto); lifted: it may come back before."""

    key = models.CharField(max_length=10_000)
    organisation = models.ForeignKey("members.Organisation", on_delete=models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey("members.User", on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=500)
    since = models.DateTimeField()
    until = models.DateTimeField()
    lifted = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-since", "-pk"]
        indexes: ClassVar = [models.Index(fields=["until", "lifted"])]
        constraints: ClassVar = [models.CheckConstraint(condition=models.Q(until__gt=models.F("since")), name="veto_has_an_end")]

    def __str__(self) -> str:
        return f"{self.key} until {self.until}"
