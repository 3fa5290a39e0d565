"""Changes of organisations and their prefixes. Never: people."""

from __future__ import annotations

from datetime import datetime
from ipaddress import ip_network
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from hsoc.exchange.rpki.origin import VALID
from hsoc.portal.audit.actions import record
from hsoc.portal.members import queries
from hsoc.portal.members.actions.agreement import Unacceptable, agreed, reasoned, request_approval
from hsoc.portal.members.models import Approval, Kind, Organisation, Prefix
from hsoc.portal.members.rules import Action, Actor, Object, require
from hsoc.portal.members.signals import prefixes_changed
from hsoc.records import address

MOST_PREFIXES = 200  # prefixes of one organisation; beyond it somebody lists hosts instead of networks
SHORTEST = {4: 12, 6: 24}  # bits: a wider prefix belongs to no single organisation
OWN_FIELDS = ("short", "region", "opted_out_of_sharing")  # what an organisation changes by itself


def _network(prefix: str) -> address.Network:
    try:
        return address.network(prefix)
    except ValueError:
        pass
    try:
        meant = ip_network(prefix, strict=False)
    except ValueError as error:
        raise Unacceptable(_("“%(prefix)s” is not a prefix.") % {"prefix": prefix}) from error
    raise Unacceptable(_("%(prefix)s has host bits set; did you mean %(meant)s?") % {"prefix": prefix, "meant": meant})


def _bounds(prefix: str) -> tuple[str, str]:
    """First and last address as 32 hex digits of the v4-mapped space. Raises Unacceptable that names the fault."""
    net = _network(prefix.strip())
    if net.prefixlen < SHORTEST[net.version]:
        raise Unacceptable(_("%(prefix)s is wider than /%(bits)d.") % {"prefix": net, "bits": SHORTEST[net.version]})
    offset = address.V4_MAPPED if net.version == 4 else 0
    return f"{int(net.network_address) | offset:032x}", f"{int(net.broadcast_address) | offset:032x}"


@transaction.atomic
def put_organisation(
    *,
    actor: Actor,
    number: int,
    name: str,
    kind: Kind,
    region: str,
    now: datetime,
    short: str = "",
    connected: bool = False,
    single_homed: bool = False,
    consent_destination_rtbh: bool = False,
    access_mbps: int = 0,
    reason: str = "",
) -> Organisation:
    """Makes the organisation of that number, or brings it to these values; recorded only where something changed."""
    require(actor, Action.CREATE, Object.ORGANISATION)
    wanted = {
        "name": name,
        "kind": kind,
        "region": region,
        "short": short,
        "connected": connected,
        "single_homed": single_homed,
        "consent_destination_rtbh": consent_destination_rtbh,
        "access_mbps": access_mbps,
    }
    found = Organisation.objects.filter(number=number).first()
    if found is None:
        found = Organisation(number=number, created=now, **wanted)
        changed, word = wanted, "organisation.created"
    else:
        changed = {field: value for field, value in wanted.items() if getattr(found, field) != value}
        word = "organisation.changed"
        for field, value in changed.items():
            setattr(found, field, value)
    if changed:
        found.full_clean()
        found.save()
        record(actor=actor, action=word, object=f"organisation:{number}", concerns=number, reason=reason, details=dict(changed), now=now)
    return found


@transaction.atomic
def change_profile(*, actor: Actor, organisation: int, short: str, region: str, opted_out_of_sharing: bool, now: datetime) -> Organisation:
    """What an organisation says of itself."""
    require(actor, Action.CHANGE, Object.ORGANISATION, organisation)
    found = Organisation.objects.select_for_update().get(number=organisation)
    wanted = dict(zip(OWN_FIELDS, (short, region, opted_out_of_sharing), strict=True))
    before = {field: getattr(found, field) for field in OWN_FIELDS}
    changed = {field: [before[field], wanted[field]] for field in OWN_FIELDS if before[field] != wanted[field]}
    for field, (_before, value) in changed.items():
        setattr(found, field, value)
    found.full_clean()
    found.save()
    record(
        actor=actor, action="organisation.changed", object=f"organisation:{organisation}", concerns=organisation, details=changed, now=now
    )
    return found


