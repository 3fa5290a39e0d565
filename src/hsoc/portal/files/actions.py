"""Keep an upload, let one go. Belongs here: blobs under DATA/files. Never: who may (the owning room, which also records it)."""

from __future__ import annotations

import hashlib
import os
import secrets
from datetime import datetime

from django.db import transaction

from hsoc.portal.files import queries
from hsoc.portal.files.models import File
from hsoc.portal.files.rules import taken


def keep(content: bytes, name: str, now: datetime) -> File:
    """A new row over the blob of these bytes, written once. Raises rules.Untaken on what is not taken, OSError on a full disk."""
    clean, kind = taken(name, content)
    digest = hashlib.sha256(content).hexdigest()
    path = queries.place(digest)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = path.with_name(f"{path.name[:16]}.{secrets.token_hex(6)}.new")
        try:
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
                out.write(content)
                out.flush()
                os.fsync(out.fileno())
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
    return File.objects.create(digest=digest, size=len(content), name=clean, kind=kind, added=now)


def discard(row: File) -> None:
    """Delete a row, and its blob once the transaction holds and no other row stands over it."""
    digest = row.digest
    row.delete()
    transaction.on_commit(lambda: _swept(digest))


def _swept(digest: str) -> None:
    if not queries.uses(digest):
        queries.place(digest).unlink(missing_ok=True)
