import csv
import io
import json
from datetime import UTC, datetime

import pytest
from tests.factories import members as people
from tests.portal.events.conftest import idea

from hsoc.portal.audit.models import Entry
from hsoc.portal.events import queries
from hsoc.portal.members.actions.tokens import create_token
from hsoc.portal.members.queries import actor_of
from hsoc.portal.members.rules import Role

ENGINE = "example.operator.engine"
NOW = datetime.now(UTC)  # noqa: TID251  (tokens run out by the clock of the machine)
DAY = "2026-03-10"
# what must never reach hospital 2 of the story of hospital 3: addresses, number, sender
FOREIGN = ("198.18.3.", "198.18.4.", "sensor_of_three", "Organisation 3")


@pytest.fixture
def key():
    def made(role: Role, number: int) -> dict[str, str]:
        person = people.person(role, number)
        scopes = ["event:view", "network:view"]
        _, secret = create_token(actor=actor_of(person), name="test", organisation=number, scopes=scopes, days=1, now=NOW)
        return {"HTTP_AUTHORIZATION": f"Bearer {secret}"}

    return made


@pytest.fixture
def stories(register, send, write):
    secret = register(ENGINE, 1, write=True)
    three = register("example.sensor_of_three", 3, write=True)
    told = [
        idea(ENGINE, "mine", target="198.18.2.10", _hSOC={"Severity": 4, "Detector": "=cmd()"}),
        idea(ENGINE, "theirs", target="198.18.3.44", Target=[{"IP4": ["198.18.3.44", "198.18.3.45"], "Port": [445]}]),
        idea(ENGINE, "their-bot", source="198.18.3.66", target="203.0.113.9", Category=["Intrusion.Botnet"]),
        idea(ENGINE, "practice", Category=["Test", "Recon.Scanning"]),
        idea(ENGINE, "red", target="198.18.3.1", TLP="RED"),
        idea(ENGINE, "quiet", target="198.18.4.5"),
    ]
    assert send(told, secret=secret).json() == {"saved": 6}
    assert send([idea("example.sensor_of_three", "sent", source="203.0.113.8", target="203.0.113.77")], secret=three).json() == {"saved": 1}
    assert write() == 7


def test_analyst_sees_his_own_whole_and_others_without_targets(client, stories, key) -> None:
    answer = client.get(f"/api/v1/events?day={DAY}", **key(Role.ANALYST, 2))
    seen = {row["id"]: (row["whole"], row["target"], row["member"], row["client"], row["tlp"]) for row in answer.json()["events"]}
    green = (False, "", 0, "", "TLP:GREEN")
    assert seen == {
        "mine": (True, "198.18.2.10", 2, ENGINE, "TLP:AMBER+STRICT"),
        "theirs": green,
        "their-bot": green,
        "quiet": green,
        "sent": green,
    }


def test_no_door_names_a_foreign_target_member_or_own_host(client, stories, key) -> None:
    mine = key(Role.ANALYST, 2)
    day = client.get(f"/api/v1/days/{DAY}", **mine)
    texts = [
        client.get("/api/v1/events?size=500", **mine).content,
        b"".join(client.get("/api/v1/events.csv", **mine).streaming_content),
        day.content,
    ]
    texts += [client.get(f"/api/v1/events/{name}", **mine).content for name in ("theirs", "their-bot", "sent", "quiet")]
    for text in texts:
        assert [word for word in FOREIGN if word in text.decode()] == []
    assert {top["member"] for top in day.json()["targets"]} == {2}


@pytest.mark.parametrize(
    "question",
    [
        "address=198.18.3.44", "target=198.18.3.0/24", "address=198.18.3.66", "source=198.18.3.64/26", "text=198.18.3.45", "member=3",
        "target=198.18.0.0/16&text=theirs", "text=practice", "text=red",
    ],
)  # fmt: skip
def test_what_is_masked_cannot_be_found(client, stories, key, question) -> None:
    assert client.get(f"/api/v1/events?{question}", **key(Role.ANALYST, 2)).json() == {"events": [], "next": None}


