"""Calling a group together, as stored: the call, who was called and what he said, the links, the log. Never: rights, sending."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from hsoc.portal.groups.models.group import Group
from hsoc.portal.groups.rules.calls import Reply, Sent, Way

REPLY_NAMES = {Reply.COMING: _("is coming"), Reply.LATER: _("is coming later"), Reply.CANNOT: _("cannot come")}
WAY_NAMES = {Way.MAIL: _("mail"), Way.SMS: _("SMS"), Way.PORTAL: _("portal"), Way.PHONE: _("by phone")}


SENT_NAMES = {
    Sent.QUEUED: _("waits"), Sent.GOING: _("is leaving"), Sent.GONE: _("has left"), Sent.DELIVERED: _("delivered"),
    Sent.FAILED: _("could not be sent"), Sent.UNSURE: _("perhaps left"),
    Sent.FILED: _("is a file"), Sent.NEEDLESS: _("not needed any more"),
}  # fmt: skip


class Call(models.Model):
    """A group is called together. An exercise goes the same way and says so everywhere. `round`: how often it was called."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="calls")
    subject = models.CharField(max_length=160)
    text = models.TextField(max_length=10_000, blank=True)
    tlp = models.CharField(max_length=16)
    exercise = models.BooleanField()
    room = models.CharField(max_length=500, blank=True)
    round = models.PositiveSmallIntegerField(default=1)
    by = models.ForeignKey("members.User", on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    closed = models.DateTimeField(null=True)
    closed_by = models.ForeignKey("members.User", on_delete=models.SET_NULL, null=True, related_name="+")
    summary = models.TextField(max_length=10_000, blank=True)

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["group"], condition=models.Q(closed__isnull=True), name="group_call_running_once"),
        ]

    def __str__(self) -> str:
        return f"{self.group_id} {self.subject}"


class Called(models.Model):
    """One person in a call: his answer, when, by which way. No answer is an empty one."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="called")
    user = models.ForeignKey("members.User", on_delete=models.CASCADE, related_name="+")
    organisation = models.ForeignKey("members.Organisation", on_delete=models.PROTECT, related_name="+")
    reply = models.CharField(max_length=6, blank=True, choices=[(one.value, name) for one, name in REPLY_NAMES.items()])
    note = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(null=True)
    way = models.CharField(max_length=6, blank=True, choices=[(one.value, name) for one, name in WAY_NAMES.items()])

    class Meta:
        ordering: ClassVar = ["user__name", "pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["call", "user"], name="group_called_once")]

    def __str__(self) -> str:
        return f"{self.call_id} {self.user_id} {self.reply}"


class CallLink(models.Model):
    """A link by which one may answer once without logging in. Only the SHA-256 of its secret is kept."""

    called = models.ForeignKey(Called, on_delete=models.CASCADE, related_name="links")
    digest = models.CharField(max_length=64, unique=True)
    way = models.CharField(max_length=6, choices=[(one.value, name) for one, name in WAY_NAMES.items()])
    made = models.DateTimeField()
    used = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.called_id} {self.way}"


class CallMessage(models.Model):
    """One message to one person on one way in one round. identity: the same however often it is tried (Message-ID, Idempotency-Key)."""

    called = models.ForeignKey(Called, on_delete=models.CASCADE, related_name="messages")
    round = models.PositiveSmallIntegerField()
    way = models.CharField(max_length=6, choices=[(one.value, name) for one, name in WAY_NAMES.items()])
    identity = models.CharField(max_length=32, unique=True)
    state = models.CharField(max_length=9, choices=[(one.value, name) for one, name in SENT_NAMES.items()], default=Sent.QUEUED.value)
    tries = models.PositiveSmallIntegerField(default=0)
    due = models.DateTimeField()
    at = models.DateTimeField()  # since when it is in this state
    trouble = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        indexes: ClassVar = [
            models.Index(fields=["due"], condition=models.Q(state__in=["queued", "going"]), name="group_call_message_due"),
        ]

    def __str__(self) -> str:
        return f"{self.called_id} {self.way} {self.state}"


class CallStep(models.Model):
    """One line of a call's log."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="steps")
    at = models.DateTimeField()
    code = models.CharField(max_length=12)
    by = models.ForeignKey("members.User", on_delete=models.SET_NULL, null=True, related_name="+")
    words = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.call_id} {self.code}"
