"""getEvents and getDebug as real receivers call them (cesnet.md 1.1, 1.4): positions, filters, audiences, nothing lost or doubled."""

import json
from typing import Any

import pytest
from tests.portal.events.conftest import idea

from hsoc.portal.events.models import WardenClient
from hsoc.portal.members.models import Organisation

SENDER = "example.hospital.sensor"


@pytest.fixture
def sender(register) -> str:
    return register(SENDER, 2, write=True)


@pytest.fixture
def reader(register) -> str:
    return register("example.other.reader", 3)


@pytest.fixture
def fetch(send) -> Any:
    def fetched(secret: str, query: str = "", verb: str = "get") -> Any:
        return send(b"", method="getEvents", secret=secret + (f"&{query}" if query else ""), verb=verb)

    return fetched


@pytest.fixture
def told(send, sender, write) -> Any:
    def sent(*events: dict[str, Any]) -> int:
        assert send(list(events), secret=sender).json() == {"saved": len(events)}
        return write()

    return sent


def test_a_new_client_begins_now_and_then_goes_on_from_where_it_was(fetch, told, reader) -> None:
    told(idea(SENDER, "old-1"), idea(SENDER, "old-2"))
    assert fetch(reader).json() == {"lastid": 2, "events": []}
    told(idea(SENDER, "new-1"))
    answer = fetch(reader).json()
    assert (answer["lastid"], [one["ID"] for one in answer["events"]]) == (3, ["new-1"])
    assert fetch(reader).json() == {"lastid": 3, "events": []}
    assert WardenClient.objects.get(name="example.other.reader").position == 3


@pytest.mark.parametrize("verb", ["get", "post"])
def test_position_and_count_are_as_asked(fetch, told, reader, verb) -> None:
    told(*(idea(SENDER, f"e-{number}") for number in range(10)))
    first = fetch(reader, "id=4&count=3", verb).json()
    assert (first["lastid"], [one["ID"] for one in first["events"]]) == (7, ["e-4", "e-5", "e-6"])
    assert [one["ID"] for one in fetch(reader, "", verb).json()["events"]] == ["e-7", "e-8", "e-9"]
    assert [one["ID"] for one in fetch(reader, "id=-2").json()["events"]] == ["e-8", "e-9"]
    assert fetch(reader, "id=0").json() == {"lastid": 10, "events": []}
    assert fetch(reader, "id=3&count=0").json() == {"lastid": 3, "events": []}
    assert len(fetch(reader, "id=1&count=bad").json()["events"]) == 9
    assert fetch(reader, "id=99").json() == {"lastid": 99, "events": []}


def test_an_empty_table_counts_as_one(fetch, reader, house) -> None:
    assert fetch(reader, "id=-1").json() == {"lastid": 0, "events": []}
    assert fetch(reader).json() == {"lastid": 0, "events": []}


def test_what_is_filtered_out_is_skipped_for_good(fetch, told, reader) -> None:
    told(idea(SENDER, "scan"), idea(SENDER, "login", Category=["Attempt.Login"]), idea(SENDER, "scan-2"))
    found = fetch(reader, "id=1&cat=Attempt").json()
    assert (found["lastid"], [one["ID"] for one in found["events"]]) == (2, ["login"])
    assert fetch(reader, "id=1&cat=Malware").json() == {"lastid": 3, "events": []}
    assert [one["ID"] for one in fetch(reader, "id=-3&nocat=Attempt.Login&nocat=Malware").json()["events"]] == ["scan", "scan-2"]


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("cat=bflm", "Wrong tag or category used in query."),
        ("cat=Other&nocat=Test", "Unrealizable conditions. Choose cat or nocat option."),
        ("tag=Flow&notag=Relay", "Unrealizable conditions. Choose tag or notag option."),
        ("group=example&nogroup=example.a", "Unrealizable conditions. Choose group or nogroup option."),
    ],
)
def test_conditions_that_cannot_be_met_are_422(fetch, reader, house, query, message) -> None:
    answer = fetch(reader, query)
    assert (answer.status_code, [one["message"] for one in answer.json()["errors"]]) == (422, [message])
    assert WardenClient.objects.get(name="example.other.reader").position is None


