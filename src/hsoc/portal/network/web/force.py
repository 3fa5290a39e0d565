"""Pages of In force now: the list, one entry, what waits for two, health, what was taken out. Never: a right past the gate."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from hsoc.portal.charts import numbers
from hsoc.portal.events.rules.cells import lines as csv_lines
from hsoc.portal.events.web import reading
from hsoc.portal.events.web.evidence import table
from hsoc.portal.events.web.words import TRUSTS, detector
from hsoc.portal.members import queries as members
from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.queries import actor_of
from hsoc.portal.members.rules import Action, Actor, Object, may, require
from hsoc.portal.network.actions import force as actions
from hsoc.portal.network.forms.force import OUT_FOR, OUT_NAMES, AnswerForm, ListForm, TakeOutForm
from hsoc.portal.network.forms.force_words import KIND_NAMES, PLACE_NAMES, STEPS
from hsoc.portal.network.forms.rules import ReasonForm
from hsoc.portal.network.queries import force as queries
from hsoc.portal.network.queries.policy import ms
from hsoc.portal.network.rules.lists import KINDS, Line, fitting, ordered
from hsoc.portal.network.web.force_page import budget, command, diversion, effect, exporter, proposal, rows

PAGE: Final = 50  # entries on a page
MOST_CSV: Final = 20_000
CSV_COLUMNS: Final = (
    "entry", "action", "match", "rate", "kind", "story", "organisation", "since", "until", "flows", "packets", "bytes", "last", "reason",
    "ordinary_partners_hit", "of_partners", "tcam", "place", "sites",
)  # fmt: skip


def _now() -> datetime:
    return datetime.now(UTC)


def _common(actor: Actor, said: queries.Heard, here: str, now: datetime) -> dict[str, Any]:
    """What every tab shows: the engines' age, the brake, counts of the tabs."""
    every = queries.everything(actor)
    return {
        "said": said,
        "now_ms": said.now,
        "here": here,
        "every": every,
        "may_take": may(actor, Action.REMOVE, Object.PERIMETER),
        "may_agree": may(actor, Action.APPROVE, Object.PERIMETER),
        "waits": len(queries.waiting(actor, said, now=now)),
        "out": queries.vetoes(actor, now=now).count(),
        "dry": bool(said.fresh) and all(one.status.dry_run for one in said.fresh),
        "held": [(one, _who(one.member)) for engine in said.fresh for one in engine.status.held] if every else [],
        "lasts": list(OUT_NAMES.items()),
    }


def _who(number: int) -> str:
    return members.organisation_names().get(number, str(number)) if number else ""


def _wanted(request: HttpRequest, actor: Actor, said: queries.Heard) -> tuple[list[Line], list[Line], dict[str, Any]]:
    """(what the filters leave in its order, everything to be seen, the filters)."""
    form = ListForm(request.GET)
    given = {name: value for name, value in (form.cleaned_data if form.is_valid() else {}).items() if value}
    sort = str(given.pop("sort", "") or "-weight")
    every = queries.entries(actor, said)
    return ordered(fitting(every, **given), sort), every, given | {"sort": sort}


@login_required
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """Every mitigation that stands, of those the actor may see."""
    actor, now = actor_of(request), _now()
    require(actor, Action.VIEW, Object.PERIMETER)
    said = queries.heard(now=now)
    found, every, given = _wanted(request, actor, said)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    names = members.organisation_names()
    kinds = [(kind, KIND_NAMES[kind], sum(one.kind == kind for one in every)) for kind in KINDS]
    here = {one.standing.entry.member for one in every}
    sums = {
        "entries": len(every),
        "preventive": sum(one.standing.packets for one in every if one.kind != "reactive"),
        "reactive": sum(one.standing.packets for one in every if one.kind == "reactive"),
        "preventive_bytes": sum(one.standing.bytes for one in every if one.kind != "reactive"),
        "reactive_bytes": sum(one.standing.bytes for one in every if one.kind == "reactive"),
        "cost": sum(one.cost for one in every),
        "missing": sum(one.place in {"partly", "missing"} for one in every),
    }
    return render(
        request,
        "network/in_force.html",
        _common(actor, said, "entries", now)
        | {
            "rows": rows(page.object_list, names),
            "diverted": [diversion(one, names, now=said.now) for one in queries.diverted(actor, said)],
            "page": page,
            "given": given,
            "filtered": any(name != "sort" for name in given),
            "kinds": kinds,
            "sums": sums,
            "steps": STEPS.items(),
            "places": PLACE_NAMES.items(),
            "names": {number: names.get(number, str(number)) for number in sorted(here) if number},
            "sites": any(one.sites for one in every),
        },
    )


