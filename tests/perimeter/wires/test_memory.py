"""The fake door behaves as Warden's server does."""

import msgspec
import pytest

from hsoc.perimeter.wires.line import Unreachable
from hsoc.perimeter.wires.memory import MemoryDoor


def posted(door, *events, method="sendEvents"):
    answer = door.call(method, msgspec.json.encode(list(events)))
    return answer.status, msgspec.json.decode(answer.body)


def test_good_events_of_a_bad_batch_are_saved():
    door = MemoryDoor()
    door.bad = {"b"}
    status, body = posted(door, {"ID": "a"}, {"ID": "b"})
    assert (status, [one["ID"] for one in door.saved]) == (460, ["a"])
    assert (body["errors"][0]["events"], body["errors"][0]["events_id"]) == ([1], ["b"])


def test_a_surplus_is_for_later():
    door = MemoryDoor(limit=1)
    status, body = posted(door, {"ID": "a"}, {"ID": "b"})
    assert (status, body["errors"][0]["events"], body["errors"][0]["send_events_limit"]) == (507, [1], 1)


def test_the_same_id_and_revision_is_kept_once():
    door = MemoryDoor()
    posted(door, {"ID": "a"}, {"ID": "a"}, {"ID": "a", "_hSOC": {"Revision": 2}})
    assert len(door.saved) == 2


def test_junk_and_unknown_methods_are_refused():
    door = MemoryDoor()
    assert door.call("sendEvents", b"{").status == 400
    assert posted(door, method="getFlag")[0] == 404


def test_moods():
    door = MemoryDoor()
    door.down = True
    with pytest.raises(Unreachable):
        door.call("sendEvents", b"[]")
    door.down, door.status = False, 503
    assert door.call("sendEvents", b"[]").status == 503
