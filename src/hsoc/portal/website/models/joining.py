"""Who asked to join, by the form of the public web. Belongs here: columns. Never: an organisation (members)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from hsoc.portal.members.models import Kind, User


class Wish(models.Model):
    """A wish to join: said, confirmed by mail, taken up by a coordinator. digest: SHA-256 of the secret in the confirming link."""

    class State(models.TextChoices):
        """Where it stands."""

        SAID = "said", _("not confirmed yet")
        CONFIRMED = "confirmed", _("waits for an answer")
        ANSWERED = "answered", _("answered")
        REFUSED = "refused", _("put aside")

    organisation = models.CharField(max_length=200)
    kind = models.CharField(max_length=12)  # a members.Kind; its list changes without a change here
    person = models.CharField(max_length=120)
    mail = models.EmailField()
    phone = models.CharField(max_length=40, blank=True)
    message = models.TextField(max_length=2000, blank=True)
    language = models.CharField(max_length=2)
    state = models.CharField(max_length=9, choices=State.choices, default=State.SAID)
    digest = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField()
    confirmed = models.DateTimeField(null=True)
    answered = models.DateTimeField(null=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering: ClassVar = ["-at"]
        indexes: ClassVar = [models.Index(fields=["state", "at"])]

    def __str__(self) -> str:
        return self.organisation

    @property
    def kind_words(self) -> str:
        """The kind in words."""
        return str(dict(Kind.choices).get(self.kind, self.kind))
