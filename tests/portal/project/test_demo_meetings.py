from __future__ import annotations

import pytest
from tests.factories.members import HOUSE, NOW, person

from hsoc.portal.groups.models import Group, GroupMembership
from hsoc.portal.meetings.models import Meeting
from hsoc.portal.members.rules import Role
from hsoc.portal.project.demo_meetings import settle


@pytest.mark.django_db
def test_groups_meet_once_called():
    settle(now=NOW)
    assert not Meeting.objects.exists()  # nobody is there
    user = person(Role.COORDINATOR, HOUSE, username="koordinator")
    fields = {"purpose": "p", "audience": "a", "entry": "open", "tlp": "TLP:GREEN", "founded": NOW}
    group = Group.objects.create(code="tech", name="hSOC-Tech", **fields)
    owner = user.memberships.get().organisation
    GroupMembership.objects.create(group=group, user=user, organisation=owner, part="leader", state="in", asked=NOW, since=NOW)
    settle(now=NOW)
    settle(now=NOW)
    assert Meeting.objects.count() == 1
