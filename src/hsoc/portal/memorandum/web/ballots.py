"""Votes: the list, one vote, casting, counting, the protocol as a file. Belongs here: request in, page out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hsoc.portal.charts.prose import prose
from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.queries import actor_of
from hsoc.portal.members.rules import Action, Object, may, require
from hsoc.portal.memorandum.actions import ballots as actions
from hsoc.portal.memorandum.forms import BallotForm
from hsoc.portal.memorandum.queries import ballots as queries
from hsoc.portal.memorandum.queries import register
from hsoc.portal.memorandum.rules.ballots import Phase, needed_of

PAGE = 100
WEEK = timedelta(days=7)  # how long a new vote is open unless somebody says otherwise


def _now() -> datetime:
    return datetime.now(UTC)


@login_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Votes, those that wait for the reader first."""
    actor = actor_of(request)
    require(actor, Action.VIEW, Object.BALLOT)
    now = _now()
    waiting = set(queries.waiting(actor, now=now).values_list("pk", flat=True))
    rows = [{"row": one, "phase": queries.phase(one, now=now).value, "mine": one.pk in waiting} for one in queries.visible_to(actor)[:PAGE]]
    rows.sort(key=lambda one: not one["mine"])
    return render(request, "memorandum/ballots.html", {"rows": rows, "runs": may(actor, Action.CHANGE, Object.BALLOT)})


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Announces one."""
    actor = actor_of(request)
    require(actor, Action.CHANGE, Object.BALLOT)
    now = _now()
    begin = {
        "options": "\n".join((_("For"), _("Against"), _("I abstain"))),
        "quorum": 50,
        "opens": localtime(now),
        "closes": localtime(now + WEEK),
    }
    form = BallotForm(request.POST if request.method == "POST" else None, initial=begin)
    if form.is_valid():
        fields = dict(form.cleaned_data)
        fields["options"] = fields["options"].splitlines()
        try:
            made = actions.announce(actor=actor, now=now, **fields)
        except Unacceptable as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Announced; the signatories are told."))
            return redirect("memorandum_ballot", made.pk)
    return render(request, "memorandum/ballot_new.html", {"form": form, "signatories": len(register.signatories())})


@login_required
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, number: int) -> HttpResponse:
    """Changes one that has not opened yet."""
    actor = actor_of(request)
    require(actor, Action.CHANGE, Object.BALLOT)
    found = get_object_or_404(queries.visible_to(actor), pk=number)
    now = _now()
    begin = {name: getattr(found, name) for name in ("title", "text", "secret", "quorum")}
    begin |= {"options": "\n".join(found.options), "opens": localtime(found.opens), "closes": localtime(found.closes)}
    form = BallotForm(request.POST if request.method == "POST" else None, initial=begin)
    if form.is_valid():
        fields = dict(form.cleaned_data)
        fields["options"] = fields["options"].splitlines()
        try:
            actions.change(actor=actor, ballot=number, now=now, **fields)
        except Unacceptable as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Changed; the signatories are told."))
            return redirect("memorandum_ballot", number)
    elif request.method != "POST" and queries.phase(found, now=now) is not Phase.AHEAD:
        messages.error(request, _("A vote can be changed only before it opens; cancel it and announce another one."))
        return redirect("memorandum_ballot", number)
    return render(request, "memorandum/ballot_new.html", {"form": form, "signatories": len(register.signatories()), "row": found})


@login_required
@require_POST
def cancel(request: HttpRequest, number: int) -> HttpResponse:
    """Cancels one before its end, with a reason."""
    actor = actor_of(request)
    get_object_or_404(queries.visible_to(actor), pk=number)
    try:
        actions.cancel(actor=actor, ballot=number, reason=request.POST.get("reason", ""), now=_now())
    except Unacceptable as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The vote is cancelled; the signatories are told why."))
    return redirect("memorandum_ballot", number)


@login_required
@require_safe
def one(request: HttpRequest, number: int) -> HttpResponse:
    """The question, the vote of one's organisation, and when it is counted the result."""
    actor = actor_of(request)
    found = get_object_or_404(queries.visible_to(actor), pk=number)
    phase = queries.phase(found, now=_now())
    roll = list(queries.roll(found))
    mine = queries.votes_for(actor)
    entry = next((line for line in roll if line.organisation.number == mine), None)
    page = {
        "row": found,
        "text": prose(found.text),
        "phase": phase.value,
        "roll": roll,
        "voted": sum(1 for line in roll if line.voted),
        "needed": needed_of(len(roll), found.quorum),
        "entry": entry,
        "may_vote": phase is Phase.RUNNING and entry is not None and not entry.voted,
        "result": _result(found.protocol) if found.protocol and not found.cancelled else [],
        "may_cancel": phase in {Phase.AHEAD, Phase.RUNNING} and may(actor, Action.REMOVE, Object.BALLOT),
        "runs": may(actor, Action.CHANGE, Object.BALLOT),
    }
    return render(request, "memorandum/ballot.html", page)


def _result(protocol: dict[str, object]) -> list[dict[str, object]]:
    """Each option with its votes, share of those cast, and whether it leads."""
    told = msgspec.convert(protocol, type=dict[str, object])
    counts = msgspec.convert(told["counts"], type=list[int])
    options, leading = msgspec.convert(told["options"], type=list[str]), msgspec.convert(told["leading"], type=list[int])
    whole = sum(counts) or 1
    votes = msgspec.convert(told["votes"], type=list[tuple[str, int]])
    return [
        {
            "option": option, "votes": counts[place], "percent": round(100 * counts[place] / whole), "leads": place in leading,
            "who": [name for name, chosen in votes if chosen == place],
        }
        for place, option in enumerate(options)
    ]  # fmt: skip


@login_required
@require_POST
def vote(request: HttpRequest, number: int) -> HttpResponse:
    """Casts the vote of the organisation acted for."""
    actor = actor_of(request)
    found = get_object_or_404(queries.visible_to(actor), pk=number)
    option = request.POST.get("option", "")
    try:
        actions.vote(
            actor=actor, ballot=found.pk, organisation=actor.organisation, option=int(option) if option in "0123456789" and option else -1,
            now=_now(),
        )  # fmt: skip
    except Unacceptable as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Your organisation has voted."))
    return redirect("memorandum_ballot", number)


@login_required
@require_POST
def count(request: HttpRequest, number: int) -> HttpResponse:
    """Counts a vote that is over."""
    actor = actor_of(request)
    get_object_or_404(queries.visible_to(actor), pk=number)
    try:
        actions.count(actor=actor, ballot=number, now=_now())
    except Unacceptable as error:
        messages.error(request, str(error))
    return redirect("memorandum_ballot", number)


@login_required
@require_safe
def protocol(request: HttpRequest, number: int) -> HttpResponse:
    """The protocol as counted, canonical JSON: its SHA-256 is the one that the page shows."""
    found = get_object_or_404(queries.visible_to(actor_of(request)), pk=number)
    if found.protocol is None:
        raise Http404
    body = msgspec.json.encode(found.protocol, order="sorted")
    answer = HttpResponse(body, content_type="application/json", headers={"X-Content-Type-Options": "nosniff"})
    answer.headers["Content-Disposition"] = f'attachment; filename="hsoc-vote-{number}.json"'
    return answer
