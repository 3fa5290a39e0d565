"""The list of threats, its export, and one threat's page. Belongs here: parse → one query → render. Never: who may see."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import msgspec
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hsoc.journal.event_list import EventRow
from hsoc.journal.event_rows import TooSlow
from hsoc.portal.charts import numbers
from hsoc.portal.events.actions import SHORTEST_REASON, Unfit, look_into
from hsoc.portal.events.forms import DayChoice, EventFilter
from hsoc.portal.events.web import evidence, list_file, reading, words
from hsoc.portal.events.web.links import Door
from hsoc.portal.events.web.story import story
from hsoc.portal.members.queries import actor_of

ROWS = 50  # rows of a page: two screens
EXPORT_ROWS = 10_000  # rows of an export; more is a matter for the API
MOST_PICKED = 200  # rows named one by one in an export
LONGEST_REASON = 300  # letters; the log keeps 500
LONGEST_OBJECT = 200  # letters that the log keeps
COLUMNS_COOKIE = "hsoc_columns"
# name: (heading, sortable, shown unless the reader chose otherwise)
COLUMNS: dict[str, tuple[str | Promise, bool, bool]] = {
    "severity": (gettext_lazy("Severity"), True, True),
    "detected": (gettext_lazy("Found"), True, True),
    "kind": (gettext_lazy("What"), False, True),
    "source": (gettext_lazy("Source"), False, True),
    "target": (gettext_lazy("Target"), False, True),
    "member": (gettext_lazy("Member"), False, True),
    "fate": (gettext_lazy("What became of it"), False, True),
    "tlp": (gettext_lazy("TLP"), False, True),
    "detections": (gettext_lazy("Detections"), True, True),
    "sources": (gettext_lazy("Sources"), True, False),
    "targets": (gettext_lazy("Targets"), True, False),
    "packets": (gettext_lazy("Packets"), True, False),
    "bytes": (gettext_lazy("Data"), True, False),
    "last": (gettext_lazy("Last seen"), True, False),
    "client": (gettext_lazy("Told by"), False, False),
}
CARRIED = frozenset(
    {"hour", "detector", "vector", "why", "state", "tlp", "q", "attention", "since", "until", "party", "sender", "not_sender", "trials"}
)  # filters without a field of their own
NUMERIC = frozenset({"detections", "sources", "targets", "packets", "bytes"})
SORTS = tuple(name for name, (_heading, sortable, _shown) in COLUMNS.items() if sortable)


class Column(msgspec.Struct, frozen=True):
    """One column of the list as the head shows it. direction: ascending, descending or ''."""

    name: str
    text: str
    href: str = ""
    direction: str = ""
    shown: bool = True
    numeric: bool = False


class Chip(msgspec.Struct, frozen=True):
    """One active filter and the address without it."""

    name: str
    text: str
    href: str


def _now() -> int:
    return round(datetime.now(UTC).timestamp() * 1000)


def _sort(request: HttpRequest) -> str:
    wanted = request.GET.get("sort", "")
    return wanted if wanted.removeprefix("-") in SORTS else "-detected"


def _columns(request: HttpRequest) -> tuple[str, ...]:
    """Chosen columns: of the address, else of the last visit, else the usual ones."""
    chosen = request.GET.getlist("column") or request.COOKIES.get(COLUMNS_COOKIE, "").split(".")
    known = tuple(name for name in COLUMNS if name in chosen)
    return known or tuple(name for name, (_heading, _sortable, shown) in COLUMNS.items() if shown)


def filter_address(request: HttpRequest, **changes: str | None) -> str:
    """The page's own address with changes; paging starts again unless it is what changes."""
    query = request.GET.copy()
    query.pop("after", None)
    for name, value in changes.items():
        query.pop(name, None)
        if value:
            query[name] = value
    return f"?{query.urlencode()}"


def _day(request: HttpRequest) -> str:
    """`?day=` where it is a date: it spares the search through all days."""
    choice = DayChoice(request.GET)
    found = choice.cleaned_data.get("day") if choice.is_valid() else None
    return found.isoformat() if found else ""


def _head(request: HttpRequest, sort: str, shown: tuple[str, ...]) -> tuple[Column, ...]:
    out = []
    for name, (text, sortable, _usual) in COLUMNS.items():
        descending, ascending = sort == f"-{name}", sort == name
        href = filter_address(request, sort=name if descending else f"-{name}") if sortable else ""
        direction = "descending" if descending else "ascending" if ascending else ""
        out.append(Column(name, str(text), href, direction, name in shown, name in NUMERIC))
    return tuple(out)


def _said(name: str, value: Any, form: EventFilter, names: dict[int, str]) -> str:
    """The value of a filter in words."""
    text = str(value)
    if name in {"member", "party", "sender", "not_sender"}:
        return names.get(int(value), text)
    if name in {"day", "since", "until"}:
        return numbers.day_short(value, get_language() or "cs")
    if name in {"disposition", "trials"}:
        return str(dict(form.fields[name].choices).get(text, text))  # type: ignore[attr-defined]
    if name in _WORDS:
        return str(_WORDS[name](text))
    return _("yes") if name == "attention" else text


