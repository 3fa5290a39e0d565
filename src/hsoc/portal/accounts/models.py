"""Devices a person logged in from, and consents to look on. Belongs here: columns and constraints. Never: rights."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from hsoc.portal.members.models import Organisation, User
from hsoc.portal.members.rules import Role


class Device(models.Model):
    """A browser that has logged in once; it is known by a cookie of which only the SHA-256 is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="devices")
    digest = models.CharField(max_length=64)
    browser = models.CharField(max_length=60, blank=True)
    address = models.GenericIPAddressField(null=True)
    first = models.DateTimeField()
    last = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-last"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "digest"], name="device_once")]

    def __str__(self) -> str:
        return self.browser or str(self.pk)


class Support(models.Model):
    """A member lets somebody of the community see the portal as the member does: asked, consented to, for some hours, reading only."""

    class State(models.TextChoices):
        """Where it stands; that an open one has run out is seen by its end, not written."""

        ASKED = "asked", _("asked")
        OPEN = "open", _("open")
        REFUSED = "refused", _("refused")
        ENDED = "ended", _("ended")

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="supports")
    role = models.CharField(max_length=12, choices=[(role.value, role.value) for role in (Role.MANAGER, Role.ANALYST)])
    reason = models.CharField(max_length=500)
    asker = models.ForeignKey(User, on_delete=models.PROTECT, related_name="supports_asked")
    asked = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.ASKED)
    answerer = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="supports_answered")
    answered = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)
    pages = models.PositiveIntegerField(default=0)  # how many were looked at

    class Meta:
        ordering: ClassVar = ["-asked"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(answerer__isnull=True) | ~models.Q(answerer=models.F("asker")), name="support_by_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.state}"
