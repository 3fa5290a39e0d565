"""The board of help, one call, one's offers. Belongs here: request in, page out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from itertools import chain
from typing import TypeVar

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ObjectDoesNotExist
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hsoc.portal.aid import actions, queries
from hsoc.portal.aid.forms import AnswerForm, CallForm, OfferForm
from hsoc.portal.aid.models import CALL_NAMES, KIND_NAMES, Call, Offer
from hsoc.portal.aid.rules import AnswerState, Kind, covered
from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.models import REGION_CHOICES
from hsoc.portal.members.queries import actor_of
from hsoc.portal.members.rules import Action, Object, may, require
from hsoc.records.delimited import pieces

Row = TypeVar("Row", Call, Offer)
PAGE = 50  # offers on a page
CALLS = 50  # calls on a page, the urgent first
OFFERED = ("kind", "text", "amount", "until", "organisation__name", "organisation__region")  # what the board shows of an offer
CALLED = ("kind", "text", "amount", "urgent", "made", "state", "organisation__name")  # and of a call
CLOSED = ("ended", "thanks", "organisation__name")
MOST_EXPORTED = 20_000  # offers of one table


def _now() -> datetime:
    return datetime.now(UTC)


@login_required
@require_safe
def board(request: HttpRequest) -> HttpResponseBase:
    """Who needs help now, then what could be lent."""
    actor, now = actor_of(request), _now()
    require(actor, Action.VIEW, Object.AID)
    asked = {name: request.GET.get(name, "").strip()[:100] for name in ("kind", "region", "text")}
    every = queries.offers_visible_to(actor, now=now)
    regions = set(every.order_by().values_list("organisation__region", flat=True).distinct())
    offers = queries.narrowed(every, **asked)
    if request.GET.get("format") == "csv":
        return _csv(offers[:MOST_EXPORTED])
    kinds = {code.value: str(name) for code, name in KIND_NAMES.items()}
    states = {code.value: str(name) for code, name in CALL_NAMES.items()}
    places = {code: str(name) for code, name in REGION_CHOICES.items()}
    shown = Paginator(_bare(offers).only(*OFFERED), PAGE).get_page(request.GET.get("page"))
    waiting = Paginator(_bare(queries.open_calls(actor, now=now)).only(*CALLED), CALLS).get_page(request.GET.get("calls"))
    page = {
        "calls": waiting,
        "waiting": [(one, kinds.get(one.kind, one.kind), states.get(one.state, one.state)) for one in waiting],
        "offers": shown,
        "offered": [(one, kinds.get(one.kind, one.kind), places.get(one.organisation.region, "")) for one in shown],
        "asked": asked,
        "kinds": KIND_NAMES.items(),
        "regions": [one for one in REGION_CHOICES.items() if one[0] in regions],
        "closed": _bare(queries.visible_to(actor)).filter(state="closed").only(*CLOSED).order_by("-ended")[:5],
        "may_add": may(actor, Action.CREATE, Object.AID, actor.organisation),
    }
    return render(request, "aid/board.html", page)


def _bare(found: QuerySet[Row]) -> QuerySet[Row]:
    """The same without the people, of whom a board names none."""
    return found.select_related(None).select_related("organisation")


def _csv(offers: QuerySet[Offer]) -> StreamingHttpResponse:
    rows = (
        (row.kind, row.text, str(row.amount), row.organisation.name, row.organisation.region, row.until.date().isoformat())
        for row in offers.iterator(chunk_size=PAGE)
    )
    told = pieces(chain((("kind", "text", "amount", "organisation", "region", "until"),), rows))
    headers = {"Content-Disposition": 'attachment; filename="offers.csv"'}
    return StreamingHttpResponse(told, content_type="text/csv; charset=utf-8", headers=headers)


@login_required
@require_http_methods(["GET", "POST"])
def offer(request: HttpRequest) -> HttpResponse:
    """A new offer, and one's own that stand."""
    actor, now = actor_of(request), _now()
    require(actor, Action.CREATE, Object.AID, actor.organisation)
    form = OfferForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.offer(actor=actor, kind=Kind(given["kind"]), text=given["text"], amount=given["amount"], now=now)
        except Unacceptable as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Thank you. It stands for half a year; then we ask whether it still holds."))
            return redirect("aid_offer")
    mine = queries.offers_visible_to(actor, now=now).filter(organisation__number=actor.organisation)
    return render(request, "aid/offer.html", {"form": form, "rows": mine})


