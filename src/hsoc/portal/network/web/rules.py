"""Pages of My rules: the list, one rule, a new one with its verdict and preview, steps for several. Never: a right past the gate."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hsoc.portal.events.rules.cells import lines
from hsoc.portal.members import queries as members
from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.queries import actor_of
from hsoc.portal.members.rules import Action, Actor, Object, may, numbers, require
from hsoc.portal.network.actions import rules as actions
from hsoc.portal.network.forms.recipes import recipes
from hsoc.portal.network.forms.rule_words import DONE, FIELD_HINTS, FIELD_NAMES
from hsoc.portal.network.forms.rules import (
    DIRECTIONS,
    FRAGMENT_NAMES,
    LISTED,
    STATE_NAMES,
    BulkForm,
    ListForm,
    ReasonForm,
    RuleForm,
    lasts_choices,
    typed_of,
)
from hsoc.portal.network.models import Rule
from hsoc.portal.network.models.own import DO_NAMES
from hsoc.portal.network.queries import rules as queries
from hsoc.portal.network.rules.limits import LASTS
from hsoc.portal.network.rules.typed import FIELDS, Meant, meant
from hsoc.portal.network.web.kept import keep, kept
from hsoc.portal.network.web.rule_page import carried, preview, row, rows, verdict
from hsoc.records.policy import Own

PAGE: Final = 50  # rules on a page
USUAL: Final = ("source", "destination", "protocol", "destination_port")  # fields that nearly every rule has; the others fold away
MOST_CSV: Final = 10_000
CSV_COLUMNS: Final = (
    "rule", "organisation", "do", "inbound", "match", "rate", "state", "since", "until", "author", "comment", "flows", "packets", "bytes",
)  # fmt: skip


def _now() -> datetime:
    return datetime.now(UTC)


def _owners(actor: Actor) -> dict[int, str]:
    """For whom the actor may set rules: the one acted for first."""
    allowed = numbers(actor, Action.CREATE, Object.RULE)
    names = members.organisation_names()
    having = {number for number, _prefix in members.all_prefixes()}
    mine = {number: name for number, name in names.items() if number in having and (allowed is None or number in allowed)}
    return dict(sorted(mine.items(), key=lambda item: (item[0] != actor.organisation, item[1])))


def _offered() -> frozenset[Own]:
    return frozenset(Own) if settings.SCRUBBING else frozenset(Own) - {Own.REDIRECT}


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
        for one in found[:MOST_CSV]
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


def _form(data: Any, actor: Actor) -> tuple[RuleForm, Meant | None, Any]:
    """The form, what its fields mean, and the organisation; None where it is not known for whom."""
    owners = _owners(actor)
    form = RuleForm(data, owners=owners, offered=_offered())
    form.is_valid()
    number = form.cleaned_data.get("organisation")
    owner = queries.organisation(actor, number) if number else None
    if owner is None:
        return form, None, None
    require(actor, Action.CREATE, Object.RULE, owner.number)
    inbound = form.cleaned_data.get("direction", "in") != "out"
    return form, meant(typed_of(data), own=queries.prefixes_of(owner.number), inbound=inbound), owner


def _replaced(data: Any, actor: Actor) -> Rule | None:
    """The rule that the new one shall take the place of, where the actor may withdraw it."""
    asked = data.get("replace", "")
    found = queries.visible_to(actor).filter(pk=int(asked)).first() if asked.isdecimal() and len(asked) < 12 else None
    return found if found is not None and may(actor, Action.REMOVE, Object.RULE, found.organisation.number) else None


def _judged(form: RuleForm, read: Meant | None, owner: Any, now: datetime, *, leave_out: int = 0) -> dict[str, Any]:
    if read is None or owner is None:
        return {"errors": {}, "good": False}
    do = Own(form.cleaned_data.get("do") or Own.DROP)
    told = verdict(read, do=do, inbound=form.cleaned_data.get("direction", "in") != "out", owner=owner, now=now, leave_out=leave_out)
    told["errors"] |= {name: [str(error) for error in errors] for name, errors in form.errors.items()}
    told["ready"] = told["good"] and not form.errors and told["room"]
    return told


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A new rule. A POST shows its effect (`look`) or sets it (`set`); what was typed is never lost."""
    actor, now = actor_of(request), _now()
    require(actor, Action.CREATE, Object.RULE)
    owners = _owners(actor)
    if not owners:
        return render(request, "network/rule_nobody.html", status=200)
    if request.method == "GET":
        return render(request, "network/rule_new.html", _page(_initial(request, actor, owners), owners))
    form, read, owner = _form(request.POST, actor)
    old = _replaced(request.POST, actor)
    told = _judged(form, read, owner, now, leave_out=old.pk if old else 0)
    if request.POST.get("step") == "set" and told.get("ready") and read is not None and owner is not None:
        try:
            made, is_new = _set(form, read, request.POST, actor, owner, now)
        except Unacceptable as error:
            told["errors"].setdefault("", []).append(str(error))
        else:
            _told_set(request, made, is_new=is_new)
            _take_place(request, actor, old, made, now)
            return redirect("rule", made.pk)
    told["preview"] = _previewed(told, form, read, owner, now)
    return render(
        request, "network/rule_new.html", _page(carried(request.POST), owners) | {"told": told}, status=200 if told.get("good") else 422
    )


