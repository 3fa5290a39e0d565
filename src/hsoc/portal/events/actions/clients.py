"""The life of a Warden client: asked for, admitted to the test stage, promoted, renewed, disabled. Never: what a client sends or fetches.

An organisation asks and describes; an operator admits and promotes (project/reactions carries out what was approved). A secret exists in
the answer of the one call that made it and nowhere else.
"""

from __future__ import annotations

import re
import secrets
from datetime import datetime, timedelta
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from hsoc.portal.audit.actions import record
from hsoc.portal.events.models import NAME_LENGTH, WardenClient
from hsoc.portal.events.queries.clients import keyed
from hsoc.portal.members.actions.agreement import Unacceptable, agreed, reasoned, request_approval
from hsoc.portal.members.models import Approval, Organisation
from hsoc.portal.members.rules import Action, Actor, Object, require

SECRET_BYTES: Final = 24  # bytes of randomness: 32 letters
MOST_CLIENTS: Final = 50  # clients of one organisation; beyond it somebody registers hosts instead of systems
NAME: Final = re.compile(r"[a-z_][a-z0-9_]*(\.[a-z_][a-z0-9_]*)+")
HOST: Final = re.compile(r"(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)+")
REGISTER: Final = "warden.register"  # codes of what a second person agrees to
PROMOTE: Final = "warden.promote"
FLAGS: Final = ("read", "write", "debug", "test", "valid")  # what an operator may set by hand


class Unfit(Unacceptable):
    """What was given cannot be taken; the text says why."""


def _fit(*, name: str, organisation: int, hostname: str, requestor: str, with_secret: bool) -> Organisation:
    """The organisation, where a client of that description could be made. Raises Unfit."""
    if not NAME.fullmatch(name) or len(name) > NAME_LENGTH:
        raise Unfit(
            _("“%(name)s” is not a client's name: labels of letters, digits and underscore, joined by dots, at most %(most)d signs.")
            % {"name": name, "most": NAME_LENGTH}
        )
    if not with_secret and not hostname:
        raise Unfit(_("A client without a secret needs the hostname of its certificate."))
    home = Organisation.objects.filter(number=organisation).first()
    if home is None:
        raise Unfit(_("There is no organisation %(number)d.") % {"number": organisation})
    _checked(home, hostname=hostname, requestor=requestor)
    if WardenClient.objects.filter(name=name).exists():
        raise Unfit(_("The client %(name)s exists already.") % {"name": name})
    if WardenClient.objects.filter(organisation=home, valid=True).count() >= MOST_CLIENTS:
        raise Unfit(_("One organisation has at most %(most)d clients; disable one that is no longer used.") % {"most": MOST_CLIENTS})
    return home


def _checked(home: Organisation, *, hostname: str, requestor: str) -> None:
    """Raises Unfit on a name that no certificate can bear, on another organisation's, and on a contact that is no mail address."""
    if hostname:
        if not HOST.fullmatch(hostname):
            raise Unfit(_("“%(name)s” is not the hostname of a certificate.") % {"name": hostname})
        if WardenClient.objects.filter(hostname=hostname, valid=True).exclude(organisation=home).exists():
            raise Unfit(_("A client of another organisation bears the hostname %(name)s.") % {"name": hostname})
    for one in filter(None, (part.strip() for part in requestor.split(","))):
        try:
            validate_email(one)
        except ValidationError as error:
            raise Unfit(_("“%(mail)s” is not an e-mail address.") % {"mail": one}) from error


def _made(home: Organisation, *, name: str, now: datetime, secret: str, **fields: Any) -> WardenClient:
    try:
        with transaction.atomic():
            return WardenClient.objects.create(
                name=name, organisation=home, secret=keyed(secret) if secret else "", registered=now, **fields
            )
    except IntegrityError as error:
        raise Unfit(_("The client %(name)s exists already.") % {"name": name}) from error


def _record(
    made: WardenClient, *, actor: Actor, action: str, now: datetime, reason: str = "", details: dict[str, Any] | None = None
) -> None:
    record(
        actor=actor,
        action=f"warden_client.{action}",
        object=f"warden_client:{made.pk}",
        concerns=made.organisation.number,
        reason=reason,
        details={"name": made.name} | (details or {}),
        now=now,
    )


def _client(name: str) -> WardenClient:
    """The stored client, locked. Raises Unfit."""
    found = WardenClient.objects.select_for_update(of=("self",)).select_related("organisation").filter(name=name.lower()).first()
    if found is None:
        raise Unfit(_("There is no client %(name)s.") % {"name": name})
    return found


