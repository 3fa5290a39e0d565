"""A request from its asking to its end: moves, steps, words, acceptance of rules. Never: the catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from hsoc.portal.audit.actions import record
from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.models import Organisation
from hsoc.portal.members.rules import Action, Actor, Object, Refused, require
from hsoc.portal.notices.actions import tell
from hsoc.portal.services.models import STATE_NAMES, Acceptance, Done, Note, Request, Rules, Service
from hsoc.portal.services.queries import catalogue, checks
from hsoc.portal.services.rules import questions
from hsoc.portal.services.rules.course import Deed, Side, State, move, review_due
from hsoc.portal.services.rules.steps import BY_HAND, CUT_OVER, SHORTEST_WORD, Check, Step, falling, left, ready
from hsoc.portal.services.signals import service_ended, service_started, step_done, steps_opened

MOST_NOTES = 500  # of one request


@transaction.atomic
def ask(*, actor: Actor, service: Service, organisation: int, note: str, now: datetime) -> Request:
    """An organisation asks for a service. Raises Unacceptable where it is not offered to it or is asked for already."""
    require(actor, Action.CREATE, Object.REQUEST, organisation)
    owner = Organisation.objects.get(number=organisation)
    if service.state != Service.State.OFFERED:
        raise Unacceptable(_("This service is not offered now."))
    if service.audience == Service.Audience.CONNECTED and not owner.connected:
        raise Unacceptable(_("This service is for organisations connected to the network. Join the network first."))
    if catalogue.open_request(service, owner) is not None:
        raise Unacceptable(_("Your organisation has asked for it already."))
    made = Request.objects.create(service=service, organisation=owner, asker_id=actor.user, asked=now, moved=now)
    if note.strip():
        Note.objects.create(request=made, person_id=actor.user, moment=now, text=note.strip()[:4000])
    record(
        actor=actor, action="request.asked", object=f"request:{made.pk}", concerns=organisation, details={"service": service.code}, now=now
    )
    _tell(actor, made, Side.PROVIDER, _state(made), now=now)
    return made


@transaction.atomic
def make_move(*, actor: Actor, request: int, deed: Deed, reason: str, now: datetime) -> Request:
    """Moves a request on. Raises Unacceptable where it cannot be done now, a reason is missing, or steps are open."""
    found = _locked(actor, request)
    step = move(State(found.state), deed)
    if step is None:
        raise Unacceptable(_("This cannot be done in the state it is in: %(state)s.") % {"state": found.get_state_display()})
    held = catalogue.sides(actor, found)
    if not step.sides & held:
        raise Refused(f"{actor.username} may not {deed} request {request}")
    if step.reason and not reason.strip():
        raise Unacceptable(_("Say why; the other side reads it."))
    if deed is Deed.START and (open_steps := left(catalogue.steps_of(found.service), catalogue.done_of(found))):
        raise Unacceptable(_("Steps that are still open: %(n)d.") % {"n": len(open_steps)})
    found.state, found.moved = step.to.value, now
    if step.to is State.IN_USE:
        found.used_since = found.used_since or now.date()
        found.review = review_due(now.date())
    found.save(update_fields=["state", "moved", "used_since", "review"])
    Note.objects.create(request=found, person_id=actor.user, moment=now, text=reason.strip()[:4000], deed=deed.value)
    number = found.organisation.number
    record(actor=actor, action=f"request.{deed.value}", object=f"request:{request}", concerns=number, reason=reason.strip()[:500], now=now)
    if deed is Deed.START:
        service_started.send(Request, request=found, actor=actor, now=now)
    if deed in {Deed.END, Deed.WITHDRAW}:
        service_ended.send(Request, request=found, actor=actor, now=now)
    _tell(actor, found, Side.MEMBER if Side.PROVIDER in held else Side.PROVIDER, _state(found), now=now)
    return found


@transaction.atomic
def answer(*, actor: Actor, request: int, answers: Mapping[str, str], now: datetime) -> Request:
    """Keeps answers of the questionnaire, complete or not."""
    found = _locked(actor, request)
    if not catalogue.sides(actor, found):
        raise Refused(f"{actor.username} may not answer for request {request}")
    if found.state not in {State.ASKED, State.ONBOARDING}:
        raise Unacceptable(_("The questionnaire is closed: the request is %(state)s.") % {"state": found.get_state_display()})
    known = {one.code for one in questions.VRF}
    found.answers = {code: str(text).strip()[: questions.LONGEST_ANSWER] for code, text in answers.items() if code in known}
    found.moved = now
    found.save(update_fields=["answers", "moved"])
    details = {"answered": sum(1 for text in found.answers.values() if text)}
    record(
        actor=actor, action="request.answered", object=f"request:{request}", concerns=found.organisation.number, details=details, now=now
    )
    return found


@transaction.atomic
def do_step(*, actor: Actor, request: int, code: str, note: str, now: datetime, by_hand: bool = False) -> Done:
    """A person says that a step is done, or the machine looks. Raises Unacceptable where something comes first or the check says no.

    by_hand: who provides the service answers, with a word, for what the machine cannot see (steps.BY_HAND).
    """
    found, step = _step(actor, request, code)
    held = catalogue.sides(actor, found)
    if step.side not in held and not (by_hand and Side.PROVIDER in held):
        raise Refused(f"{actor.username} may not do step {code} of request {request}")
    done = catalogue.done_of(found)
    if code in done:
        return done[code]
    if not ready(step, done):
        raise Unacceptable(_("Something comes before it."))
    said, said_cs = note.strip()[:500], ""
    if by_hand:
        if step.check not in BY_HAND or Side.PROVIDER not in held:
            raise Refused(f"{actor.username} may not answer for step {code} of request {request}")
        if len(said) < SHORTEST_WORD:
            raise Unacceptable(_("Say what you saw and where; it stands with the step for good."))
    elif step.check:
        said, said_cs = (_looked(Check(step.check), found, language, now=now) for language in ("en", "cs"))
    made = Done.objects.create(request=found, code=code, person_id=actor.user or None, moment=now, note=said, note_cs=said_cs)
    Request.objects.filter(pk=found.pk).update(moved=now)
    details = {"step": code, "note": said} | ({"by_hand": True} if by_hand else {})
    record(
        actor=actor, action="request.step_done", object=f"request:{request}", concerns=found.organisation.number, details=details, now=now
    )
    _tell(actor, found, Side.PROVIDER if step.side is Side.MEMBER else Side.MEMBER, step.name[1], step.name[0], now=now)
    step_done.send(Request, request=found, code=code, actor=actor, now=now)
    return made


def _looked(check: Check, request: Request, language: str, *, now: datetime) -> str:
    """What the machine sees, in a language; both are kept, because who clicks is not who reads. Raises Unacceptable in the clicker's."""
    with override(language):
        seen = checks.seen(check, request, now=now)
    if not seen.holds:
        raise Unacceptable(checks.seen(check, request, now=now).said)
    return seen.said[:500]


