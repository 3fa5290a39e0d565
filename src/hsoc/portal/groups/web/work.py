"""Agenda and minutes, tasks, decisions, and the threads under them. Never: a row past the gate."""

from __future__ import annotations

import csv
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hsoc.portal.groups import queries
from hsoc.portal.groups.actions import work as acts
from hsoc.portal.groups.forms import AgendaForm, CommentForm, DecisionForm, MinutesForm, TaskForm, TaskStateForm
from hsoc.portal.groups.models import AgendaItem, Comment, Decision, Minutes, Task
from hsoc.portal.groups.queries import papers
from hsoc.portal.groups.queries.groups import names_in
from hsoc.portal.groups.rules.standing import Deed
from hsoc.portal.groups.web.frame import Frame, opened
from hsoc.portal.groups.web.people import csv_answer
from hsoc.portal.groups.web.steps import did, now, paged
from hsoc.records.delimited import neutral

PAGE: Final = 25
THREADS: Final = {"document": "group_document", "minutes": "group_minutes_one", "task": "group_task", "decision": "group_decision"}


def _people(frame: Frame) -> list[tuple[int, str]]:
    return names_in(frame.group, homes=True)


def _thread(frame: Frame, about: str, number: int) -> dict[str, Any]:
    return {"talk": papers.comments_on(frame.actor, about, number), "comment_form": CommentForm(), "about": about, "number": number}


# --- agenda and minutes -----------------------------------------------------------------------------------------------------
@login_required
@require_http_methods(["GET", "POST"])
def minutes(request: HttpRequest, code: str) -> HttpResponse:
    """What waits to be talked about, and the minutes. POST proposes something or ticks it off."""
    frame = opened(request, code, inside=True)
    act = request.POST.get("act", "")
    form = AgendaForm(request.POST if act == "propose" else None)
    if act == "propose" and did(
        request, form, lambda given: acts.propose(actor=frame.actor, group=frame.group, now=now(), **given), _("It is on the agenda.")
    ):
        return redirect("group_minutes", code)
    if act in {"done", "dropped", "waiting"}:
        item = _item(frame, request.POST.get("item", ""))
        newest = papers.minutes_visible_to(frame.actor).filter(group=frame.group, approved__isnull=True).first() if act == "done" else None
        did(
            request, None,
            lambda _given: acts.settle_item(actor=frame.actor, item=item, state=act, minutes=newest, now=now()), _("Noted."),
        )  # fmt: skip
        return redirect("group_minutes", code)
    word = request.GET.get("text", "")[:100]
    agenda = papers.agenda_visible_to(frame.actor).filter(group=frame.group)
    found = papers.searched(papers.minutes_visible_to(frame.actor).filter(group=frame.group), word, kept="sought")
    more = {
        "waiting": agenda.filter(state=AgendaItem.State.WAITING),
        "rows": paged(request, papers.with_comments(found, "minutes"), PAGE),
        "form": form,
        "word": word,
    }
    return render(request, "groups/minutes.html", frame.page("minutes") | more)


def _item(frame: Frame, number: str) -> AgendaItem:
    found = papers.agenda_visible_to(frame.actor).filter(group=frame.group, pk=int(number[:18]) if number.isdecimal() else 0).first()
    if found is None:
        raise Http404
    return found


def _minutes(frame: Frame, number: int) -> Minutes:
    found = papers.minutes_visible_to(frame.actor).filter(group=frame.group, pk=number).first()
    if found is None:
        raise Http404
    return found


@login_required
@require_http_methods(["GET", "POST"])
def minutes_write(request: HttpRequest, code: str, number: int = 0) -> HttpResponse:
    """New minutes or a draft, beginning with what waits on the agenda."""
    frame = opened(request, code, inside=True)
    queries.needs(frame.actor, frame.group, Deed.KEEP)
    held = _minutes(frame, number) if number else None
    first: dict[str, Any] = {"tlp": frame.group.tlp, "held": localdate()}
    if held is not None:
        first = {"title": held.title, "held": held.held, "tlp": held.tlp, "text": held.text}
    else:
        waiting = papers.agenda_visible_to(frame.actor).filter(group=frame.group, state=AgendaItem.State.WAITING)[:30]
        first["text"] = "\n\n".join(f"## {one.title}\n" for one in waiting)
    form = MinutesForm(request.POST if request.method == "POST" else None, initial=first)
    made: list[Minutes] = []

    def act(given: dict[str, Any]) -> None:
        made.append(acts.write_minutes(actor=frame.actor, group=frame.group, minutes=held, now=now(), **given))

    if request.method == "POST" and did(request, form, act, _("The minutes are saved as a draft.")):
        return redirect("group_minutes_one", code, made[0].pk)
    return render(request, "groups/minutes_write.html", frame.page("minutes") | {"form": form, "minutes": held})


