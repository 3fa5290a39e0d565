"""Agenda, minutes, tasks, decisions, comments. Never: documents (papers), surveys (polls)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext as _

from hsoc.portal.groups import queries
from hsoc.portal.groups.actions.history import record
from hsoc.portal.groups.models import AgendaItem, Comment, Decision, Group, Minutes, Task
from hsoc.portal.groups.queries import needs
from hsoc.portal.groups.queries.papers import agenda_visible_to, minutes_visible_to, next_number, tasks_visible_to, thing
from hsoc.portal.groups.rules.papers import IN_REGISTERS, widens
from hsoc.portal.groups.rules.standing import Deed
from hsoc.portal.groups.share.telling import tell
from hsoc.portal.members.actions.agreement import Unacceptable, reasoned
from hsoc.portal.members.rules import Actor, Refused
from hsoc.records.tlp import TLP


def _titled(title: str) -> str:
    text = title.strip()[:200]
    if not text:
        raise Unacceptable(_("A title is needed."))
    return text


def _registered(tlp: TLP) -> str:
    if tlp not in IN_REGISTERS:
        raise Unacceptable(_("TLP:RED is for named people: put it into a document and name its readers."))
    return tlp.value


# --- agenda -----------------------------------------------------------------------------------------------------------------
@transaction.atomic
def propose(*, actor: Actor, group: Group, title: str, text: str, now: datetime) -> AgendaItem:
    """Something for the agenda, at its end. Raises Refused, Unacceptable."""
    needs(actor, group, Deed.WRITE)
    last = AgendaItem.objects.filter(group=group).aggregate(most=Max("place"))["most"] or 0
    made = AgendaItem.objects.create(
        group=group, title=_titled(title), text=text.strip()[:10_000], place=last + 1, by_id=actor.user or None, created=now
    )
    record(actor=actor, group=group, code="proposed", now=now, about=made.title, thing=f"agenda:{made.pk}")
    return made


@transaction.atomic
def settle_item(*, actor: Actor, item: AgendaItem, state: str, now: datetime, minutes: Minutes | None = None) -> AgendaItem:
    """Mark it discussed (in which minutes), dropped, or waiting again: its proposer or a leader. Raises Refused, Unacceptable."""
    held = agenda_visible_to(actor).filter(pk=item.pk).first()
    if held is None:
        raise Refused("no such item")
    needs(actor, held.group, Deed.WRITE if held.by_id == actor.user else Deed.KEEP)
    held.state = AgendaItem.State(state).value
    held.minutes = minutes if minutes is not None and minutes.group_id == held.group_id else None
    held.save()
    record(actor=actor, group=held.group, code=f"item_{held.state}", now=now, about=held.title, thing=f"agenda:{held.pk}")
    return held


# --- minutes ---------------------------------------------------------------------------------------------------------------
@transaction.atomic
def write_minutes(
    *, actor: Actor, group: Group, title: str, held: date, text: str, tlp: TLP, now: datetime, minutes: Minutes | None = None
) -> Minutes:
    """New minutes, or a draft rewritten. A label of a draft is not widened either. Raises Refused, Unacceptable."""
    needs(actor, group, Deed.KEEP)
    label = _registered(tlp)
    if minutes is None:
        made = Minutes(group=group, by_id=actor.user or None)
    else:
        found = minutes_visible_to(actor).select_for_update(of=("self",)).filter(group=group, pk=minutes.pk).first()
        if found is None:
            raise Refused("no such minutes")
        if found.approved is not None:
            raise Unacceptable(_("Approved minutes stay as they are; write what changed into a comment or new minutes."))
        if widens(TLP(found.tlp), tlp):
            raise Unacceptable(_("A label is never widened: these minutes are %(label)s.") % {"label": found.tlp})
        made = found
    made.title, made.held, made.text, made.tlp, made.changed = _titled(title), held, text.strip()[:60_000], label, now
    made.save()
    record(actor=actor, group=group, code="minutes", now=now, about=made.title, thing=f"minutes:{made.pk}", details={"tlp": label})
    return made


@transaction.atomic
def approve_minutes(*, actor: Actor, minutes: Minutes, now: datetime) -> Minutes:
    """A leader's word that they are right. Raises Refused, Unacceptable."""
    held = minutes_visible_to(actor).select_for_update(of=("self",)).filter(pk=minutes.pk).first()
    if held is None:
        raise Refused("no such minutes")
    needs(actor, held.group, Deed.KEEP)
    if held.approved is not None:
        raise Unacceptable(_("They are approved already."))
    held.approved, held.approved_by_id = now, actor.user or None
    held.save()
    record(actor=actor, group=held.group, code="approved", now=now, about=held.title, thing=f"minutes:{held.pk}")
    return held


# --- tasks -------------------------------------------------------------------------------------------------------------------
def _owner(group: Group, owner: int) -> int | None:
    if not owner:
        return None
    if not queries.members_of(group).filter(user=owner).exists():
        raise Unacceptable(_("A task belongs to a member of the group."))
    return owner