@transaction.atomic
def undo_step(*, actor: Actor, request: int, code: str, reason: str, now: datetime) -> None:
    """Opens a step again, and with it those that waited for it; the other side hears why. Only while the service is being set up.

    Raises Unacceptable where a reason is missing, or a member would take back the cut-over with it.
    """
    found, step = _step(actor, request, code)
    held = catalogue.sides(actor, found)
    if step.side not in held:
        raise Refused(f"{actor.username} may not undo step {code} of request {request}")
    steps = catalogue.steps_of(found.service)
    gone = falling(steps, code) & catalogue.done_of(found).keys()
    if not gone:
        return
    if CUT_OVER in gone and Side.PROVIDER not in held:
        raise Unacceptable(_("The traffic already runs through the network. Ask who provides it to take the cut-over back first."))
    if not reason.strip():
        raise Unacceptable(_("Say why; the other side reads it."))
    Done.objects.filter(request=found, code__in=gone).delete()
    Request.objects.filter(pk=found.pk).update(moved=now)
    said = f"{_opened(step, get_language() or 'en')}. {reason.strip()}"
    Note.objects.create(request=found, person_id=actor.user, moment=now, text=said[:4000])
    details = {"steps": sorted(gone)}
    number = found.organisation.number
    record(
        actor=actor, action="request.step_undone", object=f"request:{request}", concerns=number, reason=reason.strip()[:500],
        details=details, now=now,
    )  # fmt: skip
    other = Side.MEMBER if step.side is Side.PROVIDER else Side.PROVIDER
    _tell(actor, found, other, _opened(step, "en"), _opened(step, "cs"), now=now)
    steps_opened.send(Request, request=found, codes=frozenset(gone), actor=actor, now=now)


