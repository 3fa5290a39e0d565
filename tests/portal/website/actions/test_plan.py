from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from tests.factories import members

from hsoc.portal.audit.models import Entry
from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.rules import Refused, Role
from hsoc.portal.website.actions import plan
from hsoc.portal.website.queries import plan as queries
from hsoc.portal.website.rules.plan import State

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
GOAL = plan.GoalSaid(cs="Cíl", en="Goal")
WHY = "agreed in the group"


@pytest.mark.django_db
def test_a_step_lives_from_plan_to_outcome_and_every_state_stays_readable():
    actor = members.acting(Role.COORDINATOR, members.HOUSE)
    goal = plan.put_goal(actor=actor, said=GOAL, reason=WHY, now=NOW)
    said = {"cs": "Krok", "en": "Step", "owner": "hSOC-Tech", "due": date(2026, 12, 1)}
    step = plan.put_step(actor=actor, said=plan.StepSaid(**said), goal=goal.pk, reason=WHY, now=NOW)
    with pytest.raises(Unacceptable):
        plan.put_step(actor=actor, said=plan.StepSaid(**said, state=State.DONE), goal=goal.pk, number=step.pk, reason=WHY, now=NOW)
    done = plan.StepSaid(**said, state=State.DONE, outcome_cs="Povedlo se")
    plan.put_step(actor=actor, said=done, goal=goal.pk, number=step.pk, reason=WHY, note="Hotovo dřív", now=NOW)
    shown = queries.goals()[0].steps.all()[0]
    assert [(one.state, one.note, one.was["state"]) for one in shown.versions.all()] == [
        ("done", "Hotovo dřív", "done"),
        ("planned", "", "planned"),
    ]
    plan.put_goal(actor=actor, said=plan.GoalSaid(cs="Jiný", en="Other"), number=goal.pk, reason=WHY, now=NOW)
    plan.remove_step(actor=actor, number=step.pk, reason=WHY, now=NOW)
    assert list(queries.goals()[0].steps.all()) == []
    told = list(Entry.objects.filter(action__startswith="plan.").order_by("sequence").values_list("action", flat=True))
    assert told == ["plan.goal_put", "plan.step_put", "plan.step_put", "plan.goal_put", "plan.step_removed"]


@pytest.mark.django_db
def test_only_those_with_the_right_change_the_plan_and_say_why():
    for role in (Role.OPERATOR, Role.AUDITOR):
        with pytest.raises(Refused):
            plan.put_goal(actor=members.acting(role, members.HOUSE), said=GOAL, reason=WHY, now=NOW)
    with pytest.raises(Unacceptable):
        plan.put_goal(actor=members.acting(Role.COORDINATOR, members.HOUSE), said=GOAL, reason=".", now=NOW)


@pytest.mark.django_db
def test_the_plan_begins_once():
    assert plan.settle_plan(now=NOW) > 5
    assert plan.settle_plan(now=NOW) == 0
    assert all(goal.en and goal.why_cs for goal in queries.goals())