def test_opted_out_member_is_not_shared_at_all(client, stories, key, community) -> None:
    type(community[4]).objects.filter(number=4).update(opted_out_of_sharing=True)
    listed = client.get("/api/v1/events", **key(Role.ANALYST, 2)).json()["events"]
    assert sorted(row["id"] for row in listed) == ["mine", "sent", "their-bot", "theirs"]
    assert client.get("/api/v1/events/quiet", **key(Role.ANALYST, 3)).status_code == 404
    assert client.get("/api/v1/events/quiet", **key(Role.ANALYST, 4)).json()["event"]["target"] == "198.18.4.5"


def test_operator_sees_all_and_gives_a_reason_for_the_original(client, stories, key) -> None:
    operator = key(Role.OPERATOR, 1)
    assert len(client.get("/api/v1/events", **operator).json()["events"]) == 7
    assert "Target" not in json.dumps(client.get("/api/v1/events/theirs", **operator).json()["idea"]["Target"])
    assert client.get("/api/v1/events/theirs?reason=so", **operator).status_code == 422
    looked = client.get("/api/v1/events/theirs?reason=complaint+of+the+hospital", **operator).json()
    assert looked["idea"]["Target"][0]["IP4"] == ["198.18.3.44", "198.18.3.45"]
    looks = [(one.concerns, one.object, one.reason) for one in Entry.objects.filter(action="member_data.looked_into")]
    assert looks == [(3, "event:theirs", "complaint of the hospital")]


def test_csv_never_begins_a_cell_with_a_formula(client, stories, key) -> None:
    answer = client.get("/api/v1/events.csv", **key(Role.ANALYST, 2))
    rows = {row["id"]: row for row in csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode()))}
    assert rows["mine"]["detector"] == "'=cmd()"
    assert rows["mine"]["target"] == "198.18.2.10"
    assert sorted(rows) == ["mine", "quiet", "sent", "their-bot", "theirs"]


def test_day_answers_304_until_a_figure_changes(client, stories, key, register, send, write) -> None:
    mine = key(Role.ANALYST, 2)
    first = client.get(f"/api/v1/days/{DAY}?member=2", **mine)
    assert first.json()["figures"]["drops"]["threats"] == 1
    assert client.get(f"/api/v1/days/{DAY}?member=2", HTTP_IF_NONE_MATCH=first["ETag"], **mine).status_code == 304
    more = register("example.more", 1, write=True)
    send([idea("example.more", "another")], secret=more)
    write()
    changed = client.get(f"/api/v1/days/{DAY}?member=2", HTTP_IF_NONE_MATCH=first["ETag"], **mine)
    assert (changed.status_code, changed.json()["figures"]["drops"]["threats"]) == (200, 2)
    assert client.get(f"/api/v1/days/{DAY}?member=3", **mine).status_code == 403


def test_pages_hold_every_event_once(client, stories, key) -> None:
    operator, seen, after = key(Role.OPERATOR, 1), [], ""
    for _ in range(10):
        answer = client.get(f"/api/v1/events?size=2&sort=severity{after}", **operator).json()
        seen += [row["id"] for row in answer["events"]]
        if answer["next"] is None:
            break
        after = f"&after={answer['next']}"
    assert sorted(seen) == ["mine", "practice", "quiet", "red", "sent", "their-bot", "theirs"]
    assert client.get("/api/v1/events?after=nonsense", **operator).status_code == 422
    assert client.get("/api/v1/events?address=somewhere", **operator).status_code == 422


def test_without_a_token_or_its_scope_nothing_is_told(client, stories, key) -> None:
    assert client.get("/api/v1/events").status_code == 401
    assert queries.events(actor_of(people.person(None, 2, username="nobody")), queries.Filter()).rows == ()
    assert "/api/v1/events/{id}" in client.get("/api/v1/openapi.json").json()["paths"]
