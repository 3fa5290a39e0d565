"""What people keep around their traffic: saved filters, and looks into another's flows that are still open. Never: a flow."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

NAME_LENGTH = 80  # letters
QUERY_LENGTH = 500  # characters of an address's filters
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


class SavedFilter(models.Model):
    """Filters of My traffic under a name. `query` is the checked query string without the member; shared: colleagues see it too.

    A deleted one keeps its `deleted` instant for a while, so that it can be taken back.
    """

    user = models.ForeignKey("members.User", on_delete=models.CASCADE, related_name="saved_filters")
    organisation = models.ForeignKey("members.Organisation", on_delete=models.PROTECT, related_name="saved_filters")
    name = models.CharField(max_length=NAME_LENGTH)
    view = models.CharField(max_length=20, default="overview")
    query = models.CharField(max_length=QUERY_LENGTH, blank=True)
    shared = models.BooleanField(default=False)
    created = models.DateTimeField()
    deleted = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["name", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "organisation", "name"], condition=models.Q(deleted__isnull=True), name="saved_filter_name_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name
