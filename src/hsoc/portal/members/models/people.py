"""What a person does where, when he is away, his keys, and proofs of his addresses, as stored. Never: rights (they come from seats)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from hsoc.portal.members.models.organisations import Organisation
from hsoc.portal.members.models.seats import User
from hsoc.portal.members.rules.vocabulary import Work

WORK_NAMES = {
    Work.STATUTORY: _("statutory representative"),
    Work.SECURITY: _("security manager"),
    Work.IT: _("head of IT"),
    Work.NETWORK: _("network administrator"),
    Work.ANALYST: _("security analyst"),
    Work.DUTY: _("duty contact"),
    Work.CRISIS: _("crisis manager"),
    Work.PRIVACY: _("data-protection officer"),
    Work.LAWYER: _("lawyer"),
    Work.PRESS: _("press officer"),
    Work.HR: _("human resources"),
    Work.TEACHER: _("teacher"),
    Work.OTHER: _("other"),
}


class Function(models.Model):
    """What somebody does in an organisation. `rank` says who is called first; a duty contact confirms it every 90 days."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="functions")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="functions")
    kind = models.CharField(max_length=9, choices=[(one.value, name) for one, name in WORK_NAMES.items()])
    rank = models.PositiveSmallIntegerField(default=1)
    title = models.CharField(max_length=100, blank=True)  # in the organisation's own words
    since = models.DateTimeField()
    confirmed = models.DateTimeField(null=True)  # duty contacts: when it was last said that it is still so
    asked = models.DateTimeField(null=True)  # when the last mail asked for it
    shared = models.BooleanField(default=False)  # duty contacts: the other members may see how to reach them

    class Meta:
        ordering: ClassVar = ["organisation", "kind", "rank", "user"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "organisation", "kind"], name="function_once")]
        indexes: ClassVar = [models.Index(fields=["kind", "organisation"])]

    def __str__(self) -> str:
        return f"{self.user_id} {self.kind} {self.organisation_id}"


class Absence(models.Model):
    """Days on which somebody is away, both included, and who stands in."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="absences")
    first = models.DateField()
    last = models.DateField()
    stand_in = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="stands_in")
    created = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["first"]
        constraints: ClassVar = [models.CheckConstraint(condition=models.Q(last__gte=models.F("first")), name="absence_in_order")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.first} – {self.last}"


class PersonKey(models.Model):
    """A public key of a person: an OpenPGP certificate or an S/MIME one, as given, and what was read in it."""

    class Kind(models.TextChoices):
        """Which of the two."""

        OPENPGP = "openpgp", "OpenPGP"
        SMIME = "smime", "S/MIME"

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="keys")
    kind = models.CharField(max_length=7, choices=Kind.choices)
    text = models.TextField()  # armoured or PEM
    fingerprint = models.CharField(max_length=64)
    names = models.JSONField(default=list)  # user ids, or subject and mail addresses
    expires = models.DateTimeField(null=True)
    added = models.DateTimeField()
    noticed = models.PositiveSmallIntegerField(default=0)  # days of the last notice before the end, 0 none

    class Meta:
        ordering: ClassVar = ["kind", "-added"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "fingerprint"], name="key_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.fingerprint[-16:]}"


class Proof(models.Model):
    """A code that went out to an address which somebody says is his. Only its digest is kept; a few tries, a short life."""

    class Way(models.TextChoices):
        """What is proven."""

        EMAIL = "email", _("E-mail")
        PHONE = "phone", _("Phone")

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="proofs")
    way = models.CharField(max_length=5, choices=Way.choices)
    value = models.CharField(max_length=254)
    digest = models.CharField(max_length=64)
    made = models.DateTimeField()
    expires = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "way"], name="proof_one_at_a_time")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.way}"
