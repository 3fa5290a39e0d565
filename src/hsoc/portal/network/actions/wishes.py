"""What a member asks of the perimeter, and what the operator grants: wishes, declarations, other networks, spared nets, exemptions, limits.

What narrows happens at once; what widens waits for the operator. Never: members' rules (actions/rules).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _

from hsoc.portal.audit.actions import record
from hsoc.portal.members.actions.agreement import Unacceptable, agreed, reasoned, request_approval
from hsoc.portal.members.models import Approval, Organisation
from hsoc.portal.members.rules import Action, Actor, Object, Refused, require
from hsoc.portal.network.models import Exemption, Limits, OtherNetwork, Spared, Wish
from hsoc.portal.network.queries.rules import prefixes_of
from hsoc.records.address import Network, network
from hsoc.records.policy import OtherWay, Wishes

DECLARATIONS = ("consent_destination_rtbh", "single_homed")  # each widens what may be done without asking
DECLARE = "member.declare"
LEAVE = "member.leave"
MOST_OTHER = 20  # other networks of one member
MOST_SPARED = 50  # spared nets of one member, or of all
LONGEST = timedelta(days=366)
MOST_ASN = (1 << 32) - 1
MOST_LIMIT = 3000


@transaction.atomic
def save_wishes(*, actor: Actor, organisation: int, wishes: Wishes, reason: str, now: datetime) -> Wish:
    """Automatic protection as the member wants it, always within the ceiling: each wish only narrows."""
    require(actor, Action.CHANGE, Object.WISH, organisation)
    owner = Organisation.objects.select_for_update().get(number=organisation)
    told = {name: value for name, value in msgspec.to_builtins(wishes).items() if value not in (None, [], ())}
    found, _new = Wish.objects.get_or_create(organisation=owner, defaults={"changed": now})
    before = found.wishes
    found.wishes, found.changed = told, now
    found.save()
    record(
        actor=actor, action="wishes.changed", object=f"organisation:{organisation}", concerns=organisation, reason=reason[:500],
        details={"before": before, "after": told}, now=now,
    )  # fmt: skip
    return found


@transaction.atomic
def declare(
    *, actor: Actor, organisation: int, field: str, value: bool, reason: str, now: datetime, approval: Approval | None = None
) -> Approval | None:
    """Consent or single-homedness: taken back at once, given only by the operator's approval, which is returned while it waits."""
    if field not in DECLARATIONS:
        raise Refused(f"{field} is no declaration")
    owner = Organisation.objects.select_for_update().get(number=organisation)
    if value and approval is None and actor.via != "system":
        require(actor, Action.CHANGE, Object.WISH, organisation)
        payload = {"organisation": organisation, "field": field, "value": True}
        asked = request_approval(
            actor=actor, code=DECLARE, thing=Object.WISH, organisation=organisation, payload=payload, reason=reason, now=now
        )
        record(
            actor=actor, action="declaration.asked", object=f"organisation:{organisation}", concerns=organisation, reason=reason, now=now
        )
        return asked
    if value:
        require(actor, Action.APPROVE, Object.WISH, organisation)
        agreed(actor, approval, DECLARE)
    else:
        require(actor, Action.CHANGE, Object.WISH, organisation)
    before = getattr(owner, field)
    setattr(owner, field, value)
    owner.save(update_fields=[field])
    changed = {field: [before, value]}
    said = reasoned(reason)[:500]
    record(actor=actor, action="declaration.changed", object=f"field:{field}", concerns=organisation, reason=said, details=changed, now=now)
    return None


@transaction.atomic
def add_other_network(
    *, actor: Actor, organisation: int, kind: OtherWay, name: str, asn: int, prefixes: Iterable[str], now: datetime
) -> OtherNetwork:
    """Another way into the member: what comes from there with the member's addresses is no forgery."""
    require(actor, Action.CREATE, Object.WISH, organisation)
    owner = Organisation.objects.select_for_update().get(number=organisation)
    nets = [_within(prefix, organisation) for prefix in prefixes]
    if not 0 <= asn <= MOST_ASN:
        raise Unacceptable(_("An AS number is a number from 1 to 4294967295."))
    if OtherNetwork.objects.filter(organisation=owner).count() >= MOST_OTHER:
        raise Unacceptable(_("A member has at most %(most)d other networks.") % {"most": MOST_OTHER})
    made = OtherNetwork.objects.create(
        organisation=owner, kind=kind, name=name.strip()[:100], asn=asn, prefixes=[str(net) for net in nets], added=now
    )
    details = {"kind": str(kind), "name": made.name, "asn": asn, "prefixes": made.prefixes}
    record(actor=actor, action="other_network.added", object=f"other_network:{made.pk}", concerns=organisation, details=details, now=now)
    return made


@transaction.atomic
def remove_other_network(
    *, actor: Actor, organisation: int, other: int, reason: str, now: datetime, approval: Approval | None = None
) -> Approval | None:
    """Take a way back. Afterwards what comes that way may be dropped as forged, so the operator approves it."""
    found = OtherNetwork.objects.filter(pk=other, organisation__number=organisation).first()
    if found is None:
        raise Unacceptable(_("There is no such network any more."))
    if approval is None and actor.via != "system":
        require(actor, Action.CHANGE, Object.WISH, organisation)
        payload = {"organisation": organisation, "other": other}
        asked = request_approval(
            actor=actor, code=LEAVE, thing=Object.WISH, organisation=organisation, payload=payload, reason=reason,
            now=now,
        )  # fmt: skip
        record(
            actor=actor, action="other_network.leave_asked", object=f"other_network:{other}", concerns=organisation, reason=reason, now=now
        )
        return asked
    require(actor, Action.APPROVE, Object.WISH, organisation)
    agreed(actor, approval, LEAVE)
    found.delete()
    record(
        actor=actor, action="other_network.removed", object=f"other_network:{other}", concerns=organisation, reason=reason[:500], now=now
    )
    return None


