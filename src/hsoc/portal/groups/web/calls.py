"""Calling together: the list, a new call, the screen with who has answered, the answer by link. Never: a row past the gate, sending."""

from __future__ import annotations

from typing import Any, Final

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from hsoc.portal.groups import queries
from hsoc.portal.groups.actions import calls as acts
from hsoc.portal.groups.forms import CallForm, CloseForm, ReplyForm
from hsoc.portal.groups.models import REPLY_NAMES, SENT_NAMES, WAY_NAMES, Call, CallMessage
from hsoc.portal.groups.queries import calls
from hsoc.portal.groups.rules.calls import MOST_ROUNDS, Reply, counted, in_sms, progress
from hsoc.portal.groups.rules.standing import Deed
from hsoc.portal.groups.web.frame import Frame, opened
from hsoc.portal.groups.web.steps import did, now, paged
from hsoc.portal.groups.web.words import ANSWERS, STEPS
from hsoc.portal.spoken import speak
from hsoc.records.tlp import TLP

PAGE: Final = 25
PEOPLE: Final = 50  # of a call on one page; a group of hundreds is asked every few seconds
_WHO: Final = {"silent": "", "coming": Reply.COMING.value, "later": Reply.LATER.value, "cannot": Reply.CANNOT.value}
_REPLIES: Final = [(one.value, name) for one, name in REPLY_NAMES.items()]


def _inside(request: HttpRequest, code: str) -> Frame:
    """The group for those who see its calls: its members, and coordinators, who may call any group."""
    frame = opened(request, code)
    if not frame.may(Deed.READ):
        queries.needs(frame.actor, frame.group, Deed.CALL)
    return frame


@login_required
@require_http_methods(["GET", "POST"])
def listed(request: HttpRequest, code: str) -> HttpResponse:
    """The button, and the calls so far. POST calls."""
    frame = _inside(request, code)
    sent = request.method == "POST"
    form = CallForm(request.POST if sent else None, initial={"tlp": frame.group.tlp})
    made: list[Call] = []

    def act(given: dict[str, Any]) -> None:
        made.append(acts.call_together(actor=frame.actor, group=frame.group, now=now(), **given))

    if sent and did(request, form, act, _("The group is being called.")):
        return redirect("group_call", code, made[0].pk)
    rows = paged(request, calls.calls_visible_to(frame.actor).filter(group=frame.group), PAGE)
    others = queries.members_of(frame.group).exclude(user=frame.actor.user).count()
    more = {"rows": rows, "form": form, "running": calls.running_in(frame.group), "others": others, "texts": bool(settings.SMS_URL)}
    return render(request, "groups/calls.html", frame.page("calls") | more)


def _call(frame: Frame, number: int) -> Call:
    found = calls.calls_visible_to(frame.actor).filter(group=frame.group, pk=number).first()
    if found is None:
        raise Http404
    return found


def _said(one: Call) -> dict[str, Any]:
    """How many answered what, how far the messages are, and what changes with all of it."""
    steps = list(calls.steps_of(one))
    for row in steps:
        row.words_of = STEPS.get(row.code, row.code)  # type: ignore[attr-defined]
    counts = counted(calls.called_in(one).order_by().values_list("reply", flat=True))
    out = progress(calls.messages_of(one).filter(round=one.round).order_by().values_list("state", flat=True))
    last = round(calls.last_change(one).timestamp() * 1000)
    version = "-".join(str(part) for part in (one.round, len(steps), *counts.values(), *out.values(), last))
    return {"steps": steps, "counts": counts, "out": out, "version": version}


