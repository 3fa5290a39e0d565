"""Groups, who is in them, and what happened, as stored. Belongs here: columns and constraints. Never: rights (rules.standing)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from hsoc.portal.groups.rules.standing import Callers, End, Entry, Part, State

ENTRY_NAMES = {
    Entry.OPEN: _("open to providers"),
    Entry.APPROVAL: _("by approval"),
    Entry.CLOSED: _("closed"),
}
PART_NAMES = {Part.LEADER: _("leader"), Part.MEMBER: _("member")}
STATE_NAMES = {
    State.ASKED: _("asked to enter"),
    State.INVITED: _("invited"),
    State.IN: _("in the group"),
    State.ENDED: _("no longer in it"),
}
END_NAMES = {
    End.LEFT: _("left"),
    End.REMOVED: _("was removed"),
    End.REFUSED: _("was not admitted"),
    End.DECLINED: _("declined"),
    End.CLOSED: _("the group ended"),
}
CALLERS_NAMES = {Callers.LEADERS: _("its leaders"), Callers.MEMBERS: _("any of its members")}


class Group(models.Model):
    """A working group. `code` is its name in addresses and for vouchers, and never changes. English texts may be empty."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=80, unique=True)
    purpose = models.TextField(max_length=4000)
    purpose_en = models.TextField(max_length=4000, blank=True)
    audience = models.CharField(max_length=300)
    audience_en = models.CharField(max_length=300, blank=True)
    entry = models.CharField(max_length=8, choices=[(one.value, name) for one, name in ENTRY_NAMES.items()])
    callers = models.CharField(
        max_length=7, choices=[(one.value, name) for one, name in CALLERS_NAMES.items()], default=Callers.LEADERS.value
    )
    tlp = models.CharField(max_length=16)  # the label that new things of the group begin with
    founded = models.DateTimeField()
    founder = models.ForeignKey("members.User", on_delete=models.SET_NULL, null=True, related_name="+")
    ended = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def said_purpose(self) -> str:
        """The purpose in the active language, where it was written in it."""
        return self.purpose_en if self.purpose_en and get_language() == "en" else self.purpose

    @property
    def said_audience(self) -> str:
        """For whom it is, likewise."""
        return self.audience_en if self.audience_en and get_language() == "en" else self.audience


class GroupMembership(models.Model):
    """One stay of a person in a group, acting for an organisation; over ones stay as they were. `agreed`: a leader has said yes."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey("members.User", on_delete=models.CASCADE, related_name="group_memberships")
    organisation = models.ForeignKey("members.Organisation", on_delete=models.PROTECT, related_name="+")
    part = models.CharField(max_length=6, choices=[(one.value, name) for one, name in PART_NAMES.items()], default=Part.MEMBER.value)
    state = models.CharField(max_length=7, choices=[(one.value, name) for one, name in STATE_NAMES.items()])
    agreed = models.BooleanField(default=False)
    said = models.CharField(max_length=500, blank=True)  # why one wants in, or what the invitation says
    by = models.ForeignKey("members.User", on_delete=models.SET_NULL, null=True, related_name="+")  # who invited or asked
    asked = models.DateTimeField()
    since = models.DateTimeField(null=True)  # in the group
    until = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=8, blank=True, choices=[(one.value, name) for one, name in END_NAMES.items()])
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering: ClassVar = ["user__username", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["group", "user"], condition=~models.Q(state="ended"), name="group_membership_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["user", "state"], name="group_membership_of"),
            models.Index(fields=["group", "state"], name="group_membership_in"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.state} {self.group_id}"


class Happening(models.Model):
    """One line of a group's history, in words by its code (web.words). The audit log holds the same, for auditors and for good."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="happenings")
    at = models.DateTimeField()
    code = models.CharField(max_length=40)
    by = models.ForeignKey("members.User", on_delete=models.SET_NULL, null=True, related_name="+")
    whom = models.ForeignKey("members.User", on_delete=models.SET_NULL, null=True, related_name="+")
    about = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]
        indexes: ClassVar = [models.Index(fields=["group", "-at"], name="happening_recent")]

    def __str__(self) -> str:
        return f"{self.group_id} {self.code}"
