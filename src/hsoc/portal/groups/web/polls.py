"""Surveys: the list, a new one, answering, results and their export. Never: a row past the gate, counting (rules.polls)."""

from __future__ import annotations

import csv
from datetime import timedelta
from typing import Any, Final

import msgspec
from django.contrib.auth.decorators import login_required
from django.forms import formset_factory
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hsoc.portal.charts.numbers import decimal
from hsoc.portal.groups import queries
from hsoc.portal.groups.actions import polls as acts
from hsoc.portal.groups.forms import PollForm, QuestionForm
from hsoc.portal.groups.models import Poll, Question
from hsoc.portal.groups.queries import polls
from hsoc.portal.groups.rules.polls import LEAST_ANONYMOUS, Ask, Tally, Unread, mean_ranks
from hsoc.portal.groups.rules.standing import Deed
from hsoc.portal.groups.web.frame import Frame, opened
from hsoc.portal.groups.web.people import csv_answer
from hsoc.portal.groups.web.steps import did, now, paged
from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.records.delimited import neutral

PAGE: Final = 25
ANSWERS: Final = 50  # of a survey on one page
MOST_EXPORTED: Final = 2000  # answers of a table; a group has no more people
OFFERED: Final = 5  # empty questions on the page of a new survey; after sending with all full come more
Questions = formset_factory(QuestionForm, extra=OFFERED, max_num=12, absolute_max=12)


