"""Votes of the signatories. Belongs here: columns and constraints. Never: counting (rules.ballots).

A secret vote is a row without organisation, person and time, under a random key. Its place in the table tells nothing either: at every
vote the whole box is emptied and filled again in a new random order with new keys (actions.ballots).
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from hsoc.portal.members.models import Organisation, User


class Ballot(models.Model):
    """A question to the signatories; one vote an organisation. The roll is drawn up when it is announced."""

    title = models.CharField(max_length=200)
    text = models.TextField(max_length=20_000, blank=True)
    options = models.JSONField()  # 2 to 10 texts
    secret = models.BooleanField(default=False)
    quorum = models.PositiveSmallIntegerField(default=50)  # per cent of those entitled who must vote
    opens = models.DateTimeField()
    closes = models.DateTimeField()
    maker = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    made = models.DateTimeField()
    closed = models.DateTimeField(null=True)  # when it was counted or cancelled
    cancelled = models.BooleanField(default=False)
    reason = models.CharField(max_length=500, blank=True)  # why it was cancelled
    protocol = models.JSONField(null=True)  # rules.ballots.Protocol as counted
    digest = models.CharField(max_length=64, blank=True)  # SHA-256 of the protocol's canonical JSON

    class Meta:
        ordering: ClassVar = ["-closes"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(closes__gt=models.F("opens")), name="ballot_in_order"),
            models.CheckConstraint(condition=models.Q(quorum__lte=100), name="ballot_quorum"),
        ]

    def __str__(self) -> str:
        return self.title


class Entitled(models.Model):
    """An organisation on the roll of a ballot, and whether it has voted. Never when: the order of votes is nobody's business."""

    ballot = models.ForeignKey(Ballot, on_delete=models.CASCADE, related_name="roll")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    voted = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["organisation__name"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["ballot", "organisation"], name="entitled_once")]

    def __str__(self) -> str:
        return f"{self.ballot_id} {self.organisation_id}"


class OpenVote(models.Model):
    """The vote of an organisation in an open ballot."""

    ballot = models.ForeignKey(Ballot, on_delete=models.CASCADE, related_name="open_votes")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    option = models.PositiveSmallIntegerField()
    moment = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["organisation__name"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["ballot", "organisation"], name="open_vote_once")]

    def __str__(self) -> str:
        return f"{self.ballot_id} {self.option}"


class SecretVote(models.Model):
    """A paper in the box: which ballot, which option, nothing else."""

    key = models.CharField(max_length=32, primary_key=True)
    ballot = models.ForeignKey(Ballot, on_delete=models.CASCADE, related_name="box")
    option = models.PositiveSmallIntegerField()

    class Meta:
        ordering: ClassVar = ["key"]

    def __str__(self) -> str:
        return self.key
