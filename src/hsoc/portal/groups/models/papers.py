"""Documents of a group and their versions, as stored. Belongs here: columns and constraints. Never: bytes (files), rights."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from hsoc.portal.groups.models.group import Group


class Document(models.Model):
    """A document under one label, which only ever gets narrower. `community`: everybody of the community may read it."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="documents")
    title = models.CharField(max_length=200)
    tlp = models.CharField(max_length=16)
    community = models.BooleanField(default=False)
    author = models.ForeignKey("members.User", on_delete=models.SET_NULL, null=True, related_name="+")
    created = models.DateTimeField()
    changed = models.DateTimeField()
    latest = models.PositiveIntegerField(default=1)
    readers = models.ManyToManyField("members.User", related_name="+", blank=True)  # TLP:RED: these and the author, nobody else
    withdrawn = models.DateTimeField(null=True)
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering: ClassVar = ["-changed", "-pk"]
        indexes: ClassVar = [models.Index(fields=["group", "-changed"], name="group_document_recent")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(community=False) | models.Q(tlp__in=["TLP:CLEAR", "TLP:GREEN"]), name="group_document_reach"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Version(models.Model):
    """One state of a document: its file and what is new in it."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    file = models.ForeignKey("files.File", on_delete=models.PROTECT, related_name="+")
    tlp = models.CharField(max_length=16)
    note = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey("members.User", on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["document", "number"], name="group_version_once")]

    def __str__(self) -> str:
        return f"{self.document_id} v{self.number}"
