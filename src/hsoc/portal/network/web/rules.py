"""Pages of My rules: the list, one rule, steps for one or several. Never: a right past the gate, or setting a new one (rule_new)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from hsoc.portal.events.rules.cells import lines
from hsoc.portal.members import queries as members
from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.kept import keep, kept
from hsoc.portal.members.queries import actor_of
from hsoc.portal.members.rules import Action, Actor, Object, may, require
from hsoc.portal.network.actions import rules as actions
from hsoc.portal.network.forms.rule_words import DONE, FIELD_NAMES
from hsoc.portal.network.forms.rules import (
    LISTED,
    STATE_NAMES,
    BulkForm,
    ListForm,
    ReasonForm,
    lasts_choices,
)
from hsoc.portal.network.models.own import DO_NAMES
from hsoc.portal.network.queries import rules as queries
from hsoc.portal.network.rules.limits import LASTS
from hsoc.portal.network.rules.typed import FIELDS
from hsoc.portal.network.web.rule_page import row, rows

PAGE: Final = 50  # rules on a page
MOST_CSV: Final = 10_000
CSV_AT_ONCE: Final = 200  # rules read before their lines go out
CSV_COLUMNS: Final = (
    "rule", "organisation", "do", "inbound", "match", "rate", "state", "since", "until", "author", "comment", "flows", "packets", "bytes",
)  # fmt: skip


def _now() -> datetime:
    return datetime.now(UTC)


def _wanted(request: HttpRequest, actor: Actor, now: datetime) -> tuple[Any, dict[str, Any]]:
    form = ListForm(request.GET)
    given = {name: value for name, value in (form.cleaned_data if form.is_valid() else {}).items() if value}
    sort = str(given.pop("sort", "") or "-changed")
    field = queries.SORTS.get(sort.lstrip("-"), "changed")
    found = queries.filtered(queries.visible_to(actor), now=now, **given).order_by(f"{'-' if sort.startswith('-') else ''}{field}", "-pk")
    return found, given | {"sort": sort}


@login_required
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """The rules that the actor may see, with states from the engines."""
    actor, now = actor_of(request), _now()
    require(actor, Action.VIEW, Object.RULE)
    found, given = _wanted(request, actor, now)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    heard = queries.said(now=now)
    everything = queries.visible_to(actor)
    counts = [(code, STATE_NAMES.get(code, _("ends soon")), queries.filtered(everything, state=code, now=now).count()) for code in LISTED]
    everyone = len(actor.organisations) != 1 or actor.is_operator  # operators look after all, whatever they belong to themselves
    owner = None if everyone else queries.organisation(actor, actor.organisation)
    return render(
        request,
        "network/rules.html",
        {
            "rows": rows(page.object_list, heard, now=now),
            "page": page,
            "given": given,
            "counts": counts,
            "heard": heard,
            "dos": [(do.value, name) for do, name in DO_NAMES.items()],
            "lasts": lasts_choices(),
            "unsaved": kept(request),
            "names": members.organisation_names() if actor.is_operator or actor.is_coordinator or actor.is_auditor else {},
            "has": queries.used(owner, now=now) if owner else None,
            "most": queries.limits_of(owner) if owner else None,
            "owner": owner,
            "may_set": may(actor, Action.CREATE, Object.RULE),
            "may_change": may(actor, Action.CHANGE, Object.RULE),
            "may_veto": actor.is_operator,
            "several": everyone,
        },
    )


@login_required
@require_GET
def listing_csv(request: HttpRequest) -> HttpResponseBase:
    """Exactly what the list shows, all pages."""
    actor, now = actor_of(request), _now()
    require(actor, Action.VIEW, Object.RULE)
    found, _given = _wanted(request, actor, now)
    heard = queries.said(now=now)
    cells = (
        [
            one.pk, one.organisation.number, one.do, one.inbound, one.text, one.rate, queries.state_of(one, heard, now=now)[0],
            one.since.isoformat(), one.until.isoformat(), one.author.username, one.comment, *queries.tally_of(one, heard).total,
        ]
        for one in found[:MOST_CSV].iterator(chunk_size=CSV_AT_ONCE)  # the first lines go out while the last are read
    )  # fmt: skip
    answer = StreamingHttpResponse(lines(CSV_COLUMNS, cells), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="hsoc-rules.csv"'
    return answer


@login_required
@require_GET
def one(request: HttpRequest, rule: int) -> HttpResponse:
    """A rule with its state, what it matched, its history, and what can be done about it."""
    actor, now = actor_of(request), _now()
    found = get_object_or_404(queries.visible_to(actor), pk=rule)
    number = found.organisation.number
    heard = queries.said(now=now)
    trail = [(entry, DONE.get(entry.action, entry.action)) for entry in queries.history(actor, found)]
    return render(
        request,
        "network/rule.html",
        row(found, heard, now=now)
        | {
            "heard": heard,
            "trail": trail,
            "unsaved": kept(request),
            "lasts": lasts_choices(),
            "typed": [(FIELD_NAMES[name], found.typed.get(name, "")) for name in FIELDS if found.typed.get(name)],
            "may_change": may(actor, Action.CHANGE, Object.RULE, number),
            "may_end": may(actor, Action.REMOVE, Object.RULE, number),
            "may_set": may(actor, Action.CREATE, Object.RULE, number),
            "may_veto": actor.is_operator,
        },
    )


@login_required
@require_POST
def bulk(request: HttpRequest) -> HttpResponse:
    """Withdraw, extend, comment or restore the rules chosen."""
    actor, now = actor_of(request), _now()
    form = BulkForm(request.POST)
    if not form.is_valid():
        keep(request, "bulk")
        messages.error(request, _("Choose at least one rule and what to do with it."))
        return redirect("rules")
    given = form.cleaned_data
    picked, reason, lasts = given["pick"], given["reason"], LASTS.get(given["lasts"] or "1d", LASTS["1d"])
    steps: dict[str, Callable[[], tuple[int, ...]]] = {
        "withdraw": lambda: actions.withdraw_rules(actor=actor, rules=picked, reason=reason, now=now),
        "extend": lambda: actions.extend_rules(actor=actor, rules=picked, lasts=lasts, reason=reason, now=now),
        "comment": lambda: actions.comment_rules(actor=actor, rules=picked, comment=reason, now=now),
        "restore": lambda: actions.restore_rules(actor=actor, rules=picked, now=now),
    }
    try:
        done = steps[given["act"]]()
    except Unacceptable as error:
        keep(request, given["act"] if request.POST.get("from") == "rule" else "bulk")
        messages.error(request, str(error))
        return _back(request, picked)
    words = {
        "withdraw": ngettext("%(n)d rule is withdrawn.", "%(n)d rules are withdrawn.", len(done)),
        "extend": ngettext("%(n)d rule lasts longer.", "%(n)d rules last longer.", len(done)),
        "comment": ngettext("%(n)d rule has a new comment.", "%(n)d rules have a new comment.", len(done)),
        "restore": ngettext("%(n)d rule stands again.", "%(n)d rules stand again.", len(done)),
    }
    messages.success(request, words[given["act"]] % {"n": len(done)})
    if given["act"] == "withdraw" and done:
        request.session["withdrawn_rules"] = list(done)
    else:
        request.session.pop("withdrawn_rules", None)
    return _back(request, picked)


def _back(request: HttpRequest, picked: list[int]) -> HttpResponse:
    return redirect("rule", picked[0]) if request.POST.get("from") == "rule" and len(picked) == 1 else redirect("rules")


@login_required
@require_POST
def word(request: HttpRequest, rule: str, act: str) -> HttpResponse:
    """A veto, its lifting, or the member's answer to it."""
    actor, now = actor_of(request), _now()
    number = get_object_or_404(queries.visible_to(actor), pk=rule).pk
    form = ReasonForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    try:
        if act == "veto":
            actions.veto_rule(actor=actor, rule=number, reason=reason, now=now)
            messages.success(request, _("Vetoed. The rule leaves the routers within ten seconds, and the member sees why."))
        elif act == "lift":
            actions.lift_veto(actor=actor, rule=number, reason=reason, now=now)
            messages.success(request, _("The veto is lifted."))
        else:
            actions.answer_veto(actor=actor, rule=number, answer=reason, now=now)
            messages.success(request, _("Your answer stands beside the veto; the operator reads it there."))
    except Unacceptable as error:
        keep(request, act)
        messages.error(request, str(error))
    return redirect("rule", number)
