from pathlib import Path

import pytest

from hsoc.journal import inbox
from hsoc.journal.inbox import Batch, Full


def batch(received: int = 5, **more: object) -> Batch:
    return Batch(
        **{"client": "example.a", "org": 2, "test": False, "ours": True, "received": received, "events": (b"{}", b"x\x00y")} | more
    )


def test_batches_come_back_in_order_of_arrival_to_the_byte(tmp_path: Path) -> None:
    for received in (30, 10, 20):
        inbox.put(tmp_path, batch(received))
    paths = inbox.waiting(tmp_path, most=2)
    assert [one for _, one in inbox.batches(paths)] == [batch(10), batch(20)]


def test_claim_lasts_until_done(tmp_path: Path) -> None:
    inbox.put(tmp_path, batch())
    paths = inbox.waiting(tmp_path, most=9)
    assert inbox.claimed(tmp_path) is None
    key = inbox.claim(tmp_path, paths)
    assert inbox.claimed(tmp_path) == (key, paths)
    inbox.done(tmp_path, paths)
    assert (inbox.claimed(tmp_path), list(tmp_path.iterdir())) == (None, [])


def test_damaged_batch_is_named_and_set_aside(tmp_path: Path) -> None:
    inbox.put(tmp_path, batch())
    path = inbox.waiting(tmp_path, most=1)[0]
    path.write_bytes(path.read_bytes()[:-3])
    assert list(inbox.batches((path,))) == [(path, None)]
    assert inbox.set_aside(path).parent.name == "unreadable"
    assert inbox.waiting(tmp_path, most=1) == ()


def test_more_than_the_writer_can_follow_is_not_promised(tmp_path: Path) -> None:
    inbox.put(tmp_path, batch())
    with pytest.raises(Full, match="1 batches are waiting"):
        inbox.put(tmp_path, batch(), most=1)


def test_folder_that_never_was_holds_nothing(tmp_path: Path) -> None:
    assert inbox.waiting(tmp_path / "none", most=1) == ()


def test_the_bound_holds_though_not_every_put_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    counts = []
    monkeypatch.setattr(inbox.os, "scandir", lambda folder, scan=inbox.os.scandir: counts.append(1) or scan(folder))
    most = 40
    for _ in range(most):
        inbox.put(tmp_path, batch(), most=most)
    assert len(counts) < most
    with pytest.raises(Full):
        inbox.put(tmp_path, batch(), most=most)
    assert len(inbox.waiting(tmp_path, most=most + 1)) == most
