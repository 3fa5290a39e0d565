"""Services, requests, steps done, notes, rules and who accepted them. Belongs here: columns and constraints. Never: rights."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from hsoc.portal.files.models import File
from hsoc.portal.folding import sought_in
from hsoc.portal.members.models import Organisation, User
from hsoc.portal.services.rules.course import OPEN
from hsoc.portal.services.rules.course import State as RequestState

STATE_NAMES = {
    RequestState.ASKED: _("waits for approval"),
    RequestState.ONBOARDING: _("being set up"),
    RequestState.IN_USE: _("in use"),
    RequestState.REVIEW: _("under review"),
    RequestState.ENDED: _("ended"),
    RequestState.REFUSED: _("refused"),
    RequestState.WITHDRAWN: _("withdrawn"),
}


class Service(models.Model):
    """What is offered, in both languages. `process` vrf has its steps in rules/steps.py, plain has its own lines in `steps`."""

    class State(models.TextChoices):
        """Whether it can be asked for."""

        DRAFT = "draft", _("draft")
        OFFERED = "offered", _("offered")
        CLOSED = "closed", _("not offered any more")

    class Audience(models.TextChoices):
        """Who may ask."""

        ALL = "all", _("every organisation")
        CONNECTED = "connected", _("organisations connected to the network")

    class Process(models.TextChoices):
        """Which steps lead to use."""

        PLAIN = "plain", _("its own steps")
        VRF = "vrf", _("joining the HSOC-VRF")

    code = models.SlugField(max_length=40, unique=True)
    name_cs = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    summary_cs = models.CharField(max_length=300)
    summary_en = models.CharField(max_length=300)
    text_cs = models.TextField(max_length=20_000, blank=True)
    text_en = models.TextField(max_length=20_000, blank=True)
    price_cs = models.CharField(max_length=200, blank=True)  # empty = none
    price_en = models.CharField(max_length=200, blank=True)
    sla_cs = models.CharField(max_length=500, blank=True)
    sla_en = models.CharField(max_length=500, blank=True)
    audience = models.CharField(max_length=10, choices=Audience.choices, default=Audience.ALL)
    process = models.CharField(max_length=6, choices=Process.choices, default=Process.PLAIN)
    steps = models.TextField(max_length=8000, blank=True)
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="provided")
    state = models.CharField(max_length=8, choices=State.choices, default=State.DRAFT)
    changed = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["name_cs"]

    def __str__(self) -> str:
        return self.name_cs


class Paper(models.Model):
    """A document of a service."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="papers")
    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    added = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["title"]

    def __str__(self) -> str:
        return self.title


class Rules(models.Model):
    """A version of the rules that whoever uses the service accepts. Never changed; a new one has the next number."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="rules")
    number = models.PositiveIntegerField()
    text_cs = models.TextField(max_length=60_000)
    text_en = models.TextField(max_length=60_000)
    digest = models.CharField(max_length=64)  # SHA-256 of both texts
    published = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["service", "number"], name="rules_number")]

    def __str__(self) -> str:
        return f"{self.service_id} v{self.number}"


class Acceptance(models.Model):
    """An organisation accepted a version, by whom and when."""

    rules = models.ForeignKey(Rules, on_delete=models.PROTECT, related_name="acceptances")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="acceptances")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    accepted = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["rules", "organisation"], name="acceptance_once")]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.rules_id}"


class Request(models.Model):
    """One organisation's way to one service and out of it again."""

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="requests")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="service_requests")
    asker = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked = models.DateTimeField()
    moved = models.DateTimeField()  # the last move of any kind
    state = models.CharField(
        max_length=10, choices=[(state.value, name) for state, name in STATE_NAMES.items()], default=RequestState.ASKED
    )
    answers = models.JSONField(default=dict)
    used_since = models.DateField(null=True)
    review = models.DateField(null=True)

    class Meta:
        ordering: ClassVar = ["-moved"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["service", "organisation"],
                condition=models.Q(state__in=sorted(state.value for state in OPEN)),
                name="request_one_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service_id} {self.organisation_id} {self.state}"


class Done(models.Model):
    """A step that is done: by a person with a note, or by the machine with what it saw, in English and in Czech."""

    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="done")
    code = models.CharField(max_length=40)
    person = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    moment = models.DateTimeField()
    note = models.CharField(max_length=500, blank=True)
    note_cs = models.CharField(max_length=500, blank=True)  # only of what the machine saw

    class Meta:
        ordering: ClassVar = ["moment"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["request", "code"], name="done_once")]

    def __str__(self) -> str:
        return self.code

    @property
    def told(self) -> str:
        """The note in the reader's language."""
        return self.note_cs if self.note_cs and get_language() == "cs" else self.note


class Note(models.Model):
    """What the two sides say to each other, and what happened."""

    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="notes")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    moment = models.DateTimeField()
    text = models.TextField(max_length=4000)
    deed = models.CharField(max_length=10, blank=True)  # the move it explains, empty = just said
    sought = sought_in("text")

    class Meta:
        ordering: ClassVar = ["moment"]

    def __str__(self) -> str:
        return self.text[:40]
