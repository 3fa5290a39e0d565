"""The reports in the portal: list, one report, its data, answers. Never: a right past the gate, how a report reads (share)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from hsoc.portal.events.web import words as events
from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.queries import actor_of
from hsoc.portal.members.rules import Action, Object, Reach, may, reach, require
from hsoc.portal.reports import queries
from hsoc.portal.reports.actions import wanted
from hsoc.portal.reports.forms import AnswerForm, SearchForm
from hsoc.portal.reports.models import Report
from hsoc.portal.reports.rules.content import read
from hsoc.portal.reports.share import document as documents
from hsoc.portal.reports.share import words
from hsoc.portal.reports.share.sheet import sheet

A_PAGE: Final = 50


def _one(request: HttpRequest, label: str) -> Report:
    return get_object_or_404(queries.visible_to(actor_of(request)), label=label)


@login_required
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """The reports that the reader may see, newest first."""
    actor = actor_of(request)
    require(actor, Action.VIEW, Object.REPORT)
    asked = SearchForm(request.GET).wanted
    rows = queries.found(actor, asked)
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    given: dict[str, Any] = {
        "page": page,
        "rows": [(one, words.title(one.kind), tuple(words.class_name(part.name) for part in read(one.content).parts[:3])) for one in page],
        "asked": asked,
        "severities": list(events.SEVERITIES.items()),
        "everywhere": reach(actor, Action.VIEW, Object.REPORT) is Reach.ALL,
        "owners": list(queries.organisations(actor).values_list("number", "name")),
        "may_classes": may(actor, Action.CHANGE, Object.PERIMETER),
    }
    return render(request, "reports/list.html", given)


@login_required
@require_GET
def one(request: HttpRequest, label: str) -> HttpResponse:
    """One report, whole: its reader has logged in."""
    actor, found = actor_of(request), _one(request, label)
    number = found.organisation.number
    now = datetime.now(UTC)
    given = {
        "report": found,
        "sheet": sheet(found, read(found.content)),
        "answers": queries.answers_visible_to(actor).filter(report=found),
        "form": AnswerForm(found) if may(actor, Action.CREATE, Object.REPORT, number) else None,
        "may_revoke": may(actor, Action.REMOVE, Object.REPORT, number),
        "may_export": may(actor, Action.EXPORT, Object.REPORT, number),
        "link_open": bool(found.digest) and found.revoked is None and found.expires is not None and found.expires > now,
    }
    return render(request, "reports/one.html", given)


@login_required
@require_GET
def document(request: HttpRequest, label: str) -> HttpResponse:
    """The data behind a report."""
    found = _one(request, label)
    require(actor_of(request), Action.EXPORT, Object.REPORT, found.organisation.number)
    response = JsonResponse(documents.document(found, read(found.content)), json_dumps_params={"indent": 1, "ensure_ascii": False})
    response.headers["Content-Disposition"] = f'attachment; filename="{found.label}.json"'
    return response


@login_required
@require_POST
def change(request: HttpRequest, label: str, act: str) -> HttpResponse:
    """An answer, or the end of the link."""
    actor, found, now = actor_of(request), _one(request, label), datetime.now(UTC)
    if act == "revoke":
        wanted.revoke_link(actor=actor, report=found, now=now)
        messages.success(request, _("The link opens nothing any more."))
        return redirect("report", label=label)
    form = AnswerForm(found, request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose one of what is offered."))
        return redirect("report", label=label)
    try:
        wanted.answer(actor=actor, report=found, by_link=False, now=now, **form.cleaned_data)
    except Unacceptable as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Thank you. A coordinator reads every answer."))
    return redirect("report", label=label)


@login_required
@require_GET
def answers(request: HttpRequest) -> HttpResponse:
    """What organisations say of their reports: for the community's coordinators."""
    actor = actor_of(request)
    if reach(actor, Action.VIEW, Object.REPORT) is not Reach.ALL:
        raise Http404
    page = Paginator(queries.answers_visible_to(actor), A_PAGE).get_page(request.GET.get("page"))
    rows = [(one, words.class_name(one.event_class) if one.event_class else "") for one in page]
    return render(request, "reports/answers.html", {"page": page, "rows": rows})
