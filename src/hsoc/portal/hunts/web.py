"""The page of hunts: what of others' indicators we met, what became of ours, and whether we take part. Never: who else met one."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any, Final
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from hsoc.portal.hunts import actions, queries
from hsoc.portal.hunts.models import Meeting
from hsoc.portal.hunts.rules import LOOK_DAYS
from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.queries import actor_of, organisation_names
from hsoc.portal.members.rules import Action, Object, may, require

ON_A_PAGE: Final = 25
LOCAL: Final = "%Y-%m-%dT%H:%M"  # what the page of the traffic reads


def parse_day(text: str) -> date | None:
    """A day of an address; None for what is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def told(one: Meeting) -> dict[str, Any]:
    """A meeting as it is shown: its hosts with a door to their flows."""
    hosts = [
        {"address": address, "first": first, "last": last, "flows": flows, "href": _flows(one, address, first, last)}
        for address, first, last, flows in one.hosts
    ]
    return {"meeting": one, "hosts": hosts}


def _flows(one: Meeting, host: str, first: int, last: int) -> str:
    since, until = (timezone.localtime(datetime.fromtimestamp(ms / 1000, UTC)) for ms in (first, last + 60_000))
    since = max(since, until - timedelta(days=LOOK_DAYS))
    query = {"member": one.organisation.number, "partner": one.hunt.value, "own": host}
    query |= {"since": since.strftime(LOCAL), "until": until.strftime(LOCAL)}
    return f"{reverse('traffic_view', args=['flows'])}?{urlencode(query)}"


@login_required
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """Notices of the organisation acted for, and the bands of its own values."""
    actor = actor_of(request)
    require(actor, Action.VIEW, Object.INDICATOR)
    number = actor.organisation
    since, until = (parse_day(request.GET.get(name, "")) for name in ("since", "until"))
    noted = queries.noted(queries.visible_to(actor).filter(organisation__number=number), since, until)
    met = Paginator(noted, ON_A_PAGE).get_page(request.GET.get("page"))
    shared = Paginator(queries.shared_by(actor).filter(organisation__number=number), ON_A_PAGE).get_page(request.GET.get("shared"))
    return render(
        request,
        "hunts/hunts.html",
        {
            "name": organisation_names().get(number, ""),
            "choice": queries.choice_of(number),
            "may_choose": may(actor, Action.CHANGE, Object.WISH, number) and number in actor.organisations,
            "sees": actor.organisation in {seat.organisation for seat in actor.seats} and may(actor, Action.VIEW, Object.FLOW, number),
            "met": met,
            "since": since,
            "until": until,
            "notices": [told(one) for one in met],
            "shared": shared,
        },
    )


@login_required
@require_POST
def take_part(request: HttpRequest) -> HttpResponse:
    """The member's word, with its reason."""
    actor = actor_of(request)
    if not actor.organisation:
        raise Http404
    takes = request.POST.get("takes") == "1"
    try:
        actions.take_part(
            actor=actor, organisation=actor.organisation, takes=takes, reason=request.POST.get("reason", ""), now=datetime.now(UTC)
        )
    except Unacceptable as fault:
        messages.error(request, str(fault))
    else:
        messages.success(request, _("You take part in hunts.") if takes else _("You no longer take part in hunts."))
    return redirect("hunts")
