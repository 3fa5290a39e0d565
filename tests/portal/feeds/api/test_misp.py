"""MISP's REST as PyMISP uses it: events by the gate, adding, searching, tags that only narrow, sightings, scalars as texts."""

import json
import uuid

import pytest
from tests.factories.indicators import indicator
from tests.factories.members import NOW

from hsoc.portal.feeds.queries import misp as queries
from hsoc.portal.indicators.actions import share
from hsoc.portal.indicators.models import Indicator, Sighting
from hsoc.portal.members.actions.tokens import create_token
from hsoc.records.tlp import PAP, TLP

SCOPES = ("indicator:view", "indicator:create", "indicator:change")
EVENT = str(uuid.UUID(int=1 << 100 | 7, version=4))


@pytest.fixture
def call(client, first, second):
    keys = {
        number: create_token(actor=actor, organisation=number, name="misp", scopes=SCOPES, days=400, now=NOW)[1]
        for number, actor in ((1, first), (2, second))
    }

    def called(verb: str, path: str, body: object = None, *, by: int = 1, key: str | None = None):
        content = b"" if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
        return client.generic(verb, f"/misp/{path}", content, content_type="application/json", HTTP_AUTHORIZATION=key or keys[by])

    return called


def attribute(value: str = "203.0.113.7", **more: object) -> dict[str, object]:
    own = str(uuid.uuid5(uuid.NAMESPACE_DNS, value))
    return {"uuid": own, "type": "ip-src", "value": value, "category": "Network activity", "to_ids": True} | more


def event(*attributes: dict[str, object], tags: tuple[str, ...] = ("tlp:green", "PAP:GREEN"), **more: object) -> dict[str, object]:
    about = {"uuid": EVENT, "info": "Campaign", "distribution": "1", "threat_level_id": "2", "analysis": "0"}
    return about | {"Attribute": list(attributes), "Tag": [{"name": one} for one in tags]} | more


def found(answer) -> dict[str, list[str]]:
    return {one["Event"]["uuid"]: [part["value"] for part in one["Event"]["Attribute"]] for one in answer.json()["response"]}


def test_the_way_in_as_pymisp_walks_it(call) -> None:
    assert call("GET", "servers/getVersion").json()["perm_sighting"] is True
    me = call("GET", "users/view/me").json()
    assert (me["Role"]["perm_add"], me["UserSetting"]) == (True, {})
    assert call("GET", "attributes/describeTypes.json").status_code == 404
    assert call("GET", "sharingGroups/index").json() == {"response": []}
    names = [one["Organisation"]["name"] for one in call("GET", "organisations/index/scope:local").json()]
    assert names == ["Hospital 1", "Hospital 2", "hSOC"]
    assert call("GET", "organisations/view/hSOC").json()["Organisation"]["id"].isdigit()


def test_an_event_is_its_senders_own_and_everybody_elses_by_label(call) -> None:
    made = call("POST", "events/add", event(attribute(), attribute("203.0.113.8", Tag=[{"name": "tlp:red"}]))).json()["Event"]
    assert (made["uuid"], made["info"], made["distribution"], made["id"].isdigit()) == (EVENT, "Campaign", "0", True)
    assert {row.via for row in Indicator.objects.all()} == {f"misp:{EVENT}"}
    mine = call("GET", f"events/view/{EVENT}").json()["Event"]
    assert sorted(one["value"] for one in mine["Attribute"]) == ["203.0.113.7", "203.0.113.8"]
    assert call("GET", f"events/view/{EVENT}", by=2).status_code == 404
    ((other, values),) = found(call("POST", "events/restSearch", {"returnFormat": "json"}, by=2)).items()
    assert (other != EVENT, values) == (True, ["203.0.113.7"])
    assert call("GET", f"events/view/{other}", by=2).json()["Event"]["Tag"][0]["name"] == "tlp:green"
    assert call("HEAD", f"events/view/{queries.number(EVENT)}").status_code == 200


def test_an_edit_narrows_at_once_and_deletes(call) -> None:
    call("POST", "events/add", {"Event": event(attribute(), attribute("203.0.113.8"))})
    edited = event(attribute(), attribute("203.0.113.8", deleted=True), tags=("tlp:red",))
    assert call("POST", f"events/edit/{EVENT}", edited).status_code == 200
    rows = Indicator.objects.filter(latest=True).order_by("value")
    assert [(row.tlp, row.audience, row.revoked) for row in rows] == [("TLP:RED", "own", False), ("TLP:RED", "own", True)]
    assert call("POST", f"events/publish/{EVENT}").json()["saved"] is True
    assert found(call("POST", "events/restSearch", {}, by=2)) == {}


