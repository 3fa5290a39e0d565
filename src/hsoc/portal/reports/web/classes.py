"""The operator's page of classes and detectors: what is told, on trial or not at all, and who is believed. Never: a right past the gate."""

from __future__ import annotations

from datetime import UTC, datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.queries import actor_of
from hsoc.portal.members.rules import Action, Object, Reach, may, reach
from hsoc.portal.reports import queries
from hsoc.portal.reports.actions import wanted
from hsoc.portal.reports.forms import BeliefForm, ClassForm
from hsoc.portal.reports.queries import making
from hsoc.portal.reports.rules.classes import CLASSES
from hsoc.portal.reports.share import words


@login_required
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """All classes with their state, and the detectors whose word counts less."""
    actor = actor_of(request)
    if reach(actor, Action.VIEW, Object.REPORT) is not Reach.ALL:
        raise Http404
    states = making.states()
    rows = {one.name: (one.name, words.class_name(one.name), one.kind.value, one.severity, states[one.name].value) for one in CLASSES}
    given = {
        "rows": list(rows.values()),
        "states": list(words.STATES.items()),
        "believed": queries.believed(),
        "form": BeliefForm(),
        "may_change": may(actor, Action.CHANGE, Object.PERIMETER),
    }
    return render(request, "reports/classes.html", given)


@login_required
@require_POST
def change(request: HttpRequest, act: str) -> HttpResponse:
    """One change of the operator."""
    forms = {"state": ClassForm, "believe": BeliefForm}
    form = forms[act](request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose one of what is offered."))
        return redirect("report_classes")
    do = wanted.set_class if act == "state" else wanted.believe
    try:
        do(actor=actor_of(request), now=datetime.now(UTC), **form.cleaned_data)
    except Unacceptable as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Saved."))
    return redirect("report_classes")
