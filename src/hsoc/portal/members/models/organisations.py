"""Organisations and what belongs to them as stored: prefixes, domains, AS numbers, consents to overlaps. Never: rights."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from hsoc.portal.members.rules.standing import duties_from, status_of
from hsoc.portal.members.rules.vocabulary import Regime, Region, Status

HIGHEST_NUMBER = 4095  # records.policy.Member.number is a bit position in roll-ups

REGION_CHOICES = {
    Region.PRAHA.value: _("Prague"),
    Region.STREDOCESKY.value: _("Central Bohemian Region"),
    Region.JIHOCESKY.value: _("South Bohemian Region"),
    Region.PLZENSKY.value: _("Plzeň Region"),
    Region.KARLOVARSKY.value: _("Karlovy Vary Region"),
    Region.USTECKY.value: _("Ústí nad Labem Region"),
    Region.LIBERECKY.value: _("Liberec Region"),
    Region.KRALOVEHRADECKY.value: _("Hradec Králové Region"),
    Region.PARDUBICKY.value: _("Pardubice Region"),
    Region.VYSOCINA.value: _("Vysočina Region"),
    Region.JIHOMORAVSKY.value: _("South Moravian Region"),
    Region.OLOMOUCKY.value: _("Olomouc Region"),
    Region.ZLINSKY.value: _("Zlín Region"),
    Region.MORAVSKOSLEZSKY.value: _("Moravian-Silesian Region"),
}
REGIME_NAMES = {
    Regime.UNDECIDED.value: _("not decided yet"),
    Regime.HIGHER.value: _("higher duties"),
    Regime.LOWER.value: _("lower duties"),
    Regime.NONE.value: _("not regulated"),
}
SERVICE_NAMES = {
    "18.1": _("18.1 health care"),
    "18.2": _("18.2 emergency medical service"),
    "18.3": _("18.3 EU reference laboratory"),
    "18.4": _("18.4 research and development of medicines"),
    "18.5": _("18.5 manufacture of medicines"),
    "18.6": _("18.6 manufacture of active substances"),
    "18.7": _("18.7 manufacture of medical devices"),
    "18.8": _("18.8 manufacture of in vitro diagnostics"),
    "18.9": _("18.9 manufacture of devices critical in an emergency"),
}
BED_NAMES = {"none": _("without beds"), "1-99": "1–99", "100-399": "100–399", "400-999": "400–999", "1000+": _("1,000 and more")}
EMPLOYEE_NAMES = {
    "1-49": "1–49",
    "50-249": "50–249",
    "250-999": "250–999",
    "1000-2999": _("1,000–2,999"),
    "3000+": _("3,000 and more"),
}
STATUS_NAMES = {
    Status.FOLLOWER: _("follows"),
    Status.PARTICIPANT: _("takes part"),
    Status.SIGNATORY: _("signed the memorandum"),
    Status.CONNECTED: _("connected to the network"),
    Status.LEFT: _("left"),
}


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
    TECHNOLOGY = "technology", _("technology partner")
    ACADEMIC = "academic", _("academic partner")
    EXPERT = "expert", _("expert partner")
    OPERATOR = "operator", _("operator of the network")


class Organisation(models.Model):
    """A member or partner. `number` is the perimeter's name for it and never changes or returns."""

    number = models.PositiveSmallIntegerField(unique=True)
    name = models.CharField(max_length=200, unique=True)
    short = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    ico = models.CharField(max_length=8, blank=True)
    founder = models.CharField(max_length=200, blank=True)
    region = models.CharField(max_length=5, blank=True, choices=list(REGION_CHOICES.items()))
    beds = models.CharField(max_length=8, blank=True, choices=list(BED_NAMES.items()))
    employees = models.CharField(max_length=9, blank=True, choices=list(EMPLOYEE_NAMES.items()))
    # what it says of its legal regime; nothing decided yet is an answer
    regime = models.CharField(max_length=9, choices=list(REGIME_NAMES.items()), default=Regime.UNDECIDED)
    regime_decided = models.DateField(null=True, blank=True)
    regime_number = models.CharField(max_length=60, blank=True)
    services = models.JSONField(default=list, blank=True)  # codes of decree 408/2025, sector 18
    # how far it has come: dated facts, from which the step is derived (rules.standing.status_of)
    participates = models.DateField(null=True, blank=True)
    signed = models.DateField(null=True, blank=True)
    connected = models.BooleanField(default=False)
    connected_on = models.DateField(null=True, blank=True)
    left = models.DateField(null=True, blank=True)
    opted_out_of_sharing = models.BooleanField(default=False)
    consent_destination_rtbh = models.BooleanField(default=False)
    single_homed = models.BooleanField(default=False)
    access_mbps = models.PositiveIntegerField(default=0)
    created = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(number__gte=1, number__lte=HIGHEST_NUMBER), name="organisation_number_range"),
            models.UniqueConstraint(fields=["ico"], condition=~models.Q(ico=""), name="organisation_ico_once"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def status(self) -> Status:
        """How far it has come, from its facts."""
        return status_of(participates=self.participates, signed=self.signed, connected=self.connected, left=self.left)

    def get_status_display(self) -> str:
        """The step in words."""
        return str(STATUS_NAMES[self.status])

    @property
    def duties_from(self) -> date | None:
        """The day from which the duties of the declared regime bind."""
        return duties_from(self.regime_decided)


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


class Domain(models.Model):
    """A domain of an organisation as its A-label; nobody else has the same."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="domains")
    name = models.CharField(max_length=253, unique=True)
    added = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class AsNumber(models.Model):
    """An AS number from which an organisation's prefixes are announced; several may share that of their network."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="as_numbers")
    number = models.BigIntegerField()
    added = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["organisation", "number"], name="as_number_once")]

    def __str__(self) -> str:
        return f"AS{self.number}"


class Overlap(models.Model):
    """One organisation asks another one to agree that a prefix lies inside or around the other's. The prefix is asked for afterwards."""

    class State(models.TextChoices):
        """Where it stands."""

        ASKED = "asked", _("waiting")
        AGREED = "agreed", _("agreed")
        REFUSED = "refused", _("refused")

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="overlaps_asked")
    other = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="overlaps_met")
    prefix = models.CharField(max_length=43)
    meets = models.CharField(max_length=43)  # the prefix of the other one that it meets
    reason = models.CharField(max_length=500)
    payload = models.JSONField()  # the request for the prefix that follows the last consent
    asker = models.ForeignKey("members.User", on_delete=models.PROTECT, related_name="+")
    asked = models.DateTimeField()
    state = models.CharField(max_length=7, choices=State.choices, default=State.ASKED)
    decider = models.ForeignKey("members.User", on_delete=models.PROTECT, null=True, related_name="+")
    decided = models.DateTimeField(null=True)
    answer = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering: ClassVar = ["-asked"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "other", "prefix"], condition=models.Q(state="asked"), name="overlap_asked_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.prefix} ({self.state})"
