"""Who fetches lists, and when it did. Belongs here: columns and constraints. Never: rights, or what a list holds."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


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