@pytest.mark.parametrize("query", ["self=anything", "client_id=7&method=x", "nonsense=1&nonsense=2"])
def test_unknown_arguments_are_dropped_without_a_word(fetch, told, reader, query) -> None:
    told(idea(SENDER, "e"))
    assert fetch(reader, f"id=-1&{query}").status_code == 200


@pytest.mark.parametrize("body", [b'{"a": 1}', b"junk", b"[" * 1000])
def test_the_body_is_not_looked_at(send, told, reader, body) -> None:
    told(idea(SENDER, "e"))
    assert send(body, method="getEvents", secret=reader).status_code == 200


def test_a_client_gets_its_own_events_to_the_byte(fetch, send, sender, write) -> None:
    odd = json.dumps(idea(SENDER, "byte-1", Note="žluťoučký", _Own={"a": [1, {}]}), ensure_ascii=False).replace('":', '" :  ')
    assert send(f"[{odd}]".encode(), secret=sender).json() == {"saved": 1}
    write()
    assert odd.encode() in fetch(sender, "id=-1").content


def test_others_get_a_copy_without_target_member_and_sender(fetch, told, reader) -> None:
    told(idea(SENDER, "e-1", Note="ward 7", TLP="TLP:AMBER"))
    [copy] = fetch(reader, "id=-1").json()["events"]
    assert (copy["ID"], copy["Source"], copy["TLP"]) == ("e-1", [{"IP4": ["203.0.113.7"]}], "TLP:GREEN")
    assert copy["Target"] == [{"Port": [22], "Anonymised": True}]
    assert copy["Node"] == [{"Name": "cz.hsoc", "Type": ["Relay"], "SW": ["hSOC"]}]
    assert "198.18.2.10" not in str(copy)
    assert "ward 7" not in str(copy)


def test_filters_find_nothing_that_the_audience_may_not_see(fetch, told, reader) -> None:
    told(idea(SENDER, "e-1", Category=["Recon.Scanning", "Malware"]))
    assert fetch(reader, f"id=-1&group={SENDER}").json()["events"] == []
    assert fetch(reader, "id=-1&cat=Malware").json()["events"] == []
    assert fetch(reader, "id=-1&tag=Flow").json()["events"] == []
    assert len(fetch(reader, "id=-1&tag=Relay").json()["events"]) == 1


def test_red_and_what_a_member_does_not_share_stay_at_home(fetch, told, sender, reader) -> None:
    told(idea(SENDER, "red", TLP="TLP:RED"), idea(SENDER, "shared"))
    assert [one["ID"] for one in fetch(reader, "id=-2").json()["events"]] == ["shared"]
    assert [one["ID"] for one in fetch(sender, "id=-2").json()["events"]] == ["red", "shared"]
    Organisation.objects.filter(number=2).update(opted_out_of_sharing=True)
    assert fetch(reader, "id=-2").json()["events"] == []


def test_trials_are_seen_by_those_who_make_them(fetch, send, register, write, reader) -> None:
    trial = register("example.trial", 2)
    assert send([idea("example.trial", "t-1", Category=["Recon.Scanning", "Test"])], secret=trial).json() == {"saved": 1}
    write()
    assert [one["ID"] for one in fetch(trial, "id=-1").json()["events"]] == ["t-1"]
    assert fetch(reader, "id=-1").json()["events"] == []


def test_a_receiver_that_polls_while_others_send_loses_and_doubles_none(fetch, told, reader) -> None:
    assert fetch(reader, "id=-1").json()["events"] == []
    got: list[str] = []
    for batch in range(5):
        told(*(idea(SENDER, f"e-{batch}-{number}") for number in range(7)))
        got += [one["ID"] for one in fetch(reader, "count=5").json()["events"]]
    while more := fetch(reader, "count=5").json()["events"]:
        got += [one["ID"] for one in more]
    assert got == [f"e-{batch}-{number}" for batch in range(5) for number in range(7)]


def test_debug_needs_its_right_and_tells_no_secret(send, register, reader, house) -> None:
    assert send(b"", method="getDebug", secret=reader).status_code == 403
    secret = register("example.debug", 1, debug=True)
    answer = send(b"", method="getDebug", secret=secret)
    assert set(answer.json()) == {"environment", "client", "database", "system", "process"}
    assert secret not in answer.content.decode()
