"""Reports, how organisations want them, and what they answered. Belongs here: columns and constraints. Never: rights, sentences."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from hsoc.portal.reports.rules import classes
from hsoc.portal.reports.rules.labels import LONGEST
from hsoc.records.taxonomy import Severity

SEVERITIES = [(int(one), one.name.lower()) for one in Severity]
LANGUAGES = [("cs", "čeština"), ("en", "English")]


class Mode(models.TextChoices):
    """How an organisation gets its reports."""

    SUMMARY = "summary", _("one report for all addresses")
    EXTRA = "extra", _("one report for each address")
    NONE = "none", _("no reports")


class Preference(models.Model):
    """How one organisation wants its reports. addresses: severity as text, or '' for all others → mail addresses."""

    organisation = models.OneToOneField("members.Organisation", on_delete=models.PROTECT, related_name="report_preference")
    addresses = models.JSONField(default=dict)
    language = models.CharField(max_length=2, choices=LANGUAGES, default="cs")
    mode = models.CharField(max_length=8, choices=Mode.choices, default=Mode.SUMMARY)
    office_only = models.BooleanField(default=False)  # information to medium wait for office hours
    muted_until = models.DateTimeField(null=True)  # reports are made, mails are not sent
    changed = models.DateTimeField()

    def __str__(self) -> str:
        return f"reports of {self.organisation_id}"


class Exclusion(models.Model):
    """What an organisation does not want to be told. '' = any; at least one of the three is said."""

    organisation = models.ForeignKey("members.Organisation", on_delete=models.PROTECT, related_name="report_exclusions")
    event_class = models.CharField(max_length=40, blank=True)
    network = models.CharField(max_length=43, blank=True)
    detector = models.CharField(max_length=80, blank=True)
    reason = models.CharField(max_length=500)
    until = models.DateTimeField(null=True)
    added = models.DateTimeField()
    hits = models.PositiveIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~models.Q(event_class="", network="", detector=""), name="exclusion_says_something"),
        ]

    def __str__(self) -> str:
        return " ".join(one for one in (self.event_class, self.network, self.detector) if one)


class Credibility(models.Model):
    """How much a detector is believed, 0 … 1; who is not listed is believed."""

    detector = models.CharField(max_length=80, unique=True)
    value = models.FloatField()
    hits = models.PositiveIntegerField(default=0)
    changed = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["detector"]
        constraints: ClassVar = [models.CheckConstraint(condition=models.Q(value__gte=0, value__lte=1), name="credibility_share")]

    def __str__(self) -> str:
        return f"{self.detector} {self.value}"


class ClassState(models.Model):
    """A class whose state the operator has changed."""

    name = models.CharField(max_length=40, unique=True)
    state = models.CharField(max_length=8, choices=[(one.value, one.value) for one in classes.State])
    changed = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} {self.state}"


class Reach(models.Model):
    """Up to which serial and instant (ms) the events of an organisation and severity have been reckoned with."""

    organisation = models.ForeignKey("members.Organisation", on_delete=models.PROTECT, related_name="+")
    severity = models.PositiveSmallIntegerField(choices=SEVERITIES)
    serial = models.BigIntegerField()
    at = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["organisation", "severity"], name="reach_once")]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.severity}: {self.serial}"


class Told(models.Model):
    """What was told of one address and class, and what was held back since: rules.reckon.Told. Instants in ms."""

    organisation = models.ForeignKey("members.Organisation", on_delete=models.PROTECT, related_name="+")
    severity = models.PositiveSmallIntegerField(choices=SEVERITIES)
    shadow = models.BooleanField(default=False)
    event_class = models.CharField(max_length=40)
    own = models.CharField(max_length=90)
    since = models.BigIntegerField()
    until = models.BigIntegerField()
    held = models.PositiveIntegerField(default=0)
    tail = models.JSONField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "severity", "shadow", "event_class", "own"], name="told_once")
        ]

    def __str__(self) -> str:
        return f"{self.event_class} {self.own}"


class Report(models.Model):
    """One report as it was told. content: share.content.Content; the link's secret is kept as a digest only."""

    label = models.CharField(max_length=LONGEST, unique=True)
    organisation = models.ForeignKey("members.Organisation", on_delete=models.PROTECT, related_name="reports")
    severity = models.PositiveSmallIntegerField(choices=SEVERITIES)
    kind = models.CharField(max_length=8, choices=[(one.value, one.value) for one in classes.Kind])
    shadow = models.BooleanField(default=False)
    language = models.CharField(max_length=2, choices=LANGUAGES)
    created = models.DateTimeField()
    events = models.PositiveIntegerField()  # told of
    content = models.JSONField()
    digest = models.CharField(max_length=64, blank=True)
    expires = models.DateTimeField(null=True)
    revoked = models.DateTimeField(null=True)
    post = models.BooleanField(default=False)  # still to be sent
    tries = models.PositiveSmallIntegerField(default=0)
    posting = models.DateTimeField(null=True)  # since when its mail is being handed over
    mailed = models.DateTimeField(null=True)
    mailed_to = models.JSONField(default=list)

    class Meta:
        ordering: ClassVar = ["-created", "-pk"]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "-created"], name="report_of_organisation"),
            models.Index(fields=["post"], condition=models.Q(post=True), name="report_to_post"),
        ]

    def __str__(self) -> str:
        return self.label


class Verdict(models.TextChoices):
    """What an organisation says of a report."""

    USEFUL = "useful", _("It was useful")
    NOT_OURS = "not-ours", _("It is not ours")
    FALSE = "false-positive", _("It is a false alarm")


class Feedback(models.Model):
    """One answer. author None: by the link, without a login."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="answers")
    verdict = models.CharField(max_length=16, choices=Verdict.choices)
    event_class = models.CharField(max_length=40, blank=True)
    text = models.CharField(max_length=2000, blank=True)
    author = models.ForeignKey("members.User", on_delete=models.PROTECT, null=True, related_name="+")
    given = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-given", "-pk"]

    def __str__(self) -> str:
        return f"{self.verdict} on {self.report_id}"
