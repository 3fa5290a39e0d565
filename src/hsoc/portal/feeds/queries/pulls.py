"""Sources that we fetch: whose, which are due. Never: fetching them (tasks)."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec
from django.db.models import F, QuerySet

from hsoc.portal.feeds.models import Pull, PullPaper
from hsoc.portal.feeds.rules.schedule import due
from hsoc.portal.members.rules import Action, Actor, Object, numbers


class Known(msgspec.Struct, frozen=True):
    """What is known of a paper that a provider offers. failures: of the version tried last."""

    updated: str = ""
    tried: str = ""
    failures: int = 0


def visible_to(actor: Actor) -> QuerySet[Pull]:
    """The sources that the actor may see: of his organisations, or all."""
    allowed = numbers(actor, Action.VIEW, Object.CLIENT)
    every = Pull.objects.select_related("organisation", "author")
    return every if allowed is None else every.filter(organisation__number__in=allowed)


def waiting(now: datetime) -> tuple[int, ...]:
    """Keys of the sources that are due, the longest waiting first."""
    rows = (
        Pull.objects.filter(enabled=True).order_by(F("last_try").asc(nulls_first=True)).values_list("pk", "last_try", "failures", "minutes")
    )
    found = []
    for pk, last_try, failures, minutes in rows:
        next_try = due(last_try=last_try, failures=failures, every=timedelta(minutes=minutes))
        if next_try is None or next_try <= now:
            found.append(pk)
    return tuple(found)


def one(pk: int) -> Pull | None:
    """A source by its key, for the task that fetches it."""
    return Pull.objects.select_related("organisation").filter(pk=pk).first()


def papers(pull: Pull) -> dict[str, Known]:
    """Place → what is known of that paper."""
    rows = PullPaper.objects.filter(pull=pull).values_list("place", "updated", "tried", "failures")
    return {place: Known(updated, tried, failures) for place, updated, tried, failures in rows}