@login_required
@require_GET
def listing_csv(request: HttpRequest) -> HttpResponseBase:
    """Exactly what the list shows, all pages."""
    actor, now = actor_of(request), _now()
    require(actor, Action.VIEW, Object.PERIMETER)
    found, _every, _given = _wanted(request, actor, queries.heard(now=now))
    answer = StreamingHttpResponse(csv_lines(CSV_COLUMNS, map(_cells, found[:MOST_CSV])), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="hsoc-in-force.csv"'
    return answer


def _cells(line: Line) -> list[Any]:
    one = line.standing
    entry, harm = one.entry, one.harm
    return [
        line.id, str(entry.action), entry.key.partition(" ")[2], entry.rate, line.kind, entry.story, entry.member or "", _iso(entry.since),
        _iso(entry.until), one.flows, one.packets, one.bytes, _iso(one.last), one.reason, harm.peers if harm else "",
        harm.of_peers if harm else "", line.cost, line.place, "; ".join(f"{site}: {state}" for site, state in sorted(line.sites.items())),
    ]  # fmt: skip


def _iso(moment: int) -> str:
    return datetime.fromtimestamp(moment / 1000, UTC).isoformat(timespec="seconds") if moment else ""


@login_required
@require_GET
def one(request: HttpRequest, entry: str) -> HttpResponse:
    """One entry: cause and evidence, hits, harm, where it stands, what would happen without it."""
    actor, now = actor_of(request), _now()
    require(actor, Action.VIEW, Object.PERIMETER)
    said = queries.heard(now=now)
    every = queries.entries(actor, said)
    line = next((each for each in every if each.id == entry), None)
    if line is None:
        raise Http404
    names = members.organisation_names()
    told = effect(line, every, names, now=said.now)
    story = [each for each in every if each.id != entry and each.standing.entry.story == line.standing.entry.story]
    context = {"row": told, "siblings": rows(story, names), "evidence": _evidence(actor, line)}
    return render(request, "network/in_force_one.html", _common(actor, said, "", now) | context)


def _evidence(actor: Actor, line: Line) -> dict[str, Any] | None:
    """What the story of an entry counted, where the portal has been told of it and the actor may read it."""
    identity = line.standing.event
    found = reading.event(actor, identity=identity, day="") if identity else None
    if found is None:
        return None
    return {
        "row": found.row,
        "detector": detector(found.row.detector, found.row.vector),
        "trust": TRUSTS.get(found.row.trust, ""),
        "facts": table(found.event),
    }


@login_required
@require_POST
def take_out(request: HttpRequest) -> HttpResponse:
    """Take entries out. Without `step=do` their effect is shown first."""
    actor, now = actor_of(request), _now()
    require(actor, Action.REMOVE, Object.PERIMETER)
    said = queries.heard(now=now)
    form = TakeOutForm(request.POST)
    every = queries.entries(actor, said)
    picked = [line for line in every if form.is_valid() and line.id in set(form.cleaned_data["pick"])]
    if not picked:
        messages.error(request, _("Choose at least one entry that still stands."))
        return redirect("in_force")
    reason, lasts = form.cleaned_data["reason"], form.cleaned_data["lasts"] or "8h"
    if request.POST.get("step") == "do":
        keys = {line.standing.entry.key: line.standing.entry.member for line in picked}
        try:
            done = actions.take_out(actor=actor, entries=keys, reason=reason, lasts=OUT_FOR[lasts], now=now)
        except Unacceptable as error:
            messages.error(request, str(error))
        else:
            told = ngettext(
                "%(n)d entry is taken out. It leaves the routers within ten seconds.",
                "%(n)d entries are taken out. They leave the routers within ten seconds.",
                len(done),
            )
            messages.success(request, told % {"n": len(done)})
            return redirect("in_force_out")
    names = members.organisation_names()
    effects = [effect(line, every, names, now=said.now) for line in picked]
    sums = {"packets": sum(each["packets_each"] for each in effects), "bits": sum(each["bits_each"] for each in effects)}
    hit = sorted({each["member"] for each in effects if each["member"]})
    context = _common(actor, said, "", now) | {"effects": effects, "sums": sums, "hit": hit, "reason": reason, "chosen": lasts}
    return render(request, "network/in_force_confirm.html", context)


@login_required
@require_GET
def waiting(request: HttpRequest) -> HttpResponse:
    """What the engine proposes and two people must want; first what lacks but one of them."""
    actor, now = actor_of(request), _now()
    require(actor, Action.VIEW, Object.PERIMETER)
    said = queries.heard(now=now)
    names = members.organisation_names()
    every = queries.entries(actor, said)
    proposals = [
        proposal(each, names) | {"asked": asked, "mine": asked is not None and asked.requester_id == actor.user, "entries": len(every)}
        for each, asked in sorted(queries.waiting(actor, said, now=now), key=lambda pair: pair[1] is None)
    ]
    return render(request, "network/in_force_waiting.html", _common(actor, said, "waiting", now) | {"proposals": proposals})


@login_required
@require_POST
def answer(request: HttpRequest, act: str) -> HttpResponse:
    """Agree to a proposal, or decline it."""
    actor, now = actor_of(request), _now()
    require(actor, Action.APPROVE, Object.PERIMETER)
    key = request.POST.get("key", "")
    known = {each.key: each for each, _asked in queries.waiting(actor, queries.heard(now=now), now=now)}
    if key not in known:
        messages.error(request, _("This proposal is no longer there: the attack is over, or somebody was faster."))
        return redirect("in_force_waiting")
    form = AnswerForm(request.POST)
    given = form.cleaned_data if form.is_valid() else {}
    reason, lasts = given.get("reason", ""), OUT_FOR[given.get("lasts") or "8h"]
    try:
        if act == "agree":
            asked = actions.agree(actor=actor, key=key, reason=reason, now=now)
            both = asked.state == asked.State.APPROVED
            messages.success(
                request,
                _("Both of you agree. The engine acts within ten seconds.") if both else _("You agree. Now a second person has to."),
            )
        else:
            made = actions.decline(actor=actor, key=key, member=known[key].member, reason=reason, lasts=lasts, now=now)
            told = _("Declined until %(until)s. If the attack still runs then, the engine proposes it again.")
            messages.success(request, told % {"until": numbers.moment(ms(made.until), get_language() or "cs")})
    except Unacceptable as error:
        messages.error(request, str(error))
    return redirect("in_force_waiting")


def _reason(request: HttpRequest) -> str:
    form = ReasonForm(request.POST)
    return str(form.cleaned_data["reason"]) if form.is_valid() else ""


@login_required
@require_GET
def health(request: HttpRequest) -> HttpResponse:
    """Budgets, exporters, speakers, routing inputs, the brake. For those who see the whole perimeter."""
    actor, now = actor_of(request), _now()
    require(actor, Action.VIEW, Object.PERIMETER)
    if not queries.everything(actor):
        raise Http404
    said = queries.heard(now=now)
    names = members.organisation_names()
    engines = [
        {
            "engine": each,
            "status": each.status,
            "fresh": each in said.fresh,
            "budgets": [budget(part, names) for part in each.status.budgets],
            "members": sorted((budget(part, names) for part in each.status.budgets if part.of == "member"), key=lambda one: -one["share"]),
            "exporters": [exporter(part) for part in each.status.exporters],
            "dropping": [part for part in each.status.sockets if part.get("dropped")],
            "routing": each.status.routing,
            "hold": command(each.status.folder, "hold"),
            "withdraw": command(each.status.folder, "withdraw-all"),
            "release": command(each.status.folder, "release"),
        }
        for each in said.last
    ]
    moments = queries.course(said)
    entries, steps = [float(each.entries) for each in moments], [each.step_ms for each in moments]
    context = {"engines": engines, "entries_course": tuple(entries), "step_course": tuple(steps), "moments": len(moments)}
    return render(request, "network/in_force_health.html", _common(actor, said, "health", now) | context)


@login_required
@require_GET
def out(request: HttpRequest) -> HttpResponse:
    """What people took out, until when and why."""
    actor, now = actor_of(request), _now()
    require(actor, Action.VIEW, Object.PERIMETER)
    said = queries.heard(now=now)
    still = {each.standing.entry.key for each in queries.entries(actor, said)} if said.fresh else set()
    kept = [
        {"veto": each, "do": STEPS.get(each.key.partition(" ")[0], ""), "text": each.key.partition(" ")[2], "still": each.key in still}
        for each in queries.vetoes(actor, now=now)
    ]
    return render(request, "network/in_force_out.html", _common(actor, said, "out", now) | {"kept": kept})


@login_required
@require_POST
def let_back(request: HttpRequest) -> HttpResponse:
    """Let an entry come back."""
    actor, now = actor_of(request), _now()
    number = request.POST.get("veto", "")
    veto = int(number) if number.isdecimal() and len(number) < 12 else 0
    try:
        actions.let_back(actor=actor, veto=veto, reason=_reason(request), now=now)
    except Unacceptable as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("It may come back, if what asked for it still does."))
    return redirect("in_force_out")
