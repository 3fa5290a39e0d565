"""The page of what an organisation gives: its rules, what they would have made of its last week, earlier versions. Never: applying them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hsoc.journal.event_rows import TooSlow
from hsoc.journal.event_sharing import Rule
from hsoc.portal.events.actions.sharing import set_rules
from hsoc.portal.events.forms import RulesForm, as_typed
from hsoc.portal.events.queries import WEEK, given, given_preview
from hsoc.portal.events.web import words
from hsoc.portal.events.web.sharing_words import about, becomes, shown
from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.models import Organisation
from hsoc.portal.members.queries import actor_of
from hsoc.portal.members.rules import Action, Actor, Object, may, require

SHOWN: Final = 20  # versions


def owner_of(request: HttpRequest, actor: Actor) -> Organisation:
    """The organisation of `?member=`, the one acted for, or the first that may be seen."""
    seen = given.organisations(actor)
    asked = request.GET.get("member", "")
    if asked:
        if not (asked.isascii() and asked.isdigit() and len(asked) <= 4):
            raise Http404
        return get_object_or_404(seen, number=int(asked))
    found = seen.filter(number=actor.organisation).first() or seen.first()
    if found is None:
        raise Http404
    return found


@login_required
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """A POST shows what changed rules would do (`look`) or keeps them (`keep`); what was typed is never lost."""
    actor, now = actor_of(request), datetime.now(UTC)
    require(actor, Action.VIEW, Object.SHARING)
    owner = owner_of(request, actor)
    standing = given.standing(owner.number)
    rules = given.of_row(standing, owner.number).rules if standing else ()
    severities = sorted(words.SEVERITIES.items())
    known: dict[str, Any] = {"form_kwargs": {"severities": severities}, "prefix": "r"}
    if request.method == "GET":
        initial = [as_typed(rule) for rule in rules]
        return _shown(request, actor, owner, RulesForm(initial=initial, **known), rules, now)
    require(actor, Action.CHANGE, Object.SHARING, owner.number)
    forms = RulesForm(request.POST, **known)
    if not forms.is_valid():
        return _shown(request, actor, owner, forms, rules, now, looked=False, status=422)
    kept = forms.forms[: forms.initial_form_count()]
    wanted = tuple(form.rule for form in forms.ordered_forms if form in kept or form.has_changed())
    if request.POST.get("step") != "keep":
        return _shown(request, actor, owner, forms, wanted, now, looked=True)
    based = request.POST.get("based_on", "")
    try:
        set_rules(
            actor=actor, organisation=owner.number, rules=wanted, reason=request.POST.get("reason", ""), now=now,
            based_on=int(based) if based.isascii() and based.isdigit() and len(based) < 9 else 0,
        )  # fmt: skip
    except Unacceptable as error:
        messages.error(request, str(error))
        return _shown(request, actor, owner, forms, wanted, now, looked=True, status=422)
    messages.success(request, _("Kept. What is narrower holds at once, for everything that reads."))
    return redirect(f"{reverse('sharing')}?member={owner.number}")


def _shown(
    request: HttpRequest, actor: Actor, owner: Organisation, forms: Any, rules: tuple[Rule, ...], now: datetime, *,
    looked: bool = False, status: int = 200,
) -> HttpResponse:  # fmt: skip
    try:
        found = given_preview(actor, owner.number, rules, now=round(now.timestamp() * 1000))
    except TooSlow:
        found = None
    standing = given.standing(owner.number)
    lines = [(place, about(rule), becomes(rule), rule) for place, rule in enumerate(rules, 1)]
    counts = found.by_rule if found else ()
    return render(
        request,
        "events/sharing.html",
        {
            "owner": owner,
            "owners": list(given.organisations(actor).values_list("number", "name")),
            "forms": forms,
            "lines": [(*line, counts[line[0] - 1] if counts else None) for line in lines],
            "usual": becomes(Rule()),
            "unmatched": counts[-1] if counts else None,
            "preview": found,
            "examples": [shown(one, rules) for one in found.examples] if found else [],
            "week": WEEK,
            "looked": looked,
            "standing": standing,
            "clients": given.client_names(owner.number),
            "kinds": list(words.CATEGORIES.items())[:-1],
            "reason": request.POST.get("reason", ""),
            "versions": list(given.versions(actor, owner.number)[:SHOWN]),
            "may_change": may(actor, Action.CHANGE, Object.SHARING, owner.number),
        },
        status=status,
    )
