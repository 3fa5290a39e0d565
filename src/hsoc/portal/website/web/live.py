"""What is alive on a public page: numbers, plan, warnings, news. Belongs here: a context per part. Never: what is not TLP:CLEAR."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

import msgspec
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import get_language

from hsoc.portal.advisories import queries as advisories
from hsoc.portal.charts.numbers import PRAGUE
from hsoc.portal.events.web import overview
from hsoc.portal.members.models import Kind
from hsoc.portal.members.rules import NOBODY
from hsoc.portal.memorandum.queries import register
from hsoc.portal.website.forms import Joining
from hsoc.portal.website.models import STATE_NAMES, Goal, Step, Version
from hsoc.portal.website.queries import members as counts
from hsoc.portal.website.queries import pages
from hsoc.portal.website.queries import plan as plans
from hsoc.portal.website.rules.plan import Progress, State, is_late, progress
from hsoc.portal.website.rules.public import DELAY_DAYS, crowd, rounded

NEWEST_NEWS: Final = 3  # pieces of news on a page that shows some
MOST_WARNINGS: Final = 50  # on the page of warnings
KEEP_S: Final = 600  # s that the numbers of a day are kept: they do not change, and strangers may ask often


class Numbers(msgspec.Struct, frozen=True):
    """What everybody may know of one day of the whole network."""

    day: str
    threats: int
    dropped: float
    sources: int
    members: int | None  # in tens; None: too few to be said


class ToldStep(msgspec.Struct, frozen=True):
    """A step in one language."""

    step: Step
    words: str
    owner: str
    outcome: str
    state: str
    state_words: str
    late: bool
    versions: list[tuple[Version, str]]


class ToldGoal(msgspec.Struct, frozen=True):
    """A goal in one language."""

    goal: Goal
    words: str
    why: str
    steps: list[ToldStep]


def numbers(_request: HttpRequest, _language: str) -> dict[str, Any]:
    """The last day whose every moment is at least 24 hours old, rounded."""
    now = datetime.now(UTC)
    key = f"website-numbers-{now.astimezone(PRAGUE).date()}-{settings.JOURNAL}"
    held: tuple[Numbers | None] | None = cache.get(key)
    if held is None:
        found = overview.public(now=now - timedelta(days=DELAY_DAYS - 1))
        held = (None if found is None else _coarse(found),)
        cache.set(key, held, KEEP_S)
    return {"public": held[0]}


def _coarse(found: overview.Public) -> Numbers:
    figures = found.figures
    share = round(found.dropped * 100) / 100
    return Numbers(found.day, rounded(figures.drops.threats), share, rounded(figures.sources), crowd(figures.members))


def news(_request: HttpRequest, language: str) -> dict[str, Any]:
    """The newest pieces of news."""
    return {"news": list(pages.news(language)[:NEWEST_NEWS]), "all_news": pages.by_key(language, "news")}


def plan(_request: HttpRequest, _language: str) -> dict[str, Any]:
    """The whole plan with its history."""
    return told_plan(plans.goals(), now=datetime.now(UTC))


def told_plan(goals: Sequence[Goal], *, now: datetime) -> dict[str, Any]:
    """Goals and steps in the language spoken, and how far the whole is."""
    today, english = now.astimezone(PRAGUE).date(), get_language() == "en"
    told = [
        ToldGoal(
            goal=goal,
            words=goal.en if english else goal.cs,
            why=goal.why_en if english else goal.why_cs,
            steps=[_told(step, today=today, english=english) for step in goal.steps.all()],
        )
        for goal in goals
    ]
    sums = progress([(one.state, one.step.due) for goal in told for one in goal.steps], today)
    newest = max((one.step.changed for goal in told for one in goal.steps), default=None)
    return {"goals": told, "sums": sums, "bar": _bar(sums), "newest": newest}


def _told(step: Step, *, today: date, english: bool) -> ToldStep:
    names = {one.value: name for one, name in STATE_NAMES.items()}
    return ToldStep(
        step=step,
        words=step.en if english else step.cs,
        owner=(step.owner_en or step.owner) if english else step.owner,
        outcome=(step.outcome_en or step.outcome_cs) if english else step.outcome_cs,
        state=step.state,
        state_words=str(names[step.state]),
        late=is_late(step.state, step.due, today),
        versions=[(one, str(names[one.state])) for one in step.versions.all()],
    )


def _bar(sums: Progress) -> list[tuple[str, float, float]]:
    """(state, where it begins, how wide it is) in per cent of the bar."""
    parts, begin = [], 0.0
    for state, count in ((State.DONE, sums.done), (State.RUNNING, sums.running), (State.PLANNED, sums.planned)):
        width = 100 * count / sums.all if sums.all else 0.0
        parts.append((state.value, begin, width))
        begin += width
    return parts


def warnings(_request: HttpRequest, _language: str) -> dict[str, Any]:
    """What the gate of an anonymous reader lets through, the newest first; our own and public ones of others."""
    found = advisories.once(NOBODY, advisories.newest(NOBODY).filter(withdrawn=False, replaced=False))
    return {"warnings": list(found.order_by("-modified", "-pk")[:MOST_WARNINGS])}


def trainings(_request: HttpRequest, language: str) -> dict[str, Any]:
    """Trainings to come, the next one first."""
    return {"trainings": pages.trainings(language, after=datetime.now(UTC))}


def members(_request: HttpRequest, _language: str) -> dict[str, Any]:
    """How many organisations of which kind."""
    names = dict(Kind.choices)
    return {"kinds": [(names[kind], count) for kind, count in counts.kinds()]}


def join(_request: HttpRequest, _language: str) -> dict[str, Any]:
    """An empty form."""
    return {"form": Joining()}


def contacts(_request: HttpRequest, _language: str) -> dict[str, Any]:
    """Where to write."""
    return {"mail": settings.DEFAULT_FROM_EMAIL, "security": settings.SECURITY_MAIL}


def signatories(_request: HttpRequest, _language: str) -> dict[str, Any]:
    """The register: institutions always, names of people only where they agreed."""
    found = register.public()
    return {"signatories": found, "named": any(one.names for one in found)}


PARTS: Final[dict[str, Callable[[HttpRequest, str], dict[str, Any]]]] = {
    "numbers": numbers,
    "plan": plan,
    "plan_short": plan,
    "news": news,
    "warnings": warnings,
    "trainings": trainings,
    "members": members,
    "signatories": signatories,
    "join": join,
    "contacts": contacts,
}
