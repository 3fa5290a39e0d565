"""Whether the Warden door can do its work: spool, worker, journal, clients. Belongs here: looking. Never: mending."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from django.conf import settings
from django.utils.translation import gettext as _

from hsoc.journal import inbox
from hsoc.journal.manifest import JournalError
from hsoc.portal.events.models import WardenClient
from hsoc.portal.events.queries import newest_serial

BEAT_SECONDS: Final = 60.0  # s; the worker beats every five
MANY_WAITING: Final = 2000  # batches; the worker takes 200 a cycle, two cycles a second
MOST_NAMED: Final = 20  # clients
UNDRAWN_DAYS: Final = 14  # days after which a secret that nobody has drawn is forgotten business


def faults(*, now: datetime) -> list[str]:
    """What is wrong, one sentence each, and what to do. Empty: the door works."""
    return [*_spool(), *_worker(now), *_journal(), *_clients(now)]


def _spool() -> list[str]:
    folder = Path(settings.DATA) / "spool" / "events"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        writable = os.access(folder, os.W_OK | os.X_OK)
        waiting = len(inbox.waiting(folder, most=inbox.MOST_WAITING))
    except OSError:
        writable, waiting = False, 0
    found = []
    if not writable:
        found.append(
            _("%(folder)s cannot be written: sendEvents answers 503. Give the user of the portal the right to.") % {"folder": folder}
        )
    if waiting >= MANY_WAITING:
        found.append(_("%(n)d batches wait for the worker. See whether it runs and the disk has room.") % {"n": waiting})
    if (folder / "unreadable").is_dir():
        found.append(_("Damaged batches lie in %(folder)s. Look at the disk, then at the files.") % {"folder": folder / "unreadable"})
    return found


def _worker(now: datetime) -> list[str]:
    try:
        age = now.timestamp() - (Path(settings.HEARTBEATS) / "worker").stat().st_mtime
    except OSError:
        return [_("The worker has never run: events are kept but appear nowhere. Start hsoc-worker.")]
    if age > BEAT_SECONDS:
        return [_("The worker has been silent for %(n)d seconds. Start hsoc-worker and read its log.") % {"n": age}]
    return []


def _journal() -> list[str]:
    try:
        newest_serial()
    except (OSError, JournalError) as error:
        return [_("The journal cannot be read: %(reason)s.") % {"reason": error}]
    return []


def _clients(now: datetime) -> list[str]:
    found = []
    certified = WardenClient.objects.filter(valid=True).exclude(hostname="")
    if certified.exists() and not settings.WARDEN_PROXIES:
        found.append(_("Clients log in with certificates, but HSOC_WARDEN_PROXIES is empty: nobody's word on them counts."))
    late = WardenClient.objects.filter(valid=True, secret_made__isnull=True, registered__lt=now - timedelta(days=UNDRAWN_DAYS))
    said = _("Nobody has drawn the secret of %(name)s. Remind its contact or disable it.")
    return [*found, *(said % {"name": one.name} for one in late.filter(secret__gt="")[:MOST_NAMED])]
