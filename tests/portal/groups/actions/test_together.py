"""Several members at once: all of it or nothing, written down and told like each alone."""

import json

import pytest
from tests.factories.members import NOW
from tests.portal.groups.conftest import seated

from hsoc.portal.audit.models import Entry as Link
from hsoc.portal.groups.actions.together import do
from hsoc.portal.groups.models import GroupMembership, Happening
from hsoc.portal.groups.rules.together import Act
from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.rules import Refused
from hsoc.portal.notices.models import Notice

WHY = "as the group decided"


@pytest.fixture
def group(group_of, people):
    one = group_of()
    for who in ("other", "second"):
        seated(one, people[who])
    return one


def stays(group, people, *who: str) -> list[int]:
    found = dict(group.memberships.exclude(state="ended").values_list("user_id", "pk"))
    return [found[people[one].user] for one in who]


def parts(group) -> dict[str, str]:
    return dict(GroupMembership.objects.filter(group=group, state="in").values_list("user__username", "part"))


def test_each_is_removed_told_and_written_down(group, people) -> None:
    base = {"actor": people["leader"], "group": group, "now": NOW}
    assert do(act=Act.REMOVE, stays=stays(group, people, "member", "other"), said=WHY, **base) == 2
    assert set(parts(group)) == {"leader", "second"}
    assert set(Notice.objects.filter(kind="group.removed").values_list("user__username", flat=True)) == {"member", "other"}
    gone = Happening.objects.filter(code="removed").values_list("whom__username", "reason")
    assert set(gone) == {("member", WHY), ("other", WHY)}
    assert Link.objects.filter(action="group.removed").count() == 2


def test_leaders_are_made_and_unmade_but_one_stays(group, people) -> None:
    base = {"actor": people["leader"], "group": group, "said": WHY, "now": NOW}
    every = stays(group, people, "leader", "member", "other")
    assert do(act=Act.LEAD, stays=every, **base) == 2  # who leads already is left out
    assert do(act=Act.UNLEAD, stays=stays(group, people, "member", "second"), **base) == 1
    assert parts(group) == {"leader": "leader", "member": "member", "other": "leader", "second": "member"}
    with pytest.raises(Unacceptable, match="bez vedoucího"):
        do(act=Act.UNLEAD, stays=every, **base)
    assert parts(group)["other"] == "leader"  # what could be done of it was taken back


def test_those_chosen_alone_read_what_is_written_to_them(group, people) -> None:
    base = {"actor": people["leader"], "group": group, "act": Act.WRITE, "now": NOW}
    assert do(stays=stays(group, people, "leader", "member", "other"), said=" Bring the keys. ", **base) == 2
    told = Notice.objects.filter(kind="group.written")
    assert set(told.values_list("user__username", "values__text")) == {("member", "Bring the keys."), ("other", "Bring the keys.")}
    assert not Happening.objects.filter(code="written").exists()
    entry = Link.objects.get(action="group.written")
    assert json.loads(entry.details) == {"group": group.code, "to": ["member", "other"]}  # to whom, not what
    assert entry.reason == ""
    with pytest.raises(Unacceptable):
        do(stays=stays(group, people, "member"), said=" x ", **base)
    with pytest.raises(Unacceptable):
        do(stays=stays(group, people, "leader"), said="To nobody else", **base)


@pytest.mark.parametrize("act", list(Act))
def test_only_leaders_do_it_and_with_a_reason(group, people, act: Act) -> None:
    chosen = stays(group, people, "leader", "other")
    for who in ("member", "operator", "nobody"):
        with pytest.raises(Refused):
            do(actor=people[who], group=group, act=act, stays=chosen, said=WHY, now=NOW)
    with pytest.raises(Unacceptable):
        do(actor=people["leader"], group=group, act=act, stays=chosen, said="", now=NOW)
    assert parts(group) == {"leader": "leader", "member": "member", "other": "member", "second": "member"}