@transaction.atomic
def say(*, actor: Actor, request: int, text: str, now: datetime) -> Note:
    """A word from one side to the other."""
    found = _locked(actor, request)
    held = catalogue.sides(actor, found)
    if not held:
        raise Refused(f"{actor.username} may not speak on request {request}")
    if not text.strip():
        raise Unacceptable(_("Write something first."))
    if found.notes.count() >= MOST_NOTES:
        raise Unacceptable(_("This conversation is full; go on by mail."))
    made = Note.objects.create(request=found, person_id=actor.user, moment=now, text=text.strip()[:4000])
    record(
        actor=actor,
        action="request.said",
        object=f"request:{request}",
        concerns=found.organisation.number,
        details={"note": made.pk},
        now=now,
    )
    _tell(actor, found, Side.MEMBER if Side.PROVIDER in held else Side.PROVIDER, "new message", now=now)
    return made


@transaction.atomic
def accept_rules(*, actor: Actor, service: Service, rules: int, organisation: int, now: datetime) -> Acceptance:
    """A manager accepts the version that was read, for the organisation. Raises Unacceptable where a newer one is in force."""
    require(actor, Action.CREATE, Object.REQUEST, organisation)
    if organisation not in actor.organisations:
        raise Refused("rules are accepted by people of the organisation")
    present = catalogue.present_rules(service)
    if present is None or present.pk != rules:
        raise Unacceptable(_("A newer version was published meanwhile. Read it first."))
    owner = Organisation.objects.get(number=organisation)
    made, new = Acceptance.objects.get_or_create(
        rules=Rules.objects.get(pk=rules), organisation=owner, defaults={"person_id": actor.user, "accepted": now}
    )
    if new:
        details = {"service": service.code, "number": present.number, "sha256": present.digest}
        record(actor=actor, action="service.rules_accepted", object=f"rules:{rules}", concerns=organisation, details=details, now=now)
    return made


@transaction.atomic
def open_reviews(*, actor: Actor, now: datetime) -> int:
    """Puts what has been used for a year under review; how many. Called once a day."""
    due = list(catalogue.due_reviews(now=now).select_for_update(of=("self",)))
    for one in due:
        one.state, one.moved = State.REVIEW.value, now
        one.save(update_fields=["state", "moved"])
        record(actor=actor, action="request.review", object=f"request:{one.pk}", concerns=one.organisation.number, now=now)
        for side in Side:
            _tell(actor, one, side, _state(one), now=now)
    return len(due)


def _opened(step: Step, language: str) -> str:
    with override(language):
        return _("Open again: %(step)s") % {"step": step.name[0 if language == "cs" else 1]}


def _locked(actor: Actor, request: int) -> Request:
    return catalogue.requests_visible_to(actor).select_for_update(of=("self",)).get(pk=request)


def _step(actor: Actor, request: int, code: str) -> tuple[Request, Step]:
    found = _locked(actor, request)
    if found.state != State.ONBOARDING:
        raise Unacceptable(_("Steps are done while the service is being set up."))
    step = next((one for one in catalogue.steps_of(found.service) if one.code == code), None)
    if step is None:
        raise Unacceptable(_("There is no such step."))
    return found, step


def _state(request: Request) -> str:
    """As a message id, so that each reader hears it in his language: the source is English."""
    with override("en"):
        return str(STATE_NAMES[State(request.state)])


def _tell(actor: Actor, request: Request, side: Side, what: str, what_cs: str = "", *, now: datetime) -> None:
    people = catalogue.people_of(request, side) - {actor.user}
    values = {"service": request.service.name_en, "service_cs": request.service.name_cs, "organisation": request.organisation.name}
    values |= {"what": what, "what_cs": what_cs}
    path = reverse("service_request", args=[request.pk])
    tell(people=people, kind="service.moved", values=values, path=path, now=now, organisation=request.organisation.number)
