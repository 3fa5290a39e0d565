"""What people keep to find again: starred pages and named filters. Belongs here: columns and constraints. Never: what a page shows."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from hsoc.portal.search.rules.address import PATH, QUERY

NAME_LENGTH = 80  # letters


class Kept(models.Model):
    """A page with its filters under a name. shared: people of that organisation see it too; deleted: for taking back."""

    user = models.ForeignKey("members.User", on_delete=models.CASCADE, related_name="+")
    organisation = models.ForeignKey("members.Organisation", on_delete=models.CASCADE, null=True, related_name="+")
    name = models.CharField(max_length=NAME_LENGTH)
    path = models.CharField(max_length=PATH)
    query = models.CharField(max_length=QUERY, blank=True)
    shared = models.BooleanField(default=False)
    created = models.DateTimeField()
    deleted = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["name", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "path", "query"], condition=models.Q(deleted__isnull=True), name="kept_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["path", "organisation"], condition=models.Q(shared=True), name="kept_shared")]

    def __str__(self) -> str:
        return self.name

    @property
    def href(self) -> str:
        """Where it leads."""
        return f"{self.path}?{self.query}" if self.query else self.path