def _screen(request: HttpRequest, frame: Frame, one: Call, said: dict[str, Any]) -> dict[str, Any]:
    """Who has not answered, who has: a page of them, all or those of one answer."""
    who = request.GET.get("who", "")
    wanted = calls.called_in(one).only("call", "reply", "note", "at", "way", "user__name", "user__username", "organisation__name")
    people = paged(request, wanted.filter(reply=_WHO[who]) if who in _WHO else wanted, PEOPLE)
    shown = list(people)
    his: dict[int, list[CallMessage]] = {}
    for message in calls.messages_of(one).filter(called__in=shown):
        if message.round == one.round or message.called_id not in his:
            his.setdefault(message.called_id, []).append(message)
    replies, ways, states = ({code.value: str(name) for code, name in names.items()} for names in (REPLY_NAMES, WAY_NAMES, SENT_NAMES))
    for person in shown:
        person.said, person.by_way = replies.get(person.reply, ""), ways.get(person.way, "")
        rows = his.get(person.pk, [])
        person.told = [message for message in rows if message.round == rows[-1].round]
        for message in person.told:
            message.said = f"{ways[message.way]}: {states[message.state]}"
    counts = {name: said["counts"][code] for name, code in _WHO.items()}
    return said | {
        "call": one, "people": shown, "rows": people, "counts": counts, "who": who if who in _WHO else "",
        "mine": calls.mine_in(frame.actor, one), "replies": _REPLIES, "answers": ANSWERS.items(),
    }  # fmt: skip


def _names(one: Call) -> list[tuple[str, str]]:
    """Everybody who was called, for a choice of one."""
    people = calls.called_in(one).order_by("user__name", "pk").values_list("pk", "user__name", "user__username")
    return [(str(number), name or username) for number, name, username in people]


@login_required
@require_http_methods(["GET", "POST"])
def call(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """The screen of a call. POST answers, writes an answer down, calls again, closes."""
    frame = _inside(request, code)
    one, act = _call(frame, number), request.POST.get("act", "")
    base: dict[str, Any] = {"actor": frame.actor, "call": one, "now": now()}
    close = CloseForm(request.POST if act == "close" else None)
    done = False
    if act == "reply":
        done = did(request, ReplyForm(request.POST), lambda given: acts.reply(**base, **given), _("Your answer is noted."))
    elif act == "write":
        his = request.POST.get("called", "")
        who = int(his) if his.isdecimal() and len(his) < 18 else 0
        done = did(request, ReplyForm(request.POST), lambda given: acts.write_down(**base, called=who, **given), _("Written down."))
    elif act == "again":
        done = did(request, None, lambda _given: acts.call_again(**base), _("Those who did not answer are called again."))
    elif act == "close":
        done = did(request, close, lambda given: acts.close(**base, **given), _("The call is closed."))
    if done or act == "again":
        return redirect("group_call", code, number)
    may_write = one.closed is None and frame.may(Deed.CALL)
    more = {"close_form": close, "most_rounds": MOST_ROUNDS, "names": _names(one) if may_write else []}
    return render(request, "groups/call.html", frame.page("calls") | _screen(request, frame, one, _said(one)) | more)


@login_required
@require_safe
@never_cache
def screen(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """The live part of that screen, asked for every few seconds; 304 while nobody has answered. Opened by itself it leads to its page."""
    if request.headers.get("Sec-Fetch-Dest") == "document":
        return redirect("group_call", code, number)
    frame = _inside(request, code)
    one = _call(frame, number)
    said = _said(one)
    if request.headers.get("If-None-Match") == said["version"]:
        return HttpResponse(status=304)
    return render(request, "groups/parts/answers.html", frame.page("calls") | _screen(request, frame, one, said))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def answer(request: HttpRequest, secret: str) -> HttpResponse:
    """The answer by a link from a mail or SMS, without logging in: GET shows, POST answers, once."""
    found = calls.link(secret)
    if found is None:
        raise Http404
    speak(request, found.called.user.language)
    one = found.called.call
    form, said = ReplyForm(request.POST if request.method == "POST" else None), None
    if request.method == "POST" and did(request, form, lambda given: acts.reply_by_link(secret=secret, now=now(), **given), ""):
        said = Reply(form.cleaned_data["said"])
    page = {
        "call": one, "group": one.group, "subject": in_sms(one.subject, TLP(one.tlp)), "good": calls.good(found, now()) and said is None,
        "answers": ANSWERS.items(), "said": ANSWERS[said.value] if said else None, "form": form,
    }  # fmt: skip
    response = render(request, "groups/answer.html", page)
    response.headers["Referrer-Policy"] = "same-origin"  # no-referrer would take the origin from the form
    response.headers["X-Robots-Tag"] = "noindex"
    return response
