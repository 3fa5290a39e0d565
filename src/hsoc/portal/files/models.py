"""What is known of a file. Belongs here: columns and constraints. Never: its bytes (DATA/files), whose it is (the room that keeps it)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from hsoc.portal.files.rules import LONGEST_NAME, MOST_BYTES


class File(models.Model):
    """One upload. Two uploads of the same bytes are two rows over one blob, which is named by its SHA-256."""

    digest = models.CharField(max_length=64, db_index=True)
    size = models.PositiveIntegerField()
    name = models.CharField(max_length=LONGEST_NAME)
    kind = models.CharField(max_length=100)  # media type, by the ending of the name
    added = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=models.Q(size__gte=1, size__lte=MOST_BYTES), name="file_size")]

    def __str__(self) -> str:
        return self.name
