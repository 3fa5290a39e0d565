"""One request, its questionnaire, and the board of who runs services. Belongs here: request in, page out."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import chain, islice

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.queries import actor_of
from hsoc.portal.members.rules import Action, Object, require
from hsoc.portal.services.actions import requests as actions
from hsoc.portal.services.forms import QuestionForm, ReasonForm
from hsoc.portal.services.models import STATE_NAMES, Request, Service
from hsoc.portal.services.queries import catalogue
from hsoc.portal.services.rules.course import BOARD, Deed, Side, State
from hsoc.portal.services.rules.steps import left
from hsoc.portal.services.web import words
from hsoc.records.delimited import pieces

MOST = 500  # open requests on the board
MOST_EXPORTED = 20_000  # of one table


def _now() -> datetime:
    return datetime.now(UTC)


@login_required
@require_safe
def one(request: HttpRequest, number: int) -> HttpResponse:
    """Where it stands, what comes next, what was said."""
    actor = actor_of(request)
    found = get_object_or_404(catalogue.requests_visible_to(actor), pk=number)
    sides = catalogue.sides(actor, found)
    done = catalogue.done_of(found)
    way = catalogue.steps_of(found.service)
    steps = [words.step(step, done, sides) | {"falls": words.falls(way, step.code, done)} for step in way]
    still_open = len(left(way, done))
    deeds = [one for one in words.deeds(found, sides) if one["code"] != Deed.START or not still_open]
    page = {
        "row": found,
        "service": words.service(found.service),
        "steps": steps,
        "setting_up": found.state == State.ONBOARDING,
        "done": len([step for step in steps if step["done"]]),
        "deeds": deeds,
        "waiting": _("Steps that are still open: %(n)d.") % {"n": still_open} if still_open and found.state == State.ONBOARDING else "",
        "notes": [
            {"row": note, "did": words.SAID.get(Deed(note.deed)) if note.deed else ""} for note in found.notes.select_related("person")
        ],
        "speaks": bool(sides),
        "provider": Side.PROVIDER in sides,
        "asks_questions": found.service.process == Service.Process.VRF,
        "rules": catalogue.present_rules(found.service),
        "accepted": catalogue.accepted(found.service, found.organisation),
        "late": catalogue.late(found, now=_now()),
    }
    return render(request, "services/request.html", page)


@login_required
@require_POST
def moved(request: HttpRequest, number: int) -> HttpResponse:
    """A move."""
    actor = actor_of(request)
    get_object_or_404(catalogue.requests_visible_to(actor), pk=number)
    form = ReasonForm(request.POST)
    form.is_valid()
    try:
        deed = Deed(request.POST.get("deed", ""))
    except ValueError:
        messages.error(request, _("Choose what is to happen."))
        return redirect("service_request", number)
    try:
        actions.make_move(actor=actor, request=number, deed=deed, reason=form.cleaned_data.get("reason", ""), now=_now())
    except Unacceptable as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Done."))
    return redirect("service_request", number)


@login_required
@require_POST
def step(request: HttpRequest, number: int, code: str) -> HttpResponse:
    """A step is done, or opened again (`undo`). A no names the step: the message stands at the top of a long page."""
    actor = actor_of(request)
    found = get_object_or_404(catalogue.requests_visible_to(actor), pk=number)
    try:
        if request.POST.get("undo"):
            actions.undo_step(actor=actor, request=number, code=code, reason=request.POST.get("reason", ""), now=_now())
        else:
            note, by_hand = request.POST.get("note", ""), bool(request.POST.get("by_hand"))
            actions.do_step(actor=actor, request=number, code=code, note=note, now=_now(), by_hand=by_hand)
    except Unacceptable as error:
        name = next((one.name[words.place()] for one in catalogue.steps_of(found.service) if one.code == code), "")
        messages.error(request, f"{name}: {error}" if name else str(error))
        return redirect("service_request", number)
    return redirect(f"{reverse('service_request', args=[number])}#step-{code}")  # where one was on a long page


@login_required
@require_POST
def say(request: HttpRequest, number: int) -> HttpResponse:
    """A word to the other side."""
    actor = actor_of(request)
    get_object_or_404(catalogue.requests_visible_to(actor), pk=number)
    try:
        actions.say(actor=actor, request=number, text=request.POST.get("text", ""), now=_now())
    except Unacceptable as error:
        messages.error(request, str(error))
    return redirect("service_request", number)


@login_required
@require_http_methods(["GET", "POST"])
def answers(request: HttpRequest, number: int) -> HttpResponse:
    """The questionnaire; half-filled it is kept too."""
    actor = actor_of(request)
    found = get_object_or_404(catalogue.requests_visible_to(actor), pk=number, service__process=Service.Process.VRF)
    form = QuestionForm(request.POST if request.method == "POST" else None, answers=found.answers)
    if request.method == "POST" and form.is_valid():
        try:
            actions.answer(actor=actor, request=number, answers=form.cleaned_data, now=_now())
        except Unacceptable as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Your answers are kept."))
            return redirect("service_request", number)
    return render(request, "services/answers.html", {"row": found, "form": form, "service": words.service(found.service)})


@login_required
@require_safe
def board(request: HttpRequest) -> HttpResponseBase:
    """All open requests by state, the longest unmoved first; with `format=csv` the same as a table."""
    actor = actor_of(request)
    require(actor, Action.APPROVE, Object.REQUEST)
    asked = {"service": request.GET.get("service", "")[:40], "text": request.GET.get("text", "").strip()[:100]}
    now = _now()
    found = catalogue.board(actor, **asked)
    if request.GET.get("format") == "csv":
        return _csv(found[:MOST_EXPORTED], late=bool(request.GET.get("late")), now=now)
    rows = words.lines(list(catalogue.on_board(found)[:MOST]), now=now)
    if request.GET.get("late"):
        rows = [row for row in rows if row["late"]]
    columns = [{"name": STATE_NAMES[state], "rows": [row for row in rows if row["row"].state == state]} for state in BOARD]
    page = {
        "columns": columns,
        "asked": asked,
        "late": request.GET.get("late", ""),
        "services": catalogue.visible_to(actor),
        "total": len(rows),
    }
    return render(request, "services/board.html", page)


def _csv(found: QuerySet[Request], *, late: bool, now: datetime) -> StreamingHttpResponse:
    held = catalogue.on_board(found).iterator(chunk_size=MOST)
    lines = (line for part in iter(lambda: list(islice(held, MOST)), []) for line in words.lines(part, now=now))
    rows = (
        (
            line["service"], line["row"].organisation.name, line["row"].state, line["done"], line["steps"],
            line["row"].asked.isoformat(), line["row"].moved.isoformat(), str(line["late"]),
        )
        for line in lines
        if line["late"] or not late
    )  # fmt: skip
    told = pieces(chain((("service", "organisation", "state", "steps_done", "steps", "asked", "moved", "late"),), rows))
    headers = {"Content-Disposition": 'attachment; filename="requests.csv"'}
    return StreamingHttpResponse(told, content_type="text/csv; charset=utf-8", headers=headers)
