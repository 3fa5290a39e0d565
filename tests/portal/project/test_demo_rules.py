from datetime import UTC, datetime

from tests.factories.members import HOUSE, person
from tests.factories.network import hospital

from hsoc.portal.members.rules import Role
from hsoc.portal.network.models import Rule
from hsoc.portal.project.demo_rules import RULES, settle

NOW = datetime(2026, 10, 5, 8, 0, tzinfo=UTC)


def test_the_demo_has_a_rule_of_each_fate(db):
    hospital(9)
    hospital(10)
    for role, number, name in ((Role.ANALYST, 9, "analytik"), (Role.MANAGER, 10, "manazer"), (Role.OPERATOR, HOUSE, "operator")):
        person(role, number, username=name)
    settle(now=NOW)
    assert Rule.objects.count() == len(RULES)
    states = [Rule.objects.filter(state=state).count() for state in ("set", "vetoed", "waiting")]
    assert states == [5, 1, 0]
    assert Rule.objects.filter(until__lte=NOW).count() == 1


def test_nobody_there_nothing_set(db):
    settle(now=NOW)
    assert Rule.objects.count() == 0
