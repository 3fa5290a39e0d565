"""Portions: everything once, in order, and never more than asked for."""

import pytest
from tests.factories.event_rows import row, write
from tests.factories.indicators import indicator, sighting
from tests.factories.members import NOW

from hsoc.journal.event_filter import Filter
from hsoc.portal.feeds.queries import exports
from hsoc.portal.indicators.actions import share, sight
from hsoc.portal.members.rules import SYSTEM

NOON = 1_773_140_400_000


@pytest.mark.parametrize(("most", "count"), [(3, 3), (100, 7)])
def test_events_come_in_portions(settings, tmp_path, db, monkeypatch, most, count) -> None:
    settings.JOURNAL = tmp_path
    raw = b'{"Format": "IDEA0", "ID": "e", "DetectTime": "2026-03-10T10:00:00Z", "Category": ["Recon.Scanning"]}'
    write(tmp_path, *(row(number, NOON + number, raw=raw) for number in range(1, 8)))
    monkeypatch.setattr(exports, "PORTION", 2)
    documents = list(exports.event_documents(SYSTEM, Filter(descending=False), most=most))
    assert documents == [raw] * count
    assert sum(len(one.events) for one in exports.event_parcels(iter(documents))) == count


def test_indicators_then_sightings(first) -> None:
    share(actor=first, organisation=1, items=[indicator(f"203.0.113.{n}") for n in range(3)], via="t", now=NOW)
    sight(actor=first, organisation=1, items=[sighting()], via="t", now=NOW)
    found = list(exports.indicator_parcels(first, most=100))
    assert [(len(one.indicators), len(one.sightings)) for one in found] == [(3, 0), (0, 1)]