@login_required
@require_http_methods(["GET", "POST"])
def minutes_one(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Minutes with their tasks, decisions and thread. POST approves them."""
    frame = opened(request, code, inside=True)
    one = _minutes(frame, number)
    if request.method == "POST":
        did(request, None, lambda _given: acts.approve_minutes(actor=frame.actor, minutes=one, now=now()), _("The minutes are approved."))
        return redirect("group_minutes_one", code, number)
    more = {
        "minutes": one,
        "tasks": papers.tasks_visible_to(frame.actor).filter(minutes=one),
        "decisions": papers.decisions_visible_to(frame.actor).filter(minutes=one),
        "agenda": papers.agenda_visible_to(frame.actor).filter(minutes=one),
        "today": localdate(),
    }
    return render(request, "groups/minutes_one.html", frame.page("minutes") | more | _thread(frame, "minutes", number))


# --- tasks ---------------------------------------------------------------------------------------------------------------------
@login_required
@require_http_methods(["GET", "POST"])
def tasks(request: HttpRequest, code: str) -> HttpResponse:
    """Who does what until when. POST gives one."""
    frame = opened(request, code, inside=True)
    sent = request.method == "POST"
    form = TaskForm(request.POST if sent else None, people=_people(frame))
    source = request.GET.get("minutes", "")
    source_minutes = (
        papers.minutes_visible_to(frame.actor).filter(group=frame.group, pk=int(source)).first()
        if source.isdecimal() and len(source) < 18
        else None
    )

    def act(given: dict[str, Any]) -> None:
        acts.give_task(actor=frame.actor, group=frame.group, minutes=source_minutes, now=now(), **given)

    if sent and did(request, form, act, _("The task is given.")):
        return redirect("group_minutes_one", code, source_minutes.pk) if source_minutes else redirect("group_tasks", code)
    word, state, whose = (request.GET.get(name, "")[:100] for name in ("text", "state", "who"))
    found = papers.searched(papers.tasks_visible_to(frame.actor).filter(group=frame.group), word, kept="sought")
    if state in Task.State.values:
        found = found.filter(state=state)
    elif state != "all":
        found = found.filter(state__in=papers.OPEN_STATES)
    if whose == "mine":
        found = found.filter(owner=frame.actor.user)
    elif whose == "late":
        found = papers.late(found, localdate())
    more = {
        "rows": paged(request, papers.with_comments(found, "task"), PAGE), "form": form, "word": word, "state": state, "who": whose,
        "states": Task.State.choices, "today": localdate(), "source": source_minutes,
    }  # fmt: skip
    return render(request, "groups/tasks.html", frame.page("tasks") | more)


@login_required
@require_http_methods(["GET", "POST"])
def task(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """One task. POST says how far it is, or gives it to somebody else."""
    frame = opened(request, code, inside=True)
    one = papers.tasks_visible_to(frame.actor).filter(group=frame.group, pk=number).first()
    if one is None:
        raise Http404
    act = request.POST.get("act", "")
    state = TaskStateForm(request.POST if act == "state" else None, initial={"state": one.state, "outcome": one.outcome})
    other = TaskForm(
        _with_title(request, one) if act == "give" else None, people=_people(frame),
        initial={"owner": one.owner_id, "due": one.due},
    )  # fmt: skip
    done = False
    if act == "state":
        done = did(request, state, lambda given: acts.change_task(actor=frame.actor, task=one, now=now(), **given), _("Noted."))
    elif act == "give":
        done = did(
            request, other,
            lambda given: acts.change_task(actor=frame.actor, task=one, owner=given["owner"], due=given["due"], now=now()), _("Noted."),
        )  # fmt: skip
    if done:
        return redirect("group_task", code, number)
    actor = frame.actor.user
    more = {
        "task": one, "state_form": state, "give_form": other, "today": localdate(),
        "may_change": frame.may(Deed.KEEP) or (frame.may(Deed.WRITE) and (one.owner_id is None or actor in {one.owner_id, one.by_id})),
    }  # fmt: skip
    return render(request, "groups/task.html", frame.page("tasks") | more | _thread(frame, "task", number))


def _with_title(request: HttpRequest, one: Task) -> Any:
    given = request.POST.copy()
    given["title"] = one.title
    return given


# --- decisions -------------------------------------------------------------------------------------------------------------------
def _decisions(frame: Frame, request: HttpRequest) -> tuple[Any, str, str]:
    word, year = request.GET.get("text", "")[:100], request.GET.get("year", "")
    found = papers.searched(papers.decisions_visible_to(frame.actor).filter(group=frame.group), word, kept="sought")
    if year.isdecimal() and len(year) == 4:
        found = found.filter(year=int(year))
    return found, word, year


@login_required
@require_http_methods(["GET", "POST"])
def decisions(request: HttpRequest, code: str) -> HttpResponse:
    """The register. POST enters the next one."""
    frame = opened(request, code, inside=True)
    every = papers.decisions_visible_to(frame.actor).filter(group=frame.group)
    sent = request.method == "POST"
    keeper = frame.may(Deed.KEEP)
    sources = papers.minutes_visible_to(frame.actor).filter(group=frame.group)[:50] if keeper else []
    standing = every.filter(replaced__isnull=True)[:200] if keeper else []
    form = DecisionForm(
        request.POST if sent else None,
        minutes=[(one.pk, f"{one.held:%Y-%m-%d} {one.title}") for one in sources],
        decisions=[(one.pk, str(one)) for one in standing],
        initial={"tlp": frame.group.tlp, "minutes": request.GET.get("minutes", "")},
    )

    def act(given: dict[str, Any]) -> None:
        source = papers.minutes_visible_to(frame.actor).filter(pk=given.pop("minutes")).first()
        before: Decision | None = every.filter(pk=given.pop("replaces")).first()
        acts.decide(actor=frame.actor, group=frame.group, minutes=source, replaces=before, now=now(), **given)

    if sent and did(request, form, act, _("The decision is in the register.")):
        return redirect("group_decisions", code)
    found, word, year = _decisions(frame, request)
    more = {
        "rows": paged(request, papers.with_comments(found, "decision"), PAGE), "form": form, "word": word, "year": year,
        "years": sorted(set(every.order_by().values_list("year", flat=True)), reverse=True),
    }  # fmt: skip
    return render(request, "groups/decisions.html", frame.page("decisions") | more)


@login_required
@require_safe
def decisions_csv(request: HttpRequest, code: str) -> HttpResponse:
    """Exactly what the list shows, as CSV, each line with its label."""
    frame = opened(request, code, inside=True)
    queries.needs(frame.actor, frame.group, Deed.EXPORT)
    answer = csv_answer(f"{code}-decisions.csv")
    out = csv.writer(answer)
    out.writerow([_("Number"), _("Day"), "TLP", _("Decision"), _("In full"), _("Replaced by")])
    for one in _decisions(frame, request)[0]:
        later = getattr(one, "replaced", None)
        cells = (
            f"{one.number}/{one.year}",
            one.at.date().isoformat(),
            one.tlp,
            one.title,
            one.text,
            f"{later.number}/{later.year}" if later else "",
        )
        out.writerow([neutral(cell) for cell in cells])
    return answer


@login_required
@require_safe
def decision(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """One decision with its thread."""
    frame = opened(request, code, inside=True)
    one = papers.decisions_visible_to(frame.actor).filter(group=frame.group, pk=number).first()
    if one is None:
        raise Http404
    more = {"decision": one, "replaced": getattr(one, "replaced", None)}
    return render(request, "groups/decision.html", frame.page("decisions") | more | _thread(frame, "decision", number))


# --- threads -----------------------------------------------------------------------------------------------------------------------
@login_required
@require_POST
def comment(request: HttpRequest, code: str, about: str, number: int) -> HttpResponse:
    """A word under something, or one taken out."""
    frame = opened(request, code, inside=True)
    if about not in Comment.About.values:
        raise Http404
    gone = request.POST.get("remove", "")
    if gone.isdecimal() and len(gone) < 18:
        reason = request.POST.get("reason", "")[:500]
        did(
            request, None,
            lambda _given: acts.remove_comment(actor=frame.actor, group=frame.group, comment=int(gone), reason=reason, now=now()),
            _("It is taken out."),
        )  # fmt: skip
        return redirect(THREADS[about], code, number)
    form = CommentForm(request.POST)
    base: dict[str, Any] = {"actor": frame.actor, "group": frame.group, "about": about, "number": number, "now": now()}
    if not did(request, form, lambda given: acts.comment(**base, **given), _("Said.")):
        messages.error(request, _("There is nothing written."))
    return redirect(f"{_address(about, code, number)}#talk")


def _address(about: str, code: str, number: int) -> str:
    return reverse(THREADS[about], args=[code, number])
