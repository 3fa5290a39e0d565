"""The calendar, one meeting, calling and moving. Belongs here: request in, page out. Never: a row past the gate."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hsoc.portal.groups import queries as groups
from hsoc.portal.meetings.actions import meetings as actions
from hsoc.portal.meetings.forms import MeetingForm, MoveForm, NoteForm
from hsoc.portal.meetings.models import COMING_NAMES, Sitting
from hsoc.portal.meetings.queries import meetings as queries
from hsoc.portal.meetings.rules.coming import ROOM_AFTER_MINUTES, Coming, Via, tally
from hsoc.portal.meetings.rules.dates import Rhythm
from hsoc.portal.meetings.share.room import ticket
from hsoc.portal.meetings.web.words import ANSWERS
from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.queries import actor_of
from hsoc.portal.members.rules import Action, Object, require

PAGE = 50  # dates ahead, and dates that were
SHOWN = (
    "start", "end", "cancelled", "minutes", "recording", "meeting__title", "meeting__group__code", "meeting__group__name",
)  # fmt: skip
AFTER_SECONDS = ROOM_AFTER_MINUTES * 60


def _now() -> datetime:
    return datetime.now(UTC)


@login_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """What is ahead by day, then what was; narrowed to a group."""
    actor, now = actor_of(request), _now()
    require(actor, Action.VIEW, Object.MEETING)
    group = request.GET.get("group", "")[:40]
    later = Paginator(_bare(queries.upcoming(actor, now=now, group=group)), PAGE).get_page(request.GET.get("ahead"))
    ahead = list(later)
    coming = queries.coming_to(ahead)
    said = {code.value: str(name) for code, name in COMING_NAMES.items()}
    mine = {one.pk: one.mine[0].coming for one in ahead if one.mine}  # type: ignore[attr-defined]
    page = {
        "ahead": [
            {"row": one, "mine": mine.get(one.pk, ""), "said": said.get(mine.get(one.pk, ""), ""), "yes": coming.get(one.pk, 0)}
            for one in ahead
        ],
        "later": later,
        "past": Paginator(_bare(queries.past(actor, now=now, group=group)), PAGE).get_page(request.GET.get("page")),
        "groups": list(groups.of(actor).order_by("name")),
        "group": group,
        "may_call": queries.may_call(actor).exists(),
        "keys": queries.keys(actor),
    }
    return render(request, "meetings/list.html", page)


def _bare(found: QuerySet[Sitting]) -> QuerySet[Sitting]:
    """The same with what a list shows of them."""
    return found.select_related(None).select_related("meeting__group").only(*SHOWN)


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Calls a meeting."""
    actor = actor_of(request)
    may = {one.code: one for one in queries.may_call(actor).order_by("name")}
    if not may:
        require(actor, Action.CREATE, Object.MEETING)
    names = {code: one.name for code, one in may.items()}
    form = MeetingForm(request.POST if request.method == "POST" else None, groups=names, initial={"group": request.GET.get("group", "")})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        words = {name: given[name] for name in ("title", "text", "place", "online", "times")}
        try:
            made = actions.call_meeting(
                actor=actor, group=may[given["group"]], rhythm=Rhythm(given["rhythm"]), now=_now(), **words, **form.when()
            )
        except Unacceptable as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The group is invited; calendars hear of it within a minute."))
            return redirect("meeting", made.sittings.order_by("start").values_list("pk", flat=True)[0])
    return render(request, "meetings/new.html", {"form": form})


@login_required
@require_safe
def one(request: HttpRequest, number: int) -> HttpResponse:
    """One date: when, where, who comes, the room, what came of it."""
    actor, now = actor_of(request), _now()
    found = get_object_or_404(queries.visible_to(actor), pk=number)
    people = list(queries.invited_of(found))
    changes = queries.may_change(actor, found.meeting)
    page = {
        "row": found,
        "mine": next((one for one in people if one.user_id == actor.user), None),
        "people": people,
        "tally": [(COMING_NAMES[answer], number) for answer, number in tally(Coming(one.coming) for one in people).items() if number],
        "is_open": found.cancelled is None and found.end > now,
        "over": found.end <= now,
        "room_open": queries.room_open(found, now=now),
        "rooms": queries.jitsi() is not None,
        "changes": changes,
        "answers": ANSWERS.items(),
        "following": found.meeting.sittings.filter(start__gt=found.start, cancelled__isnull=True).count(),
        "move": MoveForm.of(found),
        "note": NoteForm(initial={"recording": found.recording, "minutes": found.minutes}, auto_id="note_%s"),
    }
    return render(request, "meetings/meeting.html", page)


