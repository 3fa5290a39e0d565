"""The demo's groups are never empty, and nothing is made where its organisations are missing."""

from tests.factories.members import HOUSE, NOW, organisation, person

from hsoc.portal.groups.models import Answer, Call, Decision, Document, Group, GroupMembership, Minutes, Poll, Task
from hsoc.portal.members.models import Kind
from hsoc.portal.members.rules import Role
from hsoc.portal.project import demo_groups


def test_every_group_has_people_and_work(db: None) -> None:
    demo_groups.settle(now=NOW)
    assert not Group.objects.exists()
    for number in range(1, 11):
        organisation(number)
    organisation(HOUSE, kind=Kind.OPERATOR)
    for name, role, number in (
        ("analytik", Role.ANALYST, 9), ("manazer", Role.MANAGER, 10), ("koordinator", Role.COORDINATOR, HOUSE),
        ("operator", Role.OPERATOR, HOUSE),
    ):  # fmt: skip
        person(role, number, username=name)
    demo_groups.settle(now=NOW)
    for kind in (Document, Task, GroupMembership):
        assert set(kind.objects.values_list("group__code", flat=True)) == set(demo_groups.SEATS)
    assert min(kind.objects.count() for kind in (Minutes, Decision, Poll, Answer, Call)) >= 1
    assert Call.objects.filter(closed__isnull=True).count() == 0
