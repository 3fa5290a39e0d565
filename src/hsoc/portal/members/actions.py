"""What changes organisations, people, tokens and approvals. Each function: may the actor, change, record. Never: a read for a page."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from hsoc.portal.audit.actions import record
from hsoc.portal.members import queries
from hsoc.portal.members.models import Organisation, Prefix
from hsoc.portal.members.rules import Action, Actor, Object, require
from hsoc.records import address


class Unacceptable(ValueError):
    """What was asked cannot be done; the text says why, for people."""


def _bounds(prefix: str) -> tuple[str, str]:
    first, last = address.bounds(prefix)
    return _hex(first), _hex(last)


def _hex(halves: tuple[int, int]) -> str:
    return "".join(f"{half & 0xFFFF_FFFF_FFFF_FFFF:016x}" for half in halves)


@transaction.atomic
def add_prefix(*, actor: Actor, organisation: int, prefix: str, reason: str, now: datetime) -> Prefix:
    """Gives a canonical prefix to an organisation. Raises Unacceptable on a malformed or overlapping one."""
    require(actor, Action.APPROVE, Object.PREFIX, organisation)
    try:
        first, last = _bounds(prefix)
    except ValueError as error:
        raise Unacceptable(str(error)) from error
    taken = queries.overlapping(first, last)
    if taken is not None:
        raise Unacceptable(f"{prefix} overlaps {taken.text} of {taken.organisation.name}")
    owner = Organisation.objects.get(number=organisation)
    added = Prefix.objects.create(organisation=owner, text=str(address.network(prefix)), first=first, last=last, added=now)
    record(actor=actor, action="prefix.added", object=f"prefix:{added.text}", concerns=organisation, reason=reason, now=now)
    return added


@transaction.atomic
def remove_prefix(*, actor: Actor, organisation: int, prefix: str, reason: str, now: datetime) -> None:
    """Takes a prefix away. Raises Unacceptable where the organisation does not have it."""
    require(actor, Action.APPROVE, Object.PREFIX, organisation)
    gone, _ = Prefix.objects.filter(organisation__number=organisation, text=prefix).delete()
    if not gone:
        raise Unacceptable(f"{prefix} does not belong to {organisation}")
    record(actor=actor, action="prefix.removed", object=f"prefix:{prefix}", concerns=organisation, reason=reason, now=now)
