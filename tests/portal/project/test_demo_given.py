from datetime import UTC, datetime

from tests.factories.members import person
from tests.factories.network import hospital

from hsoc.portal.events.models import SharingRules, WardenClient
from hsoc.portal.hunts.models import Hunt, Part
from hsoc.portal.members.rules import Role
from hsoc.portal.project.demo_given import RULES, settle

NOW = datetime(2026, 10, 5, 8, 0, tzinfo=UTC)


def test_two_hospitals_give_by_rules_of_their_own(db):
    settle(sensors={9: "cz.example.a"}, loud=(), now=NOW)
    assert not WardenClient.objects.exists()
    for number in RULES:
        hospital(number)
        person(Role.MANAGER, number, username=f"h{number}-0")
    settle(sensors={9: "cz.example.a"}, loud=("203.0.113.9",), now=NOW)
    assert SharingRules.objects.filter(latest=True).count() == len(RULES)
    assert (WardenClient.objects.get().organisation.number, Part.objects.filter(takes=True).count()) == (9, 2)
    assert Hunt.objects.get().value == "203.0.113.9"