def _may(actor: Actor, action: Action, found: WardenClient) -> None:
    if actor.via != "command":  # whoever has a shell of the portal is its operator
        require(actor, action, Object.CLIENT, found.organisation.number)


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
    """Register a Warden client at once and return its secret ('' for certificate only), which is kept nowhere. Raises Unfit, Refused.

    For operators and for whoever holds a shell; an organisation asks (`ask_client`).
    """
    if actor.via != "command":
        require(actor, Action.APPROVE, Object.CLIENT, organisation)
    name, hostname = name.lower(), hostname.lower()
    home = _fit(name=name, organisation=organisation, hostname=hostname, requestor=requestor, with_secret=with_secret)
    secret = secrets.token_urlsafe(SECRET_BYTES) if with_secret else ""
    rights = {"read": read, "write": write, "debug": debug, "test": not write}
    made = _made(
        home, name=name, now=now, secret=secret, hostname=hostname, requestor=requestor, note=note,
        secret_made=now if with_secret else None, **rights,
    )  # fmt: skip
    _record(made, actor=actor, action="registered", now=now, details={"hostname": hostname, "secret": with_secret, **rights})
    return secret


@transaction.atomic
def ask_client(
    *,
    actor: Actor,
    organisation: int,
    name: str,
    sends: bool,
    reason: str,
    now: datetime,
    hostname: str = "",
    with_secret: bool = True,
    requestor: str = "",
    note: str = "",
) -> Approval:
    """Ask for a client of one's organisation. Refuses at once what could not be carried out. Raises Unfit, Refused."""
    name, hostname = name.strip().lower(), hostname.strip().lower()
    require(actor, Action.CREATE, Object.CLIENT, organisation)
    _fit(name=name, organisation=organisation, hostname=hostname, requestor=requestor, with_secret=with_secret)
    if Approval.objects.filter(code=REGISTER, state=Approval.State.PENDING, expires__gt=now, payload__name=name).exists():
        raise Unfit(_("The client %(name)s is asked for already.") % {"name": name})
    payload = {
        "organisation": organisation, "name": name, "sends": sends, "hostname": hostname,
        "with_secret": with_secret, "requestor": requestor.strip(), "note": note.strip(),
    }  # fmt: skip
    asked = request_approval(
        actor=actor, code=REGISTER, thing=Object.CLIENT, organisation=organisation, payload=payload, reason=reason, now=now
    )
    record(actor=actor, action="warden_client.asked", object=f"approval:{asked.pk}", concerns=organisation, details={"name": name}, now=now)
    return asked


@transaction.atomic
def admit_client(
    *,
    actor: Actor,
    organisation: int,
    name: str,
    sends: bool,
    hostname: str,
    with_secret: bool,
    requestor: str,
    note: str,
    now: datetime,
    reason: str = "",
    approval: Approval | None = None,
) -> WardenClient:
    """Admit a client that was asked for: a sender to the test stage, a receiver to reading. Its people draw the secret afterwards.

    Until then it has one that nobody knows. A sender may read too: Warden's getInfo needs that right.
    """
    agreed(actor, approval, REGISTER)
    home = _fit(name=name, organisation=organisation, hostname=hostname, requestor=requestor, with_secret=with_secret)
    unknown = secrets.token_urlsafe(SECRET_BYTES) if with_secret else ""
    made = _made(home, name=name, now=now, secret=unknown, hostname=hostname, requestor=requestor, note=note, test=sends)
    _record(
        made, actor=actor, action="registered", now=now, reason=reason, details={"hostname": hostname, "test": sends, "secret": with_secret}
    )
    return made


@transaction.atomic
def ask_promotion(*, actor: Actor, name: str, reason: str, now: datetime) -> Approval:
    """Ask that a client of the test stage sends for production. Raises Unfit, Refused."""
    found = _client(name)
    require(actor, Action.CREATE, Object.CLIENT, found.organisation.number)
    _promotable(found)
    if Approval.objects.filter(code=PROMOTE, state=Approval.State.PENDING, expires__gt=now, payload__name=found.name).exists():
        raise Unfit(_("The promotion of %(name)s is asked for already.") % {"name": found.name})
    number = found.organisation.number
    payload = {"organisation": number, "name": found.name}
    asked = request_approval(actor=actor, code=PROMOTE, thing=Object.CLIENT, organisation=number, payload=payload, reason=reason, now=now)
    _record(found, actor=actor, action="promotion_asked", now=now, reason=asked.reason)
    return asked


