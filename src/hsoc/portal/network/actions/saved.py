"""Saved filters: keep, rename, share, delete, take back. Each is one's own; every change is recorded. Never: what a filter finds."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from hsoc.portal.audit.actions import record
from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.models import Organisation
from hsoc.portal.members.rules import Action, Actor, Object, Refused, require
from hsoc.portal.network.models import SavedFilter
from hsoc.portal.network.models.traffic import NAME_LENGTH, QUERY_LENGTH
from hsoc.portal.network.queries import saved as queries
from hsoc.portal.network.queries.traffic import is_own

MOST_FILTERS = 100  # of one person for one member


@transaction.atomic
def save_filter(*, actor: Actor, member: int, name: str, view: str, query: str, shared: bool, now: datetime) -> SavedFilter:
    """Keep filters under a name; the same name again replaces what it stood for. Raises Refused, Unacceptable."""
    require(actor, Action.VIEW, Object.FLOW, member)
    if not actor.user:
        raise Refused("filters belong to a person")
    if len(query) > QUERY_LENGTH:
        raise Unacceptable(_("These filters are too long to be kept."))
    where = Organisation.objects.get(number=member)
    mine = SavedFilter.objects.filter(user_id=actor.user, organisation=where, deleted__isnull=True)
    name = _named(name)
    if not mine.filter(name=name).exists() and mine.count() >= MOST_FILTERS:
        raise Unacceptable(_("One person keeps at most %(most)d filters.") % {"most": MOST_FILTERS})
    values = {"view": view[:20], "query": query, "shared": shared and is_own(actor, member), "created": now}
    made, _new = mine.update_or_create(name=name, defaults=values, create_defaults={**values, "user_id": actor.user, "organisation": where})
    _record(actor, "saved_filter.saved", made, now)
    return made


@transaction.atomic
def change_filter(*, actor: Actor, pk: int, name: str, shared: bool, now: datetime) -> SavedFilter:
    """Rename, and share or stop sharing. Raises Refused, Unacceptable on a name that is taken."""
    found = _own(actor, pk)
    found.name, found.shared = _named(name), shared and is_own(actor, found.organisation.number)
    others = SavedFilter.objects.filter(user_id=actor.user, organisation=found.organisation, deleted__isnull=True).exclude(pk=pk)
    if others.filter(name=found.name).exists():
        raise Unacceptable(_("You have another filter of this name."))
    found.save(update_fields=["name", "shared"])
    _record(actor, "saved_filter.changed", found, now)
    return found


@transaction.atomic
def delete_filter(*, actor: Actor, pk: int, now: datetime) -> SavedFilter:
    """Take a filter out of use; it can be taken back. Raises Refused."""
    found = _own(actor, pk)
    found.deleted = now
    found.save(update_fields=["deleted"])
    _record(actor, "saved_filter.deleted", found, now)
    return found


@transaction.atomic
def restore_filter(*, actor: Actor, pk: int, now: datetime) -> SavedFilter:
    """Take a deleted filter back. Raises Refused, Unacceptable where its name is taken meanwhile."""
    found = _own(actor, pk)
    living = SavedFilter.objects.filter(user_id=actor.user, organisation=found.organisation, deleted__isnull=True, name=found.name)
    if living.exclude(pk=pk).exists():
        raise Unacceptable(_("You have another filter of this name."))
    found.deleted = None
    found.save(update_fields=["deleted"])
    _record(actor, "saved_filter.restored", found, now)
    return found


def _own(actor: Actor, pk: int) -> SavedFilter:
    found = queries.own_of(actor, pk)
    if found is None:
        raise Refused(f"{actor.username or 'nobody'} has no filter {pk}")
    return found


def _named(name: str) -> str:
    name = " ".join(name.split())[:NAME_LENGTH]
    if not name:
        raise Unacceptable(_("A filter needs a name."))
    return name


def _record(actor: Actor, action: str, found: SavedFilter, now: datetime) -> None:
    details = {"name": found.name, "view": found.view, "query": found.query, "shared": found.shared}
    record(actor=actor, action=action, object=f"saved_filter:{found.pk}", concerns=found.organisation.number, details=details, now=now)
