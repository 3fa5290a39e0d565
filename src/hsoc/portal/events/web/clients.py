"""Pages of Warden clients: the list, one client, what an organisation asks and does. Never: a right past the gate, a secret shown twice."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from itertools import groupby
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_GET, require_POST

from hsoc.journal.event_rows import TooSlow
from hsoc.journal.event_sender import SentDay
from hsoc.journal.retention import KEEP_DAYS
from hsoc.portal.events.actions import clients as actions
from hsoc.portal.events.forms import AboutClientForm, ClientForm, ReasonForm
from hsoc.portal.events.models import WardenClient
from hsoc.portal.events.queries import sent
from hsoc.portal.events.queries.clients import clients_visible_to
from hsoc.portal.events.share.quality import told
from hsoc.portal.events.web import words
from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.kept import again, keep, kept
from hsoc.portal.members.queries import actor_of, organisation_names
from hsoc.portal.members.rules import Action, Object, Reach, may, reach, require

SHOWN: Final = 500  # clients of a list
MOST_KINDS: Final = 4  # kinds named of one day; the rest is summed up
STAGES: Final = {
    "test": _lazy("test stage"),
    "production": _lazy("production"),
    "receiver": _lazy("fetches only"),
    "disabled": _lazy("disabled"),
}


def _now() -> datetime:
    return datetime.now(UTC)


def _visible(request: HttpRequest, name: str) -> WardenClient:
    found = sent.client_of(actor_of(request), name)
    if found is None:
        raise Http404
    return found


def _done(request: HttpRequest, act: Callable[[], object], said: str, *, form: str) -> None:
    """Run an action; what it refuses becomes a message, and what was typed is kept."""
    try:
        act()
    except Unacceptable as error:
        keep(request, form)
        messages.error(request, str(error))
    else:
        messages.success(request, said)


def _valid(request: HttpRequest, form: Form, *, act: str) -> dict[str, Any] | None:
    if form.is_valid():
        return form.cleaned_data
    keep(request, act)
    messages.error(request, "; ".join(f"{form[name].label}: {' '.join(map(str, errors))}" for name, errors in form.errors.items()))
    return None


@login_required
@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """The clients that the actor may see, what waits for a second person, and the form to ask for one."""
    actor, now = actor_of(request), _now()
    require(actor, Action.VIEW, Object.CLIENT)
    rows = list(clients_visible_to(actor)[:SHOWN])
    for row in rows:
        row.stage_text = STAGES[row.stage]  # type: ignore[attr-defined]
    own = actor.organisation
    return render(
        request,
        "events/clients.html",
        {
            "rows": rows,
            "waiting": [(one, one.payload.get("name", "")) for one in sent.waiting_for(actor, now=now)],
            "everyone": reach(actor, Action.VIEW, Object.CLIENT) is Reach.ALL,
            "own": own,
            "own_name": organisation_names().get(own, ""),
            "may_ask": own and may(actor, Action.CREATE, Object.CLIENT, own),
            "form": ClientForm(again(kept(request), "ask")),
        },
    )


@login_required
@require_GET
def one(request: HttpRequest, name: str) -> HttpResponse:
    """One client: stage, contact, statistics, the report on its events, and the steps that the actor may take."""
    return _page(request, _visible(request, name))


def _page(request: HttpRequest, found: WardenClient, *, shown: str = "") -> HttpResponse:
    actor, now = actor_of(request), _now()
    number = found.organisation.number
    unsaved = kept(request)
    try:
        days, report = _days(sent.sent_days(actor, found, now=now)), told(sent.quality(actor, found, now=now))
    except TooSlow:
        days, report = [], None
    may_change = may(actor, Action.CHANGE, Object.CLIENT, number)
    answer = render(
        request,
        "events/client.html",
        {
            "client": found,
            "stage_text": STAGES[found.stage],
            "secret": shown,
            "days": days,
            "most": max((day["count"] for day in days), default=0),
            "last_sent": max((day["last"] for day in days), default=None),
            "report": report,
            "behind": sent.behind(found),
            "kept_days": KEEP_DAYS["events"],
            "window": sent.DAYS,
            "asked": sent.waiting_for(actor, now=now).filter(payload__name=found.name).first(),
            "may_change": may_change and found.valid,
            "may_promote": found.stage == "test" and may(actor, Action.CREATE, Object.CLIENT, number),
            "about_form": AboutClientForm(
                again(unsaved, "about"), auto_id="about_%s", initial={"requestor": found.requestor, "note": found.note}
            ),
            "promote_form": ReasonForm(again(unsaved, "promote"), auto_id="promote_%s"),
            "disable_form": ReasonForm(again(unsaved, "disable"), auto_id="disable_%s"),
        },
    )
    if shown:
        answer.headers["Cache-Control"] = "no-store"
    return answer


def _days(rows: Sequence[SentDay]) -> list[dict[str, Any]]:
    """One dictionary a day, newest first: count, share of Test, the commonest kinds in words."""
    days = []
    for day, group in groupby(rows, key=lambda row: row.day):
        kinds = list(group)
        count, tests = sum(row.count for row in kinds), sum(row.tests for row in kinds)
        named = [(words.category(row.category), row.count) for row in kinds[:MOST_KINDS]]
        rest = sum(row.count for row in kinds[MOST_KINDS:])
        last = max(row.last for row in kinds)
        days.append({"day": day, "count": count, "tests": tests, "share": tests / count, "kinds": named, "rest": rest, "last": last})
    return days


@login_required
@require_POST
def ask(request: HttpRequest, number: int) -> HttpResponse:
    """Ask for a client of an organisation."""
    if (given := _valid(request, ClientForm(request.POST), act="ask")) is not None:
        _done(
            request,
            lambda: actions.ask_client(actor=actor_of(request), organisation=number, now=_now(), **given),
            _("Asked for. It takes effect once a second person has approved it."),
            form="ask",
        )
    return redirect("warden_clients")


@login_required
@require_POST
def secret(request: HttpRequest, name: str) -> HttpResponse:
    """Draw a new secret; it stands in this answer and nowhere else."""
    found = _visible(request, name)
    try:
        shown = actions.renew_secret(actor=actor_of(request), name=found.name, now=_now())
    except Unacceptable as error:
        messages.error(request, str(error))
        return redirect("warden_client", found.name)
    found.refresh_from_db()
    return _page(request, found, shown=shown)


def _step(request: HttpRequest, name: str, form: type[Form], act: str, deed: Callable[..., object], said: str) -> HttpResponse:
    found = _visible(request, name)
    if (given := _valid(request, form(request.POST), act=act)) is not None:
        _done(request, lambda: deed(actor=actor_of(request), name=found.name, now=_now(), **given), said, form=act)
    return redirect("warden_client", found.name)


@login_required
@require_POST
def promote(request: HttpRequest, name: str) -> HttpResponse:
    """Ask that a client leaves the test stage."""
    said = _("Asked for. It takes effect once a second person has approved it.")
    return _step(request, name, ReasonForm, "promote", actions.ask_promotion, said)


@login_required
@require_POST
def about(request: HttpRequest, name: str) -> HttpResponse:
    """Say whom to write to, and what it is."""
    return _step(request, name, AboutClientForm, "about", actions.describe_client, _("Saved."))


@login_required
@require_POST
def disable(request: HttpRequest, name: str) -> HttpResponse:
    """Let the door know a client no more."""
    return _step(request, name, ReasonForm, "disable", actions.disable_client, _("The door does not know it any more."))
