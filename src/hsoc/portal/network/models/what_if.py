"""Questions what a day would have been under another policy, with their answers. Belongs here: columns. Never: asking the engine."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class Question(models.Model):
    """One question. organisation: it is about this member alone, null = the whole network; policy: as the engine's command reads it."""

    class State(models.TextChoices):
        """How far it is."""

        WAITING = "waiting", _("waits its turn")
        RUNNING = "running", _("is being reckoned")
        DONE = "done", _("answered")
        FAILED = "failed", _("cannot be answered")
        CANCELLED = "cancelled", _("cancelled")

    organisation = models.ForeignKey("members.Organisation", on_delete=models.PROTECT, null=True, related_name="+")
    day = models.CharField(max_length=10)
    changes = models.JSONField(default=dict)
    file_name = models.CharField(max_length=100, blank=True)
    policy = models.TextField()
    suffix = models.CharField(max_length=5)
    tuned = models.JSONField(default=list)
    state = models.CharField(max_length=9, choices=State.choices, default=State.WAITING)
    asker = models.ForeignKey("members.User", on_delete=models.PROTECT, related_name="+")
    asked = models.DateTimeField()
    started = models.DateTimeField(null=True)
    ended = models.DateTimeField(null=True)
    done = models.PositiveIntegerField(default=0)
    parts = models.PositiveIntegerField(default=0)
    trouble = models.CharField(max_length=1000, blank=True)
    answer = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["-asked", "-pk"]
        indexes: ClassVar = [models.Index(fields=["state", "asked"])]

    def __str__(self) -> str:
        return f"{self.pk} {self.day} {self.state}"

    @property
    def is_open(self) -> bool:
        """Whether an answer may still come."""
        return self.state in {Question.State.WAITING, Question.State.RUNNING}
