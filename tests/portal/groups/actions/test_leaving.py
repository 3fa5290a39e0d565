import pytest
from tests.factories.members import NOW

from hsoc.portal.groups import queries
from hsoc.portal.groups.actions.leaving import erase
from hsoc.portal.groups.models import GroupMembership
from hsoc.portal.members.rules import SYSTEM, Refused


def test_somebody_erased_is_in_no_group_any_more(group_of, people) -> None:
    group = group_of()
    GroupMembership.objects.filter(user_id=people["member"].user).update(said="I am the one with the dog")
    with pytest.raises(Refused):
        erase(actor=people["leader"], person=people["member"].user, now=NOW)
    assert erase(actor=SYSTEM, person=people["member"].user, now=NOW) == 1
    assert not queries.member_of(people["member"], group)
    held = GroupMembership.objects.get(user_id=people["member"].user)
    assert (held.state, held.said) == ("ended", "")
    assert erase(actor=SYSTEM, person=people["member"].user, now=NOW) == 0
