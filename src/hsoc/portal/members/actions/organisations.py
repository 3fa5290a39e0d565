"""Changes of organisations and their prefixes. Never: people."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from ipaddress import ip_network
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from hsoc.exchange.rpki.origin import VALID
from hsoc.portal.audit.actions import record
from hsoc.portal.members import queries
from hsoc.portal.members.actions.agreement import Unacceptable, agreed, reasoned, request_approval
from hsoc.portal.members.models import Approval, Kind, Organisation, Prefix
from hsoc.portal.members.rules import Action, Actor, Object, Refused, require
from hsoc.portal.members.rules.checks import ico_of
from hsoc.portal.members.rules.vocabulary import DECIDED, SERVICES, region_of
from hsoc.portal.members.signals import prefixes_changed
from hsoc.records import address

MOST_PREFIXES = 200  # prefixes of one organisation; beyond it somebody lists hosts instead of networks
SHORTEST = {4: 12, 6: 24}  # bits: a wider prefix belongs to no single organisation
# what an organisation says of itself, and what only the community says of it
OWN_FIELDS = (
    "short",
    "ico",
    "founder",
    "region",
    "beds",
    "employees",
    "regime",
    "regime_decided",
    "regime_number",
    "services",
    "opted_out_of_sharing",
)
COMMUNITY_FIELDS = ("name", "kind")


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


def bounds(prefix: str) -> tuple[str, str]:
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
        "region": region_code(region),
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
        changed = {field: [getattr(found, field), value] for field, value in wanted.items() if getattr(found, field) != value}
        word = "organisation.changed"
        for field in changed:
            setattr(found, field, wanted[field])
    if changed:
        found.full_clean()
        found.save()
        record(actor=actor, action=word, object=f"organisation:{number}", concerns=number, reason=reason, details=dict(changed), now=now)
    return found


def region_code(text: str) -> str:
    """The code of a region that a name or a code means, empty of nothing. Raises Unacceptable on a region that is none."""
    if not text.strip():
        return ""
    found = region_of(text)
    if found is None:
        raise Unacceptable(_("“%(region)s” is none of the fourteen regions.") % {"region": text[:60]})
    return found.value


@transaction.atomic
def change_profile(*, actor: Actor, organisation: int, facts: Mapping[str, Any], now: datetime, reason: str = "") -> Organisation:
    """Changes facts of an organisation: its own people those of OWN_FIELDS, who may make organisations also name and kind.

    Raises Refused on a field that the actor may not change, Unacceptable on a value that cannot be.
    """
    require(actor, Action.CHANGE, Object.ORGANISATION, organisation)
    beyond = set(facts) - set(OWN_FIELDS)
    if beyond:
        require(actor, Action.CREATE, Object.ORGANISATION, organisation)
    if beyond - set(COMMUNITY_FIELDS):
        raise Refused(f"{', '.join(sorted(beyond))}: not changed here")
    found = Organisation.objects.select_for_update().get(number=organisation)
    wanted = _checked(dict(facts), found)
    changed = {field: [_plain(getattr(found, field)), _plain(value)] for field, value in wanted.items() if getattr(found, field) != value}
    if not changed:
        return found
    for field in changed:
        setattr(found, field, wanted[field])
    try:
        found.full_clean()
    except ValidationError as error:
        raise Unacceptable("; ".join(error.messages)) from error
    found.save()
    record(
        actor=actor, action="organisation.changed", object=f"organisation:{organisation}", concerns=organisation, reason=reason,
        details=changed, now=now,
    )  # fmt: skip
    return found


def _checked(facts: dict[str, Any], found: Organisation) -> dict[str, Any]:
    """The facts as they are stored. Raises Unacceptable that names the one that cannot be."""
    if "region" in facts:
        facts["region"] = region_code(facts["region"])
    if facts.get("ico"):
        try:
            facts["ico"] = ico_of(facts["ico"])
        except ValueError as error:
            raise Unacceptable(
                _("“%(ico)s” is not an identification number: its last digit does not agree with the others.") % {"ico": facts["ico"][:12]}
            ) from error
        if Organisation.objects.filter(ico=facts["ico"]).exclude(pk=found.pk).exists():
            raise Unacceptable(_("Another organisation has this identification number; one legal person has one entry."))
    if unknown := set(facts.get("services", ())) - set(SERVICES):
        raise Unacceptable(_("Unknown service: %(code)s.") % {"code": min(unknown)})
    regime = facts.get("regime", found.regime)
    if regime not in DECIDED:
        if facts.keys() & {"regime", "regime_decided", "regime_number"}:
            facts |= {"regime_decided": None, "regime_number": ""}
    elif facts.get("regime_decided", found.regime_decided) is None:
        raise Unacceptable(_("A regime rests on a decision: say on which day it was delivered."))
    return facts


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def _free(prefix: str, organisation: int) -> tuple[str, str]:
    """The bounds of a prefix that meets no other, or only prefixes whose organisations have agreed to it. Raises Unacceptable."""
    first, last = bounds(prefix)
    met = queries.meeting(first, last)
    if any(one.organisation.number == organisation or one.text == prefix for one in met) or not queries.overlap_agreed(
        organisation, prefix, {one.organisation_id for one in met}
    ):
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
        _free(prefix, organisation)
        payload |= proof(prefix, origin, registry)
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


def proof(prefix: str, origin: int, registry: str) -> dict[str, Any]:
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
    first, last = _free(prefix, organisation)
    owner = Organisation.objects.select_for_update().get(number=organisation)
    if owner.prefixes.count() >= MOST_PREFIXES:
        raise Unacceptable(_("An organisation has at most %(most)d prefixes.") % {"most": MOST_PREFIXES})
    shown = {"origin": origin, "roa": roa, "registry": registry[:500]}
    added = Prefix.objects.create(organisation=owner, text=str(address.network(prefix)), first=first, last=last, added=now, **shown)
    record(
        actor=actor, action="prefix.added", object=f"prefix:{added.text}", concerns=organisation, reason=reasoned(reason), details=shown,
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
