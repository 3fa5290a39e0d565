"""The page about one value: what everybody and what only we know of it. Belongs here: the request, words. Never: who sees what."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from hsoc.journal.reputation_days import Reason
from hsoc.portal.entities.queries import page
from hsoc.portal.entities.web.figures import course
from hsoc.portal.events.web import words
from hsoc.portal.events.web.links import Door
from hsoc.portal.hunts.web import told
from hsoc.portal.indicators.web import ties
from hsoc.portal.members.queries import actor_of, organisation_names
from hsoc.portal.network.web.force_page import rows
from hsoc.records.indicator import Kind

LONGEST = 4096  # characters of a question
KINDS = {
    Kind.IP: _("address"),
    Kind.NET: _("prefix"),
    Kind.DOMAIN: _("domain"),
    Kind.URL: _("URL"),
    Kind.MAIL: _("mail address"),
    Kind.ASN: _("network"),
}


@login_required
@require_GET
def entity(request: HttpRequest) -> HttpResponse:
    """One value, or the question for one. What cannot be read is said, with status 400."""
    typed = request.GET.get("q", "").strip()[:LONGEST]
    if not typed:
        return render(request, "entities/ask.html", {"typed": ""})
    try:
        asked = page.read(typed)
    except ValueError:
        return render(request, "entities/ask.html", {"typed": typed, "wrong": True}, status=400)
    actor, now = actor_of(request), datetime.now(UTC)
    found = page.whole(actor, asked, now=now)
    names = organisation_names()
    given = {"found": found, "names": names, "door": Door(day=""), "together": ties.shown(found.together, actor, now)}
    return render(request, "entities/entity.html", given | _shown(found, names))


def _shown(found: page.Whole, names: dict[int, str]) -> dict[str, Any]:
    value = f"AS{found.asked.value}" if found.asked.kind is Kind.ASN else found.asked.value
    standing = found.standing
    return {
        "value": value,
        "kind": KINDS.get(found.asked.kind, found.asked.kind.value.upper()),
        "chart": course(standing.course) if standing else None,
        "days": [_day(why, score) for why, score in (standing.days if standing else ())],
        "events_href": f"{reverse('events')}?{urlencode({'address': value})}",
        "force": rows(found.force, names),
        "meetings": [told(one) for one in found.meetings],
        "mine": [
            (name, f"{reverse('traffic_view', args=['flows'])}?{urlencode({'member': number, 'partner': value, 'last': '7d'})}")
            for number, name in found.mine
        ],
    }


def _day(why: Reason, score: float) -> dict[str, Any]:
    named = [words.detector(one) for one in why.detectors]
    return {"day": why.day, "score": score, "events": why.events, "nodes": why.nodes, "detectors": named}
