"""Organisations, people, their seats, tokens and approvals as they are stored. Belongs here: columns and constraints. Never: rights."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from hsoc.portal.members.rules import Object, Role

ROLE_NAMES = {
    Role.OPERATOR: _("operator of the network"),
    Role.COORDINATOR: _("coordinator of the community"),
    Role.AUDITOR: _("auditor"),
    Role.MANAGER: _("manager"),
    Role.ANALYST: _("analyst"),
    Role.COLLEAGUE: _("colleague"),
}
HIGHEST_NUMBER = 4095  # records.policy.Member.number is a bit position in roll-ups


class Kind(models.TextChoices):
    """What an organisation is."""

    STATE = "state", _("state hospital")
    REGION = "region", _("regional hospital")
    TOWN = "town", _("municipal hospital")
    PRIVATE = "private", _("private hospital")
    EMERGENCY = "emergency", _("emergency medical service")
    INSTITUTE = "institute", _("institute")
    FOUNDER = "founder", _("founder")
    AUTHORITY = "authority", _("state body")
    PARTNER = "partner", _("partner")
    OPERATOR = "operator", _("operator of the network")


class Organisation(models.Model):
    """A member or partner. `number` is the perimeter's name for it and never changes or returns."""

    number = models.PositiveSmallIntegerField(unique=True)
    name = models.CharField(max_length=200, unique=True)
    short = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    region = models.CharField(max_length=60, blank=True)
    connected = models.BooleanField(default=False)
    opted_out_of_sharing = models.BooleanField(default=False)
    consent_destination_rtbh = models.BooleanField(default=False)
    single_homed = models.BooleanField(default=False)
    access_mbps = models.PositiveIntegerField(default=0)
    created = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(number__gte=1, number__lte=HIGHEST_NUMBER), name="organisation_number_range"),
        ]

    def __str__(self) -> str:
        return self.name


class Prefix(models.Model):
    """A canonical prefix of an organisation; its bounds as 32 hex digits in the v4-mapped space, so that an index finds overlaps."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="prefixes")
    text = models.CharField(max_length=43, unique=True)
    first = models.CharField(max_length=32)
    last = models.CharField(max_length=32)
    added = models.DateTimeField()
    # the proof that it is theirs: AS number that announces it, what the ROAs and the registry said; empty = none was asked for
    origin = models.BigIntegerField(default=0)
    roa = models.CharField(max_length=10, blank=True)
    registry = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering: ClassVar = ["first"]
        indexes: ClassVar = [models.Index(fields=["first", "last"])]

    def __str__(self) -> str:
        return self.text


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
    created = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar = ["email"]
    objects = People()

    class Meta:
        ordering: ClassVar = ["username"]

    def __str__(self) -> str:
        return self.name or self.username

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
