"""Indicators and sightings as they are stored. Belongs here: columns and constraints. Never: rights, or what a label allows.

A row never changes but for `latest`: a new version is a new row with a higher `added`, so that whoever pages by it misses nothing and gets
nothing twice. `added` is in microseconds and strictly increasing over all rows of both tables (queries of TAXII, sharing.md C2).
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from hsoc.portal.indicators.rules import Audience
from hsoc.records.indicator import Kind, Verdict
from hsoc.records.tlp import PAP, TLP

LONGEST_VALUE = 4096  # characters; a URL
AUDIENCE_NAMES = {
    Audience.OWN: _("our organisation only"),
    Audience.COMMUNITY: _("the whole community"),
    Audience.PUBLIC: _("anybody"),
}


class Clock(models.Model):
    """The last `added` that was given: one row, locked by whoever adds, so that numbers become visible in their order."""

    last = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.last)


class Labelled(models.Model):
    """What both tables have. organisation: who shared it; via: `portal`, `import`, `taxii`, `misp`, `rest`, `pull:<name>`."""

    added = models.BigIntegerField(unique=True)
    uuid = models.UUIDField()
    organisation = models.ForeignKey("members.Organisation", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=[(one.value, one.value) for one in Kind])
    value = models.CharField(max_length=LONGEST_VALUE)
    tlp = models.CharField(max_length=16, choices=[(one.value, one.value) for one in TLP])
    audience = models.CharField(max_length=9, choices=[(one.value, name) for one, name in AUDIENCE_NAMES.items()])
    producer = models.CharField(max_length=200, blank=True)
    via = models.CharField(max_length=60)

    class Meta:
        abstract = True


class Indicator(Labelled):
    """One version of one indicator. low, high: bounds of an address or prefix as 32 hex digits of the v4-mapped space, '' for others.

    site, parcel: what it goes with others by (rules.together): the registered name of a name, URL or mail address, or the address of a
    URL; a number that indicators which were shared at once have in common, None where they were a list or there was one only.
    line, cells: the row as JSON and as a line of CSV for whoever did not share it (`share.spelled`), made once because rows never change.
    """

    pap = models.CharField(max_length=10, choices=[(one.value, one.value) for one in PAP])
    low = models.CharField(max_length=32, blank=True)
    high = models.CharField(max_length=32, blank=True)
    site = models.CharField(max_length=253, blank=True)
    parcel = models.BigIntegerField(null=True)
    first = models.DateTimeField()
    until = models.DateTimeField(null=True)
    created = models.DateTimeField()
    modified = models.DateTimeField()
    confidence = models.PositiveSmallIntegerField(null=True)
    category = models.JSONField(default=list)
    labels = models.JSONField(default=list)
    title = models.CharField(max_length=300, blank=True)
    description = models.CharField(max_length=4000, blank=True)
    reference = models.CharField(max_length=4096, blank=True)
    to_block = models.BooleanField(default=False)
    revoked = models.BooleanField(default=False)
    latest = models.BooleanField(default=True)
    author = models.ForeignKey("members.User", on_delete=models.PROTECT, null=True, related_name="+")
    # last, because SQLite reads a row up to the column that it needs
    line = models.TextField(default="")
    cells = models.TextField(default="")

    class Meta:
        ordering: ClassVar = ["-added"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "uuid", "modified"], name="indicator_version_once"),
            models.UniqueConstraint(fields=["organisation", "uuid"], condition=models.Q(latest=True), name="indicator_one_latest"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["kind", "value"], name="indicator_value"),
            models.Index(fields=["latest", "audience", "tlp", "added"], name="indicator_shown"),
            models.Index(fields=["low", "high"], condition=models.Q(latest=True) & ~models.Q(low=""), name="indicator_range"),
            models.Index(fields=["uuid"], name="indicator_uuid"),
            models.Index(fields=["site", "audience"], condition=models.Q(latest=True) & ~models.Q(site=""), name="indicator_site"),
            models.Index(fields=["parcel"], condition=models.Q(latest=True, parcel__isnull=False), name="indicator_parcel"),
            # all that is asked of a mass of addresses (queries.masses), so that the rows themselves are not read: SQLite looks also at what
            # the condition says already
            models.Index(
                fields=["organisation", "tlp", "pap", "audience", "low", "high", "first", "until", "latest", "revoked", "to_block"],
                condition=models.Q(latest=True, revoked=False, to_block=True) & ~models.Q(low=""),
                name="indicator_masses",
            ),
            # of lists in the order in which things came: older versions are stepped over
            models.Index(fields=["added"], condition=models.Q(latest=True), name="indicator_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.value}"


class Sighting(Labelled):
    """Somebody met a value, or says that it is none. indicator: the UUID of the one meant, None where only the value is known."""

    indicator = models.UUIDField(null=True)
    first = models.DateTimeField()
    last = models.DateTimeField()
    count = models.BigIntegerField(default=1)
    verdict = models.CharField(max_length=14, choices=[(one.value, one.value) for one in Verdict])

    class Meta:
        ordering: ClassVar = ["-added"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["organisation", "uuid"], name="sighting_once")]
        indexes: ClassVar = [
            models.Index(fields=["kind", "value", "verdict", "added"], name="sighting_value"),
            models.Index(fields=["kind", "value", "added"], condition=models.Q(verdict="false-positive"), name="sighting_disputes"),
            models.Index(fields=["audience", "tlp", "added"], name="sighting_shown"),
            models.Index(fields=["indicator"], name="sighting_indicator"),
        ]

    def __str__(self) -> str:
        return f"{self.verdict} {self.kind} {self.value}"


class WarningList(models.Model):
    """Values that honest people meet all the time. reason: why they tell nothing, for those who see a hit; size: how many values."""

    name = models.CharField(max_length=120, unique=True)
    source = models.CharField(max_length=300, blank=True)
    version = models.CharField(max_length=60, blank=True)
    reason = models.CharField(max_length=500)
    enabled = models.BooleanField(default=True)
    size = models.PositiveIntegerField(default=0)
    changed = models.DateTimeField()
    by = models.ForeignKey("members.User", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class WarningEntry(models.Model):
    """A prefix (low, high as in Indicator) or a domain suffix (low empty) of a list."""

    list = models.ForeignKey(WarningList, on_delete=models.CASCADE, related_name="entries")
    value = models.CharField(max_length=253)
    low = models.CharField(max_length=32, blank=True)
    high = models.CharField(max_length=32, blank=True)

    def __str__(self) -> str:
        return self.value


class Decided(models.Model):
    """A coordinator's word, with who, when and why; ended: taken back."""

    by = models.ForeignKey("members.User", on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=500)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    ended = models.DateTimeField(null=True)

    class Meta:
        abstract = True


class BlockApproval(Decided):
    """This value may be blocked though only one organisation shared it."""

    kind = models.CharField(max_length=8)
    value = models.CharField(max_length=LONGEST_VALUE)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["kind", "value"], name="approval_value")]

    def __str__(self) -> str:
        return f"{self.kind} {self.value}"


class TrustedSource(Decided):
    """What this organisation shares needs no second one."""

    organisation = models.ForeignKey("members.Organisation", on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return str(self.organisation_id)
