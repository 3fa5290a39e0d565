"""The page of new indicators: paste, look at what was understood, share. Never: a right past the gate, what a value means (rules)."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from hsoc.portal.indicators import actions, queries
from hsoc.portal.indicators.forms import CATEGORIES, KIND_NAMES, VALID_FOR, NewForm
from hsoc.portal.indicators.queries import warned
from hsoc.portal.indicators.rules import Line, pasted
from hsoc.portal.indicators.web import words
from hsoc.portal.indicators.web.reasons import said
from hsoc.portal.members import queries as members
from hsoc.portal.members.queries import actor_of
from hsoc.portal.members.rules import Action, Actor, Object, numbers, require
from hsoc.records import indicator as records

SHOWN: Final = 100  # lines of the preview; all of them count
USUAL: Final = {"tlp": "TLP:GREEN", "pap": "PAP:GREEN", "audience": "community", "valid": "30", "to_block": "on"}


def _now() -> datetime:
    return datetime.now(UTC)


def owners(actor: Actor) -> dict[int, str]:
    """In whose name the actor may share: the one acted for first."""
    allowed = numbers(actor, Action.CREATE, Object.INDICATOR) or frozenset()
    names = members.organisation_names()
    mine = {number: names[number] for number in allowed if number in names}
    return dict(sorted(mine.items(), key=lambda item: (item[0] != actor.organisation, item[1])))


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A POST shows what was understood (`look`) or shares it (`share`); what was typed is never lost."""
    actor, now = actor_of(request), _now()
    require(actor, Action.CREATE, Object.INDICATOR)
    mine = owners(actor)
    if request.method == "GET":
        first = USUAL | {"values": request.GET.get("values", "")[:4096], "organisation": str(next(iter(mine), ""))}
        return render(request, "indicators/new.html", _page(NewForm(None, owners=mine), first, mine, ()))
    form = NewForm(request.POST, owners=mine)
    good = form.is_valid()
    lines = pasted(str(form.cleaned_data.get("values", "")))
    values = {name: request.POST.get(name, "") for name in form.fields}
    fit = [one for one in lines if one.kind is not None and not one.again]
    if request.POST.get("step") == "share" and good and fit:
        given = form.cleaned_data
        made = actions.share(
            actor=actor,
            organisation=given["organisation"],
            items=_records(fit, given, now),
            via="portal",
            now=now,
            audience=given["audience"],
        )
        count = made.added + made.changed
        messages.success(request, ngettext("%(n)d indicator is shared.", "%(n)d indicators are shared.", count) % {"n": count})
        return redirect("indicators")
    met = warned.hits([(one.kind.value, one.value) for one in fit[:SHOWN] if one.kind is not None])
    held = {(one.kind, one.value): words.warning(hit) for one, hit in zip(fit[:SHOWN], met, strict=True) if hit is not None}
    known = queries.known(actor, [(one.kind, one.value) for one in fit[:SHOWN] if one.kind is not None])
    page = _page(form, values, mine, lines, held) | {"looked": True, "known": known, "fit": len(fit)}
    if good and not fit:
        page["nothing"] = _("No line holds an address, prefix, name, URL, mail address or hash.")
    return render(request, "indicators/new.html", page, status=200 if good and fit else 422)


def _records(fit: list[Line], given: dict[str, Any], now: datetime) -> list[records.Indicator]:
    ms = round(now.timestamp() * 1000)
    until = round((now + timedelta(days=int(given["valid"]))).timestamp() * 1000) if given["valid"] else None
    return [
        records.Indicator(
            id=str(uuid.uuid4()),
            kind=one.kind or records.Kind.IP,
            value=one.value,
            first=ms,
            until=until,
            created=ms,
            modified=ms,
            tlp=given["tlp"],
            pap=given["pap"],
            confidence=given["confidence"],
            category=(given["category"],) if given["category"] else (),
            title=given["title"],
            description=given["description"],
            to_block=given["to_block"],
        )
        for one in fit
    ]


def _page(
    form: NewForm, values: dict[str, str], mine: dict[int, str], lines: tuple[Line, ...], held: dict[Any, Any] | None = None
) -> dict[str, Any]:
    return {
        "form": form,
        "values": values,
        "owners": mine,
        "lines": [
            (one, KIND_NAMES[one.kind] if one.kind else "", (held or {}).get((one.kind, one.value)), said(one.fault))
            for one in lines[:SHOWN]
        ],
        "left": max(0, len(lines) - SHOWN),
        "faults": sum(one.kind is None for one in lines),
        "again": sum(one.again for one in lines),
        "categories": CATEGORIES.items(),
        "valids": VALID_FOR.items(),
        **words.labels(),
    }
