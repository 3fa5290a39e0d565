"""Sharing, taking back, relabelling: versions in order, each once, recorded; nobody speaks for another organisation."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from tests.factories.indicators import AT, indicator, sighting

from hsoc.portal.audit.models import Entry
from hsoc.portal.indicators import queries
from hsoc.portal.indicators.actions import (
    approve_blocking,
    distrust,
    end_approval,
    relabel,
    relabel_several,
    revoke,
    revoke_several,
    share,
    sight,
    trust,
)
from hsoc.portal.indicators.models import Indicator
from hsoc.portal.indicators.rules import Audience
from hsoc.portal.indicators.signals import indicators_revoked, indicators_shared
from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.rules import Refused
from hsoc.records.indicator import Kind
from hsoc.records.tlp import PAP, TLP

NOW = datetime(2026, 10, 5, 8, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
WHY = "the customer's own scanner"


@pytest.fixture
def heard() -> dict[str, list]:
    found: dict[str, list] = {"shared": [], "revoked": []}

    def on_shared(sender, values, **_):
        found["shared"].append(values)

    def on_revoked(sender, values, **_):
        found["revoked"].append(values)

    indicators_shared.connect(on_shared)
    indicators_revoked.connect(on_revoked)
    yield found
    indicators_shared.disconnect(on_shared)
    indicators_revoked.disconnect(on_revoked)


def test_the_same_version_again_changes_nothing(first, heard) -> None:
    given = [indicator(f"203.0.113.{number}") for number in range(5)]
    assert share(actor=first, organisation=1, items=given, via="test", now=NOW).added == 5
    again = share(actor=first, organisation=1, items=given, via="test", now=LATER)
    assert (again.added, again.changed, again.same) == (0, 0, 5)
    assert [len(values) for values in heard["shared"]] == [5]
    assert Entry.objects.filter(action="indicators.shared").count() == 1


def test_a_newer_version_takes_the_place_of_the_old_one_and_both_stay(first) -> None:
    share(actor=first, organisation=1, items=[indicator(title="first")], via="test", now=NOW)
    found = share(actor=first, organisation=1, items=[indicator(title="second", modified=AT + 1)], via="test", now=LATER)
    assert (found.added, found.changed) == (0, 1)
    assert [(one.title, one.latest) for one in queries.visible_to(first).order_by("added")] == [("first", False), ("second", True)]


def test_of_two_versions_in_one_batch_the_newer_counts(first) -> None:
    both = [indicator(title="new", modified=AT + 5), indicator(title="old", modified=AT + 1)]
    assert share(actor=first, organisation=1, items=both, via="test", now=NOW).added == 1
    assert queries.newest(first).get().title == "new"


def test_numbers_grow_over_batches_though_the_clock_stands(first, second) -> None:
    for start in (0, 100):
        items = [indicator(f"198.51.100.{number}") for number in range(start, start + 100)]
        share(actor=first, organisation=1, items=items, via="test", now=NOW)
    sight(actor=second, organisation=2, items=[sighting()], via="test", now=NOW - timedelta(days=1))
    added = list(Indicator.objects.order_by("pk").values_list("added", flat=True))
    assert added == sorted(set(added))
    assert queries.sightings_visible_to(second).get().added > added[-1]


def test_an_audience_that_the_label_forbids_is_refused_for_that_item_only(first) -> None:
    items = [indicator("203.0.113.1", tlp=TLP.RED), indicator("203.0.113.2")]
    found = share(actor=first, organisation=1, items=items, via="test", now=NOW, audience=Audience.COMMUNITY)
    assert (found.added, [place for place, _ in found.refused]) == (1, [0])


def test_nobody_speaks_for_another_organisation(first, second, coordinator) -> None:
    for actor in (second, coordinator):
        with pytest.raises(Refused):
            share(actor=actor, organisation=1, items=[indicator()], via="test", now=NOW)
        with pytest.raises(Refused):
            sight(actor=actor, organisation=1, items=[sighting()], via="test", now=NOW)
    share(actor=first, organisation=1, items=[indicator()], via="test", now=NOW)
    for actor in (second, coordinator):
        with pytest.raises(Refused):
            revoke(actor=actor, organisation=1, identity=indicator().id, reason=WHY, now=NOW)


def test_taking_back_makes_a_new_version_and_is_told(first, second, heard) -> None:
    share(actor=first, organisation=1, items=[indicator()], via="test", now=NOW)
    assert queries.blockable(second, now=NOW).exists()
    made = revoke(actor=first, organisation=1, identity=indicator().id, reason=WHY, now=LATER)
    assert (made.revoked, made.modified) == (True, LATER)
    assert not queries.blockable(second, now=LATER).exists()
    assert heard["revoked"] == [{("ip", "203.0.113.7")}]
    assert Entry.objects.get(action="indicator.revoked").reason == WHY
    assert revoke(actor=first, organisation=1, identity=indicator().id, reason=WHY, now=LATER) == made


def test_a_new_label_needs_a_reason_and_an_audience_that_it_allows(first, second) -> None:
    share(actor=first, organisation=1, items=[indicator(tlp=TLP.AMBER_STRICT)], via="test", now=NOW)
    assert not queries.newest(second).exists()
    change = {"actor": first, "organisation": 1, "identity": indicator().id, "pap": PAP.GREEN, "now": LATER}
    with pytest.raises(Unacceptable):
        relabel(**change, tlp=TLP.GREEN, audience=Audience.PUBLIC, reason=WHY)
    with pytest.raises(Unacceptable):
        relabel(**change, tlp=TLP.GREEN, audience=Audience.COMMUNITY, reason="")
    relabel(**change, tlp=TLP.GREEN, audience=Audience.COMMUNITY, reason=WHY)
    assert queries.newest(second).get().tlp == TLP.GREEN


@pytest.mark.parametrize("identity", ["nonsense", indicator("203.0.113.99").id])
def test_what_is_not_there_is_said(first, identity) -> None:
    with pytest.raises(Unacceptable):
        revoke(actor=first, organisation=1, identity=identity, reason=WHY, now=NOW)


def test_a_foreign_name_that_is_no_uuid_becomes_one_always_the_same(first) -> None:
    item = msgspec.structs.replace(indicator(), id="partner-17")
    for _ in range(2):
        share(actor=first, organisation=1, items=[item], via="test", now=NOW)
    assert queries.visible_to(first).count() == 1


def test_only_a_coordinator_or_operator_approves_and_trusts(first, coordinator) -> None:
    with pytest.raises(Refused):
        approve_blocking(actor=first, kind=Kind.IP, value="203.0.113.7", reason=WHY, until=None, now=NOW)
    with pytest.raises(Refused):
        trust(actor=first, organisation=1, reason=WHY, now=NOW)
    approve_blocking(actor=coordinator, kind=Kind.IP, value="203.0.113.7", reason=WHY, until=None, now=NOW)
    assert trust(actor=coordinator, organisation=1, reason=WHY, now=NOW) == trust(actor=coordinator, organisation=1, reason=WHY, now=LATER)
    assert end_approval(actor=coordinator, kind=Kind.IP, value="203.0.113.7", reason=WHY, now=LATER) == 1
    assert distrust(actor=coordinator, organisation=1, reason=WHY, now=LATER) == 1
    assert (queries.approved(LATER), queries.trusted(LATER)) == (frozenset(), frozenset())


def test_sightings_are_noted_once(first) -> None:
    given = [sighting(), sighting("198.51.100.1")]
    assert sight(actor=first, organisation=1, items=given, via="test", now=NOW) == 2
    assert sight(actor=first, organisation=1, items=given, via="test", now=NOW) == 0


def test_several_are_changed_at_once_each_as_a_new_version(first, second, heard) -> None:
    items = [indicator(f"203.0.113.{number}") for number in range(6)]
    share(actor=first, organisation=1, items=items, via="import:abc", now=NOW)
    share(actor=first, organisation=1, items=[indicator("evil.example", kind=Kind.DOMAIN)], via="portal", now=NOW)
    found = queries.brought(1, "import:abc")
    labels = {"tlp": TLP.AMBER, "pap": PAP.RED, "audience": Audience.OWN}
    assert relabel_several(actor=first, organisation=1, found=found, reason=WHY, now=LATER, **labels) == 6
    with pytest.raises(Unacceptable):
        relabel_several(actor=first, organisation=1, found=found, reason=WHY, now=LATER, **labels | {"audience": Audience.PUBLIC})
    with pytest.raises(Refused):
        revoke_several(actor=second, organisation=1, found=found, reason=WHY, now=LATER)
    assert [revoke_several(actor=first, organisation=1, found=found, reason=WHY, now=LATER, most=4) for _ in range(3)] == [4, 2, 0]
    assert [len(values) for values in heard["revoked"]] == [4, 2]
    assert queries.newest(first).filter(revoked=False).get().value == "evil.example"
    added = list(Indicator.objects.order_by("added").values_list("added", flat=True))
    assert (len(set(added)), Indicator.objects.filter(latest=True).count()) == (19, 7)
    assert Entry.objects.filter(action="indicators.revoked").count() == 2
