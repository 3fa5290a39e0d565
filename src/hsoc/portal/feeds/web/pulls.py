"""Pages of the sources that are fetched: list, new, change, fetch now, remove. Here: parse → one action → render. Never: rights."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hsoc.portal.feeds.actions.pulls import add_pull, ask_now, change_pull, remove_pull
from hsoc.portal.feeds.forms.pulls import EVERY, PullForm
from hsoc.portal.feeds.models import Pull
from hsoc.portal.feeds.queries import pulls as queries
from hsoc.portal.feeds.rules.schedule import Health, due, health
from hsoc.portal.indicators.web.reasons import said
from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.queries import actor_of
from hsoc.portal.members.rules import Action, Actor, Object, may, require

HEALTHS = {
    Health.NEW: (gettext_lazy("not fetched yet"), "soft"),
    Health.WELL: (gettext_lazy("works"), "ok"),
    Health.TROUBLED: (gettext_lazy("the last try failed"), "warn"),
    Health.FAILING: (gettext_lazy("does not work"), "crit"),
    Health.OFF: (gettext_lazy("switched off"), "soft"),
}


def _row(one: Pull, now: datetime) -> dict[str, Any]:
    word, look = HEALTHS[health(enabled=one.enabled, last_try=one.last_try, failures=one.failures)]
    following = due(last_try=one.last_try, failures=one.failures, every=timedelta(minutes=one.minutes)) if one.enabled else None
    return {
        "one": one,
        "message": "; ".join(map(said, one.message.split("; "))),
        "health": word,
        "look": look,
        "next": following if following is not None and following > now else None,
        "every": EVERY.get(str(one.minutes), _("every %(minutes)d minutes") % {"minutes": one.minutes}),
    }


def _mine(actor: Actor, pk: int) -> Pull:
    found = queries.visible_to(actor).filter(pk=pk).first()
    if found is None:
        raise Http404(_("There is no such source."))
    require(actor, Action.CREATE, Object.INDICATOR, found.organisation.number)
    return found


@login_required
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """All sources that one may see, with how each is."""
    actor, now = actor_of(request), datetime.now(UTC)
    require(actor, Action.VIEW, Object.INDICATOR)
    rows = [_row(one, now) for one in queries.visible_to(actor)]
    context = {"rows": rows, "may_add": _may_add(actor), "many": len({row["one"].organisation_id for row in rows}) > 1, "actor": actor}
    return render(request, "feeds/pulls.html", context)


def _may_add(actor: Actor) -> bool:
    return bool(actor.organisation) and may(actor, Action.CREATE, Object.INDICATOR, actor.organisation)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A new source of the organisation that one acts for."""
    actor = actor_of(request)
    require(actor, Action.CREATE, Object.INDICATOR, actor.organisation)
    form = PullForm(request.POST or None, initial={"tlp": "TLP:AMBER+STRICT", "pap": "PAP:RED"})
    if request.method == "POST" and form.is_valid():
        try:
            add_pull(actor=actor, organisation=actor.organisation, source=form.source(new=True), now=datetime.now(UTC))
        except Unacceptable as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The source was added; it is fetched within a minute."))
            return redirect("pulls")
    return render(request, "feeds/pull.html", {"form": form, "one": None}, status=400 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a source."""
    actor = actor_of(request)
    one = _mine(actor, pk)
    form = PullForm(request.POST or None, initial=PullForm.of(one))
    if request.method == "POST" and form.is_valid():
        try:
            change_pull(actor=actor, pull=pk, source=form.source(new=False), now=datetime.now(UTC))
        except Unacceptable as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The source was changed; it is fetched within a minute."))
            return redirect("pulls")
    context = {"form": form, "one": one, "row": _row(one, datetime.now(UTC))}
    return render(request, "feeds/pull.html", context, status=400 if form.errors else 200)


@login_required
@require_POST
def now(request: HttpRequest, pk: int) -> HttpResponse:
    """Fetch it at the next beat of the worker, whatever the schedule says."""
    actor = actor_of(request)
    one = _mine(actor, pk)
    ask_now(actor=actor, pull=pk, now=datetime.now(UTC))
    messages.success(request, _("%(name)s is fetched within a minute.") % {"name": one.name})
    return redirect("pulls")


@login_required
@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Fetch it no more; what it gave stays."""
    actor = actor_of(request)
    one = _mine(actor, pk)
    try:
        remove_pull(actor=actor, pull=pk, reason=request.POST.get("reason", "")[:500], now=datetime.now(UTC))
    except Unacceptable as error:
        messages.error(request, str(error))
        return redirect("pull", pk=pk)
    messages.success(request, _("%(name)s is not fetched any more. What it gave stays until it runs out.") % {"name": one.name})
    return redirect("pulls")
