"""Asking another organisation to agree that two prefixes meet, and its answer; the last consent asks for the prefix. Never: adding it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from hsoc.portal.audit.actions import record
from hsoc.portal.members import queries
from hsoc.portal.members.actions.agreement import Unacceptable, reasoned, request_approval
from hsoc.portal.members.actions.organisations import bounds, proof
from hsoc.portal.members.models import Organisation, Overlap
from hsoc.portal.members.rules import Action, Actor, Object, Refused, require
from hsoc.portal.members.signals import overlap_asked

MOST_MET = 50  # prefixes that a new one may meet; beyond it somebody registers the whole country


@transaction.atomic
def ask_overlap(
    *, actor: Actor, organisation: int, prefix: str, reason: str, now: datetime, origin: int = 0, registry: str = ""
) -> list[Overlap]:
    """Asks everybody whose prefix the new one meets. Raises Unacceptable where it meets none, an own one, or is the same as another's."""
    require(actor, Action.CREATE, Object.PREFIX, organisation)
    first, last = bounds(prefix)
    met = queries.meeting(first, last)
    if not met:
        raise Unacceptable(_("%(prefix)s meets nobody's prefix; it can be asked for at once.") % {"prefix": prefix})
    if any(one.organisation.number == organisation for one in met):
        raise Unacceptable(_("%(prefix)s meets a prefix of this organisation itself.") % {"prefix": prefix})
    if any(one.text == prefix for one in met) or len(met) > MOST_MET:
        raise Unacceptable(_("%(prefix)s cannot be shared: only one inside another can.") % {"prefix": prefix})
    payload = {"organisation": organisation, "prefix": prefix} | proof(prefix, origin, registry)
    why = reasoned(reason)
    owner = Organisation.objects.select_for_update().get(number=organisation)
    asked = []
    for other, meets in {one.organisation: one.text for one in met}.items():
        if Overlap.objects.filter(organisation=owner, other=other, prefix=prefix, state=Overlap.State.ASKED).exists():
            raise Unacceptable(_("The other organisation has been asked already; it has not answered yet."))
        one = Overlap.objects.create(
            organisation=owner, other=other, prefix=prefix, meets=meets, reason=why, payload=payload, asker_id=actor.user, asked=now
        )
        asked.append(one)
        for number in (organisation, other.number):
            record(
                actor=actor, action="overlap.asked", object=f"prefix:{prefix}", concerns=number, reason=why,
                details={"of": other.number, "meets": meets}, now=now,
            )  # fmt: skip
        overlap_asked.send(sender=Overlap, overlap=one, now=now)
    return asked


@transaction.atomic
def answer_overlap(*, actor: Actor, overlap: int, agree: bool, answer: str, now: datetime) -> Overlap:
    """The other party's word. Its own people only: not even an operator agrees for somebody else."""
    held = Overlap.objects.select_for_update(of=("self",)).select_related("organisation", "other", "asker").get(pk=overlap)
    require(actor, Action.CREATE, Object.PREFIX, held.other.number)
    if held.other.number not in actor.organisations or actor.via != "session":
        raise Refused("only the people of the other organisation agree to an overlap")
    if held.state != Overlap.State.ASKED:
        raise Unacceptable(_("This has been answered already."))
    held.state = Overlap.State.AGREED if agree else Overlap.State.REFUSED
    held.decider_id, held.decided, held.answer = actor.user, now, answer.strip()[:500]
    held.save()
    for number in (held.organisation.number, held.other.number):
        record(
            actor=actor, action=f"overlap.{held.state}", object=f"prefix:{held.prefix}", concerns=number, reason=held.answer,
            details={"of": held.other.number, "meets": held.meets}, now=now,
        )  # fmt: skip
    if agree:
        _ask_for_the_prefix(held, now)
    return held


def _ask_for_the_prefix(held: Overlap, now: datetime) -> None:
    """Once nobody is left to be asked, the request for the prefix is made in the name of the one who asked, if he still may."""
    first, last = bounds(held.prefix)
    met = {one.organisation_id for one in queries.meeting(first, last)}
    if not queries.overlap_agreed(held.organisation.number, held.prefix, met):
        return
    asker = queries.actor_of(held.asker)
    payload: dict[str, Any] = held.payload
    request_approval(
        actor=asker, code="prefix.add", thing=Object.PREFIX, organisation=held.organisation.number, payload=payload, reason=held.reason,
        now=now,
    )  # fmt: skip