def _free(prefix: str) -> tuple[str, str]:
    first, last = _bounds(prefix)
    taken = queries.overlapping(first, last)
    if taken is not None:
        raise Unacceptable(_("%(prefix)s overlaps a prefix that is registered already.") % {"prefix": prefix})
    return first, last


@transaction.atomic
def ask_prefix(
    *, actor: Actor, organisation: int, code: str, prefix: str, reason: str, now: datetime, origin: int = 0, registry: str = ""
) -> Approval:
    """Asks for a prefix to be added (`add`) or removed (`remove`); refuses at once what could not be carried out.

    A new one wants a proof: a valid ROA for origin (the AS number that announces it), or the registry's answer. Who approves sees both.
    """
    payload: dict[str, Any] = {"organisation": organisation, "prefix": prefix}
    if code == "add":
        _free(prefix)
        payload |= _proof(prefix, origin, registry)
    elif not Prefix.objects.filter(organisation__number=organisation, text=prefix).exists():
        raise Unacceptable(_("%(prefix)s is not a prefix of this organisation.") % {"prefix": prefix})
    asked = request_approval(
        actor=actor,
        code=f"prefix.{code}",
        thing=Object.PREFIX,
        organisation=organisation,
        payload=payload,
        reason=reason,
        now=now,
    )
    record(
        actor=actor,
        action="prefix.asked",
        object=f"prefix:{prefix}",
        concerns=organisation,
        reason=reason,
        details={"code": code} | payload,
        now=now,
    )
    return asked


def _proof(prefix: str, origin: int, registry: str) -> dict[str, Any]:
    """What speaks for a new prefix. Raises Unacceptable where nothing does."""
    roa, said = queries.roa_of(str(_network(prefix.strip())), origin), registry.strip()[:500]
    if roa != VALID and not said:
        raise Unacceptable(_("A new prefix wants a proof: a valid ROA for its AS number, or what the registry says of it."))
    return {"origin": origin, "roa": roa, "registry": said}


@transaction.atomic
def add_prefix(
    *, actor: Actor, organisation: int, prefix: str, reason: str, now: datetime, approval: Approval | None = None, origin: int = 0,
    roa: str = "", registry: str = "",
) -> Prefix:  # fmt: skip
    """Gives a canonical prefix to an organisation, with its proof. Raises Unacceptable on a malformed or overlapping one."""
    require(actor, Action.APPROVE, Object.PREFIX, organisation)
    agreed(actor, approval, "prefix.add")
    first, last = _free(prefix)
    owner = Organisation.objects.select_for_update().get(number=organisation)
    if owner.prefixes.count() >= MOST_PREFIXES:
        raise Unacceptable(_("An organisation has at most %(most)d prefixes.") % {"most": MOST_PREFIXES})
    proof = {"origin": origin, "roa": roa, "registry": registry[:500]}
    added = Prefix.objects.create(organisation=owner, text=str(address.network(prefix)), first=first, last=last, added=now, **proof)
    record(
        actor=actor, action="prefix.added", object=f"prefix:{added.text}", concerns=organisation, reason=reasoned(reason), details=proof,
        now=now,
    )  # fmt: skip
    prefixes_changed.send(sender=Prefix, organisation=organisation, actor=actor, now=now)
    return added


@transaction.atomic
def remove_prefix(*, actor: Actor, organisation: int, prefix: str, reason: str, now: datetime, approval: Approval | None = None) -> None:
    """Takes a prefix away. Raises Unacceptable where the organisation does not have it."""
    require(actor, Action.APPROVE, Object.PREFIX, organisation)
    agreed(actor, approval, "prefix.remove")
    gone, _kinds = Prefix.objects.filter(organisation__number=organisation, text=prefix).delete()
    if not gone:
        raise Unacceptable(_("%(prefix)s is not a prefix of this organisation.") % {"prefix": prefix})
    record(actor=actor, action="prefix.removed", object=f"prefix:{prefix}", concerns=organisation, reason=reasoned(reason), now=now)
    prefixes_changed.send(sender=Prefix, organisation=organisation, actor=actor, now=now)
