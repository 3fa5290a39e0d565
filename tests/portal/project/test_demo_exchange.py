"""The demo's exchange is alive: something valid, expired, taken back, waiting, approved and fetched."""

from datetime import UTC, datetime

from tests.factories.members import HOUSE, acting, organisation, person

from hsoc.portal.feeds.models import Fetch
from hsoc.portal.indicators import queries
from hsoc.portal.indicators.models import BlockApproval, Indicator, Sighting
from hsoc.portal.members.models import Kind
from hsoc.portal.members.rules import Role
from hsoc.portal.project.demo_exchange import SHARED, settle

NOW = datetime(2026, 10, 5, 8, 0, tzinfo=UTC)


def test_one_of_each_fate(db) -> None:
    organisation(HOUSE, kind=Kind.OPERATOR)
    for role, number, name in ((Role.ANALYST, 9, "analytik"), (Role.MANAGER, 10, "manazer"), (Role.COORDINATOR, HOUSE, "koordinator")):
        person(role, number, username=name)
    settle(now=NOW)
    newest = Indicator.objects.filter(latest=True)
    assert (newest.count(), newest.filter(revoked=True).count(), newest.filter(until__lt=NOW).count()) == (len(SHARED), 1, 1)
    assert (Sighting.objects.count(), BlockApproval.objects.count(), Fetch.objects.count()) == (3, 1, 2)
    watcher = acting(Role.COORDINATOR, HOUSE, username="another")
    assert {one.value for one in queries.waiting(watcher, now=NOW)} == {"198.18.200.0/24", "https://faktury.example/2026/faktura.iso"}


def test_nobody_there_nothing_shared(db) -> None:
    settle(now=NOW)
    assert Indicator.objects.count() == 0
