"""Looking on with consent: ask, answer, enter, leave. Belongs here: request in, page out."""

from __future__ import annotations

from datetime import UTC, datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from hsoc.portal.accounts import queries
from hsoc.portal.accounts.actions import support as actions
from hsoc.portal.accounts.forms import AskForm
from hsoc.portal.accounts.models import Support
from hsoc.portal.accounts.rules import HOURS
from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.queries import actor_of, organisation_names
from hsoc.portal.members.rules import Role

SUPPORT_KEY = "support"  # session key: number of the support that is used
SHOWN = 100  # rows


@login_required
@require_http_methods(["GET", "POST"])
def listing(request: HttpRequest) -> HttpResponse:
    """What was asked and granted; operators and coordinators ask here."""
    actor, now = actor_of(request), datetime.now(UTC)
    asks = actor.is_operator or actor.is_coordinator
    names = {number: name for number, name in organisation_names().items() if number not in actor.organisations} if asks else {}
    form = AskForm(request.POST if request.method == "POST" else None, names=names)
    if asks and request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        try:
            actions.ask_support(actor=actor, organisation=asked["organisation"], role=Role(asked["role"]), reason=asked["reason"], now=now)
        except Unacceptable as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Asked. The managers of the organisation decide."))
            return redirect("support")
    rows = list(queries.visible_to(actor)[:SHOWN])
    page = {"rows": rows, "waiting": queries.waiting(actor, now=now), "form": form, "asks": asks, "hours": HOURS, "now": now}
    return render(request, "accounts/support.html", page)


@login_required
@require_POST
def answer(request: HttpRequest, number: int) -> HttpResponse:
    """The manager's word."""
    hours = request.POST.get("hours", "0")
    try:
        found = actions.answer_support(
            actor=actor_of(request), support=number, hours=int(hours) if hours.isdecimal() and len(hours) < 4 else 0, now=datetime.now(UTC)
        )
    except Support.DoesNotExist as error:
        raise Http404 from error
    except Unacceptable as error:
        messages.error(request, str(error))
    else:
        opened = found.state == Support.State.OPEN
        messages.success(request, _("They may look on until then. You can end it at any time.") if opened else _("Refused."))
    return redirect("support")


@login_required
@require_POST
def end(request: HttpRequest, number: int) -> HttpResponse:
    """Ends it from either side."""
    try:
        actions.end_support(actor=actor_of(request), support=number, now=datetime.now(UTC))
    except Support.DoesNotExist as error:
        raise Http404 from error
    messages.success(request, _("Ended."))
    return redirect("support")


@login_required
@require_POST
def enter(request: HttpRequest, number: int) -> HttpResponse:
    """From now on the pages are seen as the member sees them."""
    if queries.standing(actor_of(request), number, now=datetime.now(UTC)) is None:
        raise Http404
    request.session[SUPPORT_KEY] = number
    return redirect("portal")


@login_required
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Back to one's own pages."""
    request.session.pop(SUPPORT_KEY, None)
    return redirect("support")
