"""Documents: who reads them, and a label that only gets narrower."""

import pytest
from tests.factories.members import NOW

from hsoc.portal.groups.actions.papers import narrow, put_document, put_version, withdraw
from hsoc.portal.groups.models import Document, Happening
from hsoc.portal.groups.queries.papers import documents_visible_to, versions_of
from hsoc.portal.groups.rules.standing import Entry
from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.rules import Refused
from hsoc.records.tlp import TLP

EVERYBODY = {"leader", "member", "other", "second", "partner", "coordinator", "operator", "auditor"}
WHY = "it names a hospital"


def put(actor, group, tlp=TLP.AMBER, **more) -> Document:
    return put_document(actor=actor, group=group, title="Plan", tlp=tlp, content=b"one", name="plan.txt", now=NOW, **more)


def readers(people, document) -> set[str]:
    return {name for name, actor in people.items() if documents_visible_to(actor).filter(pk=document.pk).exists()}


@pytest.mark.parametrize(
    ("entry", "tlp", "more", "expected"),
    [
        (Entry.OPEN, TLP.AMBER, {}, {"leader", "member"}),
        (Entry.OPEN, TLP.AMBER, {"community": True}, {"leader", "member"}),
        (Entry.OPEN, TLP.GREEN, {}, {"leader", "member"}),
        (Entry.APPROVAL, TLP.GREEN, {"community": True}, EVERYBODY),
        (Entry.CLOSED, TLP.GREEN, {"community": True}, {"leader", "member"}),
        (Entry.OPEN, TLP.RED, {}, {"member"}),
    ],
)  # fmt: skip
def test_who_reads_a_document(group_of, people, entry: Entry, tlp: TLP, more: dict, expected: set[str]) -> None:
    assert readers(people, put(people["member"], group_of(entry), tlp, **more)) == expected


def test_red_is_for_its_named_readers_who_are_members(group_of, people) -> None:
    document = put(people["member"], group_of(), TLP.RED, readers=[people["leader"].user, people["other"].user])
    assert readers(people, document) == {"leader", "member"}
    assert Happening.objects.filter(code="document").get().about == "TLP:RED"  # the title stays with its readers


def test_versions_only_get_narrower(group_of, people) -> None:
    document = put(people["member"], group_of(), TLP.GREEN, community=True)
    fields = {"content": b"two", "name": "plan.txt", "note": "better", "now": NOW}
    assert put_version(actor=people["leader"], document=document, tlp=TLP.AMBER, **fields).number == 2
    assert readers(people, document) == {"leader", "member"}
    with pytest.raises(Unacceptable):
        put_version(actor=people["leader"], document=document, tlp=TLP.GREEN, **fields)
    with pytest.raises(Refused):
        put_version(actor=people["other"], document=document, tlp=TLP.AMBER, **fields)
    assert [(one.number, one.tlp) for one in versions_of(document)] == [(2, "TLP:AMBER"), (1, "TLP:GREEN")]
    with pytest.raises(Unacceptable):
        narrow(actor=people["member"], document=document, tlp=TLP.CLEAR, reason=WHY, now=NOW)
    red = narrow(actor=people["member"], document=document, tlp=TLP.RED, reason=WHY, now=NOW)
    assert readers(people, red) == {"member"}


def test_its_author_or_a_leader_withdraws_it(group_of, people) -> None:
    group = group_of()
    document, theirs = put(people["leader"], group), put(people["member"], group)
    with pytest.raises(Refused):
        withdraw(actor=people["member"], document=document, reason=WHY, now=NOW)
    with pytest.raises(Unacceptable):
        withdraw(actor=people["leader"], document=theirs, reason="", now=NOW)
    assert withdraw(actor=people["leader"], document=theirs, reason=WHY, now=NOW).withdrawn == NOW
    with pytest.raises(Unacceptable):
        put_version(actor=people["member"], document=theirs, content=b"x", name="a.txt", note="", tlp=TLP.AMBER, now=NOW)


def test_what_is_not_taken_is_said_in_words(group_of, people) -> None:
    group = group_of()
    with pytest.raises(Unacceptable):
        put_document(actor=people["member"], group=group, title="x", tlp=TLP.GREEN, content=b"<p>", name="x.html", now=NOW)
    with pytest.raises(Unacceptable):
        put_document(actor=people["member"], group=group, title=" ", tlp=TLP.GREEN, content=b"x", name="x.txt", now=NOW)
    with pytest.raises(Refused):
        put(people["coordinator"], group)
    assert not Document.objects.exists()
