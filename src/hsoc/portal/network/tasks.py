"""What the worker does for the network room: tells authors of rules that end, has What if reckoned, one at a time. Never: a page."""

from __future__ import annotations

import atexit
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from hsoc.portal.members.rules import SYSTEM
from hsoc.portal.network.actions.rules import warn_ending
from hsoc.portal.network.actions.what_if import settle
from hsoc.portal.network.models import Question, Rule
from hsoc.portal.network.queries import what_if
from hsoc.portal.network.share.what_if_run import Run
from hsoc.portal.notices.actions import tell

_RUNS: Final[dict[int, Run]] = {}  # by question; the one worker of a house has at most one


@atexit.register
def _end() -> None:
    for run in _RUNS.values():
        run.close()


def warn(*, now: datetime) -> int:
    """Tell the authors, each rule once; how many. What is noted and what is told is one transaction."""
    with transaction.atomic():
        due = warn_ending(actor=SYSTEM, now=now)
        for one in due:
            _tell(one, now)
    return len(due)


def on_beat(now: int) -> int:
    """Both for a moment in ms, as the worker's beat gives it; how many were told."""
    reckon(now=now)
    return warn(now=datetime.fromtimestamp(now / 1000, UTC))


def reckon(*, now: int) -> None:
    """Look at the question that is being reckoned, then begin the next one. Never waits. now: ms."""
    at = datetime.fromtimestamp(now / 1000, UTC)
    for one in what_if.running():
        run = _RUNS.get(one.pk)
        if run is None:
            told = _("The worker was started anew meanwhile. Ask again.")
            settle(actor=SYSTEM, question=one.pk, state=Question.State.FAILED, trouble=told, now=at)
        else:
            _look(run, at, now=now)
    for number in [number for number in _RUNS if number not in {one.pk for one in what_if.running()}]:
        _RUNS.pop(number).close()  # answered, failed or cancelled
    due = what_if.due()
    if due is not None and not _RUNS:
        _begin(due, at, now=now)


def _look(run: Run, at: datetime, *, now: int) -> None:
    done, parts = run.progress
    if run.status is None and not run.is_late(now=now):
        settle(actor=SYSTEM, question=run.question, state=Question.State.RUNNING, done=done, parts=parts, now=at)
    elif run.status == 0:
        settle(actor=SYSTEM, question=run.question, state=Question.State.DONE, answer=run.answer, done=done, parts=parts, now=at)
    else:
        told = run.error if run.status is not None else _("It took longer than two hours.")
        settle(actor=SYSTEM, question=run.question, state=Question.State.FAILED, trouble=told or f"exit status {run.status}", now=at)


def _begin(one: Question, at: datetime, *, now: int) -> None:
    member = one.organisation.number if one.organisation else 0
    try:
        run = Run(
            Path(settings.DATA) / "what-if" / str(one.pk), question=one.pk, day=one.day, policy=one.policy, suffix=one.suffix,
            tuned=[str(part) for part in one.tuned], member=member, data=what_if.folder(), now=now,
        )  # fmt: skip
    except OSError as error:
        settle(actor=SYSTEM, question=one.pk, state=Question.State.FAILED, trouble=str(error), now=at)
        return
    _RUNS[one.pk] = run
    if settle(actor=SYSTEM, question=one.pk, state=Question.State.RUNNING, now=at) is None:
        _RUNS.pop(one.pk).close()


def _tell(one: Rule, now: datetime) -> None:
    until = date_format(timezone.localtime(one.until), "j. n. Y H:i")
    values = {"text": one.text, "comment": one.comment, "until": until}
    path = reverse("rule", args=[one.pk])
    tell(people=[one.author_id], kind="rule.ending", values=values, path=path, organisation=one.organisation.number, now=now)
