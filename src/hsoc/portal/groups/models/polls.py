"""Surveys of a group, as stored. Belongs here: columns and constraints. Never: rights, counting (rules.polls).

An anonymous survey has no row for an answer. `Turnout` says who has answered, so that nobody answers twice; what was answered is added to
`Poll.tally`, one value for the whole survey, in which counts are only sums and free texts stand in the order of the alphabet. Neither holds
a time. So nothing in the database, and no order of rows in it, leads from a person to an answer.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from hsoc.portal.groups.models.group import Group
from hsoc.portal.groups.rules.polls import Ask, Per

ASK_NAMES = {
    Ask.SINGLE: _("one of several"),
    Ask.MULTIPLE: _("any of several"),
    Ask.RANKING: _("put in order"),
    Ask.TEXT: _("in your own words"),
}
PER_NAMES = {Per.PERSON: _("each person"), Per.ORGANISATION: _("one for each organisation")}


class Poll(models.Model):
    """A survey: some questions, until a time. `early`: results are seen before its end too, never of an anonymous one."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="polls")
    title = models.CharField(max_length=200)
    text = models.TextField(max_length=10_000, blank=True)
    per = models.CharField(max_length=12, choices=[(one.value, name) for one, name in PER_NAMES.items()])
    anonymous = models.BooleanField(default=False)
    early = models.BooleanField(default=False)
    by = models.ForeignKey("members.User", on_delete=models.SET_NULL, null=True, related_name="+")
    created = models.DateTimeField()
    closes = models.DateTimeField()
    closed = models.DateTimeField(null=True)  # ended before its time
    tally = models.JSONField(default=dict)

    class Meta:
        ordering: ClassVar = ["-created", "-pk"]
        constraints: ClassVar = [models.CheckConstraint(condition=~models.Q(anonymous=True, early=True), name="group_poll_early")]

    def __str__(self) -> str:
        return self.title


class Question(models.Model):
    """One question. options: texts, their place is their number; they never change once the survey stands."""

    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="questions")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=8, choices=[(one.value, name) for one, name in ASK_NAMES.items()])
    text = models.CharField(max_length=300)
    options = models.JSONField(default=list)
    needed = models.BooleanField(default=True)

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["poll", "number"], name="group_question_once")]

    def __str__(self) -> str:
        return self.text


class Answer(models.Model):
    """What one answered in a survey that is not anonymous; it can be changed until the end. sheet: question → what was chosen."""

    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="answers")
    user = models.ForeignKey("members.User", on_delete=models.CASCADE, related_name="+")
    organisation = models.ForeignKey("members.Organisation", on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=24)  # who may answer once: person:<id> or organisation:<number>
    sheet = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["organisation__name", "pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["poll", "key"], name="group_answer_once")]

    def __str__(self) -> str:
        return f"{self.poll_id} {self.key}"


class Turnout(models.Model):
    """That somebody has answered an anonymous survey; not what, not when."""

    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="turnout")
    key = models.CharField(max_length=24)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["poll", "key"], name="group_turnout_once")]

    def __str__(self) -> str:
        return f"{self.poll_id} {self.key}"
