"""The page of a new rule: what it would do is shown while typing, then it is set. Never: a right past the gate, a match's meaning."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from hsoc.portal.members import queries as members
from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.queries import actor_of
from hsoc.portal.members.rules import Action, Actor, Object, may, numbers, require
from hsoc.portal.network.actions import rules as actions
from hsoc.portal.network.forms.recipes import recipes
from hsoc.portal.network.forms.rule_words import FIELD_HINTS, FIELD_NAMES
from hsoc.portal.network.forms.rules import DIRECTIONS, FRAGMENT_NAMES, RuleForm, lasts_choices, typed_of
from hsoc.portal.network.models import Rule
from hsoc.portal.network.models.own import DO_NAMES
from hsoc.portal.network.queries import rules as queries
from hsoc.portal.network.rules.limits import LASTS
from hsoc.portal.network.rules.typed import FIELDS, Meant, meant
from hsoc.portal.network.web.rule_page import carried, preview, verdict
from hsoc.records.policy import Own

USUAL: Final = ("source", "destination", "protocol", "destination_port")  # fields that nearly every rule has; the others fold away


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
    own = queries.prefixes_of(int(values["organisation"][:9])) if values.get("organisation", "").isdecimal() else ()
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
    if number.isdecimal() and len(number) < 10 and int(number) in _owners(actor):
        actions.drop_draft(actor=actor, organisation=int(number), now=_now())
    return redirect("rule_new")
