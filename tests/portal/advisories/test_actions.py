"""Taking papers in, writing, revising, withdrawing, relabelling, publishing: who may, what is refused, what is recorded."""

from datetime import timedelta

import pytest
from tests.factories.advisories import AT, advisory, alert, draft
from tests.factories.members import HOUSE, NOW

from hsoc.exchange import cap, csaf
from hsoc.portal.advisories import actions, queries
from hsoc.portal.advisories.models import Advisory, Mention, Release
from hsoc.portal.audit.models import Entry
from hsoc.portal.indicators.rules import Audience
from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.rules import Refused
from hsoc.records.advisory import Status
from hsoc.records.tlp import PAP, TLP

REASON = "It was a mistake."


def take(actor, *papers, organisation=1, **more):
    return actions.take(actor=actor, organisation=organisation, items=papers, via="t", now=NOW, **more)


def written(coordinator, **more):
    audience = more.pop("audience", Audience.COMMUNITY)
    return actions.write(actor=coordinator, organisation=HOUSE, draft=draft(**more), audience=audience, now=NOW)


def test_the_same_version_again_changes_nothing_and_a_newer_one_does(first) -> None:
    assert take(first, advisory()).added == 1
    assert take(first, advisory()).same == 1
    again = take(first, advisory(version="2", modified=AT + 1, title="Worse"))
    assert (again.added, again.changed) == (0, 1)
    assert take(first, advisory(modified=AT - 5)).same == 1  # an older one comes late
    rows = Advisory.objects.order_by("pk")
    assert [(row.version, row.latest) for row in rows] == [("1", False), ("2", True)]
    assert set(Mention.objects.values_list("advisory__version", flat=True)) == {"2"}


def test_twice_in_one_document_the_newer_one_stays(first) -> None:
    made = take(first, advisory(modified=AT + 1, version="2"), advisory())
    assert (made.added, made.same) == (1, 1)
    assert Advisory.objects.get().version == "2"


def test_who_may_not_take_in_takes_nothing_in(first) -> None:
    with pytest.raises(Refused):
        take(first, advisory(), organisation=2)


def test_an_audience_that_the_label_does_not_allow_is_refused_for_that_paper(first) -> None:
    made = take(first, advisory(), advisory("EX-2", tlp=TLP.RED), audience=Audience.COMMUNITY)
    assert (made.added, [place for place, _ in made.refused]) == (1, [1])


def test_a_paper_without_a_label_stays_at_home(first) -> None:
    take(first, advisory(tlp=TLP.AMBER_STRICT, pap=PAP.RED))
    assert Advisory.objects.get().audience == Audience.OWN


def test_an_update_of_an_alert_replaces_it_and_a_cancel_too(first) -> None:
    for content in (alert("A-1"), alert("A-2", message="Update", about="A-1"), alert("A-3", message="Cancel", about="A-2")):
        take(first, *cap.decode(content, now=AT).advisories)
    rows = {row.number: row for row in Advisory.objects.all()}
    assert {number: row.replaced for number, row in rows.items()} == {"A-1": True, "A-2": True, "A-3": False}
    assert rows["A-3"].withdrawn


def test_what_is_written_here_gets_numbers_and_cannot_come_from_outside(coordinator) -> None:
    one, two = written(coordinator), written(coordinator)
    assert [one.number, two.number] == ["HSOC-2026-0001", "HSOC-2026-0002"]
    foreign = advisory(one.number, namespace=one.namespace, modified=AT * 2)
    assert len(take(coordinator, foreign, organisation=HOUSE).refused) == 1


def test_a_hospitals_own_papers_have_a_namespace_of_their_own(first, coordinator) -> None:
    mine = actions.write(actor=first, organisation=1, draft=draft(), audience=Audience.COMMUNITY, now=NOW)
    assert mine.number == "HSOC-O1-2026-0001"
    assert mine.namespace != written(coordinator).namespace


def test_what_cannot_be_understood_is_said(first) -> None:
    with pytest.raises(Unacceptable, match="CVE-X"):
        actions.write(actor=first, organisation=1, draft=draft(cves="CVE-X"), audience=Audience.COMMUNITY, now=NOW)
    with pytest.raises(Unacceptable):
        actions.write(actor=first, organisation=1, draft=draft(tlp=TLP.RED), audience=Audience.COMMUNITY, now=NOW)


