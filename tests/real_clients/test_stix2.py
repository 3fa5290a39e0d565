"""stix2 3.0.2 against a live portal: its TAXIICollectionSource queries by type and by id and parses what it gets."""

import pytest
from tests.factories.indicators import AT, indicator, sighting
from tests.lab.clients import drive
from tests.real_clients.conftest import NOTED, Live

from hsoc.portal.indicators.actions import share, sight

GREEN = "Community, TLP:GREEN"
pytestmark = pytest.mark.client("stix2")


def test_queries_by_type_and_by_id(live: Live) -> None:
    values = [f"198.18.0.{number}" for number in range(1, 31)]
    share(actor=live.second, organisation=2, items=list(map(indicator, values)), via="test", now=NOTED)
    again = indicator(values[0], modified=AT + 1000, title="Corrected")
    share(actor=live.second, organisation=2, items=[again], via="test", now=NOTED)
    met = sighting(values[3], indicator=indicator(values[3]).id)
    sight(actor=live.second, organisation=2, items=[met], via="test", now=NOTED)
    told = {"url": live.url, "secret": live.secret, "title": GREEN}

    found = drive("stix2", "query", items=7, type="indicator", **told)
    assert len(found) == 30
    assert {pattern for _, _, pattern in found} == {f"[ipv4-addr:value = '{value}']" for value in values}
    assert drive("stix2", "query", type="sighting", **told) == [
        ["sighting", f"sighting--{met.id}", f"indicator--{indicator(values[3]).id}"]
    ]
    assert drive("stix2", "query", type="malware", **told) == []

    asked = drive("stix2", "by_id", identity=f"indicator--{again.id}", **told)
    assert (asked["one"]["name"], asked["none"]) == ("Corrected", None)
    assert len(asked["versions"]) == 2
