"""In and out of groups: open, by approval, closed with vouchers; leaders; and what the others learn."""

import pytest
from tests.factories.members import NOW

from hsoc.portal.audit.models import Entry as Link
from hsoc.portal.groups import queries
from hsoc.portal.groups.actions import membership
from hsoc.portal.groups.actions.membership import admit, answer, invite, join, lead, leave, put, refuse, remove, vouch_for, withdraw
from hsoc.portal.groups.models import GroupMembership, Happening
from hsoc.portal.groups.queries.vouching import words
from hsoc.portal.groups.rules.standing import Entry, Part
from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.rules import SYSTEM, Actor, Refused

WHY = "as the group decided"


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, list[int]]]:
    """(kind, people) of what was told."""
    said: list[tuple[str, list[int]]] = []
    monkeypatch.setattr(membership, "tell", lambda *, people, kind, **_: said.append((kind, list(people))))
    return said


def stay_of(group, actor: Actor) -> GroupMembership:
    return GroupMembership.objects.exclude(state="ended").get(group=group, user_id=actor.user)


def test_an_open_group_takes_providers_at_once_and_others_by_approval(group_of, people, told) -> None:
    group = group_of()
    assert join(actor=people["other"], group=group, now=NOW).state == "in"
    asked = join(actor=people["partner"], group=group, said="We make the firewalls", now=NOW)
    assert (asked.state, told) == ("asked", [("group.asked", [people["leader"].user])])
    assert not queries.member_of(people["partner"], group)
    for again in ("other", "partner"):
        with pytest.raises((Unacceptable, Refused)):
            join(actor=people[again], group=group, now=NOW)
    with pytest.raises(Refused):
        admit(actor=people["member"], group=group, stay=asked.pk, now=NOW)
    assert admit(actor=people["leader"], group=group, stay=asked.pk, now=NOW).state == "in"
    assert told[-1] == ("group.admitted", [people["partner"].user])
    with pytest.raises(Unacceptable):
        admit(actor=people["leader"], group=group, stay=asked.pk, now=NOW)
    assert Link.objects.filter(action="group.joined").count() == 2


def test_by_approval_a_request_is_refused_with_a_reason_or_taken_back(group_of, people, told) -> None:
    group = group_of(Entry.APPROVAL)
    asked = join(actor=people["other"], group=group, now=NOW)
    with pytest.raises(Unacceptable):
        refuse(actor=people["leader"], group=group, stay=asked.pk, reason="", now=NOW)
    assert refuse(actor=people["leader"], group=group, stay=asked.pk, reason=WHY, now=NOW).ended_by == "refused"
    assert told[-1] == ("group.refused", [people["other"].user])
    assert join(actor=people["other"], group=group, now=NOW).state == "asked"
    assert withdraw(actor=people["other"], group=group, now=NOW).state == "ended"
    with pytest.raises(Unacceptable):
        withdraw(actor=people["other"], group=group, now=NOW)


def test_a_closed_group_needs_an_invitation_a_leader_and_two_vouchers(group_of, people, told, monkeypatch) -> None:
    group, other = group_of(Entry.CLOSED), people["other"]
    for who in (other, people["coordinator"]):
        with pytest.raises(Refused):
            join(actor=who, group=group, now=NOW)
    invited = invite(actor=people["member"], group=group, user=other.user, organisation=3, said="Knows routers", now=NOW)
    assert (invited.agreed, told[-1]) == (False, ("group.invited", [other.user]))
    assert answer(actor=other, group=group, accept=True, now=NOW).state == "asked"
    assert admit(actor=people["leader"], group=group, stay=invited.pk, now=NOW).state == "asked"  # nobody vouches yet
    assert not queries.member_of(other, group)
    monkeypatch.setattr(membership, "vouched", lambda person, circle: (person, circle) == (other.user, group.code))
    assert admit(actor=people["leader"], group=group, stay=invited.pk, now=NOW).state == "in"
    assert queries.member_of(other, group)


