"""The action plan: open to everybody as it stands; who changed it only to those who see the plan in the portal. Never: a change."""

from __future__ import annotations

from django.db.models import Prefetch, QuerySet

from hsoc.portal.members.rules import Action, Actor, Object, may
from hsoc.portal.website.models import Goal, Step, Version


def goals() -> list[Goal]:
    """All goals with their steps and the versions of these, in the order of the plan: three queries."""
    versions = Prefetch("versions", queryset=Version.objects.order_by("-at", "-pk"))
    return list(Goal.objects.prefetch_related(Prefetch("steps", queryset=Step.objects.prefetch_related(versions))))


def steps_visible_to(actor: Actor) -> QuerySet[Step]:
    """The steps whose whole story the actor may read."""
    every = Step.objects.select_related("goal").prefetch_related("versions__by")
    return every if may(actor, Action.VIEW, Object.PLAN) else every.none()


def step(actor: Actor, number: int) -> Step | None:
    """One of them."""
    return steps_visible_to(actor).filter(pk=number).first()


def goal(actor: Actor, number: int) -> Goal | None:
    """A goal, for those who see the plan in the portal."""
    return Goal.objects.filter(pk=number).first() if may(actor, Action.VIEW, Object.PLAN) else None
