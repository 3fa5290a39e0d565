"""Warning lists are put, switched off and on by coordinators; each step is recorded. Never: matching, pages."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from hsoc.portal.audit.actions import record
from hsoc.portal.indicators.models import WarningEntry, WarningList
from hsoc.portal.indicators.queries import bounds
from hsoc.portal.indicators.rules.warned import LENGTHS, Read
from hsoc.portal.members.actions.agreement import Unacceptable, reasoned
from hsoc.portal.members.rules import Action, Actor, Object, require
from hsoc.records.indicator import Kind

MOST_LISTS: Final = 100
BATCH: Final = 2000  # rows written at once


@transaction.atomic
def put_list(*, actor: Actor, name: str, source: str, version: str, reason: str, read: Read, now: datetime) -> WarningList:
    """Take a list in, in place of the one of that name. reason: why its values tell nothing, shown with each hit.

    Raises Refused, Unacceptable.
    """
    require(actor, Action.APPROVE, Object.INDICATOR)
    reasoned(reason)
    if not name.strip():
        raise Unacceptable(_("A list needs a name."))
    if not (read.nets or read.domains):
        raise Unacceptable(_("The list holds no prefix and no name."))
    found = WarningList.objects.filter(name=name.strip()[: LENGTHS["name"]]).first()
    if found is None and WarningList.objects.count() >= MOST_LISTS:
        raise Unacceptable(_("There are at most %(most)d warning lists.") % {"most": MOST_LISTS})
    made = found or WarningList(name=name.strip()[: LENGTHS["name"]])
    made.source, made.version, made.reason = source[: LENGTHS["source"]], version[: LENGTHS["version"]], reason.strip()[: LENGTHS["reason"]]
    made.changed, made.by_id, made.size = now, actor.user or None, len(read.nets) + len(read.domains)
    made.save()
    WarningEntry.objects.filter(list=made).delete()
    rows = [WarningEntry(list=made, value=one, low=low, high=high) for one in read.nets for low, high in [bounds(Kind.NET, one)]]
    rows += [WarningEntry(list=made, value=one) for one in read.domains]
    WarningEntry.objects.bulk_create(rows, batch_size=BATCH)
    details = {"name": made.name, "version": made.version, "size": made.size}
    record(actor=actor, action="warning_list.put", object=f"warning_list:{made.pk}", reason=reason, details=details, now=now)
    return made


@transaction.atomic
def switch_list(*, actor: Actor, number: int, enabled: bool, reason: str, now: datetime) -> WarningList:
    """Let a list hold, or no longer. Raises Refused, Unacceptable."""
    require(actor, Action.APPROVE, Object.INDICATOR)
    reasoned(reason)
    found = WarningList.objects.filter(pk=number).first()
    if found is None:
        raise Unacceptable(_("There is no such list."))
    found.enabled, found.changed = enabled, now
    found.save(update_fields=["enabled", "changed"])
    word = "warning_list.switched_on" if enabled else "warning_list.switched_off"
    record(actor=actor, action=word, object=f"warning_list:{found.pk}", reason=reason, details={"name": found.name}, now=now)
    return found
