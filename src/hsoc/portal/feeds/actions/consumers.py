"""Consumers of lists: make, end, note what they fetched. Never: what a list holds."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from hsoc.portal.audit.actions import record
from hsoc.portal.feeds.models import Consumer, Fetch
from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.models import Organisation
from hsoc.portal.members.queries import digest
from hsoc.portal.members.rules import Action, Actor, Object, Refused, require

SECRET_BYTES = 32  # bytes: 256 bits, so that a plain hash of it is enough
PREFIX = "hsocf_"  # so that scanners of published code recognise a leaked one
MOST_CONSUMERS = 200  # valid ones of one organisation
KEPT = timedelta(days=90)  # how long it is remembered what a consumer had
NOTED_EVERY = timedelta(minutes=1)  # an unchanged list is noted at most this often: reads must not become writes


@transaction.atomic
def create_consumer(*, actor: Actor, organisation: int, name: str, now: datetime) -> tuple[Consumer, str]:
    """A consumer of lists and its secret, shown once. Raises Refused, Unacceptable."""
    require(actor, Action.CREATE, Object.TOKEN, organisation)
    if actor.via != "session" or organisation not in actor.organisations:
        raise Refused("a consumer is made by a person for an organisation in which that person has a seat")
    name = name.strip()[:80]
    if not name:
        raise Unacceptable(_("Say what will fetch the list, for example the name of the firewall."))
    home = Organisation.objects.get(number=organisation)
    if Consumer.objects.filter(organisation=home, revoked__isnull=True).count() >= MOST_CONSUMERS:
        raise Unacceptable(_("One organisation has at most %(most)d consumers.") % {"most": MOST_CONSUMERS})
    secret = PREFIX + secrets.token_urlsafe(SECRET_BYTES)
    made = Consumer.objects.create(
        organisation=home, name=name, start=secret[len(PREFIX) : len(PREFIX) + 6], digest=digest(secret), author_id=actor.user, created=now
    )
    record(
        actor=actor, action="consumer.created", object=f"consumer:{made.pk}", concerns=organisation, details={"name": made.name}, now=now
    )
    return made, secret


@transaction.atomic
def revoke_consumer(*, actor: Actor, consumer: int, now: datetime) -> Consumer:
    """End a consumer at once. Raises Refused, Unacceptable."""
    found = Consumer.objects.select_related("organisation").filter(pk=consumer).first()
    if found is None:
        raise Unacceptable(_("There is no such consumer."))
    require(actor, Action.REMOVE, Object.TOKEN, found.organisation.number)
    if found.revoked is None:
        found.revoked = now
        found.save(update_fields=["revoked"])
        record(actor=actor, action="consumer.revoked", object=f"consumer:{consumer}", concerns=found.organisation.number, now=now)
    return found


@transaction.atomic
def note_fetch(*, consumer: Consumer, path: str, version: int, etag: str, now: datetime) -> None:
    """Remember which state of a list a consumer has. No entry in the log: machines ask every minute."""
    last = Fetch.objects.filter(consumer=consumer, path=path).first()
    if last is not None and last.etag == etag:
        if now - last.again < NOTED_EVERY:
            return
        Fetch.objects.filter(pk=last.pk).update(again=now, version=max(version, last.version))
    else:
        Fetch.objects.create(consumer=consumer, path=path, version=version, etag=etag, at=now, again=now)
        Fetch.objects.filter(consumer=consumer, again__lt=now - KEPT).delete()
    Consumer.objects.filter(pk=consumer.pk).update(last_used=now)
