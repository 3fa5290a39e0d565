"""Who may send and fetch events by machine, and what organisations give of theirs, as stored. Never: events (the journal)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

NAME_LENGTH = 64  # letters, as in Warden 3 (cesnet.md 1.3)


class WardenClient(models.Model):
    """A sender or receiver. A new one is a test and read client; production is write without test.

    name: lower-case, dot-separated (`example.hospital.honeypot`), must equal Node[0].Name of what it sends; secret: keyed hash of
    a random secret of 192 bits, empty = certificate only; secret_made: when somebody was shown it, None = nobody knows it yet;
    hostname: the name its certificate must bear, empty = secret only; requestor: mail addresses of those responsible;
    position: the serial up to which it has fetched, None = never; fetched: when. When it sent last, the journal knows.
    """

    name = models.CharField(max_length=NAME_LENGTH, unique=True)
    organisation = models.ForeignKey("members.Organisation", on_delete=models.PROTECT, related_name="warden_clients")
    hostname = models.CharField(max_length=253, blank=True)
    secret = models.CharField(max_length=64, blank=True, db_index=True)
    secret_made = models.DateTimeField(null=True)
    requestor = models.CharField(max_length=200, blank=True)
    note = models.CharField(max_length=500, blank=True)
    registered = models.DateTimeField()
    valid = models.BooleanField(default=True)
    read = models.BooleanField(default=True)
    write = models.BooleanField(default=False)
    debug = models.BooleanField(default=False)
    test = models.BooleanField(default=True)
    position = models.BigIntegerField(null=True)
    fetched = models.DateTimeField(null=True)

    class Meta:
        """Order."""

        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def stage(self) -> str:
        """`disabled`, `production`, `test`, or `receiver` for one that may not send."""
        if not self.valid:
            return "disabled"
        return "production" if self.write else "test" if self.test else "receiver"


class SharingRules(models.Model):
    """What an organisation gives of its events to the others: one row per version, the newest one holds.

    rules: records of journal.event_sharing.Rule in their order; held: minutes that the versions before may still keep events back.
    """

    organisation = models.ForeignKey("members.Organisation", on_delete=models.PROTECT, related_name="sharing_rules")
    version = models.PositiveIntegerField()
    rules = models.JSONField(default=list)
    since = models.DateTimeField()
    held = models.PositiveIntegerField(default=0)
    latest = models.BooleanField(default=True)
    by = models.ForeignKey("members.User", on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=500)

    class Meta:
        ordering: ClassVar = ["-version"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "version"], name="sharing_version_once"),
            models.UniqueConstraint(fields=["organisation"], condition=models.Q(latest=True), name="sharing_one_latest"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.version}"
