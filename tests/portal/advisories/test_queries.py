"""The gate, written out for each label and audience; filters, order, pages, twins."""

from datetime import UTC, datetime, timedelta

import pytest
from tests.factories.advisories import AT, advisory, draft, weakness
from tests.factories.members import HOUSE, NOW, acting

from hsoc.portal.advisories import actions, queries
from hsoc.portal.advisories.models import Advisory
from hsoc.portal.advisories.rules import State
from hsoc.portal.indicators.rules import Audience, reaches
from hsoc.portal.members.rules import NOBODY, SYSTEM, Role
from hsoc.records.advisory import Nature, Product, Status
from hsoc.records.taxonomy import Severity
from hsoc.records.tlp import TLP

KINDS = [(label, whom) for label in TLP for whom in Audience if reaches(whom, label)]


def numbers(found) -> set[str]:
    return {row.number for row in found}


def test_each_sees_what_its_label_and_audience_say(first, second, coordinator) -> None:
    for label, whom in KINDS:
        paper = advisory(f"{label.value} {whom.value}", tlp=label)
        actions.take(actor=second, organisation=2, items=[paper], via="t", now=NOW, audience=whom)
    every = {f"{label.value} {whom.value}" for label, whom in KINDS}
    public = {"TLP:CLEAR public"}
    shared = {name for name in every if not name.endswith("own")}
    auditor = acting(Role.AUDITOR, HOUSE)
    assert numbers(queries.visible_to(NOBODY)) == public
    assert numbers(queries.visible_to(auditor)) == public
    assert numbers(queries.visible_to(first)) == shared
    assert numbers(queries.visible_to(coordinator)) == shared
    assert numbers(queries.visible_to(SYSTEM)) == shared
    assert numbers(queries.visible_to(second)) == every
    hidden = Advisory.objects.get(number="TLP:RED own")
    assert queries.one(first, hidden.pk) is None
    assert queries.one(second, hidden.pk) == hidden


@pytest.fixture
def many(first) -> list[Advisory]:
    day = 86_400_000
    papers = [
        advisory("A", title="Alpha", severity=Severity.LOW, vulnerabilities=(weakness("CVE-2026-1", score=3.1),), modified=AT),
        advisory(
            "B",
            nature=Nature.ALERT,
            products=(Product(id="1", name="Monitor X", vendor="Other Firm"),),
            vulnerabilities=(),
            modified=AT + day,
        ),
        advisory("C", vulnerabilities=(weakness("CVE-2026-2000", exploited="Active exploitation"),), modified=AT + 2 * day),
        advisory("D", status=Status.EXERCISE, tlp=TLP.CLEAR, modified=AT + 3 * day),
        advisory("E", expires=AT + 5, modified=AT + 4 * day),
        advisory("F", status=Status.DRAFT, modified=AT + 5 * day),
    ]
    actions.take(actor=first, organisation=1, items=papers, via="t", now=NOW)
    return list(Advisory.objects.order_by("number"))


@pytest.mark.parametrize(
    ("wanted", "given"),
    [
        ("ABCDEF", {}),
        ("A", {"text": "alpha"}),
        ("A", {"text": "ALPHA network"}),
        ("", {"text": "alpha nonsense"}),
        ("BCDEF", {"severity": 4}),
        ("CDEF", {"score": 9.0}),
        ("B", {"vendor": "other"}),
        ("B", {"product": "monitor"}),
        ("C", {"cve": "cve-2026-2000"}),
        ("C", {"exploited": True}),
        ("D", {"tlp": "TLP:CLEAR"}),
        ("B", {"nature": "alert"}),
        ("ABC", {"state": State.VALID.value}),
        ("D", {"state": State.EXERCISE.value}),
        ("E", {"state": State.EXPIRED.value}),
        ("F", {"state": State.DRAFT.value}),
        ("", {"state": State.WITHDRAWN.value}),
        ("ABCDEF", {"who": "mine"}),
        ("", {"who": "others"}),
        ("BC", {"since": datetime.fromtimestamp(AT / 1000 + 1, UTC), "until": datetime.fromtimestamp(AT / 1000 + 200_000, UTC)}),
    ],
)
def test_filters(first, many, wanted, given) -> None:
    found = queries.filtered(queries.newest(first), actor=first, now=NOW, **given)
    assert "".join(sorted(numbers(found))) == wanted


@pytest.mark.parametrize(("sort", "wanted"), [("new", "FEDCBA"), ("score", "FEDCBA")])
def test_pages_go_on_where_the_last_one_ended(first, many, sort, wanted) -> None:
    seen, after = "", None
    while True:
        rows, after = queries.page(first, queries.newest(first), sort=sort, after=after, size=2)
        seen += "".join(row.number for row in rows)
        if after is None:
            break
    assert seen == wanted
    with pytest.raises(ValueError, match="place"):
        queries.page(first, queries.newest(first), sort="new", after=10**9, size=2)


def test_a_text_that_two_organisations_have_is_shown_once_and_a_changed_one_twice(first, second) -> None:
    actions.take(actor=first, organisation=1, items=[advisory(), advisory("EX-2")], via="t", now=NOW)
    actions.take(actor=second, organisation=2, items=[advisory(), advisory("EX-2", title="Changed")], via="t", now=NOW)
    assert queries.newest(first).count() == 4
    assert queries.once(first, queries.newest(first)).count() == 3


def test_other_papers_about_the_same_weakness(first) -> None:
    actions.take(actor=first, organisation=1, items=[advisory(), advisory("EX-2"), advisory("EX-3", vulnerabilities=())], via="t", now=NOW)
    row = Advisory.objects.get(number="EX-2026-1")
    assert [one.number for one in queries.about(first, ["CVE-2026-1000"], apart_from=row.pk)] == ["EX-2"]
    assert queries.about(first, []) == []


def test_versions_and_the_newest_one_of_an_old_address(first) -> None:
    for number in (1, 2):
        actions.take(actor=first, organisation=1, items=[advisory(version=str(number), modified=AT + number)], via="t", now=NOW)
    old, new = Advisory.objects.order_by("pk")
    assert queries.one(first, old.pk) == new
    assert [row.version for row in queries.versions(first, new)] == ["2", "1"]


def test_releases_go_through_the_gate(first, coordinator) -> None:
    row = actions.write(actor=coordinator, organisation=HOUSE, draft=draft(), audience=Audience.COMMUNITY, now=NOW)
    actions.publish(actor=coordinator, key=row.pk, now=NOW)
    assert queries.releases_visible_to(first, TLP.GREEN).count() == 1
    assert queries.releases_visible_to(first, TLP.CLEAR).count() == 0
    assert queries.releases_visible_to(NOBODY, TLP.GREEN).count() == 0
    assert queries.published(row)
    assert queries.held(HOUSE, [(row.namespace, row.number)])[row.namespace, row.number] == row
    assert not queries.brought(HOUSE, "portal").filter(modified__lt=NOW - timedelta(days=1)).exists()
