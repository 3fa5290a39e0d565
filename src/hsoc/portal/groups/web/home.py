"""The list of groups, a group's home, one's own tasks, a new group. Belongs here: request in, page out. Never: a row past the gate."""

from __future__ import annotations

from collections import Counter
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hsoc.portal.groups import queries
from hsoc.portal.groups.actions import groups as acts
from hsoc.portal.groups.actions import membership
from hsoc.portal.groups.forms import FoundForm
from hsoc.portal.groups.models import PART_NAMES, AgendaItem, Call
from hsoc.portal.groups.queries import calls, papers, polls
from hsoc.portal.groups.queries import groups as gates
from hsoc.portal.groups.rules.standing import Deed, Entry, Part
from hsoc.portal.groups.web.frame import opened
from hsoc.portal.groups.web.steps import did, now, paged
from hsoc.portal.groups.web.words import HAPPENED
from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.queries import actor_of
from hsoc.portal.members.rules import Action, Actor, Object, may, require

SHOWN: Final = 5  # newest things of each kind on a group's home
PAGE: Final = 50


@login_required
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """The groups that the actor knows of: his own first, each with what needs him there."""
    actor = actor_of(request)
    require(actor, Action.VIEW, Object.GROUP)
    word = request.GET.get("text", "")[:100]
    groups = list(papers.searched(gates.with_counts(queries.visible_to(actor)), word, "name", "purpose", "purpose_en", "audience"))
    mine = set(queries.of(actor).values_list("pk", flat=True))
    leaders = gates.leaders_by_group([one.pk for one in groups if one.pk not in mine])
    running = calls.running(actor)
    invited, asked, needing = gates.invited_to(actor), gates.asked_by(actor), _needing(actor, running)
    rows = [
        {
            "group": one, "mine": one.pk in mine, "leaders": leaders.get(one.pk, ()), "invited": invited.get(one.pk),
            "asked": one.pk in asked,
            "needs": needing.get(one.pk, {}), "may_join": one.ended is None and one.entry != Entry.CLOSED,
        }
        for one in groups
    ]  # fmt: skip
    ours = sorted((row for row in rows if row["mine"]), key=lambda row: (not row["needs"], row["group"].name))
    return render(
        request,
        "groups/list.html",
        {
            "ours": ours,
            "others": [row for row in rows if not row["mine"]],
            "word": word,
            "tasks": papers.my_tasks(actor)[:SHOWN],
            "today": localdate(),
            "calls": running,
            "may_found": may(actor, Action.CREATE, Object.GROUP),
        },
    )


def _needing(actor: Actor, running: list[Call]) -> dict[int, dict[str, int]]:
    """Group → what waits for the actor there: call, requests, polls, tasks, each with how many."""
    found: dict[int, dict[str, int]] = {}
    silent = {one.pk for one in running if one.silent}  # type: ignore[attr-defined]
    for name, counts in (
        ("call", Counter(one.group_id for one in running if one.pk in silent)),
        ("requests", gates.requests_to(actor)),
        ("polls", Counter(one.group_id for one in polls.waiting_for(actor, now()))),
        ("tasks", Counter(papers.my_tasks(actor).values_list("group_id", flat=True))),
    ):
        for number, count in counts.items():
            found.setdefault(number, {})[name] = count
    return found


@login_required
@require_safe
def group(request: HttpRequest, code: str) -> HttpResponse:
    """What a group is; what is new inside for its members only."""
    frame = opened(request, code)
    actor, one, moment = frame.actor, frame.group, now()
    page = frame.page("home") | {"leaders": queries.leaders_of(one)}
    if frame.may(Deed.CALL):
        page["running"] = calls.running_in(one)
    if frame.may(Deed.READ):
        page |= {
            "running": calls.running_in(one),
            "polls": polls.waiting_for(actor, moment, one),
            "requests": gates.requests_to(actor).get(one.pk, 0),
            "tasks": papers.my_tasks(actor).filter(group=one)[:SHOWN],
            "agenda": papers.agenda_visible_to(actor).filter(group=one, state=AgendaItem.State.WAITING)[:SHOWN],
            "documents": papers.documents_visible_to(actor).filter(group=one, withdrawn__isnull=True)[:SHOWN],
            "decisions": papers.decisions_visible_to(actor).filter(group=one)[:SHOWN],
            "minutes": papers.minutes_visible_to(actor).filter(group=one)[:SHOWN],
            "happened": _told(gates.history_visible_to(actor).filter(group=one)[:8]),
            "size": queries.members_of(one).order_by().count(),
            "today": localdate(),
        }
    else:
        page["documents"] = papers.documents_visible_to(actor).filter(group=one, withdrawn__isnull=True)[:SHOWN]
    return render(request, "groups/home.html", page)


