"""Advisories as they are stored. Belongs here: columns and constraints. Never: rights, or what a paper says (records.advisory).

Every change makes a new row; `latest` marks the newest of a paper that an organisation has. The paper itself stands in `content`, the
other columns are what lists are narrowed and ordered by.
"""

from __future__ import annotations

from typing import ClassVar

import msgspec
from django.db import models

from hsoc.portal.advisories.rules import Named
from hsoc.portal.folding import sought_in
from hsoc.portal.indicators.models import AUDIENCE_NAMES
from hsoc.records import advisory as records
from hsoc.records.taxonomy import Severity
from hsoc.records.tlp import PAP, TLP


class Advisory(models.Model):
    """One version of one paper that an organisation has. tlp: the label under which it goes here, never wider than its publisher's.

    namespace: what tells the publisher from others; number: as it counts its papers; digest: SHA-256 of `content`; withdrawn: taken back
    from the community by those who shared it; replaced: a later message of its publisher says it anew; author: who wrote it here.
    """

    organisation = models.ForeignKey("members.Organisation", on_delete=models.PROTECT, related_name="+")
    namespace = models.CharField(max_length=300)
    number = models.CharField(max_length=300)
    version = models.CharField(max_length=100)
    publisher = models.CharField(max_length=300, blank=True)
    title = models.CharField(max_length=500)
    nature = models.CharField(max_length=11, choices=[(one.value, one.value) for one in records.Nature])
    status = models.CharField(max_length=9, choices=[(one.value, one.value) for one in records.Status])
    severity = models.PositiveSmallIntegerField(choices=[(one.value, one.name) for one in Severity])
    score = models.FloatField(null=True)
    exploited = models.BooleanField(default=False)
    tlp = models.CharField(max_length=16, choices=[(one.value, one.value) for one in TLP])
    pap = models.CharField(max_length=10, choices=[(one.value, one.value) for one in PAP])
    audience = models.CharField(max_length=9, choices=[(one.value, name) for one, name in AUDIENCE_NAMES.items()])
    issued = models.DateTimeField()
    modified = models.DateTimeField()
    expires = models.DateTimeField(null=True)
    added = models.DateTimeField()
    content = models.BinaryField()
    digest = models.CharField(max_length=64)
    text = models.TextField(blank=True)
    via = models.CharField(max_length=60)
    own = models.BooleanField(default=False)
    latest = models.BooleanField(default=True)
    withdrawn = models.BooleanField(default=False)
    replaced = models.BooleanField(default=False)
    author = models.ForeignKey("members.User", on_delete=models.PROTECT, null=True, related_name="+")
    sought = sought_in("title", "number", "publisher", "text")

    class Meta:
        ordering: ClassVar = ["-modified", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "namespace", "number"], condition=models.Q(latest=True), name="advisory_one_latest"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["latest", "-modified", "-id"], name="advisory_newest"),
            models.Index(fields=["digest"], name="advisory_same"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def paper(self) -> records.Advisory:
        """What it says, under the publisher's own label."""
        return msgspec.msgpack.decode(self.content, type=records.Advisory)


class Mention(models.Model):
    """A vendor, product or CVE number that the newest version names."""

    advisory = models.ForeignKey(Advisory, on_delete=models.CASCADE, related_name="mentions")
    kind = models.CharField(max_length=7, choices=[(one.value, one.value) for one in Named])
    value = models.CharField(max_length=200)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["kind", "value"], name="mention_value")]

    def __str__(self) -> str:
        return f"{self.kind} {self.value}"


class Release(models.Model):
    """A paper of the house as the CSAF provider serves it, to the byte. year and name make its path; issued: its first release."""

    advisory = models.OneToOneField(Advisory, on_delete=models.CASCADE, related_name="release")
    number = models.CharField(max_length=300, unique=True)
    title = models.CharField(max_length=500)
    label = models.CharField(max_length=16, choices=[(one.value, one.value) for one in TLP])
    year = models.CharField(max_length=4)
    name = models.CharField(max_length=320)
    content = models.BinaryField()
    signature = models.TextField()
    issued = models.DateTimeField()
    modified = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["year", "name"], name="release_path_once")]

    def __str__(self) -> str:
        return f"{self.year}/{self.name}"
