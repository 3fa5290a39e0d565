"""How far an organisation has come: takes part, signed, connected, left. Dated facts; the step follows from them. Never: other facts."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from hsoc.portal.audit.actions import record
from hsoc.portal.members.actions.agreement import Unacceptable, reasoned
from hsoc.portal.members.models import Kind, Organisation
from hsoc.portal.members.rules import Action, Actor, Object, require
from hsoc.portal.members.signals import organisation_left, standing_changed


def _record(*, actor: Actor, organisation: int, facts: dict[str, object], reason: str, now: datetime) -> Organisation:
    """Writes the facts that differ, records them, tells the house; the caller has asked for the right."""
    found = Organisation.objects.select_for_update().get(number=organisation)
    before = found.status
    changed = {name: [_plain(getattr(found, name)), _plain(value)] for name, value in facts.items() if getattr(found, name) != value}
    if not changed:
        return found
    for name in changed:
        setattr(found, name, facts[name])
    found.full_clean()
    found.save(update_fields=list(changed))
    record(
        actor=actor,
        action="organisation.changed",
        object=f"organisation:{organisation}",
        concerns=organisation,
        reason=reason,
        details=changed,
        now=now,
    )
    if found.status != before:
        standing_changed.send(sender=Organisation, organisation=organisation, before=before, after=found.status, actor=actor, now=now)
    return found


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


@transaction.atomic
def participate(*, actor: Actor, organisation: int, on: date | None, reason: str, now: datetime) -> Organisation:
    """The organisation takes part since a day, signed or not; None: it only follows. Said by the community."""
    require(actor, Action.CREATE, Object.ORGANISATION, organisation)
    return _record(actor=actor, organisation=organisation, facts={"participates": on}, reason=reasoned(reason), now=now)


@transaction.atomic
def note_signature(*, actor: Actor, organisation: int, on: date | None, reason: str, now: datetime) -> Organisation:
    """The memorandum is signed since a day; None: no signature stands. Called by the memorandum, whose own rules say who may sign."""
    require(actor, Action.CREATE, Object.MEMORANDUM, organisation)
    facts: dict[str, object] = {"signed": on}
    if on is not None and Organisation.objects.filter(number=organisation, participates__isnull=True).exists():
        facts["participates"] = on
    return _record(actor=actor, organisation=organisation, facts=facts, reason=reasoned(reason), now=now)


@transaction.atomic
def connect(*, actor: Actor, organisation: int, on: date | None, reason: str, now: datetime) -> Organisation:
    """The organisation is connected to the HSOC-VRF since a day; None: no longer. Said by the operator of the network."""
    require(actor, Action.APPROVE, Object.ORGANISATION, organisation)
    facts: dict[str, object] = {"connected": on is not None, "connected_on": on}
    return _record(actor=actor, organisation=organisation, facts=facts, reason=reasoned(reason), now=now)


@transaction.atomic
def note_left(*, actor: Actor, organisation: int, on: date | None, reason: str, now: datetime) -> Organisation:
    """The organisation has left the community; None: it is back. Its number is never given to another one."""
    require(actor, Action.CREATE, Object.ORGANISATION, organisation)
    found = Organisation.objects.get(number=organisation)
    if on is not None and found.kind == Kind.OPERATOR:
        raise Unacceptable(_("The community's own organisation cannot leave."))
    if on is not None and found.connected:
        raise Unacceptable(_("The organisation is still connected to the network; disconnect it first."))
    done = _record(actor=actor, organisation=organisation, facts={"left": on}, reason=reasoned(reason), now=now)
    if on is not None:
        organisation_left.send(sender=Organisation, organisation=organisation, actor=actor, now=now)
    return done
