"""The gates: who knows of a group, who reads it, who is in it."""

import pytest
from tests.factories.members import HOUSE, NOW
from tests.portal.groups.conftest import founded, seated

from hsoc.portal.groups import queries
from hsoc.portal.groups.actions.membership import invite
from hsoc.portal.groups.models import GroupMembership
from hsoc.portal.groups.queries.groups import history_visible_to, invitable, leaders_by_group, names_in, with_counts
from hsoc.portal.groups.rules.standing import Deed, Entry, Standing
from hsoc.portal.members.models import Membership
from hsoc.portal.members.rules import NOBODY, SYSTEM, Actor


@pytest.mark.parametrize("entry", list(Entry))
def test_who_knows_of_it_and_who_reads_it(group_of, people, entry: Entry) -> None:
    group = group_of(entry)
    invite(actor=people["leader"], group=group, user=people["second"].user, organisation=4, said="Come", now=NOW)
    knows = {name for name, actor in people.items() if queries.visible_to(actor).filter(pk=group.pk).exists()}
    reads = {name for name, actor in people.items() if queries.member_of(actor, group)}
    everybody = set(people) - {"nobody"}
    assert knows == (everybody if entry is not Entry.CLOSED else {"leader", "member", "second", "coordinator"})
    assert reads == {"leader", "member"}
    assert {name: queries.standing_in(actor, group).value for name, actor in people.items() if name in knows - {"operator", "auditor"}} == {
        name: {"second": "invited"}.get(name, name if name in {"leader", "member", "coordinator"} else "other")
        for name in knows - {"operator", "auditor"}
    }
    assert queries.group_by_code(NOBODY, group.code) is None
    assert queries.member_of(SYSTEM, group.pk)
    assert queries.standing_in(NOBODY, group) is Standing.NOBODY


def test_without_the_seat_the_membership_does_not_count(group_of, people) -> None:
    group, member = group_of(), people["member"]
    assert [one.user_id for one in queries.members_of(group)] == [people["leader"].user, member.user]
    Membership.objects.filter(user=member.user).delete()
    gone = Actor(user=member.user, username="member", seats=())
    assert not queries.member_of(gone, group)
    assert [one.user_id for one in queries.members_of(group)] == [people["leader"].user]


def test_a_token_without_the_right_sees_nothing(group_of, people) -> None:
    group = group_of()
    narrow = Actor(user=people["member"].user, seats=people["member"].seats, via="token:1", scopes=frozenset({"event:view"}))
    assert (queries.visible_to(narrow).count(), queries.of(narrow).count()) == (0, 0)
    assert queries.standing_in(narrow, group) is Standing.NOBODY


def test_stays_and_history_are_seen_by_the_group_only(group_of, people) -> None:
    group = group_of(Entry.APPROVAL)
    assert queries.stays_visible_to(people["member"]).count() == 2
    assert queries.stays_visible_to(people["coordinator"]).count() == 0
    assert history_visible_to(people["member"]).filter(group=group).count() == 3
    assert not history_visible_to(people["other"]).exists()


def test_lists_cost_few_queries(group_of, people, django_assert_num_queries) -> None:
    group = group_of()
    empty = founded("Empty")
    with django_assert_num_queries(2):
        counted = {one.pk: one.size for one in with_counts(queries.visible_to(people["other"]))}
        leaders = leaders_by_group([group.pk, empty.pk])
    assert counted == {group.pk: 2, empty.pk: 0}
    assert {number: [one.user_id for one in found] for number, found in leaders.items()} == {
        group.pk: [people["leader"].user],
        empty.pk: [],
    }


def test_who_can_be_invited(group_of, people) -> None:
    group = group_of()
    assert [one.username for one in invitable(people["member"], group, "oth")] == ["other"]
    assert [one.username for one in invitable(people["member"], group, "SECOND@hospital4.example")] == ["second"]
    assert [one.username for one in invitable(people["member"], group, "ÓTH")] == ["other"]
    assert invitable(people["member"], group, "--") == []
    assert invitable(people["member"], group, "member") == []
    assert invitable(people["member"], group, "nobody") == []  # has no place anywhere
    assert invitable(people["member"], group, "o") == []
    assert invitable(people["other"], group, "second") == []


def test_membership_is_read_once(group_of, people) -> None:
    group = group_of()
    assert queries.membership_of(people["member"], group).organisation.number == 2
    assert queries.membership_of(people["other"], group) is None
    assert queries.leaders_of(group).get().user_id == people["leader"].user
    assert queries.allowed(people["member"], group, Deed.WRITE)
    assert GroupMembership.objects.count() == 2
    seated(group, people["coordinator"])
    assert queries.standing_in(people["coordinator"], group) is Standing.MEMBER
    assert people["coordinator"].organisation == HOUSE


def test_names_of_a_group_are_those_of_its_members(group_of, people) -> None:
    group = group_of()
    assert names_in(group) == [(people["leader"].user, "Leader"), (people["member"].user, "Member")]
    assert [said for _number, said in names_in(group, homes=True)] == ["Leader, Hospital 1", "Member, Hospital 2"]
