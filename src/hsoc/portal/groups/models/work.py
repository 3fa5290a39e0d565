"""Agenda, minutes, tasks, decisions and what is said about them, as stored. Belongs here: columns and constraints. Never: rights."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from hsoc.portal.folding import sought_in
from hsoc.portal.groups.models.group import Group


class Minutes(models.Model):
    """What was talked about and agreed. A draft can be rewritten; what a leader approved stays as it is."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="minutes")
    title = models.CharField(max_length=200)
    held = models.DateField()
    text = models.TextField(max_length=60_000)
    tlp = models.CharField(max_length=16)
    by = models.ForeignKey("members.User", on_delete=models.SET_NULL, null=True, related_name="+")
    changed = models.DateTimeField()
    approved = models.DateTimeField(null=True)
    approved_by = models.ForeignKey("members.User", on_delete=models.SET_NULL, null=True, related_name="+")
    sought = sought_in("title", "text")

    class Meta:
        ordering: ClassVar = ["-held", "-pk"]
        verbose_name_plural = "minutes"

    def __str__(self) -> str:
        return self.title


class AgendaItem(models.Model):
    """Something to talk about next time, or that was talked about (`minutes`)."""

    class State(models.TextChoices):
        """How far it is."""

        WAITING = "waiting", _("waits")
        DONE = "done", _("was discussed")
        DROPPED = "dropped", _("was dropped")

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="agenda")
    title = models.CharField(max_length=200)
    text = models.TextField(max_length=10_000, blank=True)
    state = models.CharField(max_length=7, choices=State.choices, default=State.WAITING)
    place = models.PositiveIntegerField(default=0)
    minutes = models.ForeignKey(Minutes, on_delete=models.SET_NULL, null=True, related_name="agenda")
    by = models.ForeignKey("members.User", on_delete=models.SET_NULL, null=True, related_name="+")
    created = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["place", "pk"]

    def __str__(self) -> str:
        return self.title


class Task(models.Model):
    """Something that one person does until a day."""

    class State(models.TextChoices):
        """How far it is."""

        OPEN = "open", _("to be done")
        DOING = "doing", _("under way")
        DONE = "done", _("done")
        DROPPED = "dropped", _("dropped")

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="tasks")
    title = models.CharField(max_length=200)
    text = models.TextField(max_length=10_000, blank=True)
    owner = models.ForeignKey("members.User", on_delete=models.SET_NULL, null=True, related_name="group_tasks")
    due = models.DateField(null=True)
    state = models.CharField(max_length=7, choices=State.choices, default=State.OPEN)
    minutes = models.ForeignKey(Minutes, on_delete=models.SET_NULL, null=True, related_name="tasks")
    by = models.ForeignKey("members.User", on_delete=models.SET_NULL, null=True, related_name="+")
    created = models.DateTimeField()
    closed = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=500, blank=True)
    sought = sought_in("title", "text", "outcome")

    class Meta:
        ordering: ClassVar = [models.F("due").asc(nulls_last=True), "pk"]
        indexes: ClassVar = [models.Index(fields=["owner", "state"], name="group_task_of")]

    def __str__(self) -> str:
        return self.title


class Decision(models.Model):
    """One line of the register of decisions: numbered within the year, never rewritten, only replaced by a later one."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="decisions")
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    text = models.TextField(max_length=20_000)
    tlp = models.CharField(max_length=16)
    minutes = models.ForeignKey(Minutes, on_delete=models.SET_NULL, null=True, related_name="decisions")
    by = models.ForeignKey("members.User", on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="replaced")
    sought = sought_in("title", "text")

    class Meta:
        ordering: ClassVar = ["-year", "-number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["group", "year", "number"], name="group_decision_once")]

    def __str__(self) -> str:
        return f"{self.number}/{self.year} {self.title}"


class Comment(models.Model):
    """One contribution to a thread under a thing of the group, named by its kind and number."""

    class About(models.TextChoices):
        """What is talked about."""

        DOCUMENT = "document", _("document")
        MINUTES = "minutes", _("minutes of a meeting")
        TASK = "task", _("task")
        DECISION = "decision", _("decision")

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="comments")
    about = models.CharField(max_length=8, choices=About.choices)
    number = models.BigIntegerField()
    text = models.TextField(max_length=10_000)
    by = models.ForeignKey("members.User", on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    removed = models.DateTimeField(null=True)
    sought = sought_in("text")

    class Meta:
        ordering: ClassVar = ["at", "pk"]
        indexes: ClassVar = [models.Index(fields=["about", "number", "at"], name="group_comment_about")]

    def __str__(self) -> str:
        return f"{self.about}:{self.number}"