_WORDS: dict[str, Callable[[str], Any]] = {
    "category": words.category,
    "severity": lambda text: words.severity(int(text)),
    "why": words.why,
    "detector": words.detector,
    "vector": words.vector,
    "state": lambda text: words.STATES.get(text, text),
}


def filter_chips(request: HttpRequest, form: EventFilter, names: dict[int, str]) -> tuple[Chip, ...]:
    """Active filters in words."""
    out = []
    for name, value in form.readable.items():
        text = _said(name, value, form, names)
        out.append(Chip(str(form.fields[name].label), text, filter_address(request, **{name: None})))
    return tuple(out)


@login_required
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """The list, 50 a page, filters and order in the address."""
    actor, form, sort = actor_of(request), EventFilter(request.GET), _sort(request)
    shown = _columns(request)
    try:
        page = reading.events(actor, filters=form.readable, sort=sort, after=request.GET.get("after", ""), limit=ROWS)
    except ValueError as fault:
        raise Http404(_("There is no such place in this list.")) from fault
    except TooSlow:
        return render(request, "events/too_slow.html", {"chips": filter_chips(request, form, reading.names(actor))}, status=503)
    names = reading.names(actor)
    context: dict[str, Any] = {
        "form": form,
        "page": page,
        "columns": _head(request, sort, shown),
        "shown": shown,
        "sort": sort,
        "names": names,
        "chips": filter_chips(request, form, names),
        "door": Door(str(form.readable.get("day", ""))),
        "now": _now(),
        "categories": [(code, words.category(code)) for code in form.known_categories],
        "severities": words.SEVERITIES.items(),
        "next_href": filter_address(request, after=page.following) if page.following else "",
        "first_href": filter_address(request) if request.GET.get("after") else "",
        "export_query": urlencode([(k, v) for k, v in request.GET.lists() if k != "after"], doseq=True),
        "carried": CARRIED,
        "hidden": [(k, v) for k, vs in request.GET.lists() if k not in {"column", "after"} for v in vs],
    }
    return render(request, "events/list.html", context)


@login_required
@require_safe
def exported(request: HttpRequest) -> HttpResponseBase:
    """Exactly what is shown (same filters, order and columns), or only the rows picked, as CSV."""
    actor, form = actor_of(request), EventFilter(request.GET)
    picked = frozenset(request.GET.getlist("pick")[:MOST_PICKED])
    try:
        every = reading.exported(actor, filters=form.readable, sort=_sort(request), most=EXPORT_ROWS)
    except (ValueError, TooSlow):
        return render(request, "events/too_slow.html", {"chips": filter_chips(request, form, reading.names(actor))}, status=503)
    rows = [row for row in every if not picked or row.id in picked]
    text = list_file.written(rows, columns=_columns(request), names=reading.names(actor), language=get_language() or "cs")
    response = StreamingHttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="hsoc-hrozby.csv"'
    if len(every) == EXPORT_ROWS:
        response["X-Truncated"] = str(EXPORT_ROWS)
    return response


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, identity: str) -> HttpResponse:
    """One threat in plain words, with its evidence. Posted with a reason, with the original of another member too."""
    actor, refused = actor_of(request), ""

    def look(row: EventRow) -> None:
        reason = request.POST.get("reason", "")[:LONGEST_REASON]
        look_into(actor=actor, member=row.member, reason=reason, object=f"event:{row.id}"[:LONGEST_OBJECT], now=datetime.now(UTC))

    try:
        found = reading.event(actor, identity=identity, day=_day(request), look=look if request.method == "POST" else None)
    except Unfit:
        refused = _("Please write a reason that others will understand, at least %(letters)s letters.") % {"letters": SHORTEST_REASON}
        found = reading.event(actor, identity=identity, day=_day(request))
    if found is None:
        raise Http404(_("There is no such threat, or it is not yours to see."))
    names = reading.names(actor)
    service = words.service(found.row.port, found.row.proto)
    door = Door(found.row.day)
    context = {
        "event": found.event,
        "row": found.row,
        "story": story(found.event, member=names.get(found.row.member, ""), service=service),
        "names": names,
        "service": service,
        "routing": evidence.is_routing(found.event),
        "evidence": evidence.table(found.event),
        "detector": words.detector(found.row.detector, found.row.vector),
        "door": door,
        "raw": found.raw,
        "asks": found.asks,
        "refused": refused,
        "longest_reason": LONGEST_REASON,
        "history": found.history,
        "sources": found.sources,
        "targets": found.targets,
        "now": _now(),
        "similar_href": Door("").to(
            category=found.row.category, vector=found.row.vector, port=found.row.port if found.row.port > 0 else None
        ),
        "trust": words.TRUSTS.get(found.row.trust, ""),
        "basis": words.BASES.get(found.row.basis, ""),
        "state": words.STATES.get(found.row.state, ""),
        "action": words.ACTIONS.get(found.row.action, found.row.action),
    }
    return render(request, "events/detail.html", context)