@pytest.mark.parametrize(
    ("asked", "values"),
    [
        ({"value": "203.0.113.7"}, ["203.0.113.7"]),
        (
            {"value": ["203.0.113.7", "203.0.113.8"], "timestamp": "20000d", "whatever": []},
            ["203.0.113.7", "203.0.113.8"],
        ),
        ({"value": "203.0.%"}, ["203.0.113.7", "203.0.113.8"]),
        ({"tags": ["tlp:amber"]}, ["203.0.113.8"]),
        ({"tags": {"OR": ["tlp:amber", "tlp:green"], "NOT": ["tlp:amber"]}}, ["203.0.113.7"]),
        ({"tags": ['idea:category="Malware"']}, ["203.0.113.8"]),
        ({"tags": ['rsit:malicious-code="infected-system"', "!tlp:amber"]}, []),
        ({"timestamp": "1d"}, []),
        ({"type": "domain"}, []),
        ({"type": ["ip-dst", "md5"], "to_ids": 1}, ["203.0.113.7", "203.0.113.8"]),
        ({"org": "Example"}, ["203.0.113.7", "203.0.113.8"]),
        ({"from": "2026-09-22"}, []),
        ({"published": False}, []),
        ({"limit": 1, "page": 2}, ["203.0.113.8"]),
    ],
)
def test_searching_attributes(call, second, asked, values) -> None:
    share(actor=second, organisation=2, items=[indicator("203.0.113.7")], via="t", now=NOW)
    amber = indicator("203.0.113.8", tlp=TLP.AMBER, pap=PAP.RED, category=("Malware",))
    share(actor=second, organisation=2, items=[amber, indicator("203.0.113.9", tlp=TLP.RED)], via="t", now=NOW)
    answer = call("POST", "attributes/restSearch", {"returnFormat": "json"} | asked).json()["response"]["Attribute"]
    assert [one["value"] for one in answer] == values
    for one in answer:
        assert call("GET", f"events/view/{one['Event']['uuid']}").json()["Event"]["Attribute"][0]["value"] == one["value"]


def test_pages_in_the_path(call, second) -> None:
    items = [indicator(f"203.0.113.{n}", producer=f"P{n}") for n in range(5)]
    share(actor=second, organisation=2, items=items, via="t", now=NOW)
    assert [one["Orgc"]["name"] for one in call("GET", "events/index/page:2/limit:2").json()] == ["P2", "P1"]
    assert len(found(call("GET", "events/restSearch/page:1/limit:3"))) == 3
    assert all(isinstance(one["id"], str) and "Attribute" not in one for one in call("GET", "events").json())


def test_a_tag_narrows_and_never_widens(call) -> None:
    call("POST", "events/add", event(attribute()))
    own = attribute()["uuid"]
    assert call("POST", "tags/attachTagToObject", {"uuid": own, "tag": "campaign:x"}).json()["saved"] is True
    assert call("POST", "tags/attachTagToObject", {"uuid": EVENT, "tag": "tlp:amber"}).status_code == 200
    assert call("POST", "tags/attachTagToObject", {"uuid": EVENT, "tag": "tlp:clear"}).status_code == 400
    row = Indicator.objects.get(latest=True)
    assert (row.tlp, row.labels, row.via) == ("TLP:AMBER", ["campaign:x"], f"misp:{EVENT}")
    assert call("POST", "tags/attachTagToObject", {"uuid": own, "tag": "x"}, by=2).status_code == 403


def test_sightings_have_the_label_of_what_was_met(call, second) -> None:
    share(actor=second, organisation=2, items=[indicator(tlp=TLP.AMBER), indicator("203.0.113.9", tlp=TLP.RED)], via="t", now=NOW)
    told = call("POST", "sightings/add", {"values": ["203.0.113.7"], "type": 0, "timestamp": 1790000000}).json()["Sighting"]
    assert (told["date_sighting"], told["type"]) == ("1790000000", "0")
    one = Sighting.objects.get()
    assert (one.tlp, one.organisation.number, one.verdict) == ("TLP:AMBER", 1, "seen")
    assert call("POST", f"sightings/add/{one.indicator}", {"type": 1}).status_code == 200
    assert call("POST", "sightings/add", {"values": ["203.0.113.9"], "type": 0}).status_code == 404
    ((_, values),) = found(call("POST", "events/restSearch", {})).items()
    assert values == ["203.0.113.7"]
    seen = call("POST", "events/restSearch", {}).json()["response"][0]["Event"]["Attribute"][0]["Sighting"]
    assert sorted(one["type"] for one in seen) == ["0", "1"]


def test_errors_have_errors(call, firewall, monkeypatch, second) -> None:
    share(actor=second, organisation=2, items=[indicator()], via="t", now=NOW)
    foreign = call("POST", "events/restSearch", {}).json()["response"][0]["Event"]["uuid"]
    cases = [
        (call("GET", "events/index", key="wrong"), 403),
        (call("GET", "planets/index"), 404),
        (call("GET", f"events/view/{EVENT}"), 404),
        (call("DELETE", f"events/view/{foreign}"), 405),
        (call("POST", "events/add", b"{"), 400),
        (call("POST", "events/add", event()), 400),
        (call("POST", "events/add", event(attribute()), key=firewall), 403),
        (call("POST", "sightings/add", {"values": ["203.0.113.7"]}, key=firewall), 403),
        (call("POST", f"events/edit/{foreign}", event(attribute())), 403),
        (call("POST", "events/restSearch", {"returnFormat": "csv"}), 400),
        (call("POST", "events/restSearch", {"page": "x"}), 400),
    ]
    for answer, status in cases:
        assert (answer.status_code, len(answer.json()["errors"])) == (status, 1)
    monkeypatch.setattr(queries, "MOST_IN_ANSWER", 0)
    assert call("POST", "events/restSearch", {}).status_code == 413
