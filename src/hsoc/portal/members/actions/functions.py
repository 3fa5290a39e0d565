"""Changes of what people do in an organisation, and the word of duty contacts that it is still so. Never: seats and rights (people)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from hsoc.portal.audit.actions import record
from hsoc.portal.members import queries
from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.models import Function, Membership, Organisation, User
from hsoc.portal.members.rules import Action, Actor, Object, Refused, require
from hsoc.portal.members.rules.vocabulary import Work
from hsoc.portal.members.share import letters
from hsoc.portal.members.signals import duty_confirmation_wanted

MOST_FUNCTIONS = 200  # of one organisation
ASKED_AGAIN = timedelta(days=1)  # a duty contact is not written to oftener, whoever asks
LAST_RANK = 9  # beyond it nobody is called any more


@transaction.atomic
def give_function(
    *, actor: Actor, organisation: int, username: str, kind: Work, now: datetime, rank: int = 1, title: str = "", confirmed: bool = False
) -> Function:
    """Says that somebody with a seat in the organisation does this there; again, it changes rank and title.

    confirmed: a duty contact named by himself or by the manager counts as confirmed today; the demo says otherwise.
    """
    require(actor, Action.CREATE, Object.PERSON, organisation)
    person = User.objects.filter(username=username.strip().lower(), is_active=True).first()
    if person is None:
        raise Unacceptable(_("Nobody is called %(username)s.") % {"username": username})
    owner = Organisation.objects.select_for_update().get(number=organisation)
    if not Membership.objects.filter(user=person, organisation=owner).exists():
        raise Unacceptable(_("%(person)s has no role in this organisation; give one first.") % {"person": person})
    if not 1 <= rank <= LAST_RANK:
        raise Unacceptable(_("The order is a number from 1 to %(most)d.") % {"most": LAST_RANK})
    kind = Work(kind)
    known = Function.objects.filter(user=person, organisation=owner, kind=kind).first()
    if known is None and owner.functions.count() >= MOST_FUNCTIONS:
        raise Unacceptable(_("An organisation has at most %(most)d functions.") % {"most": MOST_FUNCTIONS})
    before = [known.rank, known.title] if known else None
    held = known or Function(user=person, organisation=owner, kind=kind, since=now)
    held.rank, held.title = rank, title.strip()[:100]
    if known is None and confirmed:
        held.confirmed = now
    if before == [held.rank, held.title]:
        return held
    held.save()
    record(
        actor=actor,
        action="function.given" if known is None else "function.changed",
        object=f"person:{person.pk}",
        concerns=organisation,
        details={"function": kind.value, "rank": held.rank, "title": held.title},
        now=now,
    )
    return held


@transaction.atomic
def take_function(*, actor: Actor, function: int, now: datetime, reason: str = "") -> None:
    """Somebody no longer does it: said by the organisation, or by the person."""
    held = Function.objects.select_related("organisation").get(pk=function)
    number = held.organisation.number
    if held.user_id != actor.user:
        require(actor, Action.REMOVE, Object.PERSON, number)
    held.delete()
    record(
        actor=actor,
        action="function.taken",
        object=f"person:{held.user_id}",
        concerns=number,
        reason=reason,
        details={"function": held.kind},
        now=now,
    )


@transaction.atomic
def confirm_duty(*, actor: Actor, function: int, now: datetime, by_link: bool = False) -> Function:
    """The duty contact says that it is still so: the person, in the portal or by the link of a mail (then nobody is logged in)."""
    held = Function.objects.select_related("organisation", "user").select_for_update(of=("self",)).get(pk=function)
    if held.kind != Work.DUTY or not (by_link or held.user_id == actor.user or actor.via == "system"):
        raise Refused("a duty contact confirms for himself only")
    held.confirmed, held.asked = now, None
    held.save(update_fields=["confirmed", "asked"])
    record(
        actor=actor,
        action="duty.confirmed",
        object=f"person:{held.user_id}",
        concerns=held.organisation.number,
        details={"by": "link" if by_link else "portal"},
        now=now,
    )
    return held


@transaction.atomic
def share_duty(*, actor: Actor, function: int, shared: bool, now: datetime) -> Function:
    """Whether the other members may see how to reach a duty contact: said by himself or by his organisation, taken back at any time."""
    held = Function.objects.select_related("organisation").select_for_update(of=("self",)).get(pk=function)
    number = held.organisation.number
    if held.user_id != actor.user:
        require(actor, Action.CHANGE, Object.PERSON, number)
    if held.kind != Work.DUTY:
        raise Unacceptable(_("Only a duty contact is shown to the other members."))
    if held.shared != shared:
        held.shared = shared
        held.save(update_fields=["shared"])
        record(
            actor=actor, action="duty.shared", object=f"person:{held.user_id}", concerns=number, details={"shared": shared}, now=now,
        )  # fmt: skip
    return held


@transaction.atomic
def ask_again(*, actor: Actor, functions: Collection[int], now: datetime) -> tuple[int, int]:
    """Asks several duty contacts to confirm: (asked, left alone because they were asked within the last day)."""
    held = queries.contacts_visible_to(actor).filter(pk__in=functions, kind=Work.DUTY)
    fresh = [one.pk for one in held if one.asked is None or now - one.asked >= ASKED_AGAIN]
    for pk in fresh:
        ask_duty(actor=actor, function=pk, now=now)
    return len(fresh), len(held) - len(fresh)


@transaction.atomic
def ask_duty(*, actor: Actor, function: int, now: datetime) -> None:
    """Asks a duty contact to confirm: by the worker when it is time, by a coordinator or the manager at any time."""
    held = Function.objects.select_related("organisation", "user").select_for_update(of=("self",)).get(pk=function)
    number = held.organisation.number
    require(actor, Action.CHANGE, Object.PERSON, number)
    if held.kind != Work.DUTY:
        raise Unacceptable(_("Only a duty contact is asked to confirm."))
    if held.asked is not None and now - held.asked < ASKED_AGAIN:
        raise Unacceptable(_("The mail went out within the last day; wait for the answer, or call."))
    held.asked = now
    held.save(update_fields=["asked"])
    record(actor=actor, action="duty.asked", object=f"person:{held.user_id}", concerns=number, now=now)
    letters.ask_duty(held)
    duty_confirmation_wanted.send(sender=Function, function=held, now=now)
