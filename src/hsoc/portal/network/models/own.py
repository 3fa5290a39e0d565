"""A member's own rules and wishes as they are stored. Belongs here: columns and constraints. Never: rights, or what a rule means."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from hsoc.records.policy import OtherWay, Own

DO_NAMES = {
    Own.DROP: _("drop"),
    Own.RATE_LIMIT: _("limit"),
    Own.ALLOW: _("allow"),
    Own.REDIRECT: _("send to scrubbing"),
}
WAY_NAMES = {
    OtherWay.SECOND_PROVIDER: _("second provider"),
    OtherWay.REGIONAL: _("regional network"),
    OtherWay.KIVS_CMS: "KIVS-CMS",
    OtherWay.TESTA_NG: "TESTA-ng",
}


class Rule(models.Model):
    """One rule of one member. typed: as the person wrote it; match: what it means (records.scope.Match); text: its canonical spelling."""

    class State(models.TextChoices):
        """What people decided; that its time is over is told by `until`."""

        WAITING = "waiting", _("waits for a second person")
        SET = "set", _("set")
        WITHDRAWN = "withdrawn", _("withdrawn")
        VETOED = "vetoed", _("vetoed")

    organisation = models.ForeignKey("members.Organisation", on_delete=models.PROTECT, related_name="network_rules")
    do = models.CharField(max_length=10, choices=[(do.value, name) for do, name in DO_NAMES.items()])
    inbound = models.BooleanField(default=True)
    typed = models.JSONField()
    match = models.JSONField()
    text = models.CharField(max_length=2000)
    rate = models.PositiveIntegerField(default=0)
    cost = models.PositiveIntegerField(default=1)
    since = models.DateTimeField()
    until = models.DateTimeField()
    comment = models.CharField(max_length=500)
    state = models.CharField(max_length=9, choices=State.choices, default=State.SET)
    author = models.ForeignKey("members.User", on_delete=models.PROTECT, related_name="+")
    created = models.DateTimeField()
    changed = models.DateTimeField()
    reason = models.CharField(max_length=500, blank=True)  # of the withdrawal or veto
    answer = models.CharField(max_length=500, blank=True)  # the member's word on a veto
    warned = models.DateTimeField(null=True)  # the end was announced to its people
    approval = models.ForeignKey("members.Approval", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["-changed", "-pk"]
        indexes: ClassVar = [models.Index(fields=["organisation", "state", "until"]), models.Index(fields=["state", "until"])]
        constraints: ClassVar = [models.CheckConstraint(condition=models.Q(until__gt=models.F("since")), name="rule_has_an_end")]

    def __str__(self) -> str:
        return f"{self.pk} {self.do} {self.text}"


class RuleDraft(models.Model):
    """What a person was writing when the page was left; one a person and organisation."""

    user = models.ForeignKey("members.User", on_delete=models.CASCADE, related_name="+")
    organisation = models.ForeignKey("members.Organisation", on_delete=models.CASCADE, related_name="+")
    typed = models.JSONField()
    saved = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "organisation"], name="draft_once")]

    def __str__(self) -> str:
        return f"draft of {self.user_id}"


class Limits(models.Model):
    """How much an organisation's rules may take, where that differs from what everybody has."""

    organisation = models.OneToOneField("members.Organisation", on_delete=models.CASCADE, related_name="rule_limits")
    most_rules = models.PositiveIntegerField()
    most_cost = models.PositiveIntegerField()
    reason = models.CharField(max_length=500, blank=True)

    def __str__(self) -> str:
        return f"{self.most_rules} rules, {self.most_cost} TCAM"


class Wish(models.Model):
    """What a member asks of the perimeter for itself (records.policy.Wishes)."""

    organisation = models.OneToOneField("members.Organisation", on_delete=models.CASCADE, related_name="wish")
    wishes = models.JSONField(default=dict)
    changed = models.DateTimeField()

    def __str__(self) -> str:
        return f"wishes of {self.organisation_id}"


class OtherNetwork(models.Model):
    """Another way by which a member is reached."""

    organisation = models.ForeignKey("members.Organisation", on_delete=models.CASCADE, related_name="other_networks")
    kind = models.CharField(max_length=16, choices=[(kind.value, name) for kind, name in WAY_NAMES.items()])
    name = models.CharField(max_length=100, blank=True)
    asn = models.PositiveBigIntegerField(default=0)
    prefixes = models.JSONField(default=list)
    added = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["kind", "name"]

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"


class Exemption(models.Model):
    """Somebody who is not acted against for a while (records.policy.Exemption)."""

    class Tier(models.TextChoices):
        """How far it goes."""

        EXEMPT = "exempt", _("never acted upon")
        RESEARCH = "research", _("research scanner, as each member wishes")

    prefix = models.CharField(max_length=43)
    owner = models.CharField(max_length=120)
    reason = models.CharField(max_length=500)
    until = models.DateTimeField()
    detectors = models.JSONField(default=list)
    tier = models.CharField(max_length=8, choices=Tier.choices, default=Tier.EXEMPT)
    added = models.DateTimeField()
    ended = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["until"]

    def __str__(self) -> str:
        return f"{self.prefix} ({self.owner})"


class Spared(models.Model):
    """A net that no black hole may swallow: rules that drop everything are announced around it (rules/around.py)."""

    organisation = models.ForeignKey("members.Organisation", on_delete=models.CASCADE, null=True, related_name="spared")  # null: for all
    prefix = models.CharField(max_length=43)
    reason = models.CharField(max_length=500)
    until = models.DateTimeField()
    added = models.DateTimeField()
    ended = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["prefix"]

    def __str__(self) -> str:
        return self.prefix
