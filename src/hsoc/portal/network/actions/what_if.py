"""Asking what a day would have been, cancelling it, and what became of it. Belongs here: the changes. Never: the reckoning."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from hsoc.portal.audit.actions import record
from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.models import Organisation
from hsoc.portal.members.rules import Action, Actor, Object, Refused, require
from hsoc.portal.network.models import Question
from hsoc.portal.network.queries.what_if import visible_to

MOST_OPEN: Final = 20  # questions that wait at once, of everybody: each takes minutes
MOST_KEPT: Final = 200  # answered ones that are kept
LARGEST_ANSWER: Final = 4 << 20  # characters; a day of 3,000 entries is about 300 kB


@transaction.atomic
def ask(
    *, actor: Actor, organisation: int, day: str, changes: dict[str, Any], policy: str, suffix: str, tuned: list[str], file_name: str,
    now: datetime,
) -> Question:  # fmt: skip
    """Put a question in the row. organisation 0 = the whole network, for who may change the perimeter."""
    require(actor, Action.CHANGE, Object.WISH if organisation else Object.PERIMETER, organisation or None)
    if not actor.user:
        raise Refused("a question is asked by a person")
    if Question.objects.filter(state__in=(Question.State.WAITING, Question.State.RUNNING)).count() >= MOST_OPEN:
        raise Unacceptable(_("Too many questions wait already. Try it later, or cancel one."))
    owner = Organisation.objects.get(number=organisation) if organisation else None
    made = Question.objects.create(
        organisation=owner, day=day, changes=changes, policy=policy, suffix=suffix, tuned=tuned, file_name=file_name[:100],
        asker_id=actor.user, asked=now,
    )  # fmt: skip
    details = {"day": day, "changes": changes, "file": file_name[:100]}
    record(actor=actor, action="what_if.asked", object=f"what-if:{made.pk}", concerns=organisation, details=details, now=now)
    for old in Question.objects.exclude(state__in=(Question.State.WAITING, Question.State.RUNNING))[MOST_KEPT:]:
        old.delete()
    return made


@transaction.atomic
def cancel(*, actor: Actor, question: int, now: datetime) -> Question:
    """Want no answer any more; the worker stops reckoning at its next look."""
    found = visible_to(actor).select_for_update(of=("self",)).filter(pk=question).first()
    if found is None:
        raise Refused("a question that does not exist or is not to be seen")
    number = found.organisation.number if found.organisation else 0
    require(actor, Action.CHANGE, Object.WISH if number else Object.PERIMETER, number or None)
    if not found.is_open:
        raise Unacceptable(_("This question is over already."))
    found.state, found.ended = Question.State.CANCELLED, now
    found.save(update_fields=["state", "ended"])
    record(actor=actor, action="what_if.cancelled", object=f"what-if:{question}", concerns=number, now=now)
    return found


@transaction.atomic
def settle(
    *, actor: Actor, question: int, state: Question.State, now: datetime, trouble: str = "", answer: str = "", done: int = 0, parts: int = 0
) -> Question | None:
    """The worker's word on a question: begun, so far, answered or not. None where somebody cancelled it meanwhile."""
    require(actor, Action.CHANGE, Object.PERIMETER)
    found = Question.objects.select_for_update(of=("self",)).get(pk=question)
    if not found.is_open:
        return None
    fresh = found.state != state
    found.done, found.parts = done or found.done, parts or found.parts
    found.state, found.trouble = state, trouble[:1000]
    if len(answer) > LARGEST_ANSWER:
        found.state, found.trouble, answer = Question.State.FAILED, _("The answer is too large to be kept."), ""
    found.answer = answer
    if state == Question.State.RUNNING and fresh:
        found.started = now
    if found.state not in {Question.State.WAITING, Question.State.RUNNING}:
        found.ended = now
    found.save()
    if fresh:  # each step of the progress would only fill the chain
        number = found.organisation.number if found.organisation else 0
        record(actor=actor, action=f"what_if.{found.state}", object=f"what-if:{question}", concerns=number, reason=trouble[:500], now=now)
    return found
