"""What was shared comes out as it went in."""

from datetime import UTC, datetime

from tests.factories.indicators import indicator, sighting

from hsoc.portal.indicators import queries, share
from hsoc.portal.indicators.actions import share as given
from hsoc.portal.indicators.actions import sight

NOW = datetime(2026, 10, 5, 8, tzinfo=UTC)


def test_records_come_back(first) -> None:
    item = indicator(category=("Recon.Scanning",), labels=("a",), confidence=70, until=1_800_000_000_123, title="t", description="d")
    given(actor=first, organisation=1, items=[item], via="test", now=NOW)
    assert list(share.indicators(queries.newest(first))) == [item]


def test_sightings_come_back(first) -> None:
    item = sighting(indicator=indicator().id, producer="Example")
    sight(actor=first, organisation=1, items=[item], via="test", now=NOW)
    assert list(share.sightings(queries.sightings_visible_to(first))) == [item]
