"""Offers, calls and answers. Belongs here: columns and constraints. Never: rights."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from hsoc.portal.aid.rules import AnswerState, CallState, Kind
from hsoc.portal.members.models import Organisation, User

KIND_NAMES = {
    Kind.PEOPLE: _("people"),
    Kind.SKILL: _("know-how"),
    Kind.HARDWARE: _("spare hardware"),
    Kind.LAPTOPS: _("clean laptops"),
    Kind.FORMS: _("printed forms"),
    Kind.ROOM: _("room or line"),
    Kind.OTHER: _("something else"),
}
CALL_NAMES = {
    CallState.OPEN: _("waits for help"),
    CallState.HELPED: _("help is on its way"),
    CallState.CLOSED: _("closed with thanks"),
    CallState.WITHDRAWN: _("taken back"),
}
ANSWER_NAMES = {
    AnswerState.GIVEN: _("offered"),
    AnswerState.ACCEPTED: _("accepted"),
    AnswerState.DECLINED: _("declined with thanks"),
    AnswerState.TAKEN_BACK: _("taken back"),
}
_KINDS = [(kind.value, name) for kind, name in KIND_NAMES.items()]


class Offer(models.Model):
    """What an organisation would lend."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="offers")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=_KINDS)
    text = models.CharField(max_length=500)
    amount = models.PositiveIntegerField(default=1)
    made = models.DateTimeField()
    until = models.DateTimeField()
    withdrawn = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["kind", "-made"]
        indexes: ClassVar = [models.Index(fields=["kind", "until"])]

    def __str__(self) -> str:
        return self.text


class Call(models.Model):
    """A cry for help."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="calls")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=_KINDS)
    text = models.CharField(max_length=1000)
    amount = models.PositiveIntegerField(default=1)
    urgent = models.BooleanField(default=False)
    made = models.DateTimeField()
    until = models.DateTimeField()
    state = models.CharField(max_length=10, choices=[(state.value, name) for state, name in CALL_NAMES.items()], default=CallState.OPEN)
    ended = models.DateTimeField(null=True)
    thanks = models.CharField(max_length=1000, blank=True)

    class Meta:
        ordering: ClassVar = ["-urgent", "-made"]

    def __str__(self) -> str:
        return self.text


class Answer(models.Model):
    """What one organisation offers to one call."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="answers")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    text = models.CharField(max_length=1000)
    amount = models.PositiveIntegerField(default=1)
    made = models.DateTimeField()
    state = models.CharField(
        max_length=10, choices=[(state.value, name) for state, name in ANSWER_NAMES.items()], default=AnswerState.GIVEN
    )

    class Meta:
        ordering: ClassVar = ["made"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["call", "organisation"], condition=~models.Q(state=AnswerState.TAKEN_BACK.value), name="answer_one_standing"
            ),
        ]

    def __str__(self) -> str:
        return self.text
