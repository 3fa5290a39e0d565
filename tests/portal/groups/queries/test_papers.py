"""Membership and TLP hold in lists, in search, and for what a thread is about."""

from datetime import date

from tests.factories.members import NOW
from tests.portal.groups.conftest import founded, seated

from hsoc.portal.groups.actions import work
from hsoc.portal.groups.actions.papers import put_document, put_version
from hsoc.portal.groups.queries import papers
from hsoc.portal.groups.rules.standing import Part
from hsoc.portal.members.rules import SYSTEM
from hsoc.records.tlp import TLP


def test_nothing_of_one_group_is_seen_in_another(group_of, people) -> None:
    group, other = group_of(), founded("Other")
    seated(other, people["other"], Part.LEADER)
    leader = people["leader"]
    minutes = work.write_minutes(actor=leader, group=group, title="x", held=date(2026, 1, 1), text="y", tlp=TLP.GREEN, now=NOW)
    task = work.give_task(actor=leader, group=group, title="x", owner=leader.user, now=NOW)
    work.propose(actor=leader, group=group, title="x", text="", now=NOW)
    decision = work.decide(actor=leader, group=group, title="x", text="y", tlp=TLP.GREEN, now=NOW)
    gates = (
        papers.minutes_visible_to,
        papers.tasks_visible_to,
        papers.agenda_visible_to,
        papers.decisions_visible_to,
        papers.documents_visible_to,
    )
    assert [gate(people["member"]).count() for gate in gates] == [1, 1, 1, 1, 0]
    for name in ("other", "coordinator", "operator", "auditor", "nobody"):
        assert [gate(people[name]).count() for gate in gates] == [0] * 5
    for about, number in (("minutes", minutes.pk), ("task", task.pk), ("decision", decision.pk), ("nothing", 1)):
        assert (papers.thing(people["member"], group, about, number) is not None) is (about != "nothing")
        assert papers.thing(people["member"], other, about, number) is None  # a number of another group's thing
        assert papers.thing(people["other"], other, about, number) is None
    assert papers.next_number(group, 2026) == 2
    assert papers.my_tasks(people["other"]).count() == 0


def test_the_newest_version_and_a_search(group_of, people) -> None:
    group = group_of()
    fields = {"content": b"x", "name": "x.txt", "tlp": TLP.GREEN, "now": NOW}
    one = put_document(actor=people["leader"], group=group, title="Export of IPFIX", **fields)
    put_document(actor=people["leader"], group=group, title="Something else", **fields)
    put_version(actor=people["leader"], document=one, note="better", **fields)
    found = papers.searched(papers.documents_visible_to(people["member"]), "ipfix export", "title")
    assert [(row.pk, papers.latest_versions([row])[row.pk].number) for row in found] == [(one.pk, 2)]
    assert papers.documents_visible_to(SYSTEM).count() == 2
