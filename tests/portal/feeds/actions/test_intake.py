"""A document is taken in whole or not at all, once, each part to where it is kept."""

import json

import pytest
from tests.factories.indicators import indicator, sighting
from tests.factories.members import NOW

from hsoc.journal import inbox
from hsoc.portal.audit.models import Entry
from hsoc.portal.feeds.actions import intake
from hsoc.portal.feeds.actions.intake import receive, take_in
from hsoc.portal.indicators import queries
from hsoc.portal.indicators.rules import Audience
from hsoc.portal.members.rules import Refused
from hsoc.records.event import Event
from hsoc.records.parcel import Parcel, Taken

EVENT = Event(id="e-1", category=("Vulnerable.Open",), detected=1_790_000_000_000, first=1, last=2)


@pytest.fixture(autouse=True)
def house(settings, tmp_path):
    settings.DATA = tmp_path
    return tmp_path


def spooled(house) -> list[inbox.Batch]:
    return [batch for _, batch in inbox.batches(inbox.waiting(house / "spool" / "events", most=99))]


def test_each_part_goes_where_it_is_kept(first, house, monkeypatch) -> None:
    monkeypatch.setattr(intake, "AT_ONCE", 2)
    parcel = Parcel(events=(Taken(EVENT, b"row", "text/csv"),), indicators=(indicator(),), sightings=(sighting(),), rejected=1)
    made = take_in(actor=first, organisation=1, parcel=parcel, ideas=[b'{"a": 1}', b'{"a": 2}'], via="import", now=NOW)
    assert (made.events, made.indicators, made.sightings) == (3, 1, 1)
    batches = spooled(house)
    assert {(batch.client, batch.org, batch.ours) for batch in batches} == {("import.o1", 1, False)}
    assert sorted(len(batch.events) for batch in batches) == [1, 2]
    assert b'{"a": 1}' in {event for batch in batches for event in batch.events}
    assert json.loads(Entry.objects.get(action="document.taken_in").details)["rejected"] == 1
    assert take_in(actor=first, organisation=1, parcel=parcel, via="import", now=NOW).same == 1


def test_nobody_hands_in_for_others_and_then_nothing_is_kept(second, house) -> None:
    with pytest.raises(Refused):
        take_in(actor=second, organisation=1, parcel=Parcel(indicators=(indicator(),)), ideas=[b"{}"], via="import", now=NOW)
    assert spooled(house) == []
    assert not queries.newest(second).exists()


def test_a_spool_that_refuses_undoes_the_rest(first, house) -> None:
    (house / "spool").write_text("not a folder")
    with pytest.raises(NotADirectoryError):
        take_in(actor=first, organisation=1, parcel=Parcel(indicators=(indicator(),)), ideas=[b"{}"], via="import", now=NOW)
    assert not queries.newest(first).exists()


def test_a_receipt_is_kept_for_the_sender(first) -> None:
    head = {"type": "indicator", "id": f"indicator--{indicator().id}"}
    told = receive(
        actor=first,
        organisation=1,
        parcel=Parcel(indicators=(indicator(),)),
        heads=[head],
        tlp=None,
        audience=Audience.OWN,
        via="taxii",
        now=NOW,
    )
    assert (told["success_count"], told["failure_count"]) == (1, 0)
    assert queries.newest(first).get().audience == Audience.OWN.value
