"""Two-person approval: one asks, another one with the right decides; what was agreed is carried out in the same transaction.

Belongs here: asking, deciding, and the proof that an action demands. Never: what the changes do (project/reactions).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from hsoc.portal.audit.actions import record
from hsoc.portal.members.models import Approval, Organisation
from hsoc.portal.members.rules import Action, Actor, Object, Refused, require
from hsoc.portal.members.signals import approval_decided, approval_granted, approval_requested

APPROVAL_DAYS = 14  # days until an unanswered request lapses: longer than a holiday, shorter than anybody remembers why
LEAST_REASON = 5  # characters of a reason; a dot is none


class Unacceptable(ValueError):
    """What was asked cannot be done; the text says why, for people, in their language."""


def reasoned(reason: str) -> str:
    """The reason, trimmed. Raises Unacceptable on an empty one."""
    text = reason.strip()
    if len(text) < LEAST_REASON:
        raise Unacceptable(_("A reason of a few words is needed."))
    return text


def agreed(actor: Actor, approval: Approval | None, code: str) -> None:
    """Raises Refused unless another person has just approved this change, or the system itself acts (set-up, demo)."""
    if actor.via == "system":
        return
    if approval is None or approval.code != code or approval.state != Approval.State.APPROVED or approval.requester_id == actor.user:
        raise Refused(f"{code} needs the agreement of two people")


@transaction.atomic
def request_approval(
    *, actor: Actor, code: str, thing: Object, organisation: int | None, payload: dict[str, Any], reason: str, now: datetime
) -> Approval:
    """Asks for a change. `thing` and `organisation` say who may decide: whoever may APPROVE it there (never the one who asked)."""
    require(actor, Action.CREATE, Object.APPROVAL, organisation)
    require(actor, Action.CREATE if not code.endswith((".remove", ".take")) else Action.REMOVE, thing, organisation)
    owner = Organisation.objects.get(number=organisation) if organisation is not None else None
    asked = Approval.objects.create(
        code=code,
        object=thing,
        organisation=owner,
        payload=payload,
        reason=reasoned(reason),
        requester_id=actor.user,
        requested=now,
        expires=now + timedelta(days=APPROVAL_DAYS),
    )
    record(
        actor=actor,
        action="approval.requested",
        object=f"approval:{asked.pk}",
        concerns=organisation or 0,
        reason=asked.reason,
        details={"code": code, "payload": payload},
        now=now,
    )
    approval_requested.send(sender=Approval, approval=asked, now=now)
    return asked


@transaction.atomic
def decide_approval(*, actor: Actor, approval: int, approve: bool, answer: str, now: datetime) -> Approval:
    """Approves or refuses as the second person. Raises Refused without the right or on one's own request, Unacceptable when too late.

    An approved change is carried out before this returns; what it cannot do undoes the approval.
    """
    asked = Approval.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=approval)
    number = asked.organisation.number if asked.organisation else None
    require(actor, Action.APPROVE, Object(asked.object), number)
    if actor.via != "session":
        raise Refused("only a person in a session can be the second one")
    if asked.requester_id == actor.user:
        raise Refused("nobody approves his own request")
    if asked.state != Approval.State.PENDING:
        raise Unacceptable(_("This request is already decided: %(state)s.") % {"state": asked.get_state_display()})
    if asked.expires <= now:
        raise Unacceptable(_("This request has lapsed; it has to be made again."))
    asked.state = Approval.State.APPROVED if approve else Approval.State.REFUSED
    asked.decider_id, asked.decided, asked.answer = actor.user, now, answer.strip()[:500]
    asked.save()
    record(
        actor=actor,
        action=f"approval.{asked.state}",
        object=f"approval:{asked.pk}",
        concerns=number or 0,
        reason=asked.answer,
        details={"code": asked.code, "payload": asked.payload, "requester": asked.requester_id},
        now=now,
    )
    approval_decided.send(sender=Approval, approval=asked, actor=actor, now=now)
    if approve:
        approval_granted.send(sender=Approval, approval=asked, actor=actor, now=now)
    return asked


@transaction.atomic
def lapse_approvals(*, actor: Actor, now: datetime) -> int:
    """Marks what nobody answered in time; how many. Run by the worker once a day."""
    require(actor, Action.CHANGE, Object.APPROVAL)
    late = Approval.objects.filter(state=Approval.State.PENDING, expires__lte=now).update(state=Approval.State.EXPIRED)
    if late:
        record(actor=actor, action="approval.lapsed", object="approval", details={"count": late}, now=now)
    return late
