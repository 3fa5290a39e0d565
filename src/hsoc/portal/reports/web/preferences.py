"""The page of an organisation's reports: addresses, language, hours, mute, exceptions. Never: a right past the gate."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from hsoc.portal.events.web import words as events
from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.models import Organisation
from hsoc.portal.members.queries import actor_of
from hsoc.portal.members.rules import Action, Actor, Object, may, require
from hsoc.portal.reports import queries
from hsoc.portal.reports.actions import wanted
from hsoc.portal.reports.forms import ExclusionForm, MuteForm, PreferenceForm
from hsoc.portal.reports.queries import making
from hsoc.portal.reports.rules.timing import TIMINGS
from hsoc.portal.reports.share import words


def _owner(request: HttpRequest, actor: Actor) -> Organisation:
    """The organisation of `?member=` or the one acted for; who sees all of them and names none gets the first."""
    seen = queries.organisations(actor)
    asked = request.GET.get("member", "")
    if asked:
        if not asked.isdecimal() or len(asked) > 4:
            raise Http404
        return get_object_or_404(seen, number=int(asked))
    found = seen.filter(number=actor.organisation).first() or seen.first()
    if found is None:
        raise Http404
    return found


@login_required
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """How the organisation wants its reports."""
    actor, now = actor_of(request), datetime.now(UTC)
    require(actor, Action.VIEW, Object.REPORT)
    owner = _owner(request, actor)
    return render(request, "reports/settings.html", _given(actor, owner, now))


def _given(actor: Actor, owner: Organisation, now: datetime, **forms: Form) -> dict[str, object]:
    found = queries.preference(owner, now=now)
    rows = queries.exclusions(owner, now=now)
    periods = [
        (number, timing.period, timing.threshold, timing.relapse, making.addresses(owner, number))
        for number, timing in sorted(((int(key), value) for key, value in TIMINGS.items()), reverse=True)
    ]
    return {
        "owner": owner,
        "owners": list(queries.organisations(actor).values_list("number", "name")),
        "preference": found,
        "muted": found.muted_until if found.muted_until and found.muted_until > now else None,
        "form": PreferenceForm(initial=PreferenceForm.filled(found)),
        "mute_form": MuteForm(auto_id="mute_%s"),
        "exclusion_form": ExclusionForm(auto_id="exclusion_%s"),
        "exclusions": [(one, words.class_name(one.event_class) if one.event_class else "", _detector(one.detector)) for one in rows],
        "periods": periods,
        "everybody": periods[0][-1] if all(one[-1] == periods[0][-1] for one in periods) else None,  # the same for each severity
        "may_change": may(actor, Action.CHANGE, Object.REPORT, owner.number),
    } | forms


def _detector(code: str) -> str:
    return events.detector(code) if code else ""


@login_required
@require_POST
def change(request: HttpRequest, number: str, act: str) -> HttpResponse:
    """One change. What does not fit comes back in its form, nothing that was typed is lost."""
    actor, now = actor_of(request), datetime.now(UTC)
    owner = get_object_or_404(queries.organisations(actor), number=number)
    require(actor, Action.CHANGE, Object.REPORT, owner.number)
    name, form, do, said = _change(request, actor, owner, act, now)
    if form.is_valid():
        try:
            do()
        except Unacceptable as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, said)
            return redirect(f"{reverse('report_settings')}?member={owner.number}")
    return render(request, "reports/settings.html", _given(actor, owner, now, **{name: form}), status=400)


def _change(
    request: HttpRequest, actor: Actor, owner: Organisation, act: str, now: datetime
) -> tuple[str, Form, Callable[[], object], str]:
    """(the form's name in the page, the form, what it does, what is said then)."""
    who = {"actor": actor, "organisation": owner.number, "now": now}
    if act == "save":
        form = PreferenceForm(request.POST)
        return "form", form, lambda: wanted.save_preference(**who, **form.given()), _("Saved.")  # type: ignore[arg-type]
    if act == "mute":
        mute = MuteForm(request.POST, auto_id="mute_%s")

        def muted() -> object:
            given = mute.cleaned_data
            until = now + timedelta(days=given["days"]) if given["days"] else None
            return wanted.mute(**who, until=until, reason=given["reason"])  # type: ignore[arg-type]

        return "mute_form", mute, muted, _("Saved.")
    if act == "exclude":
        exclusion = ExclusionForm(request.POST, auto_id="exclusion_%s")

        def excluded() -> object:
            given = dict(exclusion.cleaned_data)
            days = given.pop("days")
            given["prefix"] = given.pop("net")
            return wanted.exclude(**who, until=now + timedelta(days=days) if days else None, **given)  # type: ignore[arg-type]

        return "exclusion_form", exclusion, excluded, _("It is not told any more.")
    row = queries.exclusions(owner, now=now).filter(pk=int(request.POST["exclusion"])).first() if _number(request) else None
    if row is None:
        raise Http404
    return "empty", Form({}), lambda: wanted.include(actor=actor, exclusion=row.pk, now=now), _("It is told again.")


def _number(request: HttpRequest) -> bool:
    given = request.POST.get("exclusion", "")
    return given.isdecimal() and len(given) < 12
