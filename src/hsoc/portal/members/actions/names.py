"""Changes of an organisation's domains and AS numbers. A new one touches others, so a second person agrees; giving one up does not.

Belongs here: what speaks for an organisation beside its prefixes. Never: prefixes (organisations).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from hsoc.portal.audit.actions import record
from hsoc.portal.members.actions.agreement import Unacceptable, agreed, reasoned, request_approval
from hsoc.portal.members.models import Approval, AsNumber, Domain, Organisation
from hsoc.portal.members.rules import Action, Actor, Object, require
from hsoc.portal.members.rules.checks import as_number_of, domain_of

MOST_DOMAINS = 100  # of one organisation
MOST_AS = 20  # of one organisation
ADD_DOMAIN, ADD_AS = "domain.add", "asn.add"  # codes of what a second person agrees to


def _domain(text: str, organisation: int) -> str:
    """The A-label of a domain that nobody has. Raises Unacceptable."""
    try:
        name = domain_of(text)
    except ValueError as error:
        raise Unacceptable(_("“%(domain)s” is not a domain.") % {"domain": text[:80]}) from error
    if Domain.objects.filter(name=name).exists():
        raise Unacceptable(_("%(domain)s is registered already.") % {"domain": name})
    if Domain.objects.filter(organisation__number=organisation).count() >= MOST_DOMAINS:
        raise Unacceptable(_("An organisation has at most %(most)d domains.") % {"most": MOST_DOMAINS})
    return name


def _as_number(text: str, organisation: int) -> int:
    """An AS number that the organisation does not have yet. Raises Unacceptable."""
    try:
        number = as_number_of(text)
    except ValueError as error:
        raise Unacceptable(_("“%(number)s” is not an AS number that anybody can have.") % {"number": text[:20]}) from error
    held = AsNumber.objects.filter(organisation__number=organisation)
    if held.filter(number=number).exists():
        raise Unacceptable(_("AS%(number)d is registered already.") % {"number": number})
    if held.count() >= MOST_AS:
        raise Unacceptable(_("An organisation has at most %(most)d AS numbers.") % {"most": MOST_AS})
    return number


@transaction.atomic
def ask_name(*, actor: Actor, organisation: int, code: str, value: str, reason: str, now: datetime) -> Approval:
    """Asks for a domain (ADD_DOMAIN) or an AS number (ADD_AS); refuses at once what could not be carried out."""
    payload: dict[str, Any] = {"organisation": organisation}
    if code == ADD_DOMAIN:
        payload["domain"] = _domain(value, organisation)
    elif code == ADD_AS:
        payload["number"] = str(_as_number(value, organisation))
    else:
        raise KeyError(code)
    asked = request_approval(
        actor=actor, code=code, thing=Object.PREFIX, organisation=organisation, payload=payload, reason=reason, now=now
    )
    record(
        actor=actor, action="name.asked", object=f"organisation:{organisation}", concerns=organisation, reason=reason,
        details={"code": code} | payload, now=now,
    )  # fmt: skip
    return asked


@transaction.atomic
def add_domain(*, actor: Actor, organisation: int, domain: str, reason: str, now: datetime, approval: Approval | None = None) -> Domain:
    """Gives a domain to an organisation. Raises Unacceptable on none and on one that somebody has."""
    require(actor, Action.APPROVE, Object.PREFIX, organisation)
    agreed(actor, approval, ADD_DOMAIN)
    owner = Organisation.objects.select_for_update().get(number=organisation)
    added = Domain.objects.create(organisation=owner, name=_domain(domain, organisation), added=now)
    record(actor=actor, action="domain.added", object=f"domain:{added.name}", concerns=organisation, reason=reasoned(reason), now=now)
    return added


@transaction.atomic
def add_as_number(
    *, actor: Actor, organisation: int, number: str, reason: str, now: datetime, approval: Approval | None = None
) -> AsNumber:
    """Gives an AS number to an organisation. Raises Unacceptable on none and on one that it has."""
    require(actor, Action.APPROVE, Object.PREFIX, organisation)
    agreed(actor, approval, ADD_AS)
    owner = Organisation.objects.select_for_update().get(number=organisation)
    added = AsNumber.objects.create(organisation=owner, number=_as_number(number, organisation), added=now)
    record(actor=actor, action="asn.added", object=f"asn:{added.number}", concerns=organisation, reason=reasoned(reason), now=now)
    return added


@transaction.atomic
def give_up_domain(*, actor: Actor, organisation: int, domain: int, reason: str, now: datetime) -> None:
    """The organisation no longer uses a domain of its own."""
    require(actor, Action.REMOVE, Object.PREFIX, organisation)
    held = Domain.objects.get(pk=domain, organisation__number=organisation)
    held.delete()
    record(actor=actor, action="domain.removed", object=f"domain:{held.name}", concerns=organisation, reason=reason, now=now)


@transaction.atomic
def give_up_as_number(*, actor: Actor, organisation: int, number: int, reason: str, now: datetime) -> None:
    """The organisation is no longer announced from an AS number (its row's id)."""
    require(actor, Action.REMOVE, Object.PREFIX, organisation)
    held = AsNumber.objects.get(pk=number, organisation__number=organisation)
    held.delete()
    record(actor=actor, action="asn.removed", object=f"asn:{held.number}", concerns=organisation, reason=reason, now=now)
