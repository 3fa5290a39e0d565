"""What people change around events: clients, and looks into a member's data. Every one is recorded. Never: storing events."""

from __future__ import annotations

import re
import secrets
from datetime import datetime

from django.db import IntegrityError, transaction

from hsoc.portal.audit.actions import record
from hsoc.portal.events.models import NAME_LENGTH, WardenClient
from hsoc.portal.events.queries.clients import keyed
from hsoc.portal.members.models import Organisation
from hsoc.portal.members.rules import Action, Actor, Object, require

SECRET_BYTES = 24  # bytes of randomness: 32 letters
SHORTEST_REASON = 8  # letters; a reason that nobody can read is none
NAME = re.compile(r"[a-z_][a-z0-9_]*(\.[a-z_][a-z0-9_]*)+")


class Unfit(ValueError):
    """What was given cannot be taken; the text says why."""


@transaction.atomic
def register_client(
    *,
    actor: Actor,
    name: str,
    organisation: int,
    now: datetime,
    hostname: str = "",
    requestor: str = "",
    note: str = "",
    read: bool = True,
    write: bool = False,
    debug: bool = False,
    with_secret: bool = True,
) -> str:
    """Register a Warden client and return its secret ('' for certificate only), which is kept nowhere. Raises Unfit, Refused."""
    if actor.via != "command":
        require(actor, Action.CREATE, Object.CLIENT, organisation)
    name = name.lower()
    if not NAME.fullmatch(name) or len(name) > NAME_LENGTH:
        raise Unfit(f"{name!r} is not a client's name: labels of letters, digits and underscore, joined by dots, at most {NAME_LENGTH}")
    if not with_secret and not hostname:
        raise Unfit("a client without a secret needs the hostname of its certificate")
    home = Organisation.objects.filter(number=organisation).first()
    if home is None:
        raise Unfit(f"there is no organisation {organisation}")
    secret = secrets.token_urlsafe(SECRET_BYTES) if with_secret else ""
    try:
        with transaction.atomic():
            made = WardenClient.objects.create(
                name=name,
                organisation=home,
                hostname=hostname.lower(),
                secret=keyed(secret) if secret else "",
                requestor=requestor,
                note=note,
                read=read,
                write=write,
                debug=debug,
                test=not write,
                registered=now,
            )
    except IntegrityError as error:
        raise Unfit(f"the client {name} exists already") from error
    details = {"name": name, "hostname": hostname, "read": read, "write": write, "debug": debug, "secret": with_secret}
    record(
        actor=actor, action="warden_client.registered", object=f"warden_client:{made.pk}", concerns=organisation, details=details, now=now
    )
    return secret


def look_into(*, actor: Actor, member: int, reason: str, now: datetime, object: str = "events") -> None:  # noqa: A002  (the word of the table of rights)
    """Note that somebody from outside a member looks into its raw data, and why; the member sees it. Raises Unfit, Refused.

    Call it before the data is shown. object: what is looked at (`events`, `event:<id>`, `flows`).
    """
    require(actor, Action.VIEW, Object.FLOW if object == "flows" else Object.EVENT, member)
    if len(reason.strip()) < SHORTEST_REASON:
        raise Unfit(f"a reason of at least {SHORTEST_REASON} letters is needed")
    record(actor=actor, action="member_data.looked_into", object=object, concerns=member, reason=reason.strip(), now=now)


def remember_position(*, client: WardenClient, position: int, now: datetime) -> None:
    """Note how far a client has fetched. No entry in the log: it happens at every call and is the client's own bookmark."""
    WardenClient.objects.filter(pk=client.pk).update(position=position, fetched=now)
