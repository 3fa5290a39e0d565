"""What a Warden client has sent, for those who may see its events. Belongs here: the gate. Never: judging (rules.quality)."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import msgspec
from django.conf import settings
from django.db.models import QuerySet

from hsoc.journal.event_list import Scope
from hsoc.journal.event_sender import SentDay, newest_sent, sent_by_day
from hsoc.portal.events.models import WardenClient
from hsoc.portal.events.queries import newest_serial, places, visible_to
from hsoc.portal.events.queries.clients import clients_visible_to
from hsoc.portal.events.rules.quality import Report, report
from hsoc.portal.members.models import Approval
from hsoc.portal.members.queries import approvals_visible_to
from hsoc.portal.members.rules import Actor

DAYS: Final = 30  # days of statistics and of the report
WARDEN: Final = "warden."  # how the codes of our requests begin


def client_of(actor: Actor, name: str) -> WardenClient | None:
    """The client of that name, where the actor may see it."""
    return clients_visible_to(actor).filter(name=name.lower()).first()


def waiting_for(actor: Actor, *, now: datetime) -> QuerySet[Approval]:
    """Requests about clients that wait for a second person."""
    return approvals_visible_to(actor).filter(code__startswith=WARDEN, state=Approval.State.PENDING, expires__gt=now)


def _scope(actor: Actor) -> Scope:
    """What the actor sees of a sender: its own organisation's trials too, they are what the report is for."""
    scope = visible_to(actor)
    return scope if scope.nothing else msgspec.structs.replace(scope, own_tests=True)


def _since(now: datetime) -> str:
    return (now - timedelta(days=DAYS)).date().isoformat()


def sent_days(actor: Actor, client: WardenClient, *, now: datetime) -> tuple[SentDay, ...]:
    """Events of the last DAYS days by day and category. Raises TooSlow."""
    return sent_by_day(Path(settings.JOURNAL), scope=_scope(actor), client=client.name, since=_since(now))


def quality(actor: Actor, client: WardenClient, *, now: datetime) -> Report:
    """How good the newest events of the last DAYS days are. Raises TooSlow."""
    found = newest_sent(Path(settings.JOURNAL), scope=_scope(actor), client=client.name, since=_since(now))
    held = places()
    return report(found, ours=lambda address: bool(held.of(address)))


def behind(client: WardenClient) -> int | None:
    """How many serials the client has not looked at yet; None where it has never fetched."""
    return None if client.position is None else max(0, newest_serial() - client.position)
