"""The demo's papers stand, one is published, and nothing happens where nobody is."""

from datetime import UTC, datetime

from tests.factories.members import HOUSE, organisation, person

from hsoc.portal.advisories.models import Advisory, Release
from hsoc.portal.members.models import Kind
from hsoc.portal.members.rules import Role
from hsoc.portal.project import demo_advisories

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def test_papers_stand_and_one_is_published(db, settings, tmp_path) -> None:
    settings.DATA = tmp_path
    demo_advisories.settle(now=NOW)
    assert not Advisory.objects.exists()
    organisation(HOUSE, kind=Kind.OPERATOR)
    person(Role.ANALYST, 1, username="analytik")
    person(Role.COORDINATOR, HOUSE, username="koordinator")
    demo_advisories.settle(now=NOW)
    assert Advisory.objects.count() == 3
    assert list(Advisory.objects.filter(exploited=True).values_list("number", "score")) == [("PMP-2026-017", 9.8)]
    assert Release.objects.get().label == "TLP:CLEAR"