@transaction.atomic
def spare(*, actor: Actor, organisation: int | None, prefix: str, reason: str, lasts: timedelta, now: datetime) -> Spared:
    """A net that no black hole may swallow: the member's own, or (organisation None, operator only) anybody's."""
    require(actor, Action.CREATE, Object.WISH if organisation is not None else Object.PERIMETER, organisation)
    net = _within(prefix, organisation) if organisation is not None else _net(prefix)
    alive = Spared.objects.filter(ended__isnull=True, until__gt=now)
    alive = alive.filter(organisation__isnull=True) if organisation is None else alive.filter(organisation__number=organisation)
    same = alive.filter(prefix=str(net)).first()
    if same is not None:
        same.until = max(same.until, _until(lasts, now))
        same.save(update_fields=["until"])
        made = same
    else:
        if alive.count() >= MOST_SPARED:
            raise Unacceptable(_("At most %(most)d nets are spared at once.") % {"most": MOST_SPARED})
        owner = Organisation.objects.get(number=organisation) if organisation is not None else None
        made = Spared.objects.create(
            organisation=owner, prefix=str(net), reason=reasoned(reason)[:500], until=_until(lasts, now), added=now
        )
    record(
        actor=actor, action="net.spared", object=f"spared:{made.pk}", concerns=organisation or 0, reason=reason[:500],
        details={"prefix": made.prefix, "until": made.until.isoformat()}, now=now,
    )  # fmt: skip
    return made


@transaction.atomic
def end_spared(*, actor: Actor, spared: int, now: datetime) -> None:
    """Rules that were cut around it are whole again."""
    found = Spared.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=spared)
    number = found.organisation.number if found.organisation else None
    require(actor, Action.CHANGE, Object.WISH if number is not None else Object.PERIMETER, number)
    found.ended = now
    found.save(update_fields=["ended"])
    record(
        actor=actor,
        action="net.no_longer_spared",
        object=f"spared:{spared}",
        concerns=number or 0,
        details={"prefix": found.prefix},
        now=now,
    )


@transaction.atomic
def exempt(
    *, actor: Actor, prefix: str, owner: str, reason: str, lasts: timedelta, tier: Exemption.Tier, detectors: Iterable[str], now: datetime
) -> Exemption:
    """Somebody who is not acted against for a while; always with an owner and an end."""
    require(actor, Action.CREATE, Object.PERIMETER)
    if not owner.strip():
        raise Unacceptable(_("Say who answers for it."))
    made = Exemption.objects.create(
        prefix=str(_net(prefix)), owner=owner.strip()[:120], reason=reasoned(reason)[:500], until=_until(lasts, now), tier=tier,
        detectors=sorted(set(detectors))[:50], added=now,
    )  # fmt: skip
    details = {"prefix": made.prefix, "owner": made.owner, "until": made.until.isoformat(), "tier": str(tier)}
    record(actor=actor, action="exemption.added", object=f"exemption:{made.pk}", reason=made.reason, details=details, now=now)
    return made


@transaction.atomic
def end_exemption(*, actor: Actor, exemption: int, now: datetime) -> None:
    """It holds no longer."""
    require(actor, Action.REMOVE, Object.PERIMETER)
    found = Exemption.objects.select_for_update().get(pk=exemption)
    found.ended = now
    found.save(update_fields=["ended"])
    record(actor=actor, action="exemption.ended", object=f"exemption:{exemption}", details={"prefix": found.prefix}, now=now)


@transaction.atomic
def limit_rules(*, actor: Actor, organisation: int, most_rules: int, most_cost: int, reason: str, now: datetime) -> Limits:
    """How much an organisation's rules may take; what is in force already stays."""
    require(actor, Action.CHANGE, Object.PERIMETER)
    if not 0 <= most_rules <= MOST_LIMIT or not 0 <= most_cost <= 3 * MOST_LIMIT:
        raise Unacceptable(_("That is more than a router holds."))
    owner = Organisation.objects.select_for_update().get(number=organisation)
    given = {"most_rules": most_rules, "most_cost": most_cost, "reason": reasoned(reason)[:500]}
    made, _new = Limits.objects.update_or_create(organisation=owner, defaults=given)
    details: dict[str, Any] = {"most_rules": most_rules, "most_cost": most_cost}
    record(
        actor=actor,
        action="rule_limits.changed",
        object=f"organisation:{organisation}",
        concerns=organisation,
        reason=reason,
        details=details,
        now=now,
    )
    return made


def _net(prefix: str) -> Network:
    try:
        return network(prefix.strip())
    except ValueError as error:
        raise Unacceptable(_("“%(text)s” is not a canonical prefix.") % {"text": prefix[:50]}) from error


def _within(prefix: str, organisation: int) -> Network:
    net = _net(prefix)
    mine = [network(one) for one in prefixes_of(organisation)]
    if not any(net.version == one.version and net.subnet_of(one) for one in mine):  # type: ignore[arg-type]  # of one family
        raise Unacceptable(_("%(prefix)s is not a prefix of this organisation.") % {"prefix": net})
    return net


def _until(lasts: timedelta, now: datetime) -> datetime:
    if not timedelta(minutes=5) <= lasts <= LONGEST:
        raise Unacceptable(_("It lasts from five minutes to a year."))
    return now + lasts
