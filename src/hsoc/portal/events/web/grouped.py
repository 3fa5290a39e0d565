"""The list of threats by lines: the same source, kind and network in an hour. Belongs here: parse → one query → render. Never: grouping."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hsoc.journal.days import day_of
from hsoc.journal.event_groups import Group
from hsoc.journal.event_rows import TooSlow
from hsoc.portal.events.forms import EventFilter
from hsoc.portal.events.web import links, reading, words
from hsoc.portal.events.web.events import CARRIED, filter_address, filter_chips
from hsoc.portal.members.queries import actor_of

LINES = 50  # lines of a page: two screens


class Line(msgspec.Struct, frozen=True):
    """One line and where it leads: to its only event, or to the list of its events."""

    group: Group
    href: str


def _lines(groups: tuple[Group, ...]) -> tuple[Line, ...]:
    found = []
    for one in groups:
        if one.events == 1:
            found.append(Line(one, links.event(one.id, one.day)))
            continue
        door = links.Door(one.day)
        found.append(Line(one, door.to(category=one.category, source=one.source or None, target=one.network or None)))
    return tuple(found)


def _page(request: HttpRequest) -> int:
    text = request.GET.get("page", "1")
    if not text.isascii() or not text.isdecimal() or len(text) > 6:
        raise Http404(_("There is no such place in this list."))
    return int(text)


@login_required
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """A day by lines, the newest first; today where no day is asked for."""
    actor, form, page = actor_of(request), EventFilter(request.GET), _page(request)
    filters: dict[str, Any] = dict(form.readable)
    today = datetime.fromisoformat(day_of(round(datetime.now(UTC).timestamp() * 1000))).date()
    filters.setdefault("day", today)
    names = reading.names(actor)
    chips = filter_chips(request, form, names)
    try:
        found = reading.groups(actor, filters=filters, page=page, size=LINES)
    except ValueError as fault:
        raise Http404(_("There is no such place in this list.")) from fault
    except TooSlow:
        return render(request, "events/too_slow.html", {"chips": chips}, status=503)
    context = {
        "form": form,
        "found": found,
        "lines": _lines(found.groups),
        "fewer": round(100 * (1 - found.lines / found.events)) if found.events else 0,
        "day": filters["day"],
        "names": names,
        "chips": chips,
        "categories": [(code, words.category(code)) for code in form.known_categories],
        "severities": words.SEVERITIES.items(),
        "next_href": filter_address(request, page=str(page + 1)) if page * LINES < found.lines else "",
        "first_href": filter_address(request, page=None) if page > 1 else "",
        "carried": CARRIED,
    }
    return render(request, "events/grouped.html", context)
