"""Several members in the browser: chosen, shown what would happen, done."""

import re

from hsoc.portal.groups.models import Group, GroupMembership
from hsoc.portal.notices.models import Notice


def pick(group: Group, *who: str) -> list[int]:
    found = dict(GroupMembership.objects.filter(group=group).values_list("user__username", "pk"))
    return [found[one] for one in who]


def test_first_the_effect_then_the_step(group_of, visit) -> None:
    group = group_of()
    path = f"{group.code}/members/several/?page=1"
    page = visit("leader", f"{group.code}/members/?page=1").content.decode()
    assert len(re.findall(r'name="pick" value="\d+" form="several" data-pick', page)) == 2
    assert "data-pick" not in visit("member", f"{group.code}/members/").content.decode()
    both = pick(group, "leader", "member")
    shown = visit("leader", path, {"act": "lead", "pick": both})
    assert [one.user.username for one in shown.context["yes"]] == ["member"]
    assert all(words in shown.content.decode() for words in ("Make 1 member a leader", "They lead already", "Hospital 2"))
    assert GroupMembership.objects.filter(part="leader").count() == 1  # it was only shown
    given = {"act": "lead", "pick": both, "step": "do"}
    assert "A reason of a few words" in visit("leader", path, given | {"said": ""}).content.decode()
    done = visit("leader", path, given | {"said": "both know it"})
    assert (done.status_code, done.headers["Location"]) == (302, f"/portal/groups/{group.code}/members/?page=1")
    assert GroupMembership.objects.filter(part="leader").count() == 2


def test_a_last_leader_stays_and_what_was_typed_too(group_of, visit) -> None:
    group = group_of()
    given = {"act": "remove", "pick": pick(group, "leader", "member"), "step": "do", "said": "the end of all"}
    page = visit("leader", f"{group.code}/members/several/", given).content.decode()
    assert all(words in page for words in ("would have no leader", 'value="the end of all"', "You are one of them."))
    assert GroupMembership.objects.filter(state="in").count() == 2


def test_who_removes_himself_is_led_out(group_of, visit) -> None:
    group = group_of()
    path = f"{group.code}/members/several/"
    visit("leader", path, {"act": "lead", "pick": pick(group, "member"), "step": "do", "said": "takes over"})
    gone = visit("leader", path, {"act": "remove", "pick": pick(group, "leader"), "step": "do", "said": "moved on"})
    assert gone.headers["Location"] == "/portal/groups/"


def test_a_sentence_reaches_those_chosen(group_of, visit) -> None:
    group = group_of()
    path = f"{group.code}/members/several/"
    assert 'maxlength="300"' in visit("leader", path, {"act": "write", "pick": pick(group, "member")}).content.decode()
    visit("leader", path, {"act": "write", "pick": pick(group, "member"), "step": "do", "said": "Call me, please"})
    assert Notice.objects.get(kind="group.written").values["text"] == "Call me, please"


def test_what_is_no_choice_is_said(group_of, visit) -> None:
    group = group_of()
    path = f"{group.code}/members/several/"
    for given in (
        {"act": "lead"},
        {"act": "burn", "pick": pick(group, "member")},
        {"act": "lead", "pick": ["x"]},
        {"act": "lead", "pick": "0"},
    ):
        assert visit("leader", path, given).status_code == 302
    assert visit("member", path, {"act": "lead", "pick": pick(group, "member")}).status_code == 403
    assert visit("other", path, {"act": "lead", "pick": pick(group, "member")}).status_code == 403
    assert GroupMembership.objects.filter(part="leader").count() == 1
