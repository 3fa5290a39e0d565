"""Looks into another's flows that are still open. Never: a flow, and what people keep (search)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

REASON_LENGTH = 500


class FlowLook(models.Model):
    """An operator's look into a member's flows: open from `since` until `until`, for the reason that the member can read."""

    user = models.ForeignKey("members.User", on_delete=models.CASCADE, related_name="flow_looks")
    organisation = models.ForeignKey("members.Organisation", on_delete=models.PROTECT, related_name="flow_looks")
    reason = models.CharField(max_length=REASON_LENGTH)
    since = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-since"]

    def __str__(self) -> str:
        return f"{self.user_id} into {self.organisation_id} until {self.until:%H:%M}"