def _told(rows: Any) -> list[Any]:
    """Happenings with their words."""
    found = list(rows)
    for one in found:
        one.words = HAPPENED.get(one.code, one.code)
        if one.code == "put":
            one.about = PART_NAMES.get(one.about, one.about)
    return found


@login_required
@require_safe
def history(request: HttpRequest, code: str) -> HttpResponse:
    """All that happened in the group."""
    frame = opened(request, code, inside=True)
    rows = paged(request, gates.history_visible_to(frame.actor).filter(group=frame.group), PAGE)
    return render(request, "groups/history.html", frame.page("home") | {"rows": rows, "happened": _told(rows)})


@login_required
@require_safe
def tasks(request: HttpRequest) -> HttpResponse:
    """What the actor has to do, across his groups, late first."""
    actor = actor_of(request)
    require(actor, Action.VIEW, Object.GROUP)
    return render(request, "groups/my_tasks.html", {"rows": paged(request, papers.my_tasks(actor), PAGE), "today": localdate()})


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A coordinator founds a group and names its first leader."""
    actor = actor_of(request)
    require(actor, Action.CREATE, Object.GROUP)
    form = FoundForm(request.POST if request.method == "POST" else None, initial={"tlp": "TLP:GREEN", "entry": Entry.APPROVAL.value})

    def make(given: dict[str, Any]) -> None:
        held = gates.person_called(given.pop("leader"))
        if held is None:
            raise Unacceptable(_("Nobody of that name has a place in an organisation."))
        made = acts.found(actor=actor, now=now(), **given)
        membership.put(actor=actor, group=made, user=held[0], organisation=held[1], part=Part.LEADER, now=now())
        form.code = made.code  # type: ignore[attr-defined]

    if request.method == "POST" and did(request, form, make, _("The group is founded; its leader invites the others.")):
        return redirect("group", form.code)  # type: ignore[attr-defined]
    return render(request, "groups/new.html", {"form": form})


@login_required
@require_http_methods(["POST"])
def door(request: HttpRequest, code: str) -> HttpResponse:
    """Join, ask, take a request back, accept, decline, leave: what somebody does with his own place."""
    frame = opened(request, code)
    actor, one, act = frame.actor, frame.group, request.POST.get("act", "")
    said, moment = request.POST.get("said", "")[:500], now()
    deeds = {
        "join": lambda: membership.join(actor=actor, group=one, said=said, now=moment),
        "withdraw": lambda: membership.withdraw(actor=actor, group=one, now=moment),
        "accept": lambda: membership.answer(actor=actor, group=one, accept=True, now=moment),
        "decline": lambda: membership.answer(actor=actor, group=one, accept=False, now=moment),
        "leave": lambda: membership.leave(actor=actor, group=one, reason=said, now=moment),
    }
    if act not in deeds:
        return redirect("group", code)
    try:
        stay = deeds[act]()
    except Unacceptable as error:
        messages.error(request, str(error))
        return redirect("group", code)
    if stay.state == "in":
        messages.success(request, _("You are in the group."))
    elif stay.state == "asked":
        messages.success(request, _("The leaders know that you want to come in."))
    else:
        messages.success(request, _("Done. You are not in the group."))
    # a closed group is not to be seen any more by whoever has taken his request back
    stays = act not in {"leave", "decline"} and gates.visible_to(actor).filter(pk=one.pk).exists()
    return redirect("group", code) if stays else redirect("groups")