@transaction.atomic
def give_task(
    *, actor: Actor, group: Group, title: str, text: str = "", owner: int = 0, due: date | None = None, minutes: Minutes | None = None,
    now: datetime,
) -> Task:  # fmt: skip
    """A task; its owner is told. Raises Refused, Unacceptable."""
    needs(actor, group, Deed.WRITE)
    made = Task.objects.create(
        group=group, title=_titled(title), text=text.strip()[:10_000], owner_id=_owner(group, owner), due=due,
        minutes=minutes if minutes is not None and minutes.group_id == group.pk else None, by_id=actor.user or None, created=now,
    )  # fmt: skip
    record(actor=actor, group=group, code="task", now=now, about=made.title, whom=made.owner, thing=f"task:{made.pk}")
    _tell_owner(actor, made, now)
    return made


@transaction.atomic
def change_task(*, actor: Actor, task: Task, now: datetime, outcome: str = "", **fields: Any) -> Task:
    """Other state, owner or due day: its owner, who gave it, or a leader. Raises Refused, Unacceptable."""
    held = tasks_visible_to(actor).filter(pk=task.pk).first()
    if held is None:
        raise Refused("no such task")
    needs(actor, held.group, Deed.WRITE if actor.user in {held.owner_id, held.by_id} or held.owner_id is None else Deed.KEEP)
    before = held.owner_id
    if "owner" in fields:
        held.owner_id = _owner(held.group, fields["owner"])
    if "due" in fields:
        held.due = fields["due"]
    if "state" in fields:
        held.state = Task.State(fields["state"]).value
        over = held.state in {Task.State.DONE, Task.State.DROPPED}
        held.closed, held.outcome = (now, outcome.strip()[:500]) if over else (None, "")
    held.save()
    code = f"task_{held.state}" if "state" in fields else "task_changed"
    record(actor=actor, group=held.group, code=code, now=now, about=held.title, reason=held.outcome, thing=f"task:{held.pk}")
    if held.owner_id != before:
        held = tasks_visible_to(actor).get(pk=held.pk)
        _tell_owner(actor, held, now)
    return held


def _tell_owner(actor: Actor, task: Task, now: datetime) -> None:
    if task.owner_id and task.owner_id != actor.user:
        values = {"group": task.group.name, "title": task.title, "due": task.due.isoformat() if task.due else ""}
        path = reverse("group_tasks", args=[task.group.code])
        tell(people=[task.owner_id], kind="group.task", values=values, path=path, now=now)


# --- decisions -----------------------------------------------------------------------------------------------------------------
@transaction.atomic
def decide(
    *, actor: Actor, group: Group, title: str, text: str, tlp: TLP, now: datetime, minutes: Minutes | None = None,
    replaces: Decision | None = None,
) -> Decision:  # fmt: skip
    """The next line of the register, by a leader. Raises Refused, Unacceptable."""
    needs(actor, group, Deed.KEEP)
    Group.objects.select_for_update().get(pk=group.pk)  # two leaders at once: one number each
    if replaces is not None and (replaces.group_id != group.pk or Decision.objects.filter(replaces=replaces).exists()):
        raise Unacceptable(_("This decision was replaced already."))
    made = Decision.objects.create(
        group=group, year=now.year, number=next_number(group, now.year), title=_titled(title), text=text.strip()[:20_000],
        tlp=_registered(tlp), minutes=minutes if minutes is not None and minutes.group_id == group.pk else None, replaces=replaces,
        by_id=actor.user or None, at=now,
    )  # fmt: skip
    record(actor=actor, group=group, code="decided", now=now, about=str(made), thing=f"decision:{made.pk}", details={"tlp": made.tlp})
    return made


# --- comments ------------------------------------------------------------------------------------------------------------------
@transaction.atomic
def comment(*, actor: Actor, group: Group, about: str, number: int, text: str, now: datetime) -> Comment:
    """A word under a document, minutes, a task or a decision. Raises Refused, Unacceptable."""
    needs(actor, group, Deed.WRITE)
    if thing(actor, group, about, number) is None:
        raise Refused("no such thing")
    if not text.strip():
        raise Unacceptable(_("There is nothing written."))
    made = Comment.objects.create(group=group, about=about, number=number, text=text.strip()[:10_000], by_id=actor.user or None, at=now)
    record(actor=actor, group=group, code="comment", now=now, thing=f"{about}:{number}", quiet=True)
    return made


@transaction.atomic
def remove_comment(*, actor: Actor, group: Group, comment: int, reason: str, now: datetime) -> Comment:
    """Take a word out: one's own, or as a leader. Raises Refused, Unacceptable."""
    held = Comment.objects.filter(group=group, pk=comment, removed__isnull=True).first()
    if held is None or thing(actor, group, held.about, held.number) is None:
        raise Refused("no such comment")
    mine = held.by_id == actor.user
    needs(actor, group, Deed.WRITE if mine else Deed.KEEP)
    if not mine:
        reasoned(reason)
    held.removed = now
    held.save(update_fields=["removed"])
    record(actor=actor, group=group, code="comment_removed", now=now, reason=reason, thing=f"{held.about}:{held.number}", quiet=True)
    return held
