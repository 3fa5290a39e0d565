from __future__ import annotations

from datetime import UTC, datetime

import pytest
from tests.factories import members

from hsoc.portal.members.rules import Role
from hsoc.portal.website.actions.plan import settle_plan
from hsoc.portal.website.models import Step

pytestmark = pytest.mark.django_db


def test_everybody_inside_reads_the_plan_and_coordinators_change_it(browser, django_assert_max_num_queries):
    settle_plan(now=datetime(2026, 11, 20, tzinfo=UTC))
    step = Step.objects.filter(state="planned").first()
    form = f"/portal/web/plan/goal/{step.goal_id}/step/{step.pk}/"
    reader, writer = browser(Role.ANALYST, 2), browser(Role.COORDINATOR, members.HOUSE)
    with django_assert_max_num_queries(30):
        shown = reader.get("/portal/web/plan/").content.decode()
    assert (step.cs in shown, form in shown, reader.get(form).status_code) == (True, False, 403)
    given = {"cs": step.cs, "en": step.en, "owner": step.owner, "state": "done", "due": "2026-12-24", "reason": "it is done"}
    assert writer.post(form, given).status_code == 422
    assert writer.post(form, given | {"outcome_cs": "Dobře", "note": "Rychleji"}).headers["Location"] == "/portal/web/plan/"
    step.refresh_from_db()
    assert (step.state, str(step.due), "Rychleji" in writer.get(form).content.decode()) == ("done", "2026-12-24", True)
    assert writer.post("/portal/web/plan/goal/", {"cs": "Nový", "en": "New", "reason": "agreed"}).status_code == 302
    assert writer.get(f"/portal/web/plan/goal/{step.goal_id + 999}/").status_code == 404
    writer.post(f"/portal/web/plan/step/{step.pk}/remove/", {"reason": "put twice"})
    assert not Step.objects.filter(pk=step.pk).exists()
