"""A group of three people in three hospitals, one of whom leads it."""

from __future__ import annotations

from datetime import date

import pytest
from tests.factories.members import NOW, person

from hsoc.portal.groups.models import Group, GroupMembership
from hsoc.portal.groups.rules.standing import Entry, Part, State
from hsoc.portal.meetings.actions.meetings import call_meeting
from hsoc.portal.meetings.rules.dates import Rhythm
from hsoc.portal.members.queries import actor_of
from hsoc.portal.members.rules import Role

WHEN = {"first": date(2026, 10, 12), "hour": 9, "minute": 0, "minutes": 60}


def joined(group, user, part=Part.MEMBER):
    owner = user.memberships.get().organisation
    return GroupMembership.objects.create(
        group=group, user=user, organisation=owner, part=part.value, state=State.IN.value, asked=NOW, since=NOW
    )


@pytest.fixture
def group(db):
    return Group.objects.create(
        code="tech", name="hSOC-Tech", purpose="p", audience="a", entry=Entry.OPEN.value, tlp="TLP:GREEN", founded=NOW
    )


@pytest.fixture
def people(group):
    users = [person(Role.ANALYST, number) for number in (1, 2, 3)]
    for user in users:
        joined(group, user, Part.LEADER if user is users[0] else Part.MEMBER)
    return users


@pytest.fixture
def called(group, people):
    return call_meeting(actor=actor_of(people[0]), group=group, title="Monday", rhythm=Rhythm.WEEKLY, times=3, now=NOW, **WHEN)
