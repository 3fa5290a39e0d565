"""The action plan in the portal: as the public sees it, with who changed what, and the forms of those who may. Never: a change by GET."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.queries import actor_of
from hsoc.portal.members.rules import Action, Object, may, require
from hsoc.portal.website.actions import plan as actions
from hsoc.portal.website.forms import GoalForm, StepForm
from hsoc.portal.website.queries import plan
from hsoc.portal.website.web.live import told_plan


@login_required
@require_safe
def shown(request: HttpRequest) -> HttpResponse:
    """The whole plan."""
    actor = actor_of(request)
    require(actor, Action.VIEW, Object.PLAN)
    given = told_plan(plan.goals(), now=datetime.now(UTC))
    return render(request, "website/plan.html", {**given, "may_change": may(actor, Action.CHANGE, Object.PLAN)})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def goal(request: HttpRequest, number: int = 0) -> HttpResponse:
    """A goal: new (0) or other words for one."""
    actor = actor_of(request)
    require(actor, Action.CHANGE, Object.PLAN)
    found = plan.goal(actor, number) if number else None
    if number and found is None:
        raise Http404
    begin = {name: getattr(found, name) for name in ("cs", "en", "why_cs", "why_en")} if found else {}
    form = GoalForm(request.POST or None, initial=begin)
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        reason = given.pop("reason")
        try:
            actions.put_goal(actor=actor, said=actions.GoalSaid(**given), number=number or None, reason=reason, now=datetime.now(UTC))
        except Unacceptable as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The plan is changed, the public sees it now."))
            return redirect("plan")
    title = _("Goal of the plan") if found else _("New goal")
    return render(request, "website/plan_form.html", {"form": form, "title": title}, status=_status(form))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, goal: int, number: int = 0) -> HttpResponse:
    """A step of a goal: new (0) or how it stands now; below it its whole story."""
    actor = actor_of(request)
    require(actor, Action.CHANGE, Object.PLAN)
    found = plan.step(actor, number) if number else None
    if plan.goal(actor, goal) is None or (number and (found is None or found.goal_id != goal)):
        raise Http404
    begin = {name: getattr(found, name) for name in actions.StepSaid.__struct_fields__} if found else {}
    form = StepForm(request.POST or None, initial=begin)
    if request.method == "POST" and form.is_valid():
        given: dict[str, Any] = dict(form.cleaned_data)
        reason, note = given.pop("reason"), given.pop("note")
        said = msgspec.convert(given, type=actions.StepSaid)
        try:
            actions.put_step(actor=actor, said=said, goal=goal, number=number or None, reason=reason, note=note, now=datetime.now(UTC))
        except Unacceptable as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The plan is changed, the public sees it now."))
            return redirect("plan")
    given = {"form": form, "title": _("Step of the plan") if found else _("New step"), "step": found}
    return render(request, "website/plan_form.html", given, status=_status(form))


@login_required
@require_POST
def remove(request: HttpRequest, number: int) -> HttpResponse:
    """Takes a step out that was put by mistake."""
    actor = actor_of(request)
    if plan.step(actor, number) is None:
        raise Http404
    try:
        actions.remove_step(actor=actor, number=number, reason=request.POST.get("reason", ""), now=datetime.now(UTC))
    except Unacceptable as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The step is removed."))
    return redirect("plan")


def _status(form: Any) -> int:
    return 422 if form.is_bound and form.errors else 200
