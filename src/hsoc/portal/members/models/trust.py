"""How people come in, are vouched for, and go, as stored: invitations, vouches, requests to be erased. Never: rights."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from hsoc.portal.members.models.organisations import Organisation
from hsoc.portal.members.models.seats import ROLE_NAMES, User


class Invitation(models.Model):
    """A link that lets one person in, once. `nonce` is part of what is signed: a resent or revoked link kills the one before."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="invitations")
    email = models.EmailField()
    name = models.CharField(max_length=120, blank=True)
    role = models.CharField(max_length=12, choices=[(role.value, name) for role, name in ROLE_NAMES.items()])
    work = models.JSONField(default=list)  # functions given with the seat, rules.vocabulary.Work
    language = models.CharField(max_length=2, default="cs")
    nonce = models.CharField(max_length=32)
    inviter = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")  # none: the system
    made = models.DateTimeField()
    sent = models.DateTimeField()
    times = models.PositiveSmallIntegerField(default=1)
    expires = models.DateTimeField()
    accepted = models.DateTimeField(null=True)
    person = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")  # who came
    revoked = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-made"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "email"],
                condition=models.Q(accepted__isnull=True, revoked__isnull=True),
                name="invitation_open_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email} {self.organisation_id}"


class Vouch(models.Model):
    """One person's word for another one. `circle` is the group it is for, empty = the community as a whole."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="vouches")
    voucher = models.ForeignKey(User, on_delete=models.CASCADE, related_name="vouched_for")
    circle = models.CharField(max_length=60, blank=True)
    said = models.CharField(max_length=500)
    when = models.DateTimeField()
    withdrawn = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-when"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~models.Q(person=models.F("voucher")), name="vouch_by_another"),
            models.UniqueConstraint(fields=["person", "voucher", "circle"], condition=models.Q(withdrawn__isnull=True), name="vouch_once"),
        ]

    def __str__(self) -> str:
        return f"{self.voucher_id} → {self.person_id}"


class Erasure(models.Model):
    """Somebody wants to be forgotten: the day it happens unless he changes his mind."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="erasure")
    asked = models.DateTimeField()
    due = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.user_id} {self.due:%Y-%m-%d}"
