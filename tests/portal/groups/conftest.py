"""A small world of groups: one closed, one open, one by approval, with a leader and a member each."""

from collections.abc import Callable

import pytest
from tests.factories.members import HOUSE, NOW, organisation, person

from hsoc.portal.groups.actions.groups import found
from hsoc.portal.groups.actions.membership import put
from hsoc.portal.groups.models import Group
from hsoc.portal.groups.rules.standing import Entry, Part
from hsoc.portal.members.models import Kind
from hsoc.portal.members.queries import actor_of
from hsoc.portal.members.rules import SYSTEM, Actor, Role


def founded(name: str, entry: Entry = Entry.OPEN, **more: object) -> Group:
    return found(actor=SYSTEM, name=name, purpose="To *talk*.", audience="everybody", entry=entry, now=NOW, **more)


def seated(group: Group, actor: Actor, part: Part = Part.MEMBER) -> Actor:
    put(actor=SYSTEM, group=group, user=actor.user, organisation=actor.organisation, part=part, now=NOW)
    return actor


@pytest.fixture
def people(db: None) -> dict[str, Actor]:
    """leader, member (hospitals 1, 2), other and second (3, 4), partner (5), coordinator, operator, auditor; nobody has no seat."""
    organisation(5, kind=Kind.TECHNOLOGY, name="Partner 5")
    organisation(HOUSE, kind=Kind.OPERATOR, name="House")
    seats = {
        "leader": (Role.MANAGER, 1), "member": (Role.ANALYST, 2), "other": (Role.ANALYST, 3), "second": (Role.COLLEAGUE, 4),
        "partner": (Role.COLLEAGUE, 5), "coordinator": (Role.COORDINATOR, HOUSE), "operator": (Role.OPERATOR, HOUSE),
        "auditor": (Role.AUDITOR, HOUSE), "nobody": (None, 9),
    }  # fmt: skip
    return {name: actor_of(person(role, number, username=name)) for name, (role, number) in seats.items()}


@pytest.fixture
def group_of(people: dict[str, Actor]) -> Callable[..., Group]:
    """A group of that entry rule, led by `leader`, with `member` in it."""

    def made(entry: Entry = Entry.OPEN, **more: object) -> Group:
        one = founded(f"Group {entry}", entry, **more)
        seated(one, people["leader"], Part.LEADER)
        seated(one, people["member"])
        return one

    return made
