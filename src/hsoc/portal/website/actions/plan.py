"""The action plan: goals and steps are put, changed, taken back; every state stays readable. Never: a person's name as the owner."""

from __future__ import annotations

import tomllib
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

import msgspec
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from hsoc.portal.audit.actions import record
from hsoc.portal.members.actions.agreement import Unacceptable, reasoned
from hsoc.portal.members.rules import SYSTEM, Action, Actor, Object, require
from hsoc.portal.website.models import Goal, Step, Version
from hsoc.portal.website.rules.plan import State

MOST_GOALS: Final = 30
MOST_STEPS: Final = 40  # of one goal
FIRST: Final = Path(__file__).resolve().parents[1] / "first" / "plan.toml"


class GoalSaid(msgspec.Struct, frozen=True, kw_only=True):
    """A goal as it is put."""

    cs: str
    en: str
    why_cs: str = ""
    why_en: str = ""


class StepSaid(msgspec.Struct, frozen=True, kw_only=True):
    """A step as it is put."""

    cs: str
    en: str
    owner: str
    owner_en: str = ""
    state: State = State.PLANNED
    due: date | None = None
    outcome_cs: str = ""
    outcome_en: str = ""


@transaction.atomic
def put_goal(*, actor: Actor, said: GoalSaid, number: int | None = None, reason: str, now: datetime) -> Goal:
    """A new goal, or other words for one. Raises Refused, Unacceptable."""
    require(actor, Action.CHANGE if number else Action.CREATE, Object.PLAN)
    reasoned(reason)
    fields = msgspec.structs.asdict(said)
    if number:
        found = Goal.objects.get(pk=number)
        for name, value in fields.items():
            setattr(found, name, value)
        found.save()
    else:
        if Goal.objects.count() >= MOST_GOALS:
            raise Unacceptable(_("A plan with more goals is no plan. Finish or join some first."))
        found = Goal.objects.create(order=(Goal.objects.aggregate(most=Max("order"))["most"] or 0) + 1, **fields)
    record(actor=actor, action="plan.goal_put", object=f"goal:{found.pk}", reason=reason, details=fields, now=now)
    return found


@transaction.atomic
def put_step(*, actor: Actor, said: StepSaid, goal: int, number: int | None = None, reason: str, note: str = "", now: datetime) -> Step:
    """A new step, or how one stands now. note: what everybody may read about the change. Raises Refused, Unacceptable."""
    require(actor, Action.CHANGE if number else Action.CREATE, Object.PLAN)
    reasoned(reason)
    if said.state is State.DONE and not said.outcome_cs.strip():
        raise Unacceptable(_("A step that is done says how it turned out."))
    fields: dict[str, Any] = {**msgspec.structs.asdict(said), "state": said.state.value, "changed": now}
    if number:
        found = Step.objects.get(pk=number)
        for name, value in fields.items():
            setattr(found, name, value)
        found.save()
    else:
        if Step.objects.filter(goal_id=goal).count() >= MOST_STEPS:
            raise Unacceptable(_("This goal has too many steps. Make another goal of some of them."))
        order = (Step.objects.filter(goal_id=goal).aggregate(most=Max("order"))["most"] or 0) + 1
        found = Step.objects.create(goal_id=goal, order=order, **fields)
    was = msgspec.to_builtins(said)
    Version.objects.create(step=found, at=now, by_id=actor.user or None, state=said.state.value, due=said.due, note=note[:300], was=was)
    record(actor=actor, action="plan.step_put", object=f"step:{found.pk}", reason=reason, details=was, now=now)
    return found


@transaction.atomic
def remove_step(*, actor: Actor, number: int, reason: str, now: datetime) -> None:
    """Takes a step out that was put by mistake; what was given up stays and says so. Raises Refused, Unacceptable."""
    require(actor, Action.REMOVE, Object.PLAN)
    reasoned(reason)
    found = Step.objects.get(pk=number)
    details = {"cs": found.cs, "state": found.state}
    found.delete()
    record(actor=actor, action="plan.step_removed", object=f"step:{number}", reason=reason, details=details, now=now)


@transaction.atomic
def settle_plan(*, actor: Actor = SYSTEM, now: datetime) -> int:
    """The plan as it begins, from first/plan.toml, where there is none; how many steps were made."""
    if Goal.objects.exists():
        return 0
    made = 0
    for order, one in enumerate(tomllib.loads(FIRST.read_text(encoding="utf-8"))["goal"], 1):
        steps = one.pop("step", [])
        goal = Goal.objects.create(order=order, **msgspec.structs.asdict(msgspec.convert(one, type=GoalSaid)))
        for place, told in enumerate(steps, 1):
            said = msgspec.convert(told, type=StepSaid)
            fields = {**msgspec.structs.asdict(said), "state": said.state.value}
            step = Step.objects.create(goal=goal, order=place, changed=now, **fields)
            Version.objects.create(step=step, at=now, state=said.state.value, due=said.due, was=msgspec.to_builtins(said))
            made += 1
    record(actor=actor, action="plan.settled", object="plan", details={"steps": made}, now=now)
    return made
