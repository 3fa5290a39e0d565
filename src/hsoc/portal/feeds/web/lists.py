"""Pages of the block lists and of those who fetch them. Belongs here: parse → one query → render. Never: what a list holds (queries)."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hsoc.portal.feeds.actions.consumers import create_consumer, revoke_consumer
from hsoc.portal.feeds.queries import consumers as queries
from hsoc.portal.feeds.queries.lists import PAPS, listing, listings
from hsoc.portal.feeds.rules.papers import FORMATS
from hsoc.portal.feeds.web import words
from hsoc.portal.feeds.web.snippets import snippets
from hsoc.portal.indicators.rules import Audience
from hsoc.portal.members import queries as members
from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.queries import actor_of
from hsoc.portal.members.rules import Action, Object, may, require

SHOWN: Final = 200  # consumers on the page
AUDIENCES: Final = {Audience.COMMUNITY.value: Audience.COMMUNITY, Audience.PUBLIC.value: Audience.PUBLIC}


@login_required
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """All lists of one audience and PAP: how much is in them, what was left out, an address per format."""
    actor, now = actor_of(request), datetime.now(UTC)
    require(actor, Action.VIEW, Object.INDICATOR)
    audience, pap = request.GET.get("audience", "community"), request.GET.get("pap", "green")
    if audience not in AUDIENCES or pap not in PAPS:
        raise Http404(_("There is no such list."))
    made = listings(actor, audience=AUDIENCES[audience], pap=pap, now=now)
    rows = [
        {
            "name": words.WHATS[what],
            "list": one,
            "left": words.left(one.left),
            "links": [
                (
                    words.ENDINGS[ending],
                    reverse("list_text", args=[audience, pap, what, ending]),
                    f"/feeds/block/{audience}/{pap}/{what}.{ending}",
                )
                for ending, (_writer, whats) in FORMATS.items()
                if what in whats
            ],
        }
        for what, one in made.items()
    ]
    return render(
        request,
        "feeds/lists.html",
        {
            "rows": rows,
            "audience": audience,
            "pap": pap,
            "audiences": words.AUDIENCES.items(),
            "paps": words.PAPS.items(),
            "origin": request.build_absolute_uri("/").rstrip("/"),
        },
    )


@login_required
@require_safe
def text(request: HttpRequest, audience: str, pap: str, what: str, ending: str) -> HttpResponse:
    """What a machine would get, for a person to look at; as text, whatever its kind."""
    actor = actor_of(request)
    require(actor, Action.VIEW, Object.INDICATOR)
    if audience not in AUDIENCES or pap not in PAPS or ending not in FORMATS or what not in FORMATS[ending][1]:
        raise Http404(_("There is no such list."))
    made = listing(actor, audience=AUDIENCES[audience], pap=pap, what=what, now=datetime.now(UTC))
    answer = HttpResponse(FORMATS[ending][0](made)[0], content_type="text/plain; charset=utf-8")
    answer["Cache-Control"] = "private, no-store"
    return answer


@login_required
@require_http_methods(["GET", "POST"])
def consumers(request: HttpRequest) -> HttpResponse:
    """Who fetches, when and what; a POST makes a new one, whose secret is shown once with what to paste."""
    actor, now = actor_of(request), datetime.now(UTC)
    require(actor, Action.VIEW, Object.TOKEN)
    require(actor, Action.VIEW, Object.INDICATOR)
    secret, name, wrong = "", "", ""
    if request.method == "POST":
        name = request.POST.get("name", "")[:80]
        wanted = request.POST.get("organisation", "")
        number = int(wanted) if wanted.isdecimal() and len(wanted) < 10 else actor.organisation
        try:
            _made, secret = create_consumer(actor=actor, organisation=number, name=name, now=now)
        except Unacceptable as error:
            wrong = str(error)
    rows = list(queries.visible_to(actor)[:SHOWN])
    took: dict[int, list[Any]] = defaultdict(list)
    for one in queries.latest_fetches(actor, rows):
        took[one.consumer_id].append(one)
    names = members.organisation_names()
    able = [
        (number, names.get(number, str(number)))
        for number in sorted(actor.organisations)
        if may(actor, Action.CREATE, Object.TOKEN, number)
    ]
    origin = request.build_absolute_uri("/").rstrip("/")
    answer = render(
        request,
        "feeds/consumers.html",
        {
            "rows": [(one, took[one.pk], may(actor, Action.REMOVE, Object.TOKEN, one.organisation.number)) for one in rows],
            "secret": secret,
            "snippets": snippets(origin, secret) if secret else (),
            "name": name if wrong else "",
            "made": name if secret else "",
            "wrong": wrong,
            "owners": able,
            "several": len({one.organisation_id for one in rows}) > 1,
        },
        status=422 if wrong else 200,
    )
    if secret:
        answer.headers["Cache-Control"] = "no-store"
    return answer


@login_required
@require_POST
def revoke(request: HttpRequest, consumer: int) -> HttpResponse:
    """End a consumer at once."""
    actor = actor_of(request)
    found = get_object_or_404(queries.visible_to(actor), pk=consumer)
    revoke_consumer(actor=actor, consumer=found.pk, now=datetime.now(UTC))
    messages.success(request, _("Ended. Its next fetch is refused; what it holds it keeps until it is told otherwise there."))
    return redirect("consumers")
