"""Who fetches lists, and when it did. Belongs here: columns and constraints. Never: rights, or what a list holds."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from hsoc.records.tlp import PAP, TLP


class Consumer(models.Model):
    """A firewall, resolver or other machine that fetches lists with a token of its own. Only the SHA-256 of the secret is kept."""

    organisation = models.ForeignKey("members.Organisation", on_delete=models.PROTECT, related_name="consumers")
    name = models.CharField(max_length=80)
    start = models.CharField(max_length=8)  # the first letters, so that a person recognises it
    digest = models.CharField(max_length=64, unique=True)
    author = models.ForeignKey("members.User", on_delete=models.PROTECT, related_name="+")
    created = models.DateTimeField()
    last_used = models.DateTimeField(null=True)
    revoked = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["organisation", "name", "pk"]

    def __str__(self) -> str:
        return self.name


class Fetch(models.Model):
    """One state of one list that a consumer took: it had it from `at` on, and asked for it last at `again`."""

    consumer = models.ForeignKey(Consumer, on_delete=models.CASCADE, related_name="fetches")
    path = models.CharField(max_length=120)
    version = models.BigIntegerField()  # the newest `added` that the state knew of
    etag = models.CharField(max_length=64)
    at = models.DateTimeField()
    again = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-at"]
        indexes: ClassVar = [models.Index(fields=["consumer", "path", "-at"], name="fetch_of_consumer")]

    def __str__(self) -> str:
        return f"{self.path} at {self.at}"


class Pull(models.Model):
    """A partner's source that we fetch by ourselves for an organisation. secret: encrypted with the house's key (share.secrets).

    kind: `plain` (one value a line), `csv`, `taxii` (the address of a collection), `misp` (the folder of a feed)
    or `csaf` (a provider's site or its metadata). tlp, pap, to_block
    and days are for kinds that say no labels of their own; cursor: where the last fetch ended, in the source's own words.
    """

    class Kind(models.TextChoices):
        """What is at the address."""

        PLAIN = "plain", _("plain list")
        CSV = "csv", _("CSV table")
        TAXII = "taxii", _("TAXII collection")
        MISP = "misp", _("MISP feed")
        CSAF = "csaf", _("CSAF provider")

    organisation = models.ForeignKey("members.Organisation", on_delete=models.PROTECT, related_name="pulls")
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=5, choices=Kind.choices)
    url = models.CharField(max_length=2000)
    user = models.CharField(max_length=200, blank=True)  # of Basic; empty = Bearer
    secret = models.CharField(max_length=1000, blank=True)
    minutes = models.PositiveIntegerField(default=60)
    tlp = models.CharField(max_length=16, choices=[(one.value, one.value) for one in TLP], default=TLP.AMBER_STRICT.value)
    pap = models.CharField(max_length=10, choices=[(one.value, one.value) for one in PAP], default=PAP.RED.value)
    to_block = models.BooleanField(default=False)
    days = models.PositiveIntegerField(default=30)  # how long a value holds that the source does not name any more
    enabled = models.BooleanField(default=True)
    author = models.ForeignKey("members.User", on_delete=models.PROTECT, null=True, related_name="+")
    created = models.DateTimeField()
    cursor = models.CharField(max_length=200, blank=True)
    etag = models.CharField(max_length=200, blank=True)
    modified = models.CharField(max_length=100, blank=True)
    last_try = models.DateTimeField(null=True)
    last_good = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0)
    message = models.CharField(max_length=500, blank=True)  # of the last try: what came, or why nothing did

    class Meta:
        ordering: ClassVar = ["organisation", "name", "pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["organisation", "name"], name="pull_named_once")]

    def __str__(self) -> str:
        return self.name


class PullPaper(models.Model):
    """A paper that a CSAF provider offers. place: SHA-256 of its address; updated: the version that was taken; tried: asked for last."""

    pull = models.ForeignKey(Pull, on_delete=models.CASCADE, related_name="papers")
    place = models.CharField(max_length=64)
    updated = models.CharField(max_length=40, blank=True)
    tried = models.CharField(max_length=40, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["pull", "place"], name="pull_paper_once")]

    def __str__(self) -> str:
        return f"{self.place} {self.updated}"


class Receipt(models.Model):
    """What became of one POST of objects (a status of TAXII), kept for a while so that the sender can ask."""

    uuid = models.UUIDField(unique=True)
    organisation = models.ForeignKey("members.Organisation", on_delete=models.CASCADE, related_name="+")
    content = models.JSONField()
    made = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-made"]

    def __str__(self) -> str:
        return str(self.uuid)
