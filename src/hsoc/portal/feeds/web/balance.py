"""The page of what an organisation gave to the others and what it got back. Belongs here: parse → queries → render. Never: who may see."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from hsoc.portal.charts import numbers
from hsoc.portal.events.queries import given
from hsoc.portal.events.web.sharing import owner_of
from hsoc.portal.feeds.queries.balance import Balance, balance
from hsoc.portal.feeds.rules.balance import PERIODS, Came, Period, Sums, came, period, summed
from hsoc.portal.feeds.web import balance_file, balance_words
from hsoc.portal.feeds.web.balance_links import Links
from hsoc.portal.members.models import Organisation
from hsoc.portal.members.queries import actor_of
from hsoc.portal.members.rules import Action, Actor, Object, Reach, may, reach, require


def _asked(request: HttpRequest) -> tuple[Actor, Organisation, Period, datetime]:
    actor, now = actor_of(request), datetime.now(UTC)
    require(actor, Action.VIEW, Object.SHARING)
    today = numbers.local(round(now.timestamp() * 1000)).date()
    return actor, owner_of(request, actor), period(request.GET.get("days", ""), request.GET.get("until", ""), today=today), now


def _sums(found: Balance, wanted: Period) -> tuple[Sums, Came]:
    lines = found.lines or ()
    return summed(lines, wanted.named), came(lines, wanted.named, organisation=found.organisation, house=found.house)


@login_required
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Both sides for a period, each figure with the list behind it."""
    actor, owner, wanted, now = _asked(request)
    found = balance(actor, owner, wanted, now=now)
    sums, got = _sums(found, wanted)
    mine = owner.number in actor.organisations
    links = Links(owner.number, wanted, everything=reach(actor, Action.VIEW, Object.EVENT) is Reach.ALL, mine=mine)
    standing = given.standing(owner.number)
    rules = given.of_row(standing, owner.number).rules if standing else ()
    context: dict[str, Any] = {
        "owner": owner, "owners": list(given.organisations(actor).values_list("number", "name")), "period": wanted, "periods": PERIODS,
        "found": found, "sums": sums, "got": got, "links": links, "acting": owner.number == actor.organisation,
        "sentence": balance_words.sentence(found, sums, got, wanted, today=now),
        "course": balance_words.course(found, wanted, links), "came": balance_words.came_by_day(found, wanted),
        "kinds": [(one, links.kind(one.category)) for one in sums.kinds],
        "held": [(balance_words.held(state, place, rules), links.held(state), count) for state, place, count in sums.held],
        "labels": sums.labels, "came_kinds": [(name, links.came(category=name), count) for name, count in got.kinds],
        "indicators": [(balance_words.kind(code), links.indicators(kind=code), count) for code, count in found.shared.kinds]
        if found.shared else [],
        "sightings": [(balance_words.verdict(code), count) for code, count in found.shared.sightings] if found.shared else [],
        "reports": [(severity, links.reports(severity=severity), count) for severity, count in found.reports],
        "received": sum(count for _severity, count in found.reports),
        "may_change": may(actor, Action.CHANGE, Object.SHARING, owner.number), "query": links.query,
    }  # fmt: skip
    return render(request, "feeds/balance.html", context)


@login_required
@require_safe
def exported(request: HttpRequest) -> HttpResponse:
    """The same figures for a spreadsheet."""
    actor, owner, wanted, now = _asked(request)
    found = balance(actor, owner, wanted, now=now)
    text = balance_file.written(found, *_sums(found, wanted), wanted, language=get_language() or "cs")
    response = HttpResponse(text, content_type="text/csv; charset=utf-8", status=200 if found.lines is not None else 503)
    name = f"hsoc-given-{owner.number}-{wanted.first}-{wanted.last}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
