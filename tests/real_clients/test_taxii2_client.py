"""taxii2-client 2.3.0 against a live portal: the way in, pages while others write, objects handed in, refusals."""

from collections import Counter
from datetime import UTC, datetime

import pytest
from tests.factories.indicators import AT, indicator
from tests.lab.clients import drive
from tests.lab.portal import Writer
from tests.real_clients.conftest import NOTED, Live

from hsoc.exchange.stix.terms import TLP_IDS
from hsoc.portal.feeds.queries.taxii import collections
from hsoc.portal.indicators import queries
from hsoc.portal.indicators.actions import share
from hsoc.portal.indicators.rules import Audience
from hsoc.portal.members.rules import Actor
from hsoc.records.indicator import Indicator, Kind
from hsoc.records.tlp import TLP

GREEN = "Community, TLP:GREEN"
pytestmark = pytest.mark.client("taxii2_client")


def domains(start: int, end: int, **more: object) -> list[Indicator]:
    return [indicator(f"n{number}.example", kind=Kind.DOMAIN, **more) for number in range(start, end)]


def shared(actor: Actor, items: list[Indicator], *, now: datetime = NOTED, **more: object) -> None:
    share(actor=actor, organisation=actor.organisation, items=items, via="test", now=now, **more)


def ask(live: Live, job: str, **told: object) -> object:
    return drive("taxii2_client", job, url=live.url, secret=live.secret, **told)


def stix(number: int, **more: object) -> dict[str, object]:
    return {
        "type": "indicator", "spec_version": "2.1", "id": f"indicator--00000000-0000-4000-8000-{number:012d}",
        "created": "2026-09-01T00:00:00.000Z", "modified": "2026-09-01T00:00:00.000Z", "valid_from": "2026-09-01T00:00:00.000Z",
        "pattern": f"[domain-name:value = 'handed-in-{number}.example']", "pattern_type": "stix",
        "object_marking_refs": [TLP_IDS[TLP.GREEN]], **more,
    }  # fmt: skip


def test_the_client_finds_its_way_and_its_collections(live: Live) -> None:
    found = ask(live, "discover")
    media = ["application/stix+json;version=2.1"]
    assert found["roots"] == [f"{live.url}/taxii2/hsoc/"]
    assert (found["versions"], found["most"]) == (["application/taxii+json;version=2.1"], 16 * 1024 * 1024)
    assert found["collections"][GREEN] == [True, True, media]
    assert found["collections"]["References"] == [True, False, media]
    assert {"Public, TLP:CLEAR", "Only Hospital 1"} < set(found["collections"])


def test_ten_thousand_objects_by_hundreds_while_others_write(live: Live) -> None:
    shared(live.second, domains(0, 10_000))

    def step(turn: int) -> None:
        start = 10_000 + 5 * turn
        shared(live.second, domains(start, start + 5), now=datetime.now(UTC))  # each time five new ones …
        shared(live.second, domains(turn, turn + 1, modified=AT + 1), now=datetime.now(UTC))  # … and a newer version of an old one

    writer = Writer(step)
    try:
        found = ask(live, "pages", title=GREEN, limit=100)
    finally:
        turns = writer.stop()
    ids = found["ids"]
    before = {f"indicator--{one.id}" for one in domains(0, 10_000)}
    assert turns > 10
    assert before <= set(ids)  # nothing is lost
    # nothing comes twice but in another version: what got one after its page comes again at its new place
    newer = {f"indicator--{one.id}" for one in domains(0, turns)}
    assert {one for one, times in Counter(ids).items() if times > 1} <= newer
    assert set(found["sizes"][:-1]) == {100}
    assert len(ids) > 10_000


