"""Keeping pages and filters: keep, rename, share, delete, take back. Each is one's own. Never: what a page shows."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from hsoc.portal.audit.actions import record
from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.models import Organisation
from hsoc.portal.members.rules import Action, Actor, Object, Refused, require
from hsoc.portal.search.models import NAME_LENGTH, Kept
from hsoc.portal.search.queries import kept
from hsoc.portal.search.rules.address import clean

MOST: Final = 200  # of one person


@transaction.atomic
def keep(*, actor: Actor, address: str, name: str, shared: bool, now: datetime) -> Kept:
    """Keep a page of the portal with its filters; the same address again changes its name. Raises Refused, Unacceptable."""
    if not actor.user or actor.via != "session":
        raise Refused("only a person keeps pages")
    where = clean(address)
    if where is None:
        raise Unacceptable(_("This page cannot be kept."))
    path, query = where
    mine = Kept.objects.filter(user_id=actor.user, deleted__isnull=True)
    if mine.count() >= MOST and not mine.filter(path=path, query=query).exists():
        raise Unacceptable(_("One person keeps at most %(most)d pages.") % {"most": MOST})
    home = Organisation.objects.filter(number=actor.organisation).first()
    values = {"name": _named(name), "shared": shared and home is not None, "organisation": home}
    made, _new = Kept.objects.update_or_create(
        user_id=actor.user, path=path, query=query, deleted__isnull=True, defaults=values,
        create_defaults={**values, "user_id": actor.user, "path": path, "query": query, "created": now},
    )  # fmt: skip
    _record(actor, "kept.saved", made, now)
    return made


@transaction.atomic
def change(*, actor: Actor, pk: int, name: str, shared: bool, now: datetime) -> Kept:
    """Rename, share or stop sharing. Raises Refused, Unacceptable."""
    found = _own(actor, pk)
    found.name, found.shared = _named(name), shared and found.organisation is not None
    found.save(update_fields=["name", "shared"])
    _record(actor, "kept.changed", found, now)
    return found


@transaction.atomic
def drop(*, actor: Actor, pk: int, now: datetime) -> Kept:
    """Keep it no longer; it can be taken back for a day. Raises Refused."""
    found = _own(actor, pk)
    found.deleted = now
    found.save(update_fields=["deleted"])
    _record(actor, "kept.dropped", found, now)
    return found


@transaction.atomic
def restore(*, actor: Actor, pk: int, now: datetime) -> Kept:
    """Take it back. Raises Refused where there is nothing, or the page is kept anew."""
    found = kept.deleted(actor, pk, now)
    if found is None or Kept.objects.filter(user_id=actor.user, path=found.path, query=found.query, deleted__isnull=True).exists():
        raise Refused(f"{actor.username or 'nobody'} has nothing to take back under {pk}")
    found.deleted = None
    found.save(update_fields=["deleted"])
    _record(actor, "kept.restored", found, now)
    return found


@transaction.atomic
def erase(*, actor: Actor, person: int, now: datetime) -> int:
    """Deletes what somebody erased has kept, shared or not; how many."""
    require(actor, Action.REMOVE, Object.PERSON, 0)  # of nobody in particular: only who may it everywhere
    gone, _models = Kept.objects.filter(user_id=person).delete()
    record(actor=actor, action="kept.person_erased", object=f"person:{person}", details={"kept": gone}, now=now)
    return gone


def _own(actor: Actor, pk: int) -> Kept:
    found = kept.own(actor, pk)
    if found is None:
        raise Refused(f"{actor.username or 'nobody'} keeps no page {pk}")
    return found


def _named(name: str) -> str:
    plain = " ".join("".join(letter if letter.isprintable() else " " for letter in name).split())[:NAME_LENGTH]
    if not plain:
        raise Unacceptable(_("A kept page needs a name."))
    return plain


def _record(actor: Actor, action: str, found: Kept, now: datetime) -> None:
    details = {"path": found.path, "shared": found.shared}  # the chain is read by others and for ever; what one looks for is one's own
    record(actor=actor, action=action, object=f"kept:{found.pk}", details=details, now=now)
