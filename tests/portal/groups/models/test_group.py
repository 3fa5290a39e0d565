import pytest
from django.db import IntegrityError
from django.utils import translation
from tests.factories.members import NOW

from hsoc.portal.groups.models import Group, GroupMembership
from hsoc.portal.groups.models.group import Happening


def test_a_group_speaks_both_languages_where_it_can() -> None:
    group = Group(name="Tech", purpose="K čemu", purpose_en="What for", audience="správci")
    with translation.override("en"):
        assert (group.said_purpose, group.said_audience) == ("What for", "správci")
    with translation.override("cs"):
        assert (group.said_purpose, str(group)) == ("K čemu", "Tech")
    assert str(Happening(group_id=3, code="joined")) == "3 joined"


def test_one_stands_in_a_group_once_but_may_come_back(group_of, people) -> None:
    group, member = group_of(), people["member"]
    stay = GroupMembership.objects.get(group=group, user=member.user)
    fields = {"group": group, "user_id": member.user, "organisation": stay.organisation, "asked": NOW}
    GroupMembership.objects.create(state="ended", **fields)
    assert str(stay) == f"{member.user} in {group.pk}"
    with pytest.raises(IntegrityError):
        GroupMembership.objects.create(state="asked", **fields)
