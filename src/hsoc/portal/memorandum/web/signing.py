"""Signing, one signature with its decision and withdrawal, representatives. Belongs here: request in, page out."""

from __future__ import annotations

from datetime import UTC, datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hsoc.portal.files.web import answer
from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.queries import actor_of
from hsoc.portal.members.queries import visible_to as organisations_visible_to
from hsoc.portal.members.rules import Action, Object, may, numbers, require
from hsoc.portal.memorandum.actions import signing as actions
from hsoc.portal.memorandum.forms import DecideForm, SignForm, WithdrawForm
from hsoc.portal.memorandum.queries import register
from hsoc.portal.memorandum.rules.course import OPEN, Capacity, State, may_decide


def _now() -> datetime:
    return datetime.now(UTC)


@login_required
@require_http_methods(["GET", "POST"])
def sign(request: HttpRequest) -> HttpResponse:
    """Hands in a signed PDF under the present version."""
    actor = actor_of(request)
    require(actor, Action.CREATE, Object.MEMORANDUM)
    allowed = numbers(actor, Action.CREATE, Object.MEMORANDUM)
    owners = organisations_visible_to(actor)
    owners = owners if allowed is None else owners.filter(number__in=allowed)
    names = dict(owners.values_list("number", "name"))
    text = register.present()
    begin = {"organisation": actor.organisation if actor.organisation in names else None, "signed_on": _now().date()}
    form = SignForm(*((request.POST, request.FILES) if request.method == "POST" else ()), names=names, initial=begin)
    if text is not None and form.is_valid():
        fields = dict(form.cleaned_data)
        file = fields.pop("file")
        fields["capacity"] = Capacity(fields["capacity"])
        try:
            made = actions.hand_in(actor=actor, text=text.number, content=file.read(), name=file.name, now=_now(), **fields)
        except Unacceptable as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Handed in. A coordinator who is not you confirms it."))
            return redirect("memorandum_signature", made.pk)
    return render(request, "memorandum/sign.html", {"form": form, "text": text})


@login_required
@require_safe
def signature(request: HttpRequest, number: int) -> HttpResponse:
    """One signature: who, by what right, the file and what was found in it, what was decided."""
    actor = actor_of(request)
    found = get_object_or_404(register.visible_to(actor), pk=number)
    owner = found.organisation.number
    mine = may(actor, Action.CREATE, Object.MEMORANDUM, owner)
    decides = may(actor, Action.APPROVE, Object.MEMORANDUM, owner) and found.state == State.HANDED
    page = {
        "row": found,
        "mine": mine,
        "decides": decides and may_decide(handed_by=found.handed_by_id or 0, decider=actor.user),
        "own_hand": decides and found.handed_by_id == actor.user,
        "withdrawal": WithdrawForm(initial={"on": _now().date()}) if mine and found.state in OPEN else None,
    }
    return render(request, "memorandum/signature.html", page)


@login_required
@require_POST
def decide(request: HttpRequest, number: int) -> HttpResponse:
    """Confirms or refuses."""
    actor = actor_of(request)
    get_object_or_404(register.visible_to(actor), pk=number)
    form = DecideForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("The answer is too long."))
        return redirect("memorandum_signature", number)
    try:
        actions.decide(actor=actor, signature=number, now=_now(), **form.cleaned_data)
    except Unacceptable as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Decided; the organisation is told."))
    return redirect("memorandum_signature", number)


@login_required
@require_POST
def withdraw(request: HttpRequest, number: int) -> HttpResponse:
    """Withdraws it."""
    actor = actor_of(request)
    get_object_or_404(register.visible_to(actor), pk=number)
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say since when and why."))
        return redirect("memorandum_signature", number)
    try:
        actions.withdraw(actor=actor, signature=number, now=_now(), **form.cleaned_data)
    except Unacceptable as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Withdrawn. It stays in the register as withdrawn."))
    return redirect("memorandum_signature", number)


@login_required
@require_POST
def name_shown(request: HttpRequest, number: int) -> HttpResponse:
    """Shows the signer's name on the public list, or no more."""
    actor = actor_of(request)
    get_object_or_404(register.visible_to(actor), pk=number)
    actions.show_name(actor=actor, signature=number, public=request.POST.get("public") == "1", now=_now())
    messages.success(request, _("Changed."))
    return redirect("memorandum_signature", number)


@login_required
@require_safe
def file(request: HttpRequest, number: int) -> HttpResponseBase:
    """The signed PDF, as an attachment."""
    found = get_object_or_404(register.visible_to(actor_of(request)), pk=number)
    if found.file is None:
        raise Http404
    return answer(request, found.file)


@login_required
@require_http_methods(["GET", "POST"])
def representatives(request: HttpRequest) -> HttpResponse:
    """Who represents whom; a signatory names its own."""
    actor = actor_of(request)
    require(actor, Action.VIEW, Object.BALLOT)
    owner = actor.organisation
    names = owner in actor.organisations and may(actor, Action.CREATE, Object.BALLOT, owner) and register.is_signatory(owner)
    if request.method == "POST":
        person, rank = request.POST.get("person", ""), request.POST.get("rank", "")
        try:
            actions.name_representative(
                actor=actor, organisation=owner, person=int(person) if person.isdecimal() and len(person) < 19 else 0,
                rank=int(rank) if rank in {"1", "2"} else 0, now=_now(),
            )  # fmt: skip
        except Unacceptable as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("Named."))
        return redirect("memorandum_representatives")
    rows = list(register.representatives_visible_to(actor)[:2000])
    people = {one.user_id: one.user for one in register.colleagues(owner)} if names else {}
    page = {
        "rows": rows,
        "own": [one for one in rows if one.organisation.number == owner],
        "people": list(people.values()),
        "names": names,
        "signatories": len(register.signatories()),
    }
    return render(request, "memorandum/representatives.html", page)


@login_required
@require_POST
def representative_drop(request: HttpRequest, number: int) -> HttpResponse:
    """Represents no more."""
    actor = actor_of(request)
    get_object_or_404(register.representatives_visible_to(actor), pk=number)
    actions.drop_representative(actor=actor, representative=number, now=_now())
    messages.success(request, _("Changed."))
    return redirect("memorandum_representatives")