def _do(request: HttpRequest, number: int, do: Callable[[], object], said: Callable[[Any], str]) -> HttpResponse:
    get_object_or_404(queries.visible_to(actor_of(request)), pk=number)
    try:
        made = do()
    except Unacceptable as error:
        messages.error(request, str(error))
    else:
        messages.success(request, said(made))
    return redirect("meeting", number)


@login_required
@require_POST
def coming(request: HttpRequest, number: int) -> HttpResponse:
    """One's own answer."""
    try:
        answer = Coming(request.POST.get("coming", ""))
    except ValueError:
        raise Http404 from None
    actor = actor_of(request)
    do = lambda: actions.say_coming(actor=actor, sitting=number, coming=answer, via=Via.PORTAL, now=_now())  # noqa: E731
    return _do(request, number, do, lambda _made: _("Thank you for the answer."))


@login_required
@require_POST
def moved(request: HttpRequest, number: int) -> HttpResponse:
    """Another time."""
    form, actor = MoveForm(request.POST), actor_of(request)
    if not form.is_valid():
        get_object_or_404(queries.visible_to(actor), pk=number)
        messages.error(request, _("Give the day, the time and how many minutes."))
        return redirect("meeting", number)
    do = lambda: actions.move_sitting(actor=actor, sitting=number, why=form.cleaned_data["why"], now=_now(), **form.when())  # noqa: E731
    return _do(request, number, do, lambda _made: _("Moved. Everybody is asked anew."))


@login_required
@require_POST
def cancelled(request: HttpRequest, number: int) -> HttpResponse:
    """Called off."""
    actor, why, following = actor_of(request), request.POST.get("why", ""), bool(request.POST.get("following"))
    do = lambda: actions.cancel_sittings(actor=actor, sitting=number, following=following, why=why, now=_now())  # noqa: E731
    return _do(
        request, number, do, lambda made: ngettext("%(n)d meeting is called off.", "%(n)d meetings are called off.", made) % {"n": made}
    )


@login_required
@require_POST
def noted(request: HttpRequest, number: int) -> HttpResponse:
    """Recording and minutes."""
    form, actor = NoteForm(request.POST), actor_of(request)
    if not form.is_valid():
        get_object_or_404(queries.visible_to(actor), pk=number)
        messages.error(request, _("A recording is reached by https."))
        return redirect("meeting", number)
    do = lambda: actions.note_sitting(actor=actor, sitting=number, now=_now(), **form.cleaned_data)  # noqa: E731
    return _do(request, number, do, lambda _made: _("Saved."))


@login_required
@require_POST
def came(request: HttpRequest, number: int) -> HttpResponse:
    """Who was there."""
    actor = actor_of(request)
    people = [int(one) for one in request.POST.getlist("came")[:2000] if one.isdecimal() and len(one) < 19]
    do = lambda: actions.note_came(actor=actor, sitting=number, people=people, now=_now())  # noqa: E731
    return _do(request, number, do, lambda made: ngettext("%(n)d person was there.", "%(n)d people were there.", made) % {"n": made})


@login_required
@require_POST
def enter(request: HttpRequest, number: int) -> HttpResponse:
    """Into the room, by a ticket made for this person now."""
    actor, now, rooms = actor_of(request), _now(), queries.jitsi()
    found: Sitting = get_object_or_404(queries.visible_to(actor), pk=number)
    if rooms is None:
        messages.error(request, _("No video rooms are set up here. The operator sets HSOC_JITSI_URL."))
        return redirect("meeting", number)
    try:
        actions.enter(actor=actor, sitting=number, now=now)
    except Unacceptable as error:
        messages.error(request, str(error))
        return redirect("meeting", number)
    name, leads = actor.name or actor.username, queries.leads(actor, found.meeting)
    href = ticket(rooms, room=found.room, person=str(actor.user), name=name, leads=leads, now=now, stay=found.end - now)
    return HttpResponseRedirect(href, headers={"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"})


@login_required
@require_POST
def key(request: HttpRequest) -> HttpResponse:
    """A new secret address of a calendar, shown once; or an end of it (`drop`)."""
    actor, now, code = actor_of(request), _now(), request.POST.get("group", "")[:40]
    group = get_object_or_404(groups.of(actor), code=code) if code else None
    if request.POST.get("drop"):
        actions.drop_key(actor=actor, group=group, now=now)
        messages.success(request, _("The address stopped working."))
        return redirect("meetings")
    secret = actions.make_key(actor=actor, group=group, now=now)
    page = {"address": settings.URL + reverse("calendar", args=[secret]), "group": group}
    answer = render(request, "meetings/key.html", page)
    answer.headers["Cache-Control"] = "no-store"
    return answer
