"""The page of warning lists: what they are for everybody who sees indicators, put and switched by coordinators. Never: matching."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from hsoc.portal.indicators.actions import warned as actions
from hsoc.portal.indicators.forms import WarningListForm, WarningSwitchForm
from hsoc.portal.indicators.queries import warned
from hsoc.portal.indicators.rules.warned import LARGEST, Unusable, read
from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.kept import again, keep, kept
from hsoc.portal.members.queries import actor_of
from hsoc.portal.members.rules import Action, Object, may, require


@login_required
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """All lists, and the form for another one."""
    actor = actor_of(request)
    unsaved = kept(request)
    context: dict[str, Any] = {
        "lists": list(warned.lists(actor)),
        "form": WarningListForm(again(unsaved, "put")),
        "unsaved": unsaved,
        "may_change": may(actor, Action.APPROVE, Object.INDICATOR),
    }
    return render(request, "indicators/warning_lists.html", context)


@login_required
@require_POST
def put(request: HttpRequest) -> HttpResponse:
    """A file or pasted rows become a list."""
    actor = actor_of(request)
    require(actor, Action.APPROVE, Object.INDICATOR)
    form = WarningListForm(request.POST, request.FILES)
    form.is_valid()
    given = form.cleaned_data
    file = request.FILES.get("file")
    try:
        found = read(file.read(LARGEST + 1) if file else str(given.get("rows", "")).encode())
        about = {name: str(given.get(name) or found.about.get(name, "")) for name in ("name", "source", "version", "reason")}
        made = actions.put_list(actor=actor, read=found, now=datetime.now(UTC), **about)
    except (Unacceptable, Unusable) as error:
        keep(request, "put")
        messages.error(request, str(error))
        return redirect("warning_lists")
    said = ngettext("%(name)s holds %(n)d value now.", "%(name)s holds %(n)d values now.", made.size) % {"name": made.name, "n": made.size}
    messages.success(request, said)
    if found.faulty:
        lines = ", ".join(f"{line}: {text}" for line, text in found.faults[:5])
        told = ngettext(
            "%(n)d line was left out, it is no prefix and no name (%(lines)s).",
            "%(n)d lines were left out, they are no prefix and no name (%(lines)s).",
            found.faulty,
        )
        messages.warning(request, told % {"n": found.faulty, "lines": lines})
    return redirect("warning_lists")


@login_required
@require_POST
def switch(request: HttpRequest, number: int) -> HttpResponse:
    """On or off, with a reason."""
    actor = actor_of(request)
    form = WarningSwitchForm(request.POST)
    form.is_valid()
    try:
        found = actions.switch_list(
            actor=actor, number=number, enabled=bool(form.cleaned_data.get("enabled")), reason=form.cleaned_data.get("reason", ""),
            now=datetime.now(UTC),
        )  # fmt: skip
    except Unacceptable as error:
        keep(request, f"switch-{number}")
        messages.error(request, str(error))
    else:
        messages.success(
            request,
            _("%(name)s holds again.") % {"name": found.name} if found.enabled else _("%(name)s is switched off.") % {"name": found.name},
        )
    return redirect("warning_lists")
