"""The own REST of indicators as machines use it: pages, export, adding, taking back, and honest figures of what is left."""

import csv
import io
import json
import uuid

import pytest
from tests.factories.indicators import AT, indicator
from tests.factories.members import NOW

from hsoc.portal.feeds.api import rest
from hsoc.portal.feeds.queries import lines
from hsoc.portal.indicators.actions import share
from hsoc.portal.indicators.models import Indicator, Sighting
from hsoc.portal.members.actions.tokens import create_token
from hsoc.records.indicator import Kind
from hsoc.records.tlp import TLP

SCOPES = ("indicator:view", "indicator:create", "indicator:change", "indicator:export")


@pytest.fixture
def call(client, first):
    secret = create_token(actor=first, organisation=1, name="rest", scopes=SCOPES, days=400, now=NOW)[1]

    def called(verb: str, path: str, body: object = None, *, key: str | None = secret):
        shown = {"HTTP_AUTHORIZATION": f"Bearer {key}"} if key else {}
        content = b"" if body is None else json.dumps(body).encode()
        return client.generic(verb, f"/api/v1/{path}", content, content_type="application/json", **shown)

    return called


def given(value: str = "203.0.113.7", **more: object) -> dict[str, object]:
    return {"kind": "ip", "value": value, "tlp": "TLP:GREEN", "pap": "PAP:GREEN", "to_block": True} | more


def shared(actor, number: int, *values: str, **more: object) -> None:
    share(actor=actor, organisation=number, items=[indicator(one, **more) for one in values], via="t", now=NOW)


def test_pages_go_on_where_they_ended(call, second) -> None:
    shared(second, 2, *(f"203.0.113.{n}" for n in range(5)))
    seen, path = [], "indicators?size=2"
    while True:
        body = call("GET", path).json()
        seen += [one["value"] for one in body["indicators"]]
        if body["next"] is None:
            break
        path = f"indicators?size=2&after={body['next']}"
    assert seen == [f"203.0.113.{n}" for n in range(5)]
    newest = call("GET", "indicators?descending=true&size=1").json()["indicators"][0]
    assert (newest["value"], newest["own"], newest["first"]) == ("203.0.113.4", False, "2026-09-21T14:13:20.000Z")
    last = newest["position"]
    assert call("GET", f"indicators?after={last}").json() == {"indicators": [], "next": None}


@pytest.mark.parametrize(
    ("question", "values"),
    [
        ("value=203.0.113.7", ["203.0.113.7", "203.0.113.0/24"]),
        ("kind=domain", ["c2.example"]),
        ("tlp=TLP%3AAMBER", ["c2.example"]),
        ("category=Intrusion.Botnet", ["c2.example"]),
        ("label=%C5%BElu%C5%A5", ["203.0.113.7"]),
        ("label=%C5%BE%25", ["203.0.113.7"]),
        ("producer=Other", ["c2.example"]),
        ("to_block=false", ["c2.example"]),
        ("own=true", []),
        ("valid=true&kind=net", []),
        ("since=2030-01-01T00:00:00Z", []),
    ],
)
def test_filters(call, second, question, values) -> None:
    shared(second, 2, "203.0.113.7", labels=("žluť",))
    shared(second, 2, "203.0.113.0/24", kind=Kind.NET, until=AT + 1)
    shared(second, 2, "c2.example", kind=Kind.DOMAIN, tlp=TLP.AMBER, category=("Intrusion.Botnet",), producer="Other", to_block=False)
    assert [one["value"] for one in call("GET", f"indicators?{question}").json()["indicators"]] == values


def test_exports_are_whole_and_the_same(call, second, monkeypatch) -> None:
    monkeypatch.setattr(lines, "CHUNK", 2)
    hostile = 'a "quoted", cell\nwith ž'
    shared(second, 2, *(f"203.0.113.{n}" for n in range(5)), title="=cmd()", description=hostile, confidence=40, until=AT + 1500)
    as_json = json.loads(b"".join(call("GET", "indicators/export.json").streaming_content))
    as_csv = list(csv.DictReader(io.StringIO(b"".join(call("GET", "indicators/export.csv").streaming_content).decode())))
    assert [one["value"] for one in as_json] == [one["value"] for one in as_csv] == [f"203.0.113.{n}" for n in range(5)]
    assert (as_json[0]["title"], as_csv[0]["title"]) == ("=cmd()", "'=cmd()")
    assert as_json[0]["description"] == as_csv[0]["description"] == hostile
    assert (as_json[0]["until"], as_csv[0]["until"]) == ("2026-09-21T14:13:21.500Z",) * 2
    assert (as_json[0]["confidence"], as_csv[0]["to_block"], json.loads(as_csv[0]["labels"])) == (40, "true", [])
    assert list(as_json[0]) == list(as_csv[0]) == list(lines.COLUMNS)
    rest.One.model_validate(as_json[0])


