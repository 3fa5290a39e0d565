from __future__ import annotations

from datetime import UTC, datetime

import pytest
from tests.factories import members

from hsoc.portal.members.rules import NOBODY, Role
from hsoc.portal.website.actions.plan import settle_plan
from hsoc.portal.website.queries import plan


@pytest.mark.django_db
def test_the_plan_is_open_but_its_authors_are_for_those_inside(django_assert_num_queries):
    settle_plan(now=datetime(2026, 11, 20, tzinfo=UTC))
    with django_assert_num_queries(3):
        seen = [len(step.versions.all()) for goal in plan.goals() for step in goal.steps.all()]
    assert set(seen) == {1}
    number = plan.goals()[0].pk
    analyst = members.actor(Role.ANALYST)
    assert (plan.steps_visible_to(NOBODY).count(), plan.goal(NOBODY, number)) == (0, None)
    assert (plan.steps_visible_to(analyst).count(), plan.goal(analyst, number).pk) == (len(seen), number)
    assert plan.step(analyst, 0) is None
