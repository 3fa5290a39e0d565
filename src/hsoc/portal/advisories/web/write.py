"""The pages where a paper of one's own is written and revised. Belongs here: parse → one action → render. Never: a right past the gate."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hsoc.portal.advisories import actions, rules
from hsoc.portal.advisories.forms import DraftForm
from hsoc.portal.advisories.web.paper import found
from hsoc.portal.indicators.web.words import labels
from hsoc.portal.members import queries as members
from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.queries import actor_of
from hsoc.portal.members.rules import Action, Actor, Object, numbers, require

USUAL: Final = {"tlp": "TLP:GREEN", "pap": "PAP:GREEN", "audience": "community", "severity": "3", "status": "final", "valid": ""}


def owners(actor: Actor) -> dict[int, str]:
    """In whose name the actor may write: the one acted for first."""
    allowed = numbers(actor, Action.CREATE, Object.ADVISORY) or frozenset()
    names = members.organisation_names()
    mine = {number: names[number] for number in allowed if number in names}
    return dict(sorted(mine.items(), key=lambda item: (item[0] != actor.organisation, item[1])))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A paper of one's own; what was typed is never lost."""
    actor, now, wrong = actor_of(request), datetime.now(UTC), ""
    require(actor, Action.CREATE, Object.ADVISORY)
    form = DraftForm(request.POST or None, initial=USUAL)
    if request.method == "POST" and form.is_valid():
        number = request.POST.get("organisation", "")
        home = int(number) if number.isdecimal() and len(number) < 10 else actor.organisation
        try:
            made = actions.write(actor=actor, organisation=home, draft=form.draft(now=now), audience=form.cleaned_data["audience"], now=now)
        except Unacceptable as error:
            wrong = str(error)
        else:
            messages.success(request, _("%(number)s is written and its audience sees it.") % {"number": made.number})
            return redirect("advisory", made.pk)
    return _page(request, form, wrong, {"owners": owners(actor), "row": None})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def revise(request: HttpRequest, paper: int) -> HttpResponse:
    """The next version of a paper of one's own."""
    actor, now, wrong = actor_of(request), datetime.now(UTC), ""
    row = found(actor, paper)
    require(actor, Action.CHANGE, Object.ADVISORY, row.organisation.number)
    if not row.own:
        raise Http404(_("This paper is its publisher's; only labels may be changed here."))
    initial = rules.draft_of(row.paper) | {"tlp": row.tlp, "pap": row.pap, "audience": row.audience, "valid": ""}
    form = DraftForm(request.POST or None, initial=initial)
    reason = request.POST.get("reason", "")[:500]
    if request.method == "POST" and form.is_valid():
        draft = form.draft(now=now, expires=row.expires)
        try:
            made = actions.revise(actor=actor, key=row.pk, draft=draft, audience=form.cleaned_data["audience"], reason=reason, now=now)
        except Unacceptable as error:
            wrong = str(error)
        else:
            messages.success(request, _("Version %(version)s is written.") % {"version": made.version})
            return redirect("advisory", made.pk)
    return _page(request, form, wrong, {"row": row, "reason": reason})


def _page(request: HttpRequest, form: DraftForm, wrong: str, more: dict[str, Any]) -> HttpResponse:
    chosen = {name: form[name].value() or "" for name in ("tlp", "pap", "audience")}
    context = {"form": form, "wrong": wrong, "chosen": chosen, **labels(), **more}
    return render(request, "advisories/write.html", context, status=422 if wrong or form.errors else 200)
