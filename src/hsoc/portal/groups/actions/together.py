"""One step for several members: remove, lead or no longer, write. All or nothing. Never: what one step is (membership)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from hsoc.portal.groups.actions import history, membership
from hsoc.portal.groups.models import Group, GroupMembership
from hsoc.portal.groups.queries import members_of, needs
from hsoc.portal.groups.rules.standing import Deed
from hsoc.portal.groups.rules.together import NEEDS, Act, concerns
from hsoc.portal.groups.share.telling import tell
from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.rules import Actor

LEAST: Final = 5  # characters of what is written to them


@transaction.atomic
def do(*, actor: Actor, group: Group, act: Act, stays: Sequence[int], said: str, now: datetime) -> int:
    """Does it to those of the members whom it concerns; how many. said: the reason, or what is written. Raises Refused, Unacceptable.

    Each step asks for its right, its reason and a leader who is left by itself; one that cannot be takes back all the others.
    """
    needs(actor, group, NEEDS[act])
    chosen = members_of(group).filter(pk__in=stays)
    found = [one for one in chosen if concerns(act, part=one.part, own=one.user_id == actor.user)]
    found.sort(key=lambda one: one.user_id == actor.user)  # himself last: who no longer leads may do nothing to the others
    if not found:
        raise Unacceptable(_("It would change nothing for those whom you chose."))
    if act is Act.WRITE:
        _write(actor, group, found, said, now)
        return len(found)
    for one in found:
        if act is Act.REMOVE:
            membership.remove(actor=actor, group=group, stay=one.pk, reason=said, now=now)
        else:
            membership.lead(actor=actor, group=group, stay=one.pk, leads=act is Act.LEAD, reason=said, now=now)
    return len(found)


def _write(actor: Actor, group: Group, found: Sequence[GroupMembership], said: str, now: datetime) -> None:
    """A sentence to them alone: the group's history does not have it, the audit log has to whom, not what."""
    needs(actor, group, Deed.TELL)
    text = said.strip()
    if len(text) < LEAST:
        raise Unacceptable(_("Write a few words."))
    values = {"group": group.name, "who": actor.name or "hSOC", "text": text}
    tell(people=[one.user_id for one in found], kind="group.written", values=values, path=reverse("group", args=[group.code]), now=now)
    details = {"to": [one.user.username for one in found]}
    history.record(actor=actor, group=group, code="written", now=now, quiet=True, details=details)
