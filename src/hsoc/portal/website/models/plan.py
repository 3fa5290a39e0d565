"""The action plan as it is stored: goals, their steps, and every version of both. Never: words about it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from hsoc.portal.members.models import User
from hsoc.portal.website.rules.plan import State

STATE_NAMES = {
    State.PLANNED: _("planned"),
    State.RUNNING: _("under way"),
    State.DONE: _("done"),
    State.STOPPED: _("given up"),
}


class Goal(models.Model):
    """What the community wants, in both languages, and why."""

    order = models.PositiveSmallIntegerField(default=0)
    cs = models.CharField(max_length=200)
    en = models.CharField(max_length=200)
    why_cs = models.CharField(max_length=500, blank=True)
    why_en = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering: ClassVar = ["order", "pk"]

    def __str__(self) -> str:
        return self.cs


class Step(models.Model):
    """One step towards a goal. owner: a group or an office, never a person's name."""

    goal = models.ForeignKey(Goal, on_delete=models.PROTECT, related_name="steps")
    order = models.PositiveSmallIntegerField(default=0)
    cs = models.CharField(max_length=300)
    en = models.CharField(max_length=300)
    owner = models.CharField(max_length=80)
    owner_en = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=8, choices=[(one.value, name) for one, name in STATE_NAMES.items()], default=State.PLANNED.value)
    due = models.DateField(null=True)
    outcome_cs = models.CharField(max_length=600, blank=True)
    outcome_en = models.CharField(max_length=600, blank=True)
    changed = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["order", "pk"]

    def __str__(self) -> str:
        return self.cs


class Version(models.Model):
    """How a step stood from a moment on. note: why it was changed, as everybody may read it; who changed it is for the portal only."""

    step = models.ForeignKey(Step, on_delete=models.CASCADE, related_name="versions")
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    state = models.CharField(max_length=8)
    due = models.DateField(null=True)
    note = models.CharField(max_length=300, blank=True)
    was = models.JSONField(default=dict)  # every column of the step as it stood

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.step_id} {self.state}"

    @property
    def state_words(self) -> str:
        """The state in words."""
        return str(STATE_NAMES[State(self.state)])