@login_required
@require_http_methods(["GET", "POST"])
def new_call(request: HttpRequest) -> HttpResponse:
    """A new call."""
    actor = actor_of(request)
    require(actor, Action.CREATE, Object.AID, actor.organisation)
    form = CallForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = actions.call(
                actor=actor, kind=Kind(given["kind"]), text=given["text"], amount=given["amount"], urgent=given["urgent"], now=_now()
            )
        except Unacceptable as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Your call is out. Answers come here and as notices."))
            return redirect("aid_call", made.pk)
    return render(request, "aid/new_call.html", {"form": form})


@login_required
@require_http_methods(["GET", "POST"])
def call(request: HttpRequest, number: int) -> HttpResponse:
    """One call: what is needed, who answered, what would fit; the POST answers it."""
    actor, now = actor_of(request), _now()
    found = get_object_or_404(queries.visible_to(actor), pk=number)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.answer(actor=actor, number=number, text=form.cleaned_data["text"], amount=form.cleaned_data["amount"], now=now)
        except Unacceptable as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Thank you. Who called decides and you will hear."))
            return redirect("aid_call", number)
    answers = list(queries.answers_of(actor, found))
    mine = may(actor, Action.CHANGE, Object.AID, found.organisation.number)
    is_open = found.state in queries.OPEN and found.until > now
    page = {
        "row": found,
        "answers": answers,
        "mine": mine,
        "is_open": is_open,
        "enough": covered((one.amount for one in answers if one.state == AnswerState.ACCEPTED), wanted=found.amount),
        "helped": any(one.state == AnswerState.ACCEPTED for one in answers),
        "matches": queries.matches(actor, found, now=now) if mine and is_open else [],
        "may_answer": is_open
        and not any(one.organisation.number == actor.organisation and one.state != AnswerState.TAKEN_BACK for one in answers)
        and actor.organisation != found.organisation.number
        and may(actor, Action.CREATE, Object.AID, actor.organisation),
        "form": form,
    }
    return render(request, "aid/call.html", page)


def _do(request: HttpRequest, do: Callable[[], object], said: str) -> None:
    try:
        do()
    except ObjectDoesNotExist as error:
        raise Http404 from error
    except Unacceptable as error:
        messages.error(request, str(error))
    else:
        messages.success(request, said)


@login_required
@require_POST
def offer_step(request: HttpRequest, number: int, code: str) -> HttpResponse:
    """Renews or takes back an offer."""
    actor, now = actor_of(request), _now()
    if code == "renew":
        _do(request, lambda: actions.renew(actor=actor, number=number, now=now), _("It stands for another half year."))
    else:
        _do(request, lambda: actions.withdraw(actor=actor, number=number, now=now), _("The offer is taken back."))
    return redirect("aid_offer")


@login_required
@require_POST
def answer_step(request: HttpRequest, number: int, answer: int, code: str) -> HttpResponse:
    """Accepts, declines or takes back an answer."""
    actor, now = actor_of(request), _now()
    if code == "take-back":
        _do(request, lambda: actions.take_back(actor=actor, number=answer, now=now), _("Your answer is taken back."))
    else:
        said = _("They have been told.")
        _do(request, lambda: actions.decide(actor=actor, number=answer, accept=code == "accept", now=now), said)
    return redirect("aid_call", number)


@login_required
@require_POST
def close(request: HttpRequest, number: int) -> HttpResponse:
    """Closes a call."""
    actor, thanks = actor_of(request), request.POST.get("thanks", "")
    _do(request, lambda: actions.close(actor=actor, number=number, thanks=thanks, now=_now()), _("Closed."))
    return redirect("aid_call", number)
