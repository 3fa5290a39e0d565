"""Receipts of what a machine sent. Never: what became of it (rules.receipts)."""

from __future__ import annotations

import uuid
from typing import Any

from hsoc.portal.feeds.models import Receipt
from hsoc.portal.members.rules import Actor


def status(actor: Actor, wanted: str) -> dict[str, Any] | None:
    """The receipt of that id, for somebody of the organisation that sent it; None for everybody else."""
    try:
        identity = uuid.UUID(wanted)
    except ValueError:
        return None
    found = Receipt.objects.filter(uuid=identity, organisation__number__in=actor.organisations).first()
    return found.content if found else None