class Bar(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a result: words, figure, the most of its kind, what it says."""

    text: str
    value: float
    most: float
    said: str


@login_required
@require_safe
def listed(request: HttpRequest, code: str) -> HttpResponse:
    """Surveys of the group, those that wait for the reader first."""
    frame = opened(request, code, inside=True)
    moment = now()
    rows = paged(request, polls.polls_visible_to(frame.actor).filter(group=frame.group), PAGE)
    shown = list(rows)
    done, counts = polls.answered_by(frame.actor, shown), polls.voices(shown)
    for one in rows:
        one.over, one.answered, one.count = polls.is_over(one, moment), one.pk in done, counts[one.pk]
    return render(request, "groups/polls.html", frame.page("polls") | {"rows": rows})


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, code: str) -> HttpResponse:
    """A new survey with its questions."""
    frame = opened(request, code, inside=True)
    queries.needs(frame.actor, frame.group, Deed.WRITE)
    sent = request.method == "POST"
    first = {"closes": (localtime() + timedelta(days=14)).replace(hour=18, minute=0), "per": "person"}
    form = PollForm(request.POST if sent else None, initial=first)
    lines = Questions(request.POST if sent else None, prefix="q")
    made: list[Poll] = []

    def act(given: dict[str, Any]) -> None:
        if not lines.is_valid():
            raise Unacceptable(_("Look at the questions again."))
        drafts = [
            acts.Draft(kind=line["kind"], text=line["text"], options=tuple(line["options"].splitlines()), needed=not line["optional"])
            for line in lines.cleaned_data
            if line and (line["text"].strip() or line["options"].strip())
        ]
        made.append(acts.ask(actor=frame.actor, group=frame.group, questions=drafts, now=now(), **given))

    if sent and did(request, form, act, _("The group is asked.")):
        return redirect("group_poll", code, made[0].pk)
    return render(request, "groups/poll_new.html", frame.page("polls") | {"form": form, "lines": lines})


def _poll(frame: Frame, number: int) -> Poll:
    found = polls.polls_visible_to(frame.actor).filter(group=frame.group, pk=number).first()
    if found is None:
        raise Http404
    return found


@login_required
@require_http_methods(["GET", "POST"])
def poll(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Answer it, or read what came out. POST answers or ends it."""
    frame = opened(request, code, inside=True)
    one, moment, wrong = _poll(frame, number), now(), {}
    if request.POST.get("act") == "end":
        did(request, None, lambda _given: acts.end_poll(actor=frame.actor, poll=one, now=moment), _("The survey is over."))
        return redirect("group_poll", code, number)
    if request.method == "POST":
        given = {question.number: _given(request, question) for question in one.questions.all()}
        try:
            if did(request, None, lambda _given: acts.answer(actor=frame.actor, poll=one, given=given, now=moment), _("Thank you.")):
                return redirect("group_poll", code, number)
        except Unread as error:
            wrong = {error.number: _unread(error.code)}
    key = polls.key_of(frame.actor, one)
    answered, tally = polls.answered(one, key), polls.tally_of(one, moment)
    sheet = polls.own_sheet(one, key)
    over = polls.is_over(one, moment)
    told = paged(request, _Who(one), ANSWERS) if tally is not None and not one.anonymous else None
    more = {
        "poll": one, "over": over, "answered": answered, "count": polls.voices([one])[one.pk], "possible": polls.possible(one),
        "questions": [_asked(question, sheet, request, wrong) for question in one.questions.all()],
        "results": _results(one, tally) if tally is not None else None, "least": LEAST_ANONYMOUS,
        "open": not over and frame.may(Deed.WRITE) and (not answered or not one.anonymous),
        "answers": told.object_list if told else [], "rows": told, "unfolded": "page" in request.GET,
        "may_end": not over and (frame.may(Deed.KEEP) or one.by_id == frame.actor.user),
    }  # fmt: skip
    return render(request, "groups/poll.html", frame.page("polls") | more, status=400 if wrong else 200)


def _given(request: HttpRequest, question: Question) -> list[str]:
    if question.kind == Ask.RANKING:
        return [request.POST.get(f"a{question.number}-{place}", "")[:4] for place in range(len(question.options))]
    return [value[:4000] for value in request.POST.getlist(f"a{question.number}")[:30]]


def _unread(code: str) -> str:
    return {
        "missing": _("This question needs an answer."),
        "choice": _("Choose from what is offered."),
        "order": _("Give each a different place, from 1 on."),
    }[code]


def _asked(question: Question, sheet: dict[str, Any], request: HttpRequest, wrong: dict[int, str]) -> dict[str, Any]:
    """A question as the form draws it, with what was chosen."""
    chosen = sheet.get(str(question.number))
    sent = _given(request, question) if request.method == "POST" else None
    options = []
    for place, text in enumerate(question.options):
        rank = sent[place] if sent and question.kind == Ask.RANKING else ""
        if not rank and question.kind == Ask.RANKING and isinstance(chosen, list):
            rank = str(chosen.index(place) + 1)
        on = str(place) in sent if sent is not None else (place in chosen if isinstance(chosen, list) else place == chosen)
        options.append({"place": place, "text": text, "on": on, "rank": rank})
    text = sent[0] if sent and question.kind == Ask.TEXT else (chosen if isinstance(chosen, str) else "")
    return {
        "question": question,
        "options": options,
        "text": text,
        "wrong": wrong.get(question.number, ""),
        "places": range(1, len(options) + 1),
    }


def _results(one: Poll, tally: Tally) -> list[dict[str, Any]]:
    """Each question with its bars or texts."""
    found = []
    for question in one.questions.all():
        part = tally.get(str(question.number)) or {"n": 0}
        count, bars, texts = part["n"], [], part.get("t", [])
        if "c" in part:
            for text, value in zip(question.options, part["c"], strict=True):
                share = f"{100 * value / count:.0f} %" if count else "–"
                bars.append(Bar(text=text, value=value, most=max(count, 1), said=f"{value} · {share}"))
        elif "r" in part:
            means = mean_ranks(part["r"])
            size = len(question.options)
            order = sorted(range(size), key=lambda place: (means[place] is None, means[place] or 0))
            for place in order:
                mean = means[place]
                bars.append(
                    Bar(
                        text=question.options[place], value=size + 1 - mean if mean else 0, most=size,
                        said=_("mean place %(mean)s") % {"mean": decimal(mean, 1, get_language() or "cs")} if mean else "–",
                    )
                )  # fmt: skip
        found.append({"question": question, "count": count, "bars": bars, "texts": texts})
    return found


def _said(question: Question, choice: Any) -> str:
    """One answer in words."""
    if choice is None:
        return "–"
    if question.kind == Ask.TEXT:
        return str(choice)
    if question.kind == Ask.SINGLE:
        return str(question.options[choice])
    sign = " > " if question.kind == Ask.RANKING else ", "
    return sign.join(str(question.options[place]) for place in choice)


class _Who:
    """Who answered what, read as far as it is shown."""

    def __init__(self, one: Poll) -> None:
        self.questions = list(one.questions.all())
        self.rows = polls.answers_of(one).only("poll", "sheet", "user__name", "user__username", "organisation__name")

    def __len__(self) -> int:
        return self.rows.order_by().count()

    def __getitem__(self, part: slice) -> list[dict[str, Any]]:
        return [
            {"answer": row, "said": [_said(question, row.sheet.get(str(question.number))) for question in self.questions]}
            for row in self.rows[part]
        ]


@login_required
@require_safe
def results_csv(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """The results as CSV: sums, and who answered what where that may be seen."""
    frame = opened(request, code, inside=True)
    queries.needs(frame.actor, frame.group, Deed.EXPORT)
    one = _poll(frame, number)
    tally = polls.tally_of(one, now())
    if tally is None:
        raise Http404
    answer = csv_answer(f"{code}-survey-{number}.csv")
    out = csv.writer(answer)
    out.writerow([neutral(cell) for cell in (frame.group.tlp, one.title)])
    for part in _results(one, tally):
        out.writerow([neutral(part["question"].text), part["count"]])
        for bar in part["bars"]:
            out.writerow(["", neutral(bar.text), bar.said])
        for text in part["texts"]:
            out.writerow(["", neutral(text)])
    if not one.anonymous:
        out.writerow([])
        for row in _Who(one)[:MOST_EXPORTED]:
            said = row["answer"]
            out.writerow([neutral(cell) for cell in (str(said.user) if one.per == "person" else "", said.organisation.name, *row["said"])])
    return answer
