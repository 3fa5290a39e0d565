"""An organisation sets what it gives of its events: a new version, at once for all that reads. Never: what rules do (journal)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _

from hsoc.journal.event_sharing import MOST_RULES, Rule, Rules, fault, held_after
from hsoc.portal.audit.actions import record
from hsoc.portal.events.models import SharingRules
from hsoc.portal.events.queries.given import of_row, standing
from hsoc.portal.members.actions.agreement import Unacceptable, reasoned
from hsoc.portal.members.models import Organisation
from hsoc.portal.members.rules import Action, Actor, Object, require

MOST_VERSIONS: Final = 100_000  # of one organisation; beyond it a machine changes rules that people should


def _ms(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)


@transaction.atomic
def set_rules(
    *, actor: Actor, organisation: int, rules: Sequence[Rule], reason: str, now: datetime, based_on: int | None = None
) -> SharingRules:
    """Replace an organisation's rules. based_on: the version that was looked at, so that nobody overwrites another's unseen change.

    Raises Refused, Unacceptable.
    """
    require(actor, Action.CHANGE, Object.SHARING, organisation)
    reasoned(reason)
    if len(rules) > MOST_RULES:
        raise Unacceptable(_("An organisation has at most %(most)d rules.") % {"most": MOST_RULES})
    for place, rule in enumerate(rules, 1):
        if code := fault(rule):
            raise Unacceptable(_("Rule %(place)d cannot be kept: %(code)s.") % {"place": place, "code": code})
    home = Organisation.objects.select_for_update().get(number=organisation)
    before = standing(organisation)
    version = before.version if before else 0
    if based_on is not None and based_on != version:
        raise Unacceptable(_("Somebody changed the rules meanwhile. Look at them again."))
    if version >= MOST_VERSIONS:
        raise Unacceptable(_("The rules were changed too often."))
    known = of_row(before, organisation) if before else Rules(org=organisation)
    if before is not None and known.rules == tuple(rules):
        return before
    told = msgspec.json.decode(msgspec.json.encode(list(rules)))
    SharingRules.objects.filter(organisation=home, latest=True).update(latest=False)
    made = SharingRules.objects.create(
        organisation=home, version=version + 1, rules=told, since=now, held=held_after(known, now=_ms(now)), by_id=actor.user or None,
        reason=reason.strip()[:500],
    )  # fmt: skip
    record(
        actor=actor, action="sharing.changed", object=f"organisation:{organisation}", concerns=organisation, reason=reason,
        details={"version": made.version, "rules": told}, now=now,
    )  # fmt: skip
    return made
