"""Offers are made and taken back, help is called for, given, accepted, and thanked for. Never: who sees them (queries)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from hsoc.portal.aid import queries
from hsoc.portal.aid.models import KIND_NAMES, Answer, Call, Offer
from hsoc.portal.aid.rules import MOST_OPEN, AnswerState, CallState, Kind, call_ends, offer_ends
from hsoc.portal.audit.actions import record
from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.models import Organisation
from hsoc.portal.members.rules import Action, Actor, Object, Refused, require
from hsoc.portal.notices.actions import tell


@transaction.atomic
def offer(*, actor: Actor, kind: Kind, text: str, amount: int, now: datetime) -> Offer:
    """What the organisation acted for would lend."""
    number = actor.organisation
    require(actor, Action.CREATE, Object.AID, number)
    owner = Organisation.objects.get(number=number)
    if Offer.objects.filter(organisation=owner, withdrawn__isnull=True, until__gt=now).count() >= MOST_OPEN:
        raise Unacceptable(_("Your organisation has %(most)d offers already. Take some back first.") % {"most": MOST_OPEN})
    made = Offer.objects.create(
        organisation=owner, person_id=actor.user, kind=kind.value, text=text.strip(), amount=amount, made=now, until=offer_ends(now)
    )
    record(actor=actor, action="aid.offered", object=f"offer:{made.pk}", concerns=number, details={"kind": kind.value}, now=now)
    return made


@transaction.atomic
def renew(*, actor: Actor, number: int, now: datetime) -> Offer:
    """The offer stands for another half year."""
    found = _own_offer(actor, number)
    found.until = offer_ends(now)
    found.save(update_fields=["until"])
    record(actor=actor, action="aid.renewed", object=f"offer:{number}", concerns=found.organisation.number, now=now)
    return found


@transaction.atomic
def withdraw(*, actor: Actor, number: int, now: datetime) -> None:
    """The offer is taken back."""
    found = _own_offer(actor, number)
    found.withdrawn = now
    found.save(update_fields=["withdrawn"])
    record(actor=actor, action="aid.withdrawn", object=f"offer:{number}", concerns=found.organisation.number, now=now)


@transaction.atomic
def call(*, actor: Actor, kind: Kind, text: str, amount: int, urgent: bool, now: datetime) -> Call:
    """The organisation acted for calls for help; who can give it is told, of an urgent call everybody."""
    number = actor.organisation
    require(actor, Action.CREATE, Object.AID, number)
    owner = Organisation.objects.get(number=number)
    if Call.objects.filter(organisation=owner, state__in=queries.OPEN, until__gt=now).count() >= MOST_OPEN:
        raise Unacceptable(_("Your organisation has %(most)d open calls already. Close some first.") % {"most": MOST_OPEN})
    made = Call.objects.create(
        organisation=owner,
        person_id=actor.user,
        kind=kind.value,
        text=text.strip(),
        amount=amount,
        urgent=urgent,
        made=now,
        until=call_ends(now),
    )
    record(
        actor=actor, action="aid.called", object=f"call:{made.pk}", concerns=number, details={"kind": kind.value, "urgent": urgent}, now=now
    )
    values: dict[str, str | int] = {"organisation": owner.name, "what": _said(made), "n": amount}
    tell(
        people=queries.to_be_told(made, now=now) - {actor.user}, kind="aid.called", values=values, path=_path(made), now=now, urgent=urgent
    )
    return made


@transaction.atomic
def answer(*, actor: Actor, number: int, text: str, amount: int, now: datetime) -> Answer:
    """The organisation acted for offers help to a call."""
    helper = actor.organisation
    require(actor, Action.CREATE, Object.AID, helper)
    found = _open_call(actor, number, now=now)
    if found.organisation.number == helper:
        raise Unacceptable(_("This is your own call."))
    owner = Organisation.objects.get(number=helper)
    if found.answers.filter(organisation=owner).exclude(state=AnswerState.TAKEN_BACK).exists():
        raise Unacceptable(_("Your organisation has answered already. Take that answer back to write another."))
    made = Answer.objects.create(call=found, organisation=owner, person_id=actor.user, text=text.strip(), amount=amount, made=now)
    record(actor=actor, action="aid.answered", object=f"call:{number}", concerns=helper, details={"answer": made.pk}, now=now)
    _tell(found, {found.person_id}, owner.name, now=now)
    return made


@transaction.atomic
def decide(*, actor: Actor, number: int, accept: bool, now: datetime) -> Answer:
    """Who called accepts an answer or declines it with thanks."""
    found = Answer.objects.select_related("call__organisation", "organisation").select_for_update(of=("self",)).get(
        pk=number, call__in=queries.visible_to(actor)
    )  # fmt: skip
    require(actor, Action.CHANGE, Object.AID, found.call.organisation.number)
    if found.state != AnswerState.GIVEN or found.call.state not in queries.OPEN:
        raise Unacceptable(_("This answer was decided or taken back."))
    found.state = AnswerState.ACCEPTED if accept else AnswerState.DECLINED
    found.save(update_fields=["state"])
    if accept and found.call.state == CallState.OPEN:
        found.call.state = CallState.HELPED
        found.call.save(update_fields=["state"])
    action = "aid.accepted" if accept else "aid.declined"
    record(
        actor=actor,
        action=action,
        object=f"call:{found.call_id}",
        concerns=found.call.organisation.number,
        details={"answer": number},
        now=now,
    )
    _tell(found.call, {found.person_id}, found.call.organisation.name, now=now)
    return found


@transaction.atomic
def take_back(*, actor: Actor, number: int, now: datetime) -> None:
    """The helper cannot after all."""
    found = Answer.objects.select_related("call__organisation", "organisation").get(pk=number, call__in=queries.visible_to(actor))
    require(actor, Action.CHANGE, Object.AID, found.organisation.number)
    found.state = AnswerState.TAKEN_BACK
    found.save(update_fields=["state"])
    record(actor=actor, action="aid.taken_back", object=f"call:{found.call_id}", concerns=found.organisation.number, now=now)
    _tell(found.call, {found.call.person_id}, found.organisation.name, now=now)


@transaction.atomic
def close(*, actor: Actor, number: int, thanks: str, now: datetime) -> Call:
    """The call is over: with thanks where help was accepted, otherwise taken back."""
    found = queries.visible_to(actor).select_for_update(of=("self",)).get(pk=number)
    require(actor, Action.CHANGE, Object.AID, found.organisation.number)
    if found.state not in queries.OPEN:
        raise Unacceptable(_("This call is closed already."))
    helped = found.answers.filter(state=AnswerState.ACCEPTED)
    people = set(helped.values_list("person_id", flat=True))
    if people and not thanks.strip():
        raise Unacceptable(_("Write a word of thanks to those who helped."))
    found.state, found.ended = (CallState.CLOSED if people else CallState.WITHDRAWN), now
    found.thanks = thanks.strip()[:1000]
    found.save(update_fields=["state", "ended", "thanks"])
    record(
        actor=actor,
        action="aid.closed",
        object=f"call:{number}",
        concerns=found.organisation.number,
        details={"helped": len(people)},
        now=now,
    )
    _tell(found, people, found.organisation.name, now=now)
    return found


def _own_offer(actor: Actor, number: int) -> Offer:
    found = Offer.objects.select_related("organisation").get(pk=number, withdrawn__isnull=True)
    require(actor, Action.CHANGE, Object.AID, found.organisation.number)
    return found


def _open_call(actor: Actor, number: int, *, now: datetime) -> Call:
    found = queries.open_calls(actor, now=now).filter(pk=number).first()
    if found is None:
        if not queries.visible_to(actor).filter(pk=number).exists():
            raise Refused(f"{actor.username} sees no call {number}")
        raise Unacceptable(_("This call is over. Thank you all the same."))
    return found


def _said(one: Call) -> str:
    """The kind as a message id, so that each reader hears it in his language: the source is English."""
    with override("en"):
        return str(KIND_NAMES[Kind(one.kind)])


def _path(one: Call) -> str:
    return reverse("aid_call", args=[one.pk])


def _tell(one: Call, people: set[int], who: str, *, now: datetime) -> None:
    tell(people=people, kind="aid.moved", values={"who": who, "what": _said(one)}, path=_path(one), now=now)