def test_a_revision_makes_the_next_version_and_needs_a_reason(first, second) -> None:
    mine = actions.write(actor=first, organisation=1, draft=draft(), audience=Audience.COMMUNITY, now=NOW)
    change = {"key": mine.pk, "draft": draft(title="Worse"), "audience": Audience.COMMUNITY, "now": NOW + timedelta(hours=1)}
    with pytest.raises(Unacceptable):
        actions.revise(actor=first, reason="", **change)
    with pytest.raises(Refused):
        actions.revise(actor=second, reason=REASON, **change)
    again = actions.revise(actor=first, reason=REASON, **change)
    assert (again.version, again.title, again.own) == ("2", "Worse", True)
    with pytest.raises(Unacceptable):  # somebody looked at the old version
        actions.revise(actor=first, reason=REASON, **change)


def test_a_foreign_paper_is_not_revised_but_may_be_narrowed_or_taken_back(first) -> None:
    take(first, advisory())
    row = Advisory.objects.get()
    with pytest.raises(Unacceptable):
        actions.revise(actor=first, key=row.pk, draft=draft(), audience=Audience.COMMUNITY, reason=REASON, now=NOW)
    with pytest.raises(Unacceptable, match="GREEN"):
        actions.relabel(actor=first, key=row.pk, tlp=TLP.CLEAR, audience=Audience.PUBLIC, reason=REASON, now=NOW)
    assert actions.relabel(actor=first, key=row.pk, tlp=TLP.AMBER, audience=Audience.OWN, reason=REASON, now=NOW).tlp == TLP.AMBER
    assert actions.withdraw(actor=first, key=row.pk, reason=REASON, now=NOW).withdrawn
    assert [entry.action for entry in Entry.objects.filter(action__startswith="advisor")] == [
        "advisories.taken", "advisory.relabelled", "advisory.withdrawn",
    ]  # fmt: skip


def test_an_import_is_undone_at_once(first) -> None:
    take(first, advisory(), advisory("EX-2"))
    assert actions.withdraw_brought(actor=first, organisation=1, via="t", reason=REASON, now=NOW) == 2
    assert not queries.brought(1, "t").exists()


def test_a_coordinator_publishes_the_houses_own_papers_only(first, coordinator) -> None:
    mine = actions.write(actor=first, organisation=1, draft=draft(), audience=Audience.COMMUNITY, now=NOW)
    with pytest.raises(Refused):
        actions.publish(actor=first, key=mine.pk, now=NOW)
    with pytest.raises(Unacceptable):
        actions.publish(actor=coordinator, key=mine.pk, now=NOW)
    made = actions.publish(actor=coordinator, key=written(coordinator).pk, now=NOW)
    assert (made.year, made.name, made.label) == ("2026", "hsoc-2026-0001.json", "TLP:GREEN")
    (paper,) = csaf.decode(bytes(made.content), now=AT).advisories
    assert (paper.id, paper.tlp) == ("HSOC-2026-0001", TLP.GREEN)


@pytest.mark.parametrize(
    "more",
    [
        {"tlp": TLP.RED, "audience": Audience.OWN},
        {"tlp": TLP.AMBER_STRICT},
        {"tlp": TLP.CLEAR},
        {"status": Status.DRAFT},
        {"status": Status.EXERCISE},
    ],
)
def test_what_a_provider_may_not_serve_is_not_published(coordinator, more) -> None:
    row = written(coordinator, **more)
    with pytest.raises(Unacceptable):
        actions.publish(actor=coordinator, key=row.pk, now=NOW)
    assert not Release.objects.exists()


def test_what_is_published_follows_its_versions_and_its_label(coordinator) -> None:
    row = written(coordinator)
    actions.publish(actor=coordinator, key=row.pk, now=NOW)
    later = {"now": NOW + timedelta(hours=1), "reason": REASON, "actor": coordinator}
    row = actions.revise(key=row.pk, draft=draft(title="Worse"), audience=Audience.COMMUNITY, **later)
    assert Release.objects.get().title == "Worse"
    row = actions.relabel(key=row.pk, tlp=TLP.CLEAR, audience=Audience.PUBLIC, **later)
    assert Release.objects.get().label == "TLP:CLEAR"
    row = actions.withdraw(key=row.pk, **later)
    (paper,) = csaf.decode(bytes(Release.objects.get().content), now=AT).advisories
    assert paper.title.startswith("Withdrawn: ")
    assert REASON in paper.summary
    assert paper.vulnerabilities == ()


def test_a_label_that_no_provider_serves_takes_it_away(coordinator) -> None:
    row = written(coordinator)
    actions.publish(actor=coordinator, key=row.pk, now=NOW)
    actions.relabel(actor=coordinator, key=row.pk, tlp=TLP.RED, audience=Audience.OWN, reason=REASON, now=NOW)
    assert not Release.objects.exists()
