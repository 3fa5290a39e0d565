"""Found a group, change what it is, end it. Never: who is in it (membership)."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from hsoc.portal.groups.actions.history import record
from hsoc.portal.groups.models import Group, GroupMembership
from hsoc.portal.groups.queries import needs
from hsoc.portal.groups.rules.first import FIRST
from hsoc.portal.groups.rules.standing import Callers, Deed, End, Entry, State
from hsoc.portal.members.actions.agreement import Unacceptable, reasoned
from hsoc.portal.members.rules import Action, Actor, Object, require
from hsoc.records.tlp import TLP

RESERVED: Final = frozenset({"new", "tasks", "answer", "sms-report"})  # words that stand in addresses where a group's code would
CHANGEABLE: Final = ("name", "purpose", "purpose_en", "audience", "audience_en", "entry", "callers", "tlp")


def found_first(*, actor: Actor, now: datetime) -> int:
    """The groups that the community begins with (rules.first), where they are missing. Returns how many were made."""
    known = set(Group.objects.filter(code__in=[one["code"] for one in FIRST]).values_list("code", flat=True))
    missing = [one for one in FIRST if one["code"] not in known]
    for one in missing:
        made = found(actor=actor, now=now, **one)
        record(actor=actor, group=made, code="first", now=now, quiet=True)
    return len(missing)


@transaction.atomic
def found(
    *, actor: Actor, name: str, purpose: str, audience: str, entry: Entry, now: datetime, code: str = "", purpose_en: str = "",
    audience_en: str = "", callers: Callers = Callers.LEADERS, tlp: TLP = TLP.GREEN, reason: str = "",
) -> Group:  # fmt: skip
    """A new group, empty: its leaders are named next. For coordinators. Raises Refused, Unacceptable."""
    require(actor, Action.CREATE, Object.GROUP)
    wanted = code or slugify(name)[:40].strip("-")
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{1,39}", wanted):
        raise Unacceptable(_("A name needs at least two letters."))
    if wanted in RESERVED or Group.objects.filter(code=wanted).exists() or Group.objects.filter(name__iexact=name.strip()).exists():
        raise Unacceptable(_("There is a group of that name already."))
    made = Group.objects.create(
        code=wanted, name=name.strip(), purpose=purpose.strip(), purpose_en=purpose_en.strip(), audience=audience.strip(),
        audience_en=audience_en.strip(), entry=Entry(entry).value, callers=Callers(callers).value, tlp=TLP(tlp).value, founded=now,
        founder_id=actor.user or None,
    )  # fmt: skip
    record(actor=actor, group=made, code="founded", now=now, reason=reason, details={"entry": made.entry})
    return made


@transaction.atomic
def change(*, actor: Actor, group: Group, reason: str, now: datetime, **fields: Any) -> Group:
    """Other settings (CHANGEABLE). Entry becomes easier only by a leader's word. Raises Refused, Unacceptable."""
    needs(actor, group, Deed.SETTLE)
    reasoned(reason)
    locked = Group.objects.select_for_update().get(pk=group.pk)
    changed = {name: value for name, value in fields.items() if name in CHANGEABLE and str(getattr(locked, name)) != str(value)}
    if not changed:
        return locked
    if "entry" in changed and Entry(changed["entry"]).narrowness < Entry(locked.entry).narrowness:
        needs(actor, locked, Deed.WIDEN)
    if "name" in changed and Group.objects.filter(name__iexact=changed["name"].strip()).exclude(pk=locked.pk).exists():
        raise Unacceptable(_("There is a group of that name already."))
    for name, value in changed.items():
        setattr(locked, name, value)
    locked.save(update_fields=list(changed))
    record(actor=actor, group=locked, code="changed", now=now, reason=reason, about=", ".join(sorted(changed)))
    return locked


@transaction.atomic
def end(*, actor: Actor, group: Group, reason: str, now: datetime) -> Group:
    """The group's work is over: its people can still read it, nothing is written any more. Raises Refused, Unacceptable."""
    needs(actor, group, Deed.END)
    reasoned(reason)
    locked = Group.objects.select_for_update().get(pk=group.pk)
    locked.ended = now
    locked.save(update_fields=["ended"])
    waiting = GroupMembership.objects.filter(group=locked, state__in=[State.ASKED.value, State.INVITED.value])
    waiting.update(state=State.ENDED.value, ended_by=End.CLOSED.value, until=now)
    record(actor=actor, group=locked, code="ended", now=now, reason=reason)
    return locked


@transaction.atomic
def reopen(*, actor: Actor, group: Group, reason: str, now: datetime) -> Group:
    """Take the end back. For those who may end it, judged as if it had not. Raises Refused, Unacceptable."""
    locked = Group.objects.select_for_update().get(pk=group.pk)
    locked.ended = None
    needs(actor, locked, Deed.END)
    reasoned(reason)
    locked.save(update_fields=["ended"])
    record(actor=actor, group=locked, code="reopened", now=now, reason=reason)
    return locked