def test_a_leaders_invitation_is_his_agreement(group_of, people, told) -> None:
    group = group_of(Entry.APPROVAL)
    with pytest.raises(Unacceptable):
        invite(actor=people["leader"], group=group, user=people["other"].user, organisation=1, said="", now=NOW)  # no seat there
    invite(actor=people["leader"], group=group, user=people["other"].user, organisation=3, said="", now=NOW)
    with pytest.raises(Unacceptable):
        invite(actor=people["leader"], group=group, user=people["other"].user, organisation=3, said="", now=NOW)
    assert answer(actor=people["other"], group=group, accept=True, now=NOW).state == "in"
    with pytest.raises(Refused):
        answer(actor=people["other"], group=group, accept=True, now=NOW)
    invite(actor=people["leader"], group=group, user=people["second"].user, organisation=4, said="", now=NOW)
    assert answer(actor=people["second"], group=group, accept=False, now=NOW).ended_by == "declined"
    asked = join(actor=people["second"], group=group, now=NOW)
    assert invite(actor=people["leader"], group=group, user=people["second"].user, organisation=4, said="", now=NOW).pk == asked.pk
    assert stay_of(group, people["second"]).state == "in"


def test_a_group_never_loses_its_last_leader(group_of, people, told) -> None:
    group, leader, member = group_of(), people["leader"], people["member"]
    mine, his = stay_of(group, leader), stay_of(group, member)
    for act in (
        lambda: leave(actor=leader, group=group, now=NOW),
        lambda: lead(actor=leader, group=group, stay=mine.pk, leads=False, reason=WHY, now=NOW),
        lambda: remove(actor=leader, group=group, stay=mine.pk, reason=WHY, now=NOW),
    ):
        with pytest.raises(Unacceptable):
            act()
    with pytest.raises(Refused):
        lead(actor=member, group=group, stay=his.pk, leads=True, reason=WHY, now=NOW)
    assert lead(actor=people["coordinator"], group=group, stay=his.pk, leads=True, reason=WHY, now=NOW).part == "leader"
    assert leave(actor=leader, group=group, reason="retired", now=NOW).ended_by == "left"
    assert not queries.member_of(leader, group)
    assert set(Happening.objects.filter(group=group).values_list("code", flat=True)) == {"founded", "put", "leader", "left"}


def test_a_member_is_removed_with_a_reason(group_of, people, told) -> None:
    group = group_of()
    his = stay_of(group, people["member"])
    for actor in (people["member"], people["coordinator"], people["other"]):
        with pytest.raises(Refused):
            remove(actor=actor, group=group, stay=his.pk, reason=WHY, now=NOW)
    gone = remove(actor=people["leader"], group=group, stay=his.pk, reason=WHY, now=NOW)
    assert (gone.ended_by, gone.reason, told[-1]) == ("removed", WHY, ("group.removed", [people["member"].user]))
    assert not queries.member_of(people["member"], group)


def test_a_full_group_takes_nobody(group_of, people, monkeypatch) -> None:
    group = group_of()
    monkeypatch.setattr(membership, "MOST_MEMBERS", 2)
    with pytest.raises(Unacceptable):
        join(actor=people["other"], group=group, now=NOW)


def test_set_up_puts_people_where_they_have_a_seat(group_of, people) -> None:
    group = group_of()
    with pytest.raises(Unacceptable):
        put(actor=SYSTEM, group=group, user=people["other"].user, organisation=1, now=NOW)
    put(actor=SYSTEM, group=group, user=people["member"].user, organisation=2, part=Part.LEADER, now=NOW)
    assert stay_of(group, people["member"]).part == "leader"
    with pytest.raises(Refused):
        put(actor=people["member"], group=group_of(Entry.APPROVAL), user=people["other"].user, organisation=3, now=NOW)


def test_two_members_of_two_organisations_vouch_and_the_second_word_lets_in(group_of, people, told) -> None:
    group = group_of(Entry.CLOSED)
    other = people["other"]
    invited = invite(actor=people["leader"], group=group, user=other.user, organisation=3, said="", now=NOW)
    word = {"group": group, "stay": invited.pk, "now": NOW, "said": "sloužili jsme spolu"}
    assert vouch_for(actor=people["member"], **word).state == "invited"
    with pytest.raises(Unacceptable):
        vouch_for(actor=people["member"], **word)  # once
    with pytest.raises(Refused):
        vouch_for(actor=people["second"], **word)  # no member
    assert answer(actor=other, group=group, accept=True, now=NOW).state == "asked"
    said = words(people["leader"], {other.user}, group.code)[other.user]
    assert (said.missing, said.may, said.mine, len(said.said)) == (1, True, False, 1)
    assert words(people["member"], {other.user}, group.code)[other.user].mine
    assert vouch_for(actor=people["leader"], **word).state == "in"
    assert not words(other, set(), group.code)
    newcomer = join(actor=people["partner"], group=group_of(Entry.APPROVAL), now=NOW)
    with pytest.raises(Unacceptable):
        vouch_for(actor=people["leader"], group=newcomer.group, stay=newcomer.pk, said="sloužili jsme spolu", now=NOW)
