"""The TAXII server as clients use it: who sees which collection, stable pages while others write, versions, POSTs told object by object."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from tests.factories.indicators import AT, indicator, sighting
from tests.factories.members import NOW

from hsoc.portal.indicators import queries
from hsoc.portal.indicators.actions import share, sight
from hsoc.portal.indicators.rules import Audience
from hsoc.portal.members.actions.tokens import create_token
from hsoc.records.tlp import TLP

THEN = datetime(2026, 10, 5, 8, tzinfo=UTC)
MEDIA = "application/taxii+json;version=2.1"
SCOPES = ("indicator:view", "indicator:create")


@pytest.fixture
def token(first) -> str:
    return create_token(actor=first, organisation=1, name="taxii", scopes=SCOPES, days=400, now=NOW)[1]


@pytest.fixture
def get(client, token):
    def got(path: str = "", secret: str | None = token, **headers: str):
        shown = {"HTTP_AUTHORIZATION": f"Bearer {secret}"} if secret else {}
        return client.get(f"/taxii2/{path}", **{"HTTP_ACCEPT": MEDIA} | shown | headers)

    return got


@pytest.fixture
def where(get):
    def found(title: str) -> str:
        return next(one["id"] for one in get("hsoc/collections/").json()["collections"] if one["title"] == title)

    return found


@pytest.fixture
def post(client, token):
    def sent(collection: str, body: Any, secret: str | None = token, kind: str = MEDIA):
        shown = {"HTTP_AUTHORIZATION": f"Bearer {secret}"} if secret else {}
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        return client.generic(
            "POST", f"/taxii2/hsoc/collections/{collection}/objects/", content, content_type=kind, HTTP_ACCEPT=MEDIA, **shown
        )

    return sent


def stix(number: int, **more: Any) -> dict[str, Any]:
    return {
        "type": "indicator",
        "spec_version": "2.1",
        "id": f"indicator--00000000-0000-4000-8000-{number:012d}",
        "created": "2026-09-01T00:00:00.000Z",
        "modified": "2026-09-01T00:00:00.000Z",
        "pattern": f"[ipv4-addr:value = '203.0.113.{number}']",
        "pattern_type": "stix",
        "valid_from": "2026-09-01T00:00:00.000Z",
        "object_marking_refs": ["marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb"],
        **more,
    }


def test_the_way_in(get) -> None:
    answer = get()
    assert answer["Content-Type"] == MEDIA
    assert answer.json()["default"].endswith("/taxii2/hsoc/")
    root = get("hsoc/").json()
    assert (root["versions"], root["max_content_length"]) == ([MEDIA], 16 * 1024 * 1024)


def test_each_caller_sees_its_own_collections(get, db) -> None:
    mine = [one["title"] for one in get("hsoc/collections/").json()["collections"]]
    labels = ["TLP:CLEAR", "TLP:GREEN", "TLP:AMBER", "TLP:AMBER+STRICT"]
    assert mine == ["Public, TLP:CLEAR", *(f"Community, {label}" for label in labels), "Only Hospital 1", "References"]
    assert [one["title"] for one in get("hsoc/collections/", None).json()["collections"]] == ["Public, TLP:CLEAR", "References"]


def test_errors_are_taxiis(get, post, where) -> None:
    green = where("Community, TLP:GREEN")
    cases = [
        (get("hsoc/collections/", HTTP_ACCEPT="text/html"), 406),
        (get("hsoc/collections/", "wrong"), 401),
        (get(f"hsoc/collections/{green}/", None), 401),
        (get("hsoc/collections/00000000-0000-4000-8000-000000000000/objects/"), 404),
        (get(f"hsoc/collections/{green}/objects/?limit=0"), 400),
        (get(f"hsoc/collections/{green}/objects/?added_after=never"), 400),
        (get(f"hsoc/collections/{green}/objects/indicator--none/"), 404),
        (get("hsoc/status/nothing/"), 404),
        (post(green, {"objects": [stix(1)]}, kind="application/json"), 415),
        (post(green, b"{"), 400),
        (post(green, {}), 400),
        (post(where("References"), {"objects": [stix(1)]}), 403),
    ]
    for answer, status in cases:
        assert (answer.status_code, answer["Content-Type"], answer.json()["http_status"]) == (status, MEDIA, str(status))


def test_an_empty_collection_is_an_empty_object(get, where) -> None:
    answer = get(f"hsoc/collections/{where('Community, TLP:GREEN')}/objects/")
    assert (answer.status_code, answer.json()) == (200, {})


def test_collections_hold_what_the_gate_lets_through(get, where, second) -> None:
    for label, audience in ((TLP.GREEN, None), (TLP.AMBER, None), (TLP.AMBER_STRICT, None), (TLP.CLEAR, None)):
        share(
            actor=second,
            organisation=2,
            items=[indicator(f"203.0.113.{label.narrowness}", tlp=label)],
            via="t",
            now=THEN,
            audience=audience,
        )
    held = {}
    for one in get("hsoc/collections/").json()["collections"]:
        objects = get(f"hsoc/collections/{one['id']}/objects/").json().get("objects", [])
        held[one["title"]] = [thing["pattern"][20:].strip("= ']") for thing in objects if thing["type"] == "indicator"]
    assert held == {
        "Public, TLP:CLEAR": ["203.0.113.0"],
        "Community, TLP:CLEAR": ["203.0.113.0"],
        "Community, TLP:GREEN": ["203.0.113.1"],
        "Community, TLP:AMBER": ["203.0.113.2"],
        "Community, TLP:AMBER+STRICT": [],
        "Only Hospital 1": [],
        "References": [],
    }
    public = where("Public, TLP:CLEAR")
    assert len(get(f"hsoc/collections/{public}/objects/", None).json()["objects"]) == 1


def test_pages_lose_and_double_none_while_others_write(get, where, second) -> None:
    share(actor=second, organisation=2, items=[indicator(f"198.51.100.{n}") for n in range(250)], via="t", now=THEN)
    green, seen, path = where("Community, TLP:GREEN"), [], "?limit=40"
    for round_ in range(100):
        answer = get(f"hsoc/collections/{green}/objects/{path}")
        body = answer.json()
        seen += [one["id"] for one in body["objects"]]
        assert len(body["objects"]) <= 40
        assert answer["X-TAXII-Date-Added-First"] < answer["X-TAXII-Date-Added-Last"]
        if round_ < 3:
            share(actor=second, organisation=2, items=[indicator(f"203.0.113.{round_ * 10 + n}") for n in range(10)], via="t", now=THEN)
        if not body["more"]:
            break
        # some clients go on by time, some by the cursor, some by both
        after = f"added_after={answer['X-TAXII-Date-Added-Last']}"
        path = (f"?limit=40&next={body['next']}", f"?limit=40&{after}", f"?limit=40&next={body['next']}&{after}")[round_ % 3]
    assert len(seen) == len(set(seen)) == 280


def test_versions_and_the_manifest(get, where, second) -> None:
    for version in (1, 2, 3):
        share(actor=second, organisation=2, items=[indicator(modified=AT + version, title=f"v{version}")], via="t", now=THEN)
    green = where("Community, TLP:GREEN")
    identity = f"indicator--{indicator().id}"
    base = f"hsoc/collections/{green}"
    stamps = get(f"{base}/objects/{identity}/versions/").json()["versions"]
    assert stamps == sorted(stamps)
    assert len(stamps) == 3
    for asked, names in (("last", ["v3"]), ("first", ["v1"]), ("all", ["v1", "v2", "v3"]), (f"first,{stamps[1]}", ["v1", "v2"])):
        found = get(f"{base}/objects/{identity}/?match[version]={asked}").json()["objects"]
        assert [one["name"] for one in found] == names
    [told] = get(f"{base}/manifest/").json()["objects"]
    assert (told["id"], told["version"]) == (identity, stamps[2])
    assert get(f"{base}/objects/{identity}/?match[version]=2020-01-01T00:00:00Z").json() == {}


def test_what_is_matched(get, where, second) -> None:
    share(actor=second, organisation=2, items=[indicator()], via="t", now=THEN)
    sight(actor=second, organisation=2, items=[sighting(indicator=indicator().id), sighting()], via="t", now=THEN)
    base = f"hsoc/collections/{where('Community, TLP:GREEN')}/objects/"
    kinds = lambda query: [one["type"] for one in get(base + query).json().get("objects", [])]  # noqa: E731
    assert kinds("") == ["indicator", "sighting"]
    assert kinds("?match[type]=sighting") == ["sighting"]
    assert kinds("?match[type]=malware") == []
    assert kinds("?match[spec_version]=2.0") == []
    assert kinds(f"?match[id]=indicator--{indicator().id}") == ["indicator"]


def test_what_objects_refer_to_is_found(get, where, second) -> None:
    share(actor=second, organisation=2, items=[indicator()], via="t", now=THEN)
    green, references = where("Community, TLP:GREEN"), where("References")
    [one] = get(f"hsoc/collections/{green}/objects/").json()["objects"]
    held = {thing["id"] for thing in get(f"hsoc/collections/{references}/objects/?limit=1000").json()["objects"]}
    assert {one["created_by_ref"], *one["object_marking_refs"]} <= held
    assert get(f"hsoc/collections/{green}/objects/{one['created_by_ref']}/").json()["objects"][0]["name"] == "Example"


def test_a_post_is_told_object_by_object(get, post, where, first) -> None:
    green = where("Community, TLP:GREEN")
    amber = "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421"
    answer = post(green, {"objects": [stix(1), stix(2, object_marking_refs=[amber]), stix(3, pattern="[nonsense"), {"type": "malware"}]})
    told = answer.json()
    assert (answer.status_code, told["status"], told["total_count"], told["success_count"], told["failure_count"]) == (
        202,
        "complete",
        4,
        1,
        3,
    )
    assert get(f"hsoc/status/{told['id']}/").json() == told
    assert [one.value for one in queries.newest(first)] == ["203.0.113.1"]
    again = post(green, {"objects": [stix(1)]}).json()
    assert (again["success_count"], queries.visible_to(first).count()) == (1, 1)


def test_what_is_posted_at_home_stays_at_home(post, where, first, second) -> None:
    told = post(where("Only Hospital 1"), {"objects": [stix(1), stix(2, object_marking_refs=[])]}).json()
    assert told["success_count"] == 2
    assert {one.audience for one in queries.newest(first)} == {Audience.OWN.value}
    assert not queries.newest(second).exists()


def test_writing_needs_the_scope(post, where, first, client) -> None:
    secret = create_token(actor=first, organisation=1, name="reader", scopes=["indicator:view"], days=400, now=NOW)[1]
    assert post(where("Community, TLP:GREEN"), {"objects": [stix(1)]}, secret).status_code == 403


def test_the_status_is_for_the_sender_only(client, post, where, second) -> None:
    told = post(where("Community, TLP:GREEN"), {"objects": [stix(1)]}).json()
    secret = create_token(actor=second, organisation=2, name="other", scopes=SCOPES, days=400, now=NOW)[1]
    answer = client.get(f"/taxii2/hsoc/status/{told['id']}/", HTTP_ACCEPT=MEDIA, HTTP_AUTHORIZATION=f"Bearer {secret}")
    assert answer.status_code == 404
