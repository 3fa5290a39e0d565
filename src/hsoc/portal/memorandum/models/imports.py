"""A register taken in: the file, its rows, what a person decided of each, what came of it. Belongs here: columns. Never: proposing."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from hsoc.portal.members.models import Invitation, Organisation, User
from hsoc.portal.memorandum.models.texts import Signature, Text


class Batch(models.Model):
    """One file."""

    name = models.CharField(max_length=120)
    digest = models.CharField(max_length=64)  # SHA-256 of the file
    text = models.ForeignKey(Text, on_delete=models.PROTECT, related_name="+")  # the version that its rows signed
    maker = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    made = models.DateTimeField()
    applied = models.DateTimeField(null=True)
    undone = models.DateTimeField(null=True)
    made_numbers = models.JSONField(default=list)  # numbers of the organisations that applying made

    class Meta:
        ordering: ClassVar = ["-made"]

    def __str__(self) -> str:
        return self.name


class Line(models.Model):
    """One row of the file with its proposal; `made` says what applying it has made, so that it can be undone."""

    class Decision(models.TextChoices):
        """What a person said of it."""

        NONE = "", _("not decided")
        TAKE = "take", _("take in")
        SKIP = "skip", _("leave out")

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="lines")
    place = models.PositiveIntegerField()  # order in the file, over all sheets
    sheet = models.CharField(max_length=60)
    row = models.PositiveIntegerField()
    outcome = models.CharField(max_length=10)  # rules.register.Outcome
    proposal = models.JSONField()  # rules.register.Proposal
    likely = models.BooleanField(default=False)  # it asks for nothing but a kind, and the name makes one likely
    key = models.CharField(max_length=64)
    decision = models.CharField(max_length=4, choices=Decision.choices, blank=True, default=Decision.NONE)
    choices = models.JSONField(default=dict)  # question → chosen answer; `kind` and `work` of rules.newcomers
    decider = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    signature = models.ForeignKey(Signature, on_delete=models.SET_NULL, null=True, related_name="lines")
    invitation = models.ForeignKey(Invitation, on_delete=models.SET_NULL, null=True, related_name="+")  # of the row's contact
    made = models.JSONField(default=dict)

    class Meta:
        ordering: ClassVar = ["place"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["batch", "place"], name="line_once")]
        indexes: ClassVar = [models.Index(fields=["batch", "outcome", "decision"])]

    def __str__(self) -> str:
        return f"{self.sheet}:{self.row}"


class Alias(models.Model):
    """Another spelling of an organisation's name that a person has agreed to; the next register finds it by itself."""

    folded = models.CharField(max_length=200)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="aliases")
    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="aliases")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["folded", "organisation"], name="alias_once")]

    def __str__(self) -> str:
        return self.folded
