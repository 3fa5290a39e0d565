from __future__ import annotations

from datetime import UTC, datetime

import pytest
from tests.factories import members, website

from hsoc.portal.audit.models import Entry
from hsoc.portal.members.rules import Role
from hsoc.portal.notices.models import Notice
from hsoc.portal.website import tasks
from hsoc.portal.website.models import Editor
from hsoc.portal.website.queries import pages

pytestmark = pytest.mark.django_db


def test_a_scheduled_page_appears_and_vanishes_by_the_beat_once_a_minute(monkeypatch):
    monkeypatch.setattr(tasks, "_last", [0])
    website.settled()
    page = pages.by_key("cs", "library")
    page.unpublish()
    page.go_live_at = datetime(2999, 1, 1, tzinfo=UTC)
    page.save_revision().publish()
    assert pages.by_key("cs", "library") is None
    page.refresh_from_db()
    planned, past = page.scheduled_revision, datetime(2026, 1, 1, tzinfo=UTC)  # the day comes
    planned.approved_go_live_at, planned.content["go_live_at"] = past, past.isoformat()
    planned.save()
    beat = int(website.NOW.timestamp() * 1000)
    assert (tasks.on_beat(beat), tasks.on_beat(beat + 1000)) == (True, False)
    assert pages.by_key("cs", "library") is not None
    assert [one.action for one in Entry.objects.filter(action__startswith="page.").order_by("sequence")] == [
        "page.unpublished",
        "page.scheduled",
        "page.published",
    ]


def test_who_may_publish_hears_of_a_draft_and_its_author_does_not():
    website.settled()
    coordinator, author = (members.person(role, members.HOUSE) for role in (Role.COORDINATOR, Role.OPERATOR))
    page = pages.by_key("cs", "library")
    page.save_revision(user=author)
    page.get_workflow().start(page, Editor.objects.get(pk=author.pk))
    assert [one.user_id for one in Notice.objects.filter(kind="page.waiting")] == [coordinator.pk]
