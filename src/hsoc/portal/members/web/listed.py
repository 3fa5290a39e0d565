"""The list of organisations: filters, order, pages, regions, files of what is shown, steps for several. Never: who may see."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import get_default_timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from hsoc.portal.members import queries
from hsoc.portal.members.actions import functions, standing
from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.actions.organisations import change_profile
from hsoc.portal.members.models import BED_NAMES, REGIME_NAMES, REGION_CHOICES, STATUS_NAMES, Kind, Organisation
from hsoc.portal.members.queries import actor_of
from hsoc.portal.members.queries.listed import SORTS
from hsoc.portal.members.rules import Action, Actor, Object, may, require
from hsoc.portal.members.share import regions, table
from hsoc.portal.members.web.steps import moment

PAGE: Final = 50  # rows of a page
MOST_EXPORTED: Final = 20_000  # rows of a file
MOST_PICKED: Final = 200  # organisations of one step
LONGEST: Final = 100  # characters of a search
KINDS: Final = dict(Kind.choices)
CHOICES: Final[dict[str, dict[str, Any]]] = {
    "kind": KINDS,
    "region": REGION_CHOICES,
    "status": {one.value: name for one, name in STATUS_NAMES.items()},
    "regime": REGIME_NAMES,
    "beds": BED_NAMES,
    "connected": {"yes": _lazy("yes"), "no": _lazy("no")},
}
LABELS: Final = {
    "kind": _lazy("Kind"), "region": _lazy("Region"), "status": _lazy("Step"), "regime": _lazy("Regime"), "beds": _lazy("Beds"),
    "connected": _lazy("Connected"),
}  # fmt: skip
COLUMNS: Final = (("number", _lazy("Number")), ("name", _lazy("Name")), ("kind", _lazy("Kind")), ("region", _lazy("Region")),
    ("status", _lazy("Step")), ("regime", _lazy("Regime")), ("beds", _lazy("Beds")))  # fmt: skip


def _wanted(request: HttpRequest, actor: Actor) -> tuple[dict[str, str], str, QuerySet[Organisation]]:
    """Filters of an address that mean something, the order, and what they leave."""
    given = {name: value for name, known in CHOICES.items() if (value := request.GET.get(name, "")) in known}
    text = request.GET.get("text", "")[:LONGEST].strip()
    sort = request.GET.get("sort", "number")
    sort = sort if sort.removeprefix("-") in SORTS else "number"
    found = queries.listed(actor, text=text, sort=sort, **given)
    return given | ({"text": text} if text else {}), sort, found


@login_required
@require_safe
def members(request: HttpRequest) -> HttpResponse:
    """The organisations the actor may see, filtered, in order, 50 a page."""
    actor = actor_of(request)
    require(actor, Action.VIEW, Object.ORGANISATION)
    given, sort, found = _wanted(request, actor)
    page = Paginator(found.prefetch_related("prefixes"), PAGE).get_page(request.GET.get("page"))
    community = may(actor, Action.CREATE, Object.ORGANISATION)
    overview = None
    if community:
        about = {name: value for name, value in given.items() if name != "region"}
        figures = queries.by_region(queries.listed(actor, **about))
        overview = regions.picture(
            figures,
            names={code: _short(str(name)) for code, name in REGION_CHOICES.items()},
            link=lambda code: f"?{urlencode(about | ({} if given.get('region') == code else {'region': code}))}",
            chosen=given.get("region", ""),
            said=_("organisations"),
        )
    return render(
        request,
        "members/members.html",
        {
            "rows": page.object_list,
            "page": page,
            "given": given,
            "sort": sort,
            "filters": [(name, LABELS[name], list(known.items()), given.get(name, "")) for name, known in CHOICES.items()],
            "columns": [(name, label, sort, f"-{name}" if sort == name else name) for name, label in COLUMNS],
            "overview": overview,
            "overdue": queries.overdue_visible_to(actor, now=moment())[:PAGE],
            "community": community,
        },
    )


def _short(name: str) -> str:
    return name.replace(" kraj", "").replace("Kraj ", "").replace(" Region", "").replace("Hlavní město ", "")


@login_required
@require_safe
def export(request: HttpRequest, format_: str) -> HttpResponseBase:
    """The same filters and order as a file."""
    actor = actor_of(request)
    require(actor, Action.VIEW, Object.ORGANISATION)
    _given, _sort, found = _wanted(request, actor)
    head = [str(label) for _name, label in COLUMNS] + [_("Connected"), _("IČO")]
    said = {field: {code: str(word) for code, word in names.items()} for field, names in CHOICES.items()}
    rows = (
        (
            one.number, one.name, said["kind"].get(one.kind, one.kind), said["region"].get(one.region, one.region),
            said["status"][one.status.value], said["regime"].get(one.regime, one.regime), said["beds"].get(one.beds, one.beds),
            said["connected"]["yes" if one.connected else "no"], one.ico,
        )
        for one in found[:MOST_EXPORTED].iterator(chunk_size=PAGE)
    )  # fmt: skip
    if format_ == "csv":
        answer: HttpResponseBase = StreamingHttpResponse(table.as_csv(head, rows), content_type="text/csv; charset=utf-8")
    elif format_ == "xlsx":
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        answer = FileResponse(table.as_xlsx(_("Members"), head, rows), content_type=kind)
    else:
        raise Http404
    answer.headers["Content-Disposition"] = f'attachment; filename="hsoc-members-{moment():%Y-%m-%d}.{format_}"'
    return answer


@login_required
@require_POST
def bulk(request: HttpRequest) -> HttpResponse:
    """One step for those picked: they take part, lie in a region, or their duty contacts are asked to confirm."""
    actor, now = actor_of(request), moment()
    require(actor, Action.CREATE, Object.ORGANISATION)
    picked = [int(one) for one in request.POST.getlist("pick")[:MOST_PICKED] if one.isdecimal() and len(one) < 6]
    chosen = list(queries.visible_to(actor).filter(number__in=picked))
    if not chosen:
        messages.error(request, _("Choose at least one organisation."))
        return redirect("members")
    try:
        with transaction.atomic():
            done = _step(request, actor, chosen, now)
    except Unacceptable as error:
        messages.error(request, str(error))
    else:
        messages.success(request, ngettext("Done for %(n)d organisation.", "Done for %(n)d organisations.", done) % {"n": done})
    return redirect(f"{reverse('members')}?{request.GET.urlencode()}" if request.GET else "members")


def _step(request: HttpRequest, actor: Actor, chosen: list[Organisation], now: datetime) -> int:
    act, reason = request.POST.get("act", ""), request.POST.get("reason", "")
    today = now.astimezone(get_default_timezone()).date()
    for one in chosen:
        if act == "participate":
            standing.participate(actor=actor, organisation=one.number, on=one.participates or today, reason=reason, now=now)
        elif act == "region":
            change_profile(actor=actor, organisation=one.number, facts={"region": request.POST.get("region", "")}, reason=reason, now=now)
        elif act == "ask":
            functions.ask_again(actor=actor, functions=[held.pk for held in queries.duty_functions(actor, one.number)], now=now)
        else:
            raise Unacceptable(_("Choose what is to be done."))
    return len(chosen)