def _promotable(found: WardenClient) -> None:
    if not found.valid:
        raise Unfit(_("The client %(name)s is disabled.") % {"name": found.name})
    if not found.test:
        raise Unfit(_("The client %(name)s is not in the test stage.") % {"name": found.name})


@transaction.atomic
def promote_client(
    *, actor: Actor, name: str, now: datetime, reason: str = "", organisation: int = 0, approval: Approval | None = None
) -> WardenClient:
    """From the test stage to production. organisation: as it was asked for, 0 = any. Raises Unfit, Refused."""
    if actor.via != "command":
        agreed(actor, approval, PROMOTE)
    found = _client(name)
    if organisation not in {0, found.organisation.number}:
        raise Unfit(_("The client %(name)s no longer belongs to that organisation.") % {"name": found.name})
    _promotable(found)
    found.write, found.test = True, False
    found.save(update_fields=["write", "test"])
    _record(found, actor=actor, action="promoted", now=now, reason=reason)
    return found


@transaction.atomic
def renew_secret(*, actor: Actor, name: str, now: datetime) -> str:
    """A new secret of a client; the one before stops working at once. It stands in the answer only. Raises Unfit, Refused."""
    found = _client(name)
    _may(actor, Action.CHANGE, found)
    if not found.secret:
        raise Unfit(_("The client %(name)s shows a certificate only and has no secret.") % {"name": found.name})
    secret = secrets.token_urlsafe(SECRET_BYTES)
    found.secret, found.secret_made = keyed(secret), now
    found.save(update_fields=["secret", "secret_made"])
    _record(found, actor=actor, action="secret_renewed", now=now)
    return secret


@transaction.atomic
def describe_client(*, actor: Actor, name: str, requestor: str, note: str, now: datetime) -> None:
    """Whom to write to about a client, and what it is. Raises Unfit, Refused."""
    found = _client(name)
    _may(actor, Action.CHANGE, found)
    _checked(found.organisation, hostname="", requestor=requestor)
    found.requestor, found.note = requestor.strip(), note.strip()
    found.save(update_fields=["requestor", "note"])
    _record(found, actor=actor, action="described", now=now, details={"requestor": found.requestor, "note": found.note})


@transaction.atomic
def disable_client(*, actor: Actor, name: str, reason: str, now: datetime) -> None:
    """The door knows the client no more; what it has sent stays. Only an operator lets it in again. Raises Unfit, Refused."""
    found = _client(name)
    _may(actor, Action.CHANGE, found)
    why = reasoned(reason)
    if not found.valid:
        raise Unfit(_("The client %(name)s is disabled.") % {"name": found.name})
    found.valid = False
    found.save(update_fields=["valid"])
    _record(found, actor=actor, action="disabled", now=now, reason=why)


@transaction.atomic
def modify_client(*, actor: Actor, name: str, now: datetime, hostname: str | None = None, **flags: bool) -> WardenClient:
    """Set what only an operator may: hostname of the certificate, rights (FLAGS). Raises Unfit, Refused."""
    found = _client(name)
    _may(actor, Action.APPROVE, found)
    wanted: dict[str, Any] = {key: value for key, value in flags.items() if key in FLAGS}
    if hostname is not None:
        _checked(found.organisation, hostname=hostname.lower(), requestor="")
        if not hostname and not found.secret:
            raise Unfit(_("A client without a secret needs the hostname of its certificate."))
        wanted["hostname"] = hostname.lower()
    changed = {key: [getattr(found, key), value] for key, value in wanted.items() if getattr(found, key) != value}
    for key, (_before, value) in changed.items():
        setattr(found, key, value)
    if found.write and found.test:
        raise Unfit(_("A client is either in the test stage or in production."))
    found.save(update_fields=[*changed])
    _record(found, actor=actor, action="modified", now=now, details=dict(changed))
    return found


@transaction.atomic
def forget_positions(*, actor: Actor, days: int, now: datetime) -> tuple[str, ...]:
    """Forget how far those have fetched who have not asked for so many days: they begin with what is new. Returns their names."""
    if actor.via != "command":
        require(actor, Action.REMOVE, Object.CLIENT)
    late = WardenClient.objects.filter(fetched__lt=now - timedelta(days=days), position__isnull=False)
    names = tuple(late.values_list("name", flat=True))
    late.update(position=None)
    if names:
        record(actor=actor, action="warden_client.positions_forgotten", object="warden_client", details={"names": list(names)}, now=now)
    return names
