"""Agenda, minutes, tasks, decisions, threads: who may, and what can no longer be changed."""

from datetime import date

import pytest
from tests.factories.members import NOW
from tests.portal.groups.conftest import seated

from hsoc.portal.groups.actions import work
from hsoc.portal.groups.actions.papers import put_document
from hsoc.portal.groups.models import Task
from hsoc.portal.groups.queries import papers
from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.rules import Refused
from hsoc.records.tlp import TLP


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[list[int]]:
    said: list[list[int]] = []
    monkeypatch.setattr(work, "tell", lambda *, people, **_: said.append(list(people)))
    return said


def minutes(actor, group, **more):
    fields = {"title": "October", "held": date(2026, 10, 5), "text": "We *talked*.", "tlp": TLP.AMBER, "now": NOW} | more
    return work.write_minutes(actor=actor, group=group, **fields)


def test_minutes_are_a_draft_until_a_leader_approves_them(group_of, people) -> None:
    group, leader = group_of(), people["leader"]
    with pytest.raises(Refused):
        minutes(people["member"], group)
    with pytest.raises(Unacceptable):
        minutes(leader, group, tlp=TLP.RED)
    one = minutes(leader, group)
    with pytest.raises(Unacceptable):
        minutes(leader, group, minutes=one, tlp=TLP.GREEN)
    assert minutes(leader, group, minutes=one, text="We decided.").text == "We decided."
    with pytest.raises(Refused):
        work.approve_minutes(actor=people["member"], minutes=one, now=NOW)
    work.approve_minutes(actor=leader, minutes=one, now=NOW)
    for act in (lambda: minutes(leader, group, minutes=one), lambda: work.approve_minutes(actor=leader, minutes=one, now=NOW)):
        with pytest.raises(Unacceptable):
            act()
    assert papers.minutes_visible_to(people["coordinator"]).count() == 0


def test_agenda_is_proposed_by_members_and_settled_by_leaders(group_of, people) -> None:
    group = group_of()
    item = work.propose(actor=people["member"], group=group, title="IPv6", text="", now=NOW)
    theirs = work.propose(actor=people["leader"], group=group, title="DNS", text="", now=NOW)
    assert [one.title for one in papers.agenda_visible_to(people["member"])] == ["IPv6", "DNS"]
    with pytest.raises(Refused):
        work.settle_item(actor=people["member"], item=theirs, state="dropped", now=NOW)
    source = minutes(people["leader"], group)
    assert work.settle_item(actor=people["leader"], item=item, state="done", minutes=source, now=NOW).minutes == source
    with pytest.raises(Unacceptable):
        work.propose(actor=people["member"], group=group, title=" ", text="", now=NOW)


def test_a_task_is_its_owners(group_of, people, told) -> None:
    group, member = group_of(), people["member"]
    seated(group, people["second"])
    with pytest.raises(Unacceptable):
        work.give_task(actor=people["leader"], group=group, title="Measure", owner=people["other"].user, now=NOW)
    task = work.give_task(actor=people["leader"], group=group, title="Measure", owner=member.user, due=date(2026, 10, 1), now=NOW)
    assert (told, [one.title for one in papers.my_tasks(member)], papers.my_tasks(people["leader"]).count()) == (
        [[member.user]],
        ["Measure"],
        0,
    )
    assert papers.late(papers.my_tasks(member), date(2026, 10, 2)).count() == 1
    with pytest.raises(Refused):
        work.change_task(actor=people["second"], task=task, state="done", now=NOW)
    done = work.change_task(actor=member, task=task, state="done", outcome="It is 400 a second.", now=NOW)
    assert (done.closed, done.outcome, papers.my_tasks(member).count()) == (NOW, "It is 400 a second.", 0)
    again = work.change_task(actor=people["leader"], task=task, state="open", owner=people["second"].user, due=None, now=NOW)
    assert (again.closed, again.outcome, told[-1]) == (None, "", [people["second"].user])
    assert Task.objects.get().owner_id == people["second"].user


def test_decisions_are_numbered_and_replaced_once(group_of, people) -> None:
    group, leader = group_of(), people["leader"]
    fields = {"group": group, "text": "Because.", "tlp": TLP.GREEN, "now": NOW}
    first = work.decide(actor=leader, title="Limit is 2000", **fields)
    second = work.decide(actor=leader, title="Limit is 1000", replaces=first, **fields)
    later = work.decide(actor=leader, title="In a new year", **fields | {"now": NOW.replace(year=2027)})
    assert [str(one) for one in (first, second, later)] == ["1/2026 Limit is 2000", "2/2026 Limit is 1000", "1/2027 In a new year"]
    with pytest.raises(Unacceptable):
        work.decide(actor=leader, title="Again", replaces=first, **fields)
    with pytest.raises(Refused):
        work.decide(actor=people["member"], title="Mine", **fields)
    found = papers.searched(papers.decisions_visible_to(people["member"]), "limit 1000", "title", "text")
    assert [one.pk for one in found] == [second.pk]
    assert papers.decisions_visible_to(people["other"]).count() == 0


def test_a_thread_is_where_its_thing_is(group_of, people) -> None:
    group, member = group_of(), people["member"]
    secret = put_document(actor=people["leader"], group=group, title="x", tlp=TLP.RED, content=b"x", name="x.txt", now=NOW)
    task = work.give_task(actor=member, group=group, title="Measure", now=NOW)
    with pytest.raises(Refused):  # what one may not read one may not talk about
        work.comment(actor=member, group=group, about="document", number=secret.pk, text="hello", now=NOW)
    with pytest.raises(Refused):
        work.comment(actor=people["other"], group=group, about="task", number=task.pk, text="hello", now=NOW)
    with pytest.raises(Unacceptable):
        work.comment(actor=member, group=group, about="task", number=task.pk, text=" ", now=NOW)
    said = work.comment(actor=member, group=group, about="task", number=task.pk, text="done *soon*", now=NOW)
    assert papers.with_comments(papers.tasks_visible_to(member), "task").get().talk == 1
    assert papers.comments_on(people["other"], "task", task.pk).count() == 0
    with pytest.raises(Unacceptable):
        work.remove_comment(actor=people["leader"], group=group, comment=said.pk, reason="", now=NOW)
    work.remove_comment(actor=member, group=group, comment=said.pk, reason="", now=NOW)
    assert papers.comments_on(member, "task", task.pk).count() == 0
