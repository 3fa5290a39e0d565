"""How a person wants to be told: ways per kind, quiet hours, the digest, and the one click of a mail. Never: sending."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from hsoc.portal.members.queries import actor_of
from hsoc.portal.notices import queries
from hsoc.portal.notices.actions import reading
from hsoc.portal.notices.rules.kinds import KINDS, Section, Way, asked
from hsoc.portal.notices.rules.timing import Habits, Rhythm
from hsoc.portal.notices.share.mail import read_token
from hsoc.portal.notices.share.words import RHYTHMS, SECTIONS, WAYS, kind_name
from hsoc.portal.spoken import speak

MINUTES: Final = 1440


def minutes(text: str) -> int:
    """HH:MM as minutes of the day; 0 where it is none."""
    hour, _colon, minute = text.partition(":")
    if not (hour.isdecimal() and minute[:2].isdecimal()):
        return 0
    found = int(hour[:3]) * 60 + int(minute[:2])
    return found if found < MINUTES else 0


def clock(value: int) -> str:
    """Minutes of the day as HH:MM."""
    return f"{value // 60:02d}:{value % 60:02d}"


def habits_in(request: HttpRequest) -> Habits:
    """Habits as posted; what is out of range is as usual."""
    usual = Habits()
    quiet = request.POST.get("quiet") == "1"
    hour, weekday = (request.POST.get(name, "") for name in ("hour", "weekday"))
    return Habits(
        quiet_from=minutes(request.POST.get("quiet_from", "")) if quiet else 0,
        quiet_to=minutes(request.POST.get("quiet_to", "")) if quiet else 0,
        rhythm=Rhythm.WEEKLY if request.POST.get("rhythm") == Rhythm.WEEKLY else Rhythm.DAILY,
        hour=int(hour) if hour.isdecimal() and len(hour) < 3 and int(hour) < 24 else usual.hour,
        weekday=int(weekday) if weekday.isdecimal() and len(weekday) < 2 and int(weekday) < 7 else usual.weekday,
    )


@login_required
@require_http_methods(["GET", "POST"])
def choices(request: HttpRequest) -> HttpResponse:
    """The page of choices."""
    actor = actor_of(request)
    kinds = asked(actor.roles)
    if request.method == "POST":
        wanted = {one.code: [way for way in Way if f"{one.code}-{way}" in request.POST] for one in kinds}
        reading.choose(actor=actor, ways=wanted, habits=habits_in(request), now=datetime.now(UTC))
        messages.success(request, _("You will be told as you chose."))
        return redirect("notices_choices")
    chosen = queries.choices_of(actor.user)
    sections = []
    for section in Section:
        rows = []
        for one in kinds:
            if one.section is section:
                on = chosen.get(one.code, one.ways)
                rows.append({"code": one.code, "name": kind_name(one), "firm": one.firm, "ways": [(way, way in on) for way in Way]})
        if rows:
            sections.append({"name": SECTIONS[section], "rows": rows})
    habits = queries.habits_of([actor.user]).get(actor.user, Habits())
    quiet = habits.quiet_from != habits.quiet_to
    return render(
        request,
        "notices/choices.html",
        {
            "sections": sections,
            "ways": [(way, WAYS[way]) for way in Way],
            "quiet": quiet,
            "quiet_from": clock(habits.quiet_from) if quiet else "20:00",
            "quiet_to": clock(habits.quiet_to) if quiet else "07:00",
            "habits": habits,
            "hours": [(hour, f"{hour}:00") for hour in range(24)],
            "weekdays": [(day, WEEKDAYS[day]) for day in range(7)],
            "rhythms": [(one, RHYTHMS[one]) for one in Rhythm],
            "phone": queries.phone_of(actor.user),
        },
    )


@csrf_exempt
@require_http_methods(["GET", "POST"])
def off(request: HttpRequest, token: str) -> HttpResponse:
    """The address of one click (RFC 8058): a mail program posts it, a person sees a button first. No login: the token is the right."""
    told = read_token(token)
    if told is None or told[1] not in KINDS:
        raise Http404
    speak(request, queries.language_of(told[0]))
    kind = KINDS[told[1]]
    done = request.method == "POST"
    if done:
        reading.unsubscribe(user=told[0], kind=kind.code, now=datetime.now(UTC))
    return render(request, "notices/off.html", {"kind": kind_name(kind), "done": done})
