from datetime import timedelta

from tests.factories.members import NOW

from hsoc.portal.groups.actions.calls import call_together
from hsoc.portal.groups.actions.membership import invite, join
from hsoc.portal.groups.actions.polls import Draft, ask
from hsoc.portal.groups.actions.work import give_task
from hsoc.portal.groups.rules.polls import Ask, Per
from hsoc.portal.groups.rules.standing import Entry
from hsoc.portal.groups.share.needs import needs
from hsoc.portal.members.rules import NOBODY
from hsoc.records.tlp import TLP


def test_what_presses_on_the_first_page(group_of, people) -> None:
    group, leader, member = group_of(Entry.APPROVAL), people["leader"], people["member"]
    call_together(actor=leader, group=group, subject="Fire", text="", tlp=TLP.GREEN, exercise=False, now=NOW)
    give_task(actor=leader, group=group, title="Measure", owner=member.user, due=(NOW - timedelta(days=2)).date(), now=NOW)
    give_task(actor=leader, group=group, title="Later", owner=member.user, due=(NOW + timedelta(days=2)).date(), now=NOW)
    ask(
        actor=leader, group=group, title="When", text="", per=Per.PERSON, anonymous=False, early=False, closes=NOW + timedelta(days=3),
        questions=(Draft(kind=Ask.TEXT, text="Why"),), now=NOW,
    )  # fmt: skip
    invite(actor=leader, group=group, user=people["second"].user, organisation=4, said="Come", now=NOW)
    join(actor=people["other"], group=group, now=NOW)
    assert [(one.what, one.detail) for one in needs(member, NOW)] == [
        ("Skupina Group approval je svolána", "Fire"), ("Measure", "Group approval, po termínu"), ("When", "Group approval"),
    ]  # fmt: skip
    assert [one.href for one in needs(leader, NOW)] == [f"/portal/groups/{group.code}/members/", f"/portal/groups/{group.code}/surveys/1/"]
    assert [one.href for one in needs(people["second"], NOW)] == [f"/portal/groups/{group.code}/"]
    assert (needs(people["coordinator"], NOW), needs(NOBODY, NOW)) == ((), ())
