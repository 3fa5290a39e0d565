"""PyMISP 2.5 at the live MISP door: what a hospital's scripts do with it in a morning."""

from typing import Any

import pytest
from tests.factories.indicators import indicator
from tests.lab.clients import drive
from tests.real_clients.conftest import NOTED, Live

from hsoc.portal.indicators.actions import share
from hsoc.portal.indicators.models import Indicator, Sighting
from hsoc.portal.members.actions.tokens import create_token
from hsoc.records.tlp import TLP

pytestmark = pytest.mark.client("pymisp")
EVENT = "5f9c8f2e-0d5c-4b7e-9c9e-0b7a52f1d001"
OWN = {
    "uuid": EVENT, "info": "Campaign", "distribution": "1", "threat_level_id": "2", "analysis": "0", "date": "2026-10-05",
    "Tag": [{"name": "tlp:green"}, {"name": "PAP:GREEN"}],
    "Attribute": [{"type": "ip-src", "value": "198.18.1.7", "category": "Network activity", "to_ids": True}],
}  # fmt: skip
MORE = {"type": "domain", "value": "bad.example", "category": "Network activity", "to_ids": True}


def test_it_searches_adds_tags_sights_and_deletes(live: Live) -> None:
    for number, tlp in enumerate(TLP, 1):
        share(actor=live.second, organisation=2, items=[indicator(f"198.18.2.{number}", tlp=tlp)], via="t", now=NOTED)
    secret = create_token(
        actor=live.first,
        organisation=1,
        name="misp",
        scopes=("indicator:view", "indicator:create", "indicator:change"),
        days=400,
        now=NOTED,
    )[1]
    told: dict[str, Any] = drive(
        "pymisp", "worked", url=f"{live.url}/misp/", secret=secret, event=OWN, more=MORE, tag="tlp:amber", seen="198.18.2.2"
    )
    assert (told["version"][:4], told["may_add"]) == ("2.5.", True)
    # one event for each label that reaches the reader as is usual
    assert {value for event in told["there"] for value in event["attributes"]} == {f"198.18.2.{number}" for number in (1, 2, 3)}
    assert (told["added"]["uuid"], told["added"]["info"], list(told["added"]["attributes"])) == (EVENT, "Campaign", ["198.18.1.7"])
    assert told["attribute"][1] == "bad.example"
    assert told["tag"]["saved"] is True
    assert told["found"] == ["198.18.2.2", "bad.example"]
    assert sorted(told["again"]["attributes"]) == ["198.18.1.7", "bad.example"]
    assert told["again"]["tags"] == ["PAP:GREEN", "tlp:amber"]  # the narrowest of its attributes
    assert len(told["page"]) == 1
    assert told["published"]["saved"] is True
    assert told["deleted attribute"]["message"] == "Attribute deleted."
    assert told["deleted event"]["message"] == "Event deleted."
    assert told["foreign"]["errors"][0] == 403
    rows = Indicator.objects.filter(latest=True, organisation__number=1).order_by("value")
    assert [(row.value, row.tlp, row.revoked, row.via) for row in rows] == [
        ("198.18.1.7", "TLP:GREEN", True, f"misp:{EVENT}"), ("bad.example", "TLP:AMBER", True, f"misp:{EVENT}"),
    ]  # fmt: skip
    [seen] = Sighting.objects.all()
    assert (seen.value, seen.organisation.number, seen.tlp) == ("198.18.2.2", 1, "TLP:GREEN")
    assert not Indicator.objects.filter(latest=True, organisation__number=2, revoked=True).exists()
