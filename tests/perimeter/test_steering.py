"""The last good policy stays: over a wider one, over rubbish, over a restart; a narrower file has the last word."""

import json

import msgspec

from hsoc.perimeter.steering import KEPT, Steering
from hsoc.records.policy import Member, Policy

FILE = Policy(members=(Member(number=7, name="Lipová", prefixes=("198.18.7.0/24",)),), protected=("198.18.7.0/24",))
RULE = {"id": "1", "member": 7, "do": "drop", "match": {"dst": "198.18.7.0/24", "proto": [17]}, "since": 0, "until": 10}


def document(**fields):
    return json.dumps({"version": "1", "rules": [RULE]} | fields).encode()


def test_a_fit_policy_is_taken_once_and_kept(tmp_path):
    steering = Steering(FILE, tmp_path, now=1)
    assert (steering.take(), steering.state.origin) == (None, "file")
    steering.heard(document(), now=2)
    taken = steering.take()
    assert ([one.id for one in taken.rules], steering.take()) == (["1"], None)
    assert (steering.state.version, steering.state.origin, steering.state.since) == ("1", "portal", 2)
    assert (tmp_path / KEPT).read_bytes() == document()


def test_a_wider_one_is_refused_whole_and_said(tmp_path):
    steering = Steering(FILE, tmp_path, now=1)
    steering.heard(document(), now=2)
    steering.take()
    steering.heard(document(version="2", protected=["0.0.0.0/0"], rules=[]), now=3)
    assert (steering.take(), steering.state.version, steering.state.refused_version) == (None, "1", "2")
    assert "0.0.0.0/0 is outside the ceiling" in steering.state.refused[0]
    assert (tmp_path / KEPT).read_bytes() == document()
    steering.heard(document(version="3"), now=4)
    assert (steering.state.refused, steering.state.version) == ((), "3")


def test_a_restart_begins_with_the_kept_one(tmp_path):
    Steering(FILE, tmp_path, now=1).heard(document(), now=2)
    again = Steering(FILE, tmp_path, now=5)
    assert ([one.id for one in again.policy.rules], again.take(), again.state.origin, again.state.version) == (["1"], None, "kept", "1")


def test_a_file_that_became_narrower_has_the_last_word(tmp_path):
    Steering(FILE, tmp_path, now=1).heard(document(members=[{"number": 7, "name": "Lipová"}]), now=2)
    narrow = msgspec.structs.replace(FILE, members=(), protected=("198.18.7.0/24",))
    again = Steering(narrow, tmp_path, now=5)
    assert (again.policy, again.state.origin, again.state.refused[0]) == (narrow, "file", "member 7: is not in the ceiling")


def test_a_broken_file_is_no_policy(tmp_path):
    (tmp_path / KEPT).write_bytes(b"{")
    again = Steering(FILE, tmp_path, now=5)
    assert (again.policy, again.state.origin) == (FILE, "file")
    assert "no JSON object" in again.state.refused[0]
