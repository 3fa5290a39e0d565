"""What is read of files: a row by its number, its place on the disk. No gate of its own: the owning room asks its own first."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from hsoc.portal.files.models import File


def place(digest: str) -> Path:
    """Where a blob lies."""
    return Path(settings.DATA) / "files" / digest[:2] / digest[2:]


def file(number: int) -> File | None:
    """The row of that number; for an address that was signed after a gate had let its reader in."""
    return File.objects.filter(pk=number).first()


def uses(digest: str) -> int:
    """How many rows stand over one blob."""
    return File.objects.filter(digest=digest).count()
