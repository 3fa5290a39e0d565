"""The list of indicators and steps for several of one's own. Belongs here: parse → one query → render. Never: who may see."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from hsoc.portal.indicators import actions, queries
from hsoc.portal.indicators.forms import KIND_NAMES, SORTS, STATES, WHOSE, BulkForm, ListForm, ReasonForm, RelabelForm
from hsoc.portal.indicators.models import AUDIENCE_NAMES, Indicator
from hsoc.portal.indicators.web import words
from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.kept import keep, kept
from hsoc.portal.members.queries import actor_of
from hsoc.portal.members.rules import Action, Actor, Object, may, require
from hsoc.records.tlp import PAP, TLP

PAGE: Final = 50  # rows: two screens
COUNTED: Final = 10_000  # how far a list is counted; beyond it says „more than“


def _now() -> datetime:
    return datetime.now(UTC)


def wanted(data: Any, actor: Actor, now: datetime) -> tuple[ListForm, QuerySet[Indicator]]:
    """The filters of an address and what they leave of the newest indicators that the actor may see."""
    form = ListForm(data)
    return form, queries.filtered(queries.newest(actor), actor=actor, now=now, **form.readable)


@login_required
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """The list, 50 a page, filters, order and place in the address."""
    actor, now = actor_of(request), _now()
    require(actor, Action.VIEW, Object.INDICATOR)
    form, found = wanted(request.GET, actor, now)
    sort = request.GET.get("sort", "new")
    sort = sort if sort in SORTS else "new"
    after = request.GET.get("after", "")
    try:
        place = int(after) if after.isdecimal() and len(after) < 19 else None
        rows, following = queries.page(actor, found, sort=sort, after=place, size=PAGE)
    except ValueError as fault:
        raise Http404(_("There is no such place in this list.")) from fault
    count = found.order_by()[: COUNTED + 1].count()
    given = form.readable
    return render(
        request,
        "indicators/list.html",
        {
            "form": form,
            "given": given,
            "rows": words.shown(rows, actor, now),
            "following": following,
            "after": after,
            "sort": sort,
            "sorts": SORTS.items(),
            "count": min(count, COUNTED),
            "more": count > COUNTED,
            "kinds": [(one.value, name) for one, name in KIND_NAMES.items()],
            "tlps": [one.value for one in TLP],
            "paps": [one.value for one in PAP],
            "audience_names": [(one.value, name) for one, name in AUDIENCE_NAMES.items()],
            "whose": WHOSE.items(),
            "states": STATES.items(),
            "unsaved": kept(request),
            "may_share": may(actor, Action.CREATE, Object.INDICATOR),
            "may_change": may(actor, Action.CHANGE, Object.INDICATOR),
            "may_approve": may(actor, Action.APPROVE, Object.INDICATOR),
        },
    )


@login_required
@require_POST
def bulk(request: HttpRequest) -> HttpResponse:
    """Take back or relabel those chosen, organisation by organisation."""
    actor, now = actor_of(request), _now()
    form = BulkForm(request.POST)
    act = request.POST.get("act", "")
    about = RelabelForm(request.POST) if act == "relabel" else ReasonForm(request.POST)
    if not form.is_valid():
        keep(request, "bulk")
        messages.error(request, _("Choose at least one indicator and what to do with it."))
        return redirect("indicators")
    about.is_valid()
    if "audience" in about.errors or "tlp" in about.errors or "pap" in about.errors:
        keep(request, "bulk")
        messages.error(request, " ".join(str(one) for name in ("tlp", "pap", "audience") for one in about.errors.get(name, ())))
        return redirect("indicators")
    reason = about.cleaned_data.get("reason", "")
    chosen: dict[int, list[int]] = defaultdict(list)
    for pk, number in queries.newest(actor).filter(pk__in=form.cleaned_data["pick"]).values_list("pk", "organisation__number"):
        chosen[number].append(pk)
    done = 0
    try:
        for number, picked in chosen.items():
            found = queries.newest(actor).filter(pk__in=picked)
            if act == "revoke":
                done += actions.revoke_several(actor=actor, organisation=number, found=found, reason=reason, now=now)
            else:
                labels = {name: about.cleaned_data[name] for name in ("tlp", "pap", "audience")}
                done += actions.relabel_several(actor=actor, organisation=number, found=found, reason=reason, now=now, **labels)
    except Unacceptable as error:
        keep(request, "bulk")
        messages.error(request, str(error))
        return redirect("indicators")
    if act == "revoke":
        said = ngettext("%(n)d indicator is taken back.", "%(n)d indicators are taken back.", done)
    else:
        said = ngettext("%(n)d indicator has other labels.", "%(n)d indicators have other labels.", done)
    messages.success(request, said % {"n": done})
    return redirect("indicators")
