"""The page of one organisation and what is changed there. Belongs here: request in, page out. Never: a right or a row past the gate."""

from __future__ import annotations

from functools import partial

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from hsoc.portal.members import queries
from hsoc.portal.members.actions import agreement, organisations, people
from hsoc.portal.members.forms import FunctionForm, InviteForm, NameForm, PersonForm, PrefixForm, ProfileForm, SeatForm, StandingForm
from hsoc.portal.members.kept import again, kept
from hsoc.portal.members.models import SERVICE_NAMES, Organisation, Overlap, Prefix
from hsoc.portal.members.queries import actor_of
from hsoc.portal.members.rules import COMMUNITY, Action, Object, Role, may, require
from hsoc.portal.members.rules.checks import phone_shown
from hsoc.portal.members.rules.standing import is_overdue
from hsoc.portal.members.rules.vocabulary import Work
from hsoc.portal.members.web.approvals import waiting_for
from hsoc.portal.members.web.steps import done, moment, valid
from hsoc.portal.members.web.words import ROAS

SHOWN = 200  # rows of a list on one page


def _organisation(request: HttpRequest, number: int) -> Organisation:
    return get_object_or_404(queries.visible_to(actor_of(request)), number=number)


@login_required
@require_GET
def member(request: HttpRequest, number: int) -> HttpResponse:
    """One organisation: facts, names, people and what they do, invitations, what waits for its word."""
    actor, now = actor_of(request), moment()
    found = _organisation(request, number)
    unsaved = kept(request)
    may_people = may(actor, Action.CREATE, Object.PERSON, number)
    work = queries.contacts_visible_to(actor).filter(organisation=found).order_by("rank", "pk")[:SHOWN]
    overlaps = list(queries.overlaps_visible_to(actor).filter(organisation=found)[:SHOWN])
    return render(
        request,
        "members/member.html",
        {
            "organisation": found,
            "services": [SERVICE_NAMES[one] for one in found.services if one in SERVICE_NAMES],
            "prefixes": [_proven(one) for one in queries.prefixes_visible_to(actor).filter(organisation=found)],
            "waiting": waiting_for(actor, found, now),
            "domains": found.domains.all(),
            "as_numbers": found.as_numbers.all(),
            "seats": queries.seats_visible_to(actor).filter(organisation=found)[:SHOWN],
            "work": [(one, phone_shown(one.user.phone), one.kind == Work.DUTY and is_overdue(one.confirmed, now)) for one in work],
            "on_duty": [(one, phone_shown(one.phone)) for one in queries.duty(number, now)],
            "invitations": queries.invitations_visible_to(actor).filter(organisation=found, accepted__isnull=True, revoked__isnull=True),
            "asked": [one for one in overlaps if one.state == Overlap.State.ASKED],
            "met": queries.overlaps_visible_to(actor).filter(other=found, state=Overlap.State.ASKED),
            "profile": ProfileForm(
                again(unsaved, "profile"), auto_id="profile_%s", initial={name: getattr(found, name) for name in organisations.OWN_FIELDS}
            ),
            "prefix_form": PrefixForm(again(unsaved, "prefix"), auto_id="prefix_%s"),
            "name_form": NameForm(again(unsaved, "name"), auto_id="name_%s"),
            "person_form": PersonForm(again(unsaved, "person"), auto_id="person_%s"),
            "seat_form": SeatForm(again(unsaved, "seat"), auto_id="seat_%s"),
            "function_form": FunctionForm(again(unsaved, "function"), auto_id="function_%s"),
            "invite_form": InviteForm(again(unsaved, "invite"), auto_id="invite_%s"),
            "standing_form": StandingForm(again(unsaved, "standing"), auto_id="standing_%s"),
            "looks": queries.looks_into(actor, number, most=SHOWN),
            "now": now,
            "own": number in actor.organisations,
            "may_change": may(actor, Action.CHANGE, Object.ORGANISATION, number),
            "may_stand": may(actor, Action.CREATE, Object.ORGANISATION, number),
            "may_connect": may(actor, Action.APPROVE, Object.ORGANISATION, number),
            "may_prefix": may(actor, Action.CREATE, Object.PREFIX, number),
            "may_answer": number in actor.organisations and may(actor, Action.CREATE, Object.PREFIX, number),
            "may_people": may_people,
            "may_prove": may(actor, Action.APPROVE, Object.PERSON),
        },
    )


@login_required
@require_POST
def member_profile(request: HttpRequest, number: int) -> HttpResponse:
    """Changes what the organisation says of itself."""
    _organisation(request, number)
    require(actor_of(request), Action.CHANGE, Object.ORGANISATION, number)
    if (given := valid(request, ProfileForm(request.POST), act="profile")) is not None:
        act = partial(organisations.change_profile, actor=actor_of(request), organisation=number, facts=given, now=moment())
        done(request, act, _("Saved."), form="profile")
    return redirect("member", number)


@login_required
@require_POST
def prefix_ask(request: HttpRequest, number: int, code: str) -> HttpResponse:
    """Asks for a prefix to be added to (`add`) or taken from (`remove`) the organisation."""
    if code not in {"add", "remove"}:
        raise Http404
    _organisation(request, number)
    if (given := valid(request, PrefixForm(request.POST), act="prefix")) is not None:
        done(
            request,
            lambda: organisations.ask_prefix(
                actor=actor_of(request),
                organisation=number,
                code=code,
                prefix=given["network"],
                reason=given["reason"],
                origin=given["origin"] or 0,
                registry=given["registry"],
                now=moment(),
            ),
            _("Asked for. It takes effect once a second person has approved it."),
            form="prefix",
        )
    return redirect("member", number)


@login_required
@require_POST
def person_add(request: HttpRequest, number: int) -> HttpResponse:
    """Makes an account in the organisation."""
    _organisation(request, number)
    if (given := valid(request, PersonForm(request.POST), act="person")) is not None:
        done(
            request,
            lambda: people.add_person(actor=actor_of(request), organisation=number, now=moment(), **given),
            _("The account is made. The password is set through “Forgotten password”."),
            form="person",
        )
    return redirect("member", number)


@login_required
@require_POST
def seat_give(request: HttpRequest, number: int) -> HttpResponse:
    """Gives a role; one that reaches over the community is asked for instead."""
    _organisation(request, number)
    actor = actor_of(request)
    if (given := valid(request, SeatForm(request.POST), act="seat")) is None:
        return redirect("member", number)
    if Role(given["role"]) not in COMMUNITY:
        done(request, lambda: people.give_seat(actor=actor, organisation=number, now=moment(), **given), _("The role is given."))
        return redirect("member", number)
    payload = {"organisation": number, "username": given["username"], "role": given["role"]}
    done(
        request,
        lambda: agreement.request_approval(
            actor=actor, code="seat.give", thing=Object.PERSON, organisation=number, payload=payload, reason=given["reason"], now=moment()
        ),
        _("Asked for. It takes effect once a second person has approved it."),
    )
    return redirect("member", number)


@login_required
@require_POST
def seat_take(request: HttpRequest, number: int, seat: int) -> HttpResponse:
    """Takes a role away."""
    actor = actor_of(request)
    get_object_or_404(queries.seats_visible_to(actor), pk=seat, organisation__number=number)
    reason = request.POST.get("reason", "")[:500]
    done(request, lambda: people.take_seat(actor=actor, seat=seat, reason=reason, now=moment()), _("The role is taken away."))
    return redirect("member", number)


def _proven(one: Prefix) -> Prefix:
    """A prefix with what its ROA was, in words."""
    one.roa_text = ROAS.get(one.roa, one.roa)  # type: ignore[attr-defined]
    return one
