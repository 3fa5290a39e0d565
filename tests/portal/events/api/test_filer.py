"""The folder protocol as its producers and readers use it."""

import json
import os
from pathlib import Path

import pytest
from tests.portal.events.conftest import WHEN, idea

from hsoc.journal import inbox
from hsoc.portal.events.api.filer import Handed, Sender, Unusable, prepared, receive
from hsoc.portal.events.models import WardenClient
from hsoc.portal.events.queries.clients import client
from hsoc.portal.events.rules.door import EVENT_BYTES, Refusal

NAME = "example.a"


@pytest.fixture
def one(house, register) -> WardenClient:
    return client(name="", secret=register(NAME, 2, write=True), hostnames=())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return prepared(tmp_path / "filer")


def drop(folder: Path, name: str, content: bytes | dict) -> None:
    """As a producer does it: temp, then incoming."""
    draft = folder / "temp" / name
    draft.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    draft.rename(folder / "incoming" / name)


def names(folder: Path, room: str) -> list[str]:
    return sorted(path.name for path in (folder / room).iterdir())


def spooled(house: Path) -> list[dict]:
    found = inbox.batches(inbox.waiting(house / "spool" / "events", most=99))
    return [json.loads(raw) for _, batch in found for raw in batch.events]


def test_files_become_events_and_bad_ones_lie_in_errors_with_a_sentence(house, folder, one, tmp_path) -> None:
    drop(folder, "h.1.2.3.1.idea", idea(NAME, "good"))
    drop(folder, "h.1.2.3.2.idea", b"{ no json")
    drop(folder, "h.1.2.3.3.idea", idea("example.other", "foreign"))
    drop(folder, "h.1.2.3.4.idea", {"Format": "IDEA0"})
    drop(folder, "h.1.2.3.5.idea", b'"' + b"x" * EVENT_BYTES + b'"')
    (folder / "incoming" / "h.1.2.3.6.idea").symlink_to("/etc/passwd")
    os.mkfifo(folder / "incoming" / "h.1.2.3.7.idea")
    drop(folder, "still-written.tmp", b"{")
    done = tmp_path / "done"
    sender = Sender(folder, done=done)
    assert (sender.run(one), sender.run(one)) == (Handed(sent=1, wrong=6), Handed())
    sender.close()
    assert [event["ID"] for event in spooled(house)] == ["good"]
    assert ([path.name for path in done.iterdir()], names(folder, "incoming"), names(folder, "temp")) == (
        ["h.1.2.3.1.idea"], ["still-written.tmp"], [],
    )  # fmt: skip
    said = {name[8]: (folder / "errors" / name).read_text() for name in names(folder, "errors") if name.endswith(".txt")}
    assert sorted(said) == ["2", "3", "4", "5", "6", "7"]
    for number, reason in (("2", "not JSON"), ("3", "422"), ("4", "460"), ("5", "at most"), ("6", "plain file"), ("7", "plain file")):
        assert reason in said[number], said[number]


def test_own_node_is_put_before_the_others_and_documents_without_any_get_it(house, folder, one) -> None:
    drop(folder, "a.idea", idea("producer.inside", "a"))
    drop(folder, "b.idea", {key: value for key, value in idea(NAME, "b").items() if key != "Node"})
    sender = Sender(folder, node=True)
    assert sender.run(one) == Handed(sent=2)
    sender.close()
    assert [[node["Name"] for node in event["Node"]] for event in spooled(house)] == [[NAME, "producer.inside"], [NAME]]
    assert names(folder, "incoming") == []


def test_many_senders_share_a_folder_and_a_dead_ones_claims_come_back(house, folder, one) -> None:
    first, second = Sender(folder), Sender(folder)
    for number in range(3):
        drop(folder, f"{number}.idea", idea(NAME, f"e{number}"))
    claimed = next(first._claimed())
    assert claimed.name == "0.idea"
    assert second.run(one) == Handed(sent=2)
    os.close(first._lock)  # the first one dies: the system lets its lock go, its file stays in temp
    assert second.run(one) == Handed(sent=1)
    second.close()
    assert [event["ID"] for event in spooled(house)] == ["e1", "e2", "e0"]
    assert (names(folder, "incoming"), names(folder, "temp")) == ([], [])


def test_killed_after_the_promise_and_before_the_removal_is_stored_once(house, folder, one, write) -> None:
    drop(folder, "0.idea", idea(NAME, "once"))
    first = Sender(folder)
    copy = next(first._claimed())
    kept = copy.read_bytes()
    copy.rename(folder / "incoming" / copy.name)
    assert first.run(one) == Handed(sent=1)
    (first._mine / "0.idea").write_bytes(kept)  # as if the kill had come before the removal
    os.close(first._lock)
    second = Sender(folder)
    assert second.run(one) == Handed(sent=1)
    second.close()
    assert (len(spooled(house)), write()) == (2, 1)


def test_portal_that_takes_nothing_gives_the_files_back(house, folder, one) -> None:
    drop(folder, "0.idea", idea(NAME, "later"))
    (house / "spool").write_text("in the way")
    sender = Sender(folder)
    with pytest.raises(Refusal):
        sender.run(one)
    assert names(folder, "incoming") == ["0.idea"]
    sender.close()


def test_receiver_writes_what_is_new_up_to_the_limit_of_files(house, folder, one, send, register, write) -> None:
    reader = client(name="", secret=register("example.reader", 3), hostnames=())
    other = register("example.b", 2, write=True)
    assert receive(reader, folder, filters={}, now=WHEN) == 0  # a new client begins with what is new
    send([idea("example.b", f"n{n}", Category=["Recon.Scanning" if n else "Attempt.Login"]) for n in range(4)], secret=other)
    write()
    assert receive(reader, folder, filters={"cat": ("Recon",)}, now=WHEN, file_limit=2, node=True) == 2
    assert receive(reader, folder, filters={"cat": ("Recon",)}, now=WHEN, file_limit=2) == 0
    files = [path.name for path in (folder / "incoming").iterdir()]
    assert all(len(name.split(".")) >= 6 and name.endswith(".idea") for name in files)
    read = [json.loads((folder / "incoming" / name).read_bytes()) for name in sorted(files)]
    assert [(event["ID"], event["Node"][0]["Name"]) for event in read] == [("n1", "example.reader"), ("n2", "example.reader")]
    for name in files:
        (folder / "incoming" / name).unlink()
    assert receive(reader, folder, filters={"cat": ("Recon",)}, now=WHEN, file_limit=2) == 1
    assert (WardenClient.objects.get(name="example.reader").position, names(folder, "temp")) == (4, [])


def test_unusable_folders_and_filters_are_told(house, tmp_path, one) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Unusable, match="file"):
        prepared(tmp_path / "file")
    with pytest.raises(Unusable, match="Choose cat or nocat"):
        receive(one, tmp_path / "f", filters={"cat": ("Recon",), "nocat": ("Test",)}, now=WHEN)