def _set(form: RuleForm, read: Meant, data: Any, actor: Actor, owner: Any, now: datetime) -> tuple[Rule, bool]:
    given = form.cleaned_data
    made = actions.set_rule(
        actor=actor,
        organisation=owner.number,
        do=Own(given["do"]),
        match=read.match,
        inbound=given["direction"] != "out",
        rate=given["rate"] or 0,
        lasts=LASTS[given["lasts"]],
        comment=given["comment"],
        typed=typed_of(data),
        scrubbing=settings.SCRUBBING,
        now=now,
    )
    actions.drop_draft(actor=actor, organisation=owner.number, now=now)
    return made


def _told_set(request: HttpRequest, made: Rule, *, is_new: bool) -> None:
    if not is_new:
        messages.info(request, _("This very rule was there already; it got the later end."))
    elif made.state == Rule.State.WAITING:
        messages.info(request, _("The rule takes much traffic away, so it waits until a second person has approved it."))
    else:
        messages.success(request, _("The rule is set. It is at the routers within ten seconds."))


def _take_place(request: HttpRequest, actor: Actor, old: Rule | None, made: Rule, now: datetime) -> None:
    """Withdraw what the new rule replaces; a rule that waits for a second person leaves the old one in force."""
    if old is None or old.pk == made.pk or made.state != Rule.State.SET:
        return
    try:
        actions.withdraw_rules(actor=actor, rules=[old.pk], reason=_("replaced by rule %(number)s") % {"number": made.pk}, now=now)
    except Unacceptable as error:
        messages.error(request, str(error))
    else:
        messages.info(request, _("Rule %(old)s is withdrawn: this one takes its place.") % {"old": old.pk})


def _previewed(told: dict[str, Any], form: RuleForm, read: Meant | None, owner: Any, now: datetime) -> dict[str, Any] | None:
    if not told.get("good") or read is None or owner is None:
        return None
    do, inbound = Own(form.cleaned_data.get("do") or Own.DROP), form.cleaned_data.get("direction", "in") != "out"
    return preview(read.match, do=do, owner=owner, inbound=inbound, now=now)


def _initial(request: HttpRequest, actor: Actor, owners: dict[int, str]) -> dict[str, str]:
    """What stands in a fresh form: a copied rule, what the address says, or the draft of the last visit."""
    first = str(next(iter(owners)))
    fresh = {"organisation": first, "do": "drop", "direction": "in", "lasts": "1d"}
    copied = request.GET.get("copy", "")
    if copied.isdecimal() and len(copied) < 12:
        source = get_object_or_404(queries.visible_to(actor), pk=int(copied))
        same = {"organisation": str(source.organisation.number), "do": source.do, "direction": "in" if source.inbound else "out"}
        copy: dict[str, str] = source.typed
        replaced = {"replace": copied} if request.GET.get("replace") == copied else {}
        return fresh | copy | same | {"rate": str(source.rate or ""), "comment": source.comment} | replaced
    asked = {name: value[:200] for name, value in carried(request.GET.dict()).items()}
    if asked:
        return fresh | asked
    kept = queries.draft(actor, int(first))
    if kept is None:
        return fresh
    written: dict[str, str] = kept.typed
    return fresh | written | {"draft": "1"}


def _page(values: dict[str, str], owners: dict[int, str]) -> dict[str, Any]:
    own = queries.prefixes_of(int(values["organisation"])) if values.get("organisation", "").isdecimal() else ()
    shown = [(name, FIELD_NAMES[name], FIELD_HINTS[name], values.get(name, "")) for name in FIELDS if name != "fragment"]
    return {
        "values": values,
        "owners": owners,
        "own": own,
        "fields": [one for one in shown if one[0] in USUAL],
        "further": [one for one in shown if one[0] not in USUAL],
        "precise": any(values.get(name) for name in FIELDS if name not in USUAL),
        "recipes": [] if any(values.get(name) for name in (*FIELDS, "comment", "draft")) else recipes(own),
        "fragments": list(FRAGMENT_NAMES.items()),
        "directions": list(DIRECTIONS.items()),
        "dos": [(do.value, name) for do, name in DO_NAMES.items() if do in _offered()],
        "lasts": lasts_choices(),
    }


@login_required
@require_POST
def check(request: HttpRequest) -> HttpResponse:
    """While typing: the verdict as a piece of the page; the draft is kept."""
    actor, now = actor_of(request), _now()
    form, read, owner = _form(request.POST, actor)
    old = _replaced(request.POST, actor)
    told = _judged(form, read, owner, now, leave_out=old.pk if old else 0)
    if owner is not None:
        actions.keep_draft(actor=actor, organisation=owner.number, typed=carried(request.POST), now=now)
    for name in ("comment", "rate"):  # nobody is told off for what was not reached yet
        if not request.POST.get(name):
            told["errors"].pop(name, None)
    return render(request, "network/parts/rule_check.html", {"told": told, "names": list(FIELD_NAMES), "live": True})


@login_required
@require_POST
def look(request: HttpRequest) -> HttpResponse:
    """What the rule would have matched, as a piece of the page."""
    actor, now = actor_of(request), _now()
    form, read, owner = _form(request.POST, actor)
    told = _judged(form, read, owner, now)
    return render(request, "network/parts/rule_preview.html", {"preview": _previewed(told, form, read, owner, now)})


@login_required
@require_POST
def draft_drop(request: HttpRequest) -> HttpResponse:
    """Begin with an empty page."""
    actor = actor_of(request)
    number = request.POST.get("organisation", "")
    if number.isdecimal() and int(number) in _owners(actor):
        actions.drop_draft(actor=actor, organisation=int(number), now=_now())
    return redirect("rule_new")


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
