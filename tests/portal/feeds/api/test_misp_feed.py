"""The feed over HTTP: who reads it, conditional requests."""

from datetime import UTC, datetime

import pytest
from tests.factories.indicators import indicator

from hsoc.portal.indicators.actions import share
from hsoc.records.tlp import TLP

NOW = datetime(2026, 10, 5, 8, tzinfo=UTC)


@pytest.fixture
def shared(first) -> None:
    share(actor=first, organisation=1, items=[indicator(), indicator("203.0.113.9", tlp=TLP.CLEAR)], via="t", now=NOW)


def get(client, name: str, token: str = "", **headers: str):
    shown = {"HTTP_AUTHORIZATION": token} if token else {}
    return client.get(f"/misp/feed/{name}", **shown, **headers)


def test_a_consumer_reads_what_its_organisation_may_see_and_the_street_what_is_clear(client, shared, firewall) -> None:
    mine, anybodys = get(client, "manifest.json", firewall).json(), get(client, "manifest.json").json()
    assert (len(mine), len(anybodys)) == (2, 1)
    [own] = anybodys
    assert get(client, f"{own}.json").json()["Event"]["Attribute"][0]["value"] == "203.0.113.9"
    [other] = set(mine) - set(anybodys)
    assert get(client, f"{other}.json").status_code == 404
    assert get(client, f"{other}.json", firewall).status_code == 200
    assert get(client, "manifest.json", "wrong").status_code == 401


def test_an_unchanged_file_is_304(client, shared, firewall) -> None:
    answer = get(client, "hashes.csv", firewall)
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("text/csv; charset=utf-8", "private, no-cache")
    assert get(client, "hashes.csv", firewall, HTTP_IF_NONE_MATCH=answer["ETag"]).status_code == 304


@pytest.mark.parametrize("name", ["nothing.json", "../secret", "a/b.json"])
def test_what_is_no_file_of_the_feed(client, shared, name) -> None:
    assert get(client, name).status_code in {403, 404}
