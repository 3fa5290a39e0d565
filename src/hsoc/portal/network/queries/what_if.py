"""What is read for What if: questions one may see, days that can be asked about, the present policy. Never: a change."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import msgspec
from django.conf import settings
from django.db.models import QuerySet

from hsoc.journal import reader
from hsoc.portal.members.rules import Action, Actor, Object, numbers
from hsoc.portal.network.models import Question
from hsoc.records.policy import Policy
from hsoc.records.what_if import WhatIf

IN_FORCE: Final = "in-force.json"  # as the engine leaves it beside its journal
MOST_DAYS: Final = 60  # days offered


def folder() -> Path:
    """The engine's data folder."""
    return Path(settings.FLOW_JOURNALS[0]).parent


def visible_to(actor: Actor) -> QuerySet[Question]:
    """Questions about organisations whose wishes the actor may change; those about the whole network only for operators and their like."""
    allowed = numbers(actor, Action.VIEW, Object.WISH)
    every = Question.objects.select_related("organisation", "asker")
    return every if allowed is None else every.filter(organisation__number__in=allowed)


def present() -> Policy | None:
    """The policy in force as the engine keeps it; None where it has left none that can be read."""
    try:
        return msgspec.json.decode((folder() / IN_FORCE).read_bytes(), type=Policy)
    except (OSError, msgspec.DecodeError):
        return None


def days() -> list[str]:
    """Days with flows, newest first."""
    return list(reversed(reader.days(settings.FLOW_JOURNALS[0], "flows")))[:MOST_DAYS]


def answer_of(question: Question) -> WhatIf | None:
    """The answer, where there is one."""
    if question.state != Question.State.DONE:
        return None
    try:
        return msgspec.json.decode(question.answer, type=WhatIf)
    except msgspec.DecodeError:
        return None


def ahead(question: Question) -> int:
    """How many are answered before it."""
    return Question.objects.filter(state__in=(Question.State.WAITING, Question.State.RUNNING), asked__lt=question.asked).count()


def due() -> Question | None:
    """The oldest that waits, for the worker."""
    return Question.objects.filter(state=Question.State.WAITING).select_related("organisation").order_by("asked", "pk").first()


def running() -> list[Question]:
    """Those that are being reckoned, for the worker."""
    return list(Question.objects.filter(state=Question.State.RUNNING))
