"""The coordinator's page: values of one organisation that wait, words that stand, trusted sources. Never: what a list holds (feeds)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hsoc.portal.indicators import actions, queries
from hsoc.portal.indicators.forms import VALID_FOR, ApprovalForm, TrustForm
from hsoc.portal.indicators.queries import warned
from hsoc.portal.indicators.web import words
from hsoc.portal.members import queries as members
from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.kept import keep, kept
from hsoc.portal.members.queries import actor_of
from hsoc.portal.members.rules import Action, Actor, Object, require

PAGE: Final = 25  # values on a page; each wants a look and a sentence


def _now() -> datetime:
    return datetime.now(UTC)


@login_required
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """What waits first, then what stands."""
    actor, now = actor_of(request), _now()
    require(actor, Action.APPROVE, Object.INDICATOR)
    waiting, after = queries.waiting(actor, now=now), request.GET.get("after", "")
    try:
        place = int(after) if after.isdecimal() and len(after) < 19 else None
        rows, following = queries.page(actor, waiting, sort="new", after=place, size=PAGE)
    except ValueError as fault:
        raise Http404(_("There is no such place in this list.")) from fault
    count = waiting.order_by()[: queries.MOST_COUNTED + 1].count()
    standing = list(queries.approvals(actor, now=now)[:200])
    sources = list(queries.trusted_sources(actor, now=now))
    trusted = {one.organisation.number for one in sources}
    return render(
        request,
        "indicators/approvals.html",
        {
            "rows": words.shown(rows, actor, now),
            "count": min(count, queries.MOST_COUNTED),
            "more": count > queries.MOST_COUNTED,
            "after": after,
            "following": following,
            "warned": _warned(actor, now),
            "quiet": words.shown(list(queries.quietly_disputed(actor, now=now)[:PAGE]), actor, now),
            "standing": [(one, words.kind(one.kind)) for one in standing],
            "sources": sources,
            "others": [(number, name) for number, name in sorted(members.organisation_names().items()) if number not in trusted],
            "valids": [(code, str(name)) for code, name in VALID_FOR.items()],
            "unsaved": kept(request),
        },
    )


def _warned(actor: Actor, now: datetime) -> list[tuple[dict[str, Any], dict[str, words.Text] | None]]:
    """What a warning list keeps back, with the list in words."""
    found = warned.waiting(actor, now=now, most=PAGE)
    return list(zip(words.shown([row for row, _ in found], actor, now), [words.warning(hit) for _, hit in found], strict=True))


def _step(request: HttpRequest, form: Any, act: str, said: str, do: Callable[[dict[str, Any]], object]) -> HttpResponse:
    form.is_valid()
    given = {"reason": "", "valid": "", **form.cleaned_data}
    if set(form.errors) - {"reason"}:
        keep(request, act)
        messages.error(request, _("The form was not complete; look at it again."))
        return redirect("indicator_approvals")
    try:
        do(given)
    except Unacceptable as error:
        keep(request, act)
        messages.error(request, str(error))
    else:
        messages.success(request, said)
    return redirect("indicator_approvals")


@login_required
@require_POST
def decide(request: HttpRequest, act: str) -> HttpResponse:
    """Approve a value, end a word, trust or no longer trust a source."""
    actor, now = actor_of(request), _now()
    require(actor, Action.APPROVE, Object.INDICATOR)
    if act == "approve":

        def approve(given: dict[str, Any]) -> object:
            until = now + timedelta(days=int(given["valid"])) if given["valid"] else None
            return actions.approve_blocking(
                actor=actor, kind=given["kind"], value=given["value"], reason=given["reason"], until=until, now=now
            )

        return _step(request, ApprovalForm(request.POST), act, _("Approved: it stands on the lists from their next look on."), approve)
    if act == "end":

        def end(given: dict[str, Any]) -> object:
            return actions.end_approval(actor=actor, kind=given["kind"], value=given["value"], reason=given["reason"], now=now)

        return _step(request, ApprovalForm(request.POST), act, _("Ended: the lists drop it at their next look."), end)
    if act == "trust":

        def trust(given: dict[str, Any]) -> object:
            if given["organisation"] not in members.organisation_names():
                raise Unacceptable(_("There is no such organisation."))
            return actions.trust(actor=actor, organisation=given["organisation"], reason=given["reason"], now=now)

        return _step(request, TrustForm(request.POST), act, _("Trusted: what it shares needs no second organisation."), trust)

    def distrust(given: dict[str, Any]) -> object:
        return actions.distrust(actor=actor, organisation=given["organisation"], reason=given["reason"], now=now)

    return _step(request, TrustForm(request.POST), act, _("No longer trusted: its values need a second organisation again."), distrust)
