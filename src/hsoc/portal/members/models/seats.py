"""People, their seats, tokens and approvals as they are stored. Belongs here: columns and constraints. Never: rights."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from hsoc.portal.members.models.organisations import Organisation
from hsoc.portal.members.rules import Object, Role
from hsoc.portal.members.rules.standing import Hours

ROLE_NAMES = {
    Role.OPERATOR: _("operator of the network"),
    Role.COORDINATOR: _("coordinator of the community"),
    Role.AUDITOR: _("auditor"),
    Role.MANAGER: _("manager"),
    Role.ANALYST: _("analyst"),
    Role.COLLEAGUE: _("colleague"),
}


class People(BaseUserManager["User"]):
    """Finds people by the name or the mail address they log in with."""

    def get_by_natural_key(self, username: str | None) -> User:
        """The person of that user name."""
        return self.get(username=username)


class User(AbstractBaseUser):
    """A person who can log in. Rights come from memberships only; there is no superuser."""

    username = models.CharField(max_length=60, unique=True)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120, blank=True)
    language = models.CharField(max_length=2, blank=True, choices=[("cs", "čeština"), ("en", "English")])
    is_active = models.BooleanField(default=True)
    # how to reach the person: numbers in E.164; the moment when an address was proven, none = never
    email_verified = models.DateTimeField(null=True, blank=True)
    phone = models.CharField(max_length=16, blank=True)
    phone_verified = models.DateTimeField(null=True, blank=True)
    dark_email = models.EmailField(blank=True)  # for the day when the hospital is dark: never in a domain of its own
    dark_phone = models.CharField(max_length=16, blank=True)
    speaks = models.JSONField(default=list, blank=True)  # rules.vocabulary.SPOKEN
    workdays = models.CharField(max_length=7, default="12345", blank=True)  # digits of days, 1 = Monday
    hours_from = models.TimeField(null=True, blank=True)  # Prague time; none = all day
    hours_to = models.TimeField(null=True, blank=True)
    created = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar = ["email"]
    objects = People()

    class Meta:
        ordering: ClassVar = ["username"]

    def __str__(self) -> str:
        return self.name or self.username

    @property
    def hours(self) -> Hours:
        """When the person works."""
        return Hours(days=self.workdays, start=self.hours_from, end=self.hours_to)

    def get_full_name(self) -> str:
        """The name as the person writes it; may be empty."""
        return self.name


class Membership(models.Model):
    """A seat: one role of one person in one organisation."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=12, choices=[(role.value, name) for role, name in ROLE_NAMES.items()])
    since = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "organisation", "role"], name="membership_once")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} {self.organisation_id}"


class ApiToken(models.Model):
    """A key for machines. Only the SHA-256 of its 256-bit secret is kept; it is shown once."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="tokens")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="tokens")
    name = models.CharField(max_length=80)
    start = models.CharField(max_length=8)  # the first letters, so that a person recognises it
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    created = models.DateTimeField()
    expires = models.DateTimeField()
    last_used = models.DateTimeField(null=True)
    revoked = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-created"]

    def __str__(self) -> str:
        return f"{self.start}… {self.name}"


class Approval(models.Model):
    """A change that a second person has to agree to. `code` names the change, `payload` is all it needs."""

    class State(models.TextChoices):
        """Where it stands; `expired` is written when somebody tries to decide too late."""

        PENDING = "pending", _("waiting")
        APPROVED = "approved", _("approved")
        REFUSED = "refused", _("refused")
        EXPIRED = "expired", _("expired")

    code = models.CharField(max_length=60)
    object = models.CharField(max_length=20, choices=[(thing.value, thing.value) for thing in Object])
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="approvals")
    payload = models.JSONField()
    reason = models.CharField(max_length=500)
    requester = models.ForeignKey(User, on_delete=models.PROTECT, related_name="requested")
    requested = models.DateTimeField()
    expires = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.PENDING)
    decider = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="decided")
    decided = models.DateTimeField(null=True)
    answer = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering: ClassVar = ["-requested"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(decider__isnull=True) | ~models.Q(decider=models.F("requester")), name="approval_by_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} ({self.state})"
