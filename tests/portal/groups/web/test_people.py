"""Members and settings in the browser."""

from tests.factories.members import NOW

from hsoc.portal.groups.actions.membership import join
from hsoc.portal.groups.models import Group, GroupMembership
from hsoc.portal.groups.rules.standing import Entry
from hsoc.portal.members.models import User


def stay(people, who: str) -> GroupMembership:
    return GroupMembership.objects.filter(user=people[who].user).order_by("-pk").first()


def test_a_leader_finds_invites_admits_and_removes(group_of, people, visit) -> None:
    group = group_of(Entry.APPROVAL)
    page = visit("leader", f"{group.code}/members/?find=second").content.decode()
    value = f"{people['second'].user}:4"
    assert f'value="{value}"' in page
    assert visit("leader", f"{group.code}/members/invite/", {"who": value, "said": "Come"}).status_code == 302
    assert stay(people, "second").state == "invited"
    visit("leader", f"{group.code}/members/invite/", {"who": "nobody"})
    asked = join(actor=people["other"], group=group, said="Let me in", now=NOW)
    assert "Let me in" in visit("leader", f"{group.code}/members/").content.decode()
    assert visit("member", f"{group.code}/members/{asked.pk}/", {"act": "admit"}).status_code == 403
    visit("leader", f"{group.code}/members/{asked.pk}/", {"act": "admit"})
    assert stay(people, "other").state == "in"
    visit("leader", f"{group.code}/members/{asked.pk}/", {"act": "lead", "reason": "knows it all"})
    assert stay(people, "other").part == "leader"
    visit("leader", f"{group.code}/members/{asked.pk}/", {"act": "remove", "reason": ""})
    assert stay(people, "other").state == "in"  # no reason, no removal
    visit("leader", f"{group.code}/members/{asked.pk}/", {"act": "remove", "reason": "moved on"})
    assert stay(people, "other").ended_by == "removed"


def test_in_a_closed_group_a_leader_sees_who_is_vouched_for(group_of, people, visit) -> None:
    group = group_of(Entry.CLOSED)
    GroupMembership.objects.create(
        group=group, user_id=people["other"].user, organisation_id=stay(people, "member").organisation_id, state="asked", asked=NOW
    )
    assert "2 words of members are missing" in visit("leader", f"{group.code}/members/").content.decode()
    visit("leader", f"{group.code}/members/{stay(people, 'other').pk}/", {"act": "admit"})
    assert (stay(people, "other").state, stay(people, "other").agreed) == ("asked", True)


def test_the_export_is_a_table_without_formulas(group_of, people, visit) -> None:
    group = group_of()
    User.objects.filter(pk=people["member"].user).update(name="=cmd()")
    answer = visit("member", f"{group.code}/members.csv")
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert (lines[0], len(lines), answer.headers["Content-Disposition"]) == (
        "TLP:GREEN,Group open",
        4,
        'attachment; filename="group-open-members.csv"',
    )
    assert any(line.startswith("'=cmd(),Hospital 2") for line in lines)


def test_settings_end_and_open_again(group_of, people, visit) -> None:
    group = group_of()
    given = {
        "name": "Better",
        "purpose": "x",
        "audience": "y",
        "entry": "approval",
        "callers": "members",
        "tlp": "TLP:AMBER",
        "reason": "as agreed",
    }
    path = f"{group.code}/settings/"
    assert "A reason of a few words" in visit("coordinator", path, given | {"act": "change", "reason": ""}).content.decode()
    assert visit("coordinator", path, given | {"act": "change"}).status_code == 302
    assert (Group.objects.get().name, Group.objects.get().callers) == ("Better", "members")
    assert visit("member", path, given | {"act": "end"}).status_code == 403
    visit("coordinator", path, {"act": "leader", "who": "member", "reason": "the leader left"})
    assert stay(people, "member").part == "leader"
    visit("coordinator", path, {"act": "leader", "who": "other", "reason": "the leader left"})
    assert not GroupMembership.objects.filter(user=people["other"].user).exists()
    visit("leader", path, {"act": "end", "reason": "it is done"})
    assert Group.objects.get().ended is not None
    visit("leader", path, {"act": "reopen", "reason": "it is not done"})
    assert Group.objects.get().ended is None
