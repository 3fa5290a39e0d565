"""What operators say to the table: take entries out, let them back, agree to what the engine proposes, or decline. Never: reading it.

Nothing here touches a router: it becomes part of the policy, and the engine obeys at its next look.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from hsoc.portal.audit.actions import record
from hsoc.portal.members.actions.agreement import Unacceptable, agreed, decide_approval, reasoned, request_approval
from hsoc.portal.members.models import Approval, Organisation
from hsoc.portal.members.rules import Action, Actor, Object, Refused, require
from hsoc.portal.network.models import Veto
from hsoc.portal.network.queries.force import in_force, open_requests
from hsoc.portal.network.queries.policy import AGREED, ms

MOST_AT_ONCE = 200  # entries taken out in one step; more is the emergency brake's work
MOST_VETOES = 2000  # in force; as many as the engine takes
LONGEST = timedelta(days=30)
SHORTEST = timedelta(minutes=5)
AGREED_FOR = timedelta(hours=8)  # how long an agreement holds: a shift


@transaction.atomic
def take_out(*, actor: Actor, entries: Mapping[str, int], reason: str, lasts: timedelta, now: datetime) -> tuple[Veto, ...]:
    """Take entries (member's number by key, 0 = nobody's) out of the table until `lasts` is over. Raises Refused, Unacceptable."""
    require(actor, Action.REMOVE, Object.PERIMETER)
    if not actor.user:
        raise Refused("only a person takes an entry out of the table")
    said = reasoned(reason)[:500]
    if not 1 <= len(entries) <= MOST_AT_ONCE:
        raise Unacceptable(_("Choose 1 to %(most)d entries; for more there is the emergency brake.") % {"most": MOST_AT_ONCE})
    if not SHORTEST <= lasts <= LONGEST:
        raise Unacceptable(_("An entry is kept out from five minutes to thirty days."))
    if in_force(now=now).count() + len(entries) > MOST_VETOES:
        raise Unacceptable(_("Too many entries are kept out already; let some back first."))
    owners = {one.number: one for one in Organisation.objects.filter(number__in=set(entries.values()))}
    made = []
    for key, member in entries.items():
        in_force(now=now).filter(key=key).update(lifted=now)  # the newest word counts
        one = Veto.objects.create(
            key=key, organisation=owners.get(member), by_id=actor.user, reason=said, since=now, until=now + lasts
        )  # fmt: skip
        details = {"key": key, "until": one.until.isoformat()}
        record(actor=actor, action="entry.taken_out", object=f"veto:{one.pk}", concerns=member, reason=said, details=details, now=now)
        made.append(one)
    return tuple(made)


@transaction.atomic
def let_back(*, actor: Actor, veto: int, reason: str, now: datetime) -> Veto:
    """Let an entry come back, if what asked for it still does."""
    require(actor, Action.CHANGE, Object.PERIMETER)
    found = in_force(now=now).select_for_update(of=("self",)).filter(pk=veto).first()
    if found is None:
        raise Unacceptable(_("This entry is no longer kept out."))
    said = reasoned(reason)[:500]
    found.lifted = now
    found.save(update_fields=["lifted"])
    concerns = found.organisation.number if found.organisation else 0
    record(actor=actor, action="entry.let_back", object=f"veto:{veto}", concerns=concerns, reason=said, details={"key": found.key}, now=now)
    return found


@transaction.atomic
def agree(*, actor: Actor, key: str, reason: str, now: datetime) -> Approval:
    """Be the first of two people to want what the engine proposes, or the second where somebody has asked already."""
    require(actor, Action.APPROVE, Object.PERIMETER)
    asked = _open(key, now)
    record(actor=actor, action="proposal.agreed", object="perimeter", reason=reason[:500], details={"key": key}, now=now)
    if asked is not None:
        return decide_approval(actor=actor, approval=asked.pk, approve=True, answer=reasoned(reason), now=now)
    until = now + AGREED_FOR
    return request_approval(
        actor=actor,
        code=AGREED,
        thing=Object.PERIMETER,
        organisation=None,
        payload={"key": key, "until": ms(until)},
        reason=reason,
        now=now,
    )


@transaction.atomic
def agreed_to(*, actor: Actor, key: str, until: int, reason: str, now: datetime, approval: Approval) -> None:
    """Both have said so: from the next policy on the engine may. Raises Unacceptable where the time is over."""
    require(actor, Action.APPROVE, Object.PERIMETER)
    agreed(actor, approval, AGREED)
    if until <= ms(now):
        raise Unacceptable(_("This proposal is too old; if the attack runs on, the engine proposes it again."))
    record(
        actor=actor, action="mitigation.agreed", object=f"approval:{approval.pk}", reason=reason[:500],
        details={"key": key, "until": until}, now=now,
    )  # fmt: skip


@transaction.atomic
def decline(*, actor: Actor, key: str, member: int, reason: str, lasts: timedelta, now: datetime) -> Veto:
    """Decline a proposal until `lasts` is over; somebody's open request for it is refused with the same words.

    Afterwards the engine may propose it again, if the attack still runs.
    """
    require(actor, Action.APPROVE, Object.PERIMETER)
    asked = _open(key, now)
    if asked is not None and asked.requester_id != actor.user:
        decide_approval(actor=actor, approval=asked.pk, approve=False, answer=reasoned(reason), now=now)
    details = {"key": key, "until": (now + lasts).isoformat()}
    record(actor=actor, action="proposal.declined", object="perimeter", concerns=member, reason=reason[:500], details=details, now=now)
    (made,) = take_out(actor=actor, entries={key: member}, reason=reason, lasts=lasts, now=now)
    return made


def _open(key: str, now: datetime) -> Approval | None:
    return next((one for one in open_requests(now=now) if one.payload.get("key") == key), None)
