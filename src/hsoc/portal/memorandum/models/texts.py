"""Versions of the memorandum, signatures under them, representatives. Belongs here: columns and constraints. Never: rights."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from hsoc.portal.files.models import File
from hsoc.portal.members.models import Organisation, User
from hsoc.portal.memorandum.rules.course import Capacity, State

STATE_NAMES = {
    State.HANDED: _("waits for confirmation"),
    State.CONFIRMED: _("stands"),
    State.REFUSED: _("not accepted"),
    State.WITHDRAWN: _("withdrawn"),
}
CAPACITY_NAMES = {Capacity.STATUTORY: _("statutory representative"), Capacity.MANDATE: _("by a mandate")}


class Text(models.Model):
    """A version of the memorandum in both languages. Never changed; a new one has the next number."""

    number = models.PositiveIntegerField(unique=True)
    dated = models.DateField()
    text_cs = models.TextField(max_length=100_000)
    text_en = models.TextField(max_length=100_000)
    digest = models.CharField(max_length=64)  # rules.course.digest_of
    publisher = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    published = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-number"]

    def __str__(self) -> str:
        return f"v{self.number}"


class Signature(models.Model):
    """One person's signature under one version for one organisation; an organisation may have several."""

    text = models.ForeignKey(Text, on_delete=models.PROTECT, related_name="signatures")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="signatures")
    signer = models.CharField(max_length=200)  # as signed, with titles; whoever signs need have no account
    title = models.CharField(max_length=120, blank=True)
    person = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="signatures")
    capacity = models.CharField(max_length=9, choices=[(one.value, name) for one, name in CAPACITY_NAMES.items()])
    mandate = models.CharField(max_length=300, blank=True)
    mail = models.EmailField(blank=True)
    signed_on = models.DateField(null=True)  # none: an old register that does not say
    file = models.ForeignKey(File, on_delete=models.PROTECT, null=True, related_name="+")
    digest = models.CharField(max_length=64, blank=True)  # SHA-256 of the signed PDF
    seals = models.JSONField(default=list)  # rules.seals.Seal of each electronic signature found in it
    name_public = models.BooleanField(default=False)  # the signer agreed that his name is shown to everybody
    state = models.CharField(max_length=9, choices=[(one.value, name) for one, name in STATE_NAMES.items()], default=State.HANDED)
    handed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    handed = models.DateTimeField()
    decider = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided = models.DateTimeField(null=True)
    answer = models.CharField(max_length=500, blank=True)
    withdrawn_on = models.DateField(null=True)
    source = models.CharField(max_length=64, blank=True)  # key of the row of a register it came from, empty: by the workflow

    class Meta:
        ordering: ClassVar = ["organisation__name", models.F("signed_on").asc(nulls_first=True), "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(decider__isnull=True) | models.Q(handed_by__isnull=True) | ~models.Q(decider=models.F("handed_by")),
                name="signature_by_another",
            ),
            models.UniqueConstraint(fields=["source"], condition=~models.Q(source=""), name="signature_source_once"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} v{self.text_id} {self.state}"


class Representative(models.Model):
    """Whom a signatory sends: he votes for it. `rank` 1 is the first, 2 stands in."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="representatives")
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="represents")
    rank = models.PositiveSmallIntegerField(default=1)
    since = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["organisation__name", "rank"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "rank"], name="representative_rank"),
            models.UniqueConstraint(fields=["organisation", "person"], name="representative_once"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.rank}"