def test_an_empty_export_is_an_empty_list(call) -> None:
    assert json.loads(b"".join(call("GET", "indicators/export.json").streaming_content)) == []


def test_the_same_again_changes_nothing_and_a_narrower_label_counts(call) -> None:
    body = {"indicators": [given(), given("not an address")]}
    made = call("POST", "indicators", body).json()
    assert (made["added"], [one["index"] for one in made["refused"]]) == (1, [1])
    again = call("POST", "indicators", body).json()
    assert (again["added"], again["changed"], again["same"], again["ids"]) == (0, 0, 1, made["ids"])
    narrower = call("POST", "indicators", {"indicators": [given(tlp="TLP:RED")]}).json()
    assert narrower["changed"] == 1
    row = Indicator.objects.get(latest=True)
    assert (row.tlp, row.audience, row.via, row.organisation.number) == ("TLP:RED", "own", "rest", 1)
    wider = call("POST", "indicators", {"indicators": [given()]}).json()
    assert (wider["changed"], Indicator.objects.get(latest=True).audience) == (1, "own")  # a person widens it, not a machine by the way


def test_an_audience_wider_than_the_label_is_refused_for_that_one(call) -> None:
    made = call("POST", "indicators", {"indicators": [given(tlp="TLP:RED"), given("203.0.113.8")], "audience": "community"}).json()
    assert (made["added"], [one["index"] for one in made["refused"]]) == (1, [0])


def test_one_is_taken_back_with_a_reason_by_who_shared_it(call, second) -> None:
    (own,) = call("POST", "indicators", {"indicators": [given()]}).json()["ids"]
    shared(second, 2, "203.0.113.9")
    foreign = Indicator.objects.get(organisation__number=2).uuid
    assert call("POST", f"indicators/{own}/revoke", {"reason": ""}).status_code == 422
    assert call("POST", f"indicators/{foreign}/revoke", {"reason": "no"}).status_code == 404
    assert call("POST", f"indicators/{own}/revoke", {"reason": "a resolver of ours"}).json()["revoked"] is True
    assert call("GET", f"indicators/{own}").json()["revoked"] is True
    assert call("GET", "indicators?revoked=false").json()["indicators"][0]["id"] == str(foreign)


def test_sightings(call, second) -> None:
    shared(second, 2, "203.0.113.9", tlp=TLP.AMBER)
    one = Indicator.objects.get().uuid
    assert call("POST", f"indicators/{one}/sightings", {"count": 4, "last": "2026-10-01T00:00:00Z"}).json() == {"noted": 1}
    assert Sighting.objects.get().tlp == "TLP:AMBER"
    (seen,) = call("GET", f"indicators/{one}/sightings").json()["sightings"]
    assert (seen["count"], seen["verdict"], seen["last"]) == (4, "seen", "2026-10-01T00:00:00Z")


def test_errors_are_problems(call, second) -> None:
    shared(second, 2, "203.0.113.9", tlp=TLP.RED)
    hidden = Indicator.objects.get().uuid
    cases = [
        (call("GET", "indicators", key=None), 401),
        (call("GET", f"indicators/{hidden}"), 404),
        (call("GET", f"indicators/{hidden}/sightings"), 404),
        (call("POST", f"indicators/{uuid.uuid4()}/sightings", {}), 404),
        (call("GET", "indicators?kind=planet"), 422),
        (call("GET", "indicators?value=%7F"), 422),
        (call("GET", "indicators?after=-1"), 422),
        (call("GET", "indicators/export.xml"), 422),
        (call("POST", "indicators", {"indicators": []}), 422),
    ]
    for answer, status in cases:
        assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
        assert answer.json()["status"] == status
        assert "RateLimit-Remaining" in answer.headers


def test_the_scopes_of_a_token_bind(client, first) -> None:
    secret = create_token(actor=first, organisation=1, name="reader", scopes=("indicator:view",), days=400, now=NOW)[1]
    key = {"HTTP_AUTHORIZATION": f"Bearer {secret}"}
    assert client.get("/api/v1/indicators", **key).status_code == 200
    assert client.get("/api/v1/indicators/export.json", **key).status_code == 403
    answer = client.post("/api/v1/indicators", json.dumps({"indicators": [given()]}), content_type="application/json", **key)
    assert (answer.status_code, Indicator.objects.count()) == (403, 0)