def test_a_client_goes_on_where_it_was(live: Live) -> None:
    shared(live.second, domains(0, 30))
    got = ask(live, "objects", title=GREEN, limit=1000)
    assert got["more"] is False
    shared(live.second, domains(30, 40), now=datetime(2026, 10, 6, tzinfo=UTC))
    fresh = ask(live, "objects", title=GREEN, added_after="2026-10-05T12:00:00.000000Z")
    assert [one["id"] for one in fresh["objects"]] == [f"indicator--{one.id}" for one in domains(30, 40)]
    assert ask(live, "objects", title=GREEN, type="sighting") == {}


def test_one_object_its_versions_and_the_manifest(live: Live) -> None:
    shared(live.second, domains(0, 2))
    shared(live.second, domains(0, 1, modified=AT + 1000, title="Corrected"))
    found = ask(live, "one_object", title=GREEN, identity=f"indicator--{domains(0, 1)[0].id}")
    assert [one["name"] for one in found["object"]["objects"]] == ["Corrected"]
    assert len(found["versions"]["versions"]) == 2
    assert found["versions"]["versions"][1] == found["object"]["objects"][0]["modified"]
    assert {one["id"] for one in found["manifest"]["objects"]} == {f"indicator--{one.id}" for one in domains(0, 2)}


def test_five_hundred_objects_are_taken_and_told_one_by_one(live: Live) -> None:
    wrong = stix(501, pattern="[nonsense")
    for told in ask(live, "add", title=GREEN, envelope={"objects": [*map(stix, range(500)), wrong]}):
        assert (told["status"], told["total"], told["pending"]) == ("complete", 501, 0)
        assert told["successes"] == [stix(number)["id"] for number in range(500)]
        assert list(told["failures"]) == [wrong["id"]]
    assert queries.newest(live.second).count() == 500  # the other hospital sees them
    told, _ = ask(live, "add", title=GREEN, envelope={"objects": list(map(stix, range(500)))})
    assert len(told["successes"]) == 500
    assert queries.visible_to(live.first).count() == 500  # the same again is not kept twice


def test_a_sighting_that_comes_alone_is_taken_and_keeps_the_label_of_what_it_is_about(live: Live) -> None:
    shared(live.second, [indicator("198.18.0.1"), indicator("198.18.0.2", tlp=TLP.AMBER)])
    shared(live.second, [indicator("198.18.0.3", tlp=TLP.AMBER_STRICT)], audience=Audience.OWN)
    green, amber, hidden = queries.visible_to(live.second).order_by("added")
    seen = {
        str(row.uuid): {
            "type": "sighting", "spec_version": "2.1", "id": f"sighting--00000000-0000-4000-8000-{place:012d}",
            "created": "2026-10-01T00:00:00.000Z", "modified": "2026-10-01T00:00:00.000Z", "count": 4,
            "sighting_of_ref": f"indicator--{row.uuid}", "object_marking_refs": [TLP_IDS[TLP.GREEN]],
        }
        for place, row in enumerate((green, amber, hidden))
    }  # fmt: skip
    told, _ = ask(live, "add", title=GREEN, envelope={"objects": list(seen.values())})
    assert told["successes"] == [seen[str(green.uuid)]["id"]]
    assert "TLP:AMBER" in told["failures"][seen[str(amber.uuid)]["id"]]  # GREEN would widen a value that came as AMBER
    assert "known" in told["failures"][seen[str(hidden.uuid)]["id"]]  # what the sender does not see does not exist
    [kept] = queries.sightings_visible_to(live.second)
    assert (kept.value, kept.count, kept.indicator, kept.tlp) == ("198.18.0.1", 4, green.uuid, "TLP:GREEN")


def test_refusals(live: Live) -> None:
    shared(live.second, domains(0, 1))
    own = drive("taxii2_client", "discover", url=live.url, secret=live.secret)
    assert "Only Hospital 2" not in own["collections"]
    ids = {one.title: one.id for one in (*collections(live.second), *collections(live.first))}
    met = ask(live, "refusals", foreign=ids["Only Hospital 2"], mine=ids[GREEN], status="00000000-0000-4000-8000-000000000000")
    assert met == {"foreign": 404, "mine": 200, "accept": 406, "secret": 401, "street": 401, "status": 404}
