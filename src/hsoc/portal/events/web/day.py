"""The daily view: one day or today so far, for the whole network or one member, as a page, a live fragment, PDF and CSV. Never: figures."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime
from typing import Any

import msgspec
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hsoc.journal.daily import DayView
from hsoc.portal.charts import numbers
from hsoc.portal.events.forms import DayChoice
from hsoc.portal.events.web import day_csv, paper, reading
from hsoc.portal.events.web.day_figures import day_figures
from hsoc.portal.events.web.links import Door
from hsoc.portal.members.queries import actor_of

FRAGMENT = "events/parts/day_body.html"


class Scope(msgspec.Struct, frozen=True):
    """One choice of what the day is shown for: the network or a member."""

    name: str
    href: str
    current: bool


class Neighbour(msgspec.Struct, frozen=True):
    """The day before or after, as a link."""

    day: str
    href: str


def _now() -> datetime:
    return datetime.now(UTC)


def _today(now: datetime) -> str:
    return now.astimezone(numbers.PRAGUE).date().isoformat()


def _address(day: str, member: int | None, kind: str = "") -> str:
    where = reverse("day_of", args=[day]) if not kind else reverse("day_file", args=[day, kind])
    return where if member is None else f"{where}?member={member}"


@login_required
@require_safe
def today(request: HttpRequest) -> HttpResponse:
    """Today so far; `?day=` (the picker without script) leads to that day."""
    choice = DayChoice(request.GET)
    now = _now()
    if not choice.is_valid():
        raise Http404(_("There is no such day."))
    wanted: date | None = choice.cleaned_data.get("day")
    return _page(request, day=wanted.isoformat() if wanted else _today(now), member=choice.cleaned_data.get("member"), now=now)


@login_required
@require_safe
def one_day(request: HttpRequest, day: date) -> HttpResponse:
    """One day."""
    choice = DayChoice(request.GET)
    if not choice.is_valid():
        raise Http404(_("There is no such member."))
    return _page(request, day=day.isoformat(), member=choice.cleaned_data.get("member"), now=_now())


@login_required
@require_safe
def day_file(request: HttpRequest, day: date, kind: str) -> HttpResponse:
    """The day as PDF or CSV."""
    choice = DayChoice(request.GET)
    if not choice.is_valid():
        raise Http404(_("There is no such member."))
    now = _now()
    view = _view(request, day.isoformat(), choice.cleaned_data.get("member"), now)
    name = f"hsoc-{view.day}" + (f"-{view.member}" if view.member is not None else "")
    if kind == "csv":
        response = HttpResponse(day_csv.written(view, language=get_language() or "cs"), content_type="text/csv; charset=utf-8")
    else:
        try:
            pdf = paper.pdf("events/day_paper.html", _shown(request, view, now))
        except paper.NoPaper as missing:
            return render(request, "events/no_paper.html", {"missing": str(missing)}, status=501)
        response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response


def _view(request: HttpRequest, day: str, member: int | None, now: datetime) -> DayView:
    if day > _today(now):
        raise Http404(_("That day has not come yet."))
    actor = actor_of(request)
    scopes = reading.scopes(actor)
    if member is None and not scopes.network and scopes.members:
        member = scopes.members[0][0]
    if (member is None and not scopes.network) or (member is not None and member not in dict(scopes.members)):
        raise Http404(_("There is no such member."))
    try:
        return reading.day(actor, day=day, member=member, now=round(now.timestamp() * 1000))
    except ValueError as fault:
        raise Http404(_("There is no such day.")) from fault


def _page(request: HttpRequest, *, day: str, member: int | None, now: datetime) -> HttpResponse:
    view = _view(request, day, member, now)
    fragment = bool(getattr(request, "htmx", False))
    tag = _etag(request, view, fragment=fragment)
    if request.headers.get("If-None-Match") == tag:
        response = HttpResponse(status=304)
    else:
        response = render(
            request,
            FRAGMENT if fragment else "events/day.html",
            {**_shown(request, view, now), "etag": _etag(request, view, fragment=True)},
        )
    response["ETag"] = tag
    response["Cache-Control"] = "private, no-cache"
    response["Vary"] = "Cookie, HX-Request"
    return response


def _etag(request: HttpRequest, view: DayView, *, fragment: bool) -> str:
    """Version of the figures and for whom they are shown. A whole page also carries names and menus, so it is never called equal."""
    if not fragment:
        whole = hashlib.sha256(f"{view.version}|{_now().timestamp()}".encode())
        return f'W/"{whole.hexdigest()[:24]}"'
    actor = actor_of(request)
    text = f"{view.version}|{view.complete_until // 60_000}|{view.member}|{actor.user}|{get_language()}"
    return f'W/"{hashlib.sha256(text.encode()).hexdigest()[:24]}"'


def _shown(request: HttpRequest, view: DayView, now: datetime) -> dict[str, Any]:
    """The context of page, fragment and paper."""
    actor, language, door = actor_of(request), get_language() or "cs", Door(view.day, view.member)
    scopes = reading.scopes(actor)
    names = dict(scopes.members)
    network = _("the whole network, members connected: %(n)s") % {"n": numbers.whole(scopes.connected, language)}
    after = numbers.neighbour(view.day, 1)
    choices = [Scope(_("Whole network"), _address(view.day, None), view.member is None)] if scopes.network else []
    choices += [Scope(name, _address(view.day, number), view.member == number) for number, name in scopes.members]
    before = numbers.neighbour(view.day, -1)
    return {
        "view": view,
        "figures": day_figures(view, door=door, language=language),
        "door": door,
        "names": reading.names(actor),
        "today": _today(now),
        "scopes": choices,
        "scope_name": names.get(view.member, "") if view.member is not None else network,
        "scope_short": names.get(view.member, "") if view.member is not None else _("Whole network"),
        "previous": Neighbour(before, _address(before, view.member)),
        "following": Neighbour(after, _address(after, view.member)) if after <= _today(now) else None,
        "live_href": reverse("day") + (f"?member={view.member}" if view.member is not None else ""),
        "csv_href": _address(view.day, view.member, "csv"),
        "pdf_href": _address(view.day, view.member, "pdf"),
        "pdf_missing": paper.missing(),
        "attention_href": door.to(attention=1, sort="-severity"),
        "passed_href": door.to(disposition="passed"),
        "sources_href": door.to(sort="-sources"),
    }
