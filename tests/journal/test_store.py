"""Files that are there whole or not at all, and the lock of the one writer."""

import os

import pytest

from hsoc.journal.store import UNFINISHED, Busy, Lock, made, placed, synced


def test_placed_leaves_only_the_whole_file(tmp_path):
    placed(tmp_path / "deep" / "file", b"one", b"two")
    assert (tmp_path / "deep" / "file").read_bytes() == b"onetwo"
    assert [path.name for path in (tmp_path / "deep").iterdir()] == ["file"]


def test_placed_leaves_the_old_file_when_writing_fails(tmp_path):
    placed(tmp_path / "file", b"old")
    with pytest.raises(TypeError):
        placed(tmp_path / "file", b"new", "not bytes")
    assert (tmp_path / "file").read_bytes() == b"old"
    assert not (tmp_path / f"file{UNFINISHED}").exists()


def test_others_cannot_read_what_is_placed(tmp_path):
    placed(tmp_path / "deep" / "file", b"x")
    assert [path.stat().st_mode & 0o007 for path in (tmp_path / "deep" / "file", tmp_path / "deep")] == [0, 0]


def test_a_second_lock_is_refused_and_names_the_holder(tmp_path):
    with Lock(tmp_path / "lock"), pytest.raises(Busy, match=f"process {os.getpid()} writes here already"):
        Lock(tmp_path / "lock")
    Lock(tmp_path / "lock").release()


def test_release_twice_does_nothing(tmp_path):
    lock = Lock(tmp_path / "lock")
    lock.release()
    lock.release()


def test_made_and_synced_take_a_folder_that_is_there(tmp_path):
    made(tmp_path / "a")
    made(tmp_path / "a")
    synced(tmp_path / "a")
    assert (tmp_path / "a").is_dir()
