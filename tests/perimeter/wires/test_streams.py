"""Listeners, growing files and pipes."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Callable
from pathlib import Path

from hsoc.perimeter.wires import streams
from hsoc.perimeter.wires.streams import Piece, Streams


def until(streams: Streams, wanted: Callable[[list[Piece]], bool]) -> list[Piece]:
    pieces: list[Piece] = []
    deadline = time.monotonic() + 20
    while not wanted(pieces):
        assert time.monotonic() < deadline, pieces
        pieces += streams.take()
        time.sleep(0.01)
    return pieces


def test_connections_are_kept_apart_and_their_end_is_told() -> None:
    open_ = Streams(clock=lambda: 5)
    port = open_.listen("bmp", "127.0.0.1", 0)
    open_.start()
    try:
        with socket.create_connection(("127.0.0.1", port)) as one, socket.create_connection(("127.0.0.1", port)) as two:
            one.sendall(b"one")
            two.sendall(b"two")
            pieces = until(open_, lambda found: len(found) >= 2)
        pieces += until(open_, lambda found: sum(piece.ended for piece in found) == 2)
        said = {piece.number: piece.data for piece in pieces if piece.data}
        assert sorted(said.values()) == [b"one", b"two"]
        [condition] = open_.conditions
        assert (condition.connections, condition.bytes, condition.last) == (0, 6, 5)
    finally:
        open_.close()


def test_a_file_is_read_as_it_grows_and_when_another_takes_its_name(tmp_path: Path) -> None:
    path, open_ = tmp_path / "lines.json", Streams(clock=lambda: 1)
    open_.follow("file", path)
    open_.start()
    try:
        path.write_bytes(b"first\n")
        assert until(open_, lambda found: len(found) >= 1)[0].data == b"first\n"
        with path.open("ab") as more:
            more.write(b"second\n")
        assert until(open_, lambda found: len(found) >= 1)[0].data == b"second\n"
        other = tmp_path / "other"
        other.write_bytes(b"third\n")
        other.replace(path)
        ended, third = until(open_, lambda found: len(found) >= 2)
        assert (ended.ended, third.data, third.number > ended.number) == (True, b"third\n", True)
    finally:
        open_.close()


def test_a_pipe_is_read_whoever_writes(tmp_path: Path) -> None:
    path, open_ = tmp_path / "pipe", Streams(clock=lambda: 1)
    os.mkfifo(path)
    open_.follow("pipe", path)
    open_.start()
    try:
        for text in (b"a\n", b"b\n"):
            with path.open("wb") as writer:
                writer.write(text)
            assert b"".join(piece.data for piece in until(open_, lambda found: len(found) >= 1)) == text
    finally:
        open_.close()


def test_beyond_the_most_connections_nobody_is_let_in(monkeypatch) -> None:
    monkeypatch.setattr(streams, "MOST_CONNECTIONS", 1)
    open_ = Streams(clock=lambda: 1)
    port = open_.listen("bmp", "127.0.0.1", 0)
    open_.start()
    try:
        with socket.create_connection(("127.0.0.1", port)) as one:
            one.sendall(b"x")
            until(open_, lambda found: len(found) >= 1)
            with socket.create_connection(("127.0.0.1", port)) as two:
                two.settimeout(20)
                assert two.recv(1) == b""
        assert open_.conditions[0].refused == 1
    finally:
        open_.close()


def test_a_full_store_is_not_added_to(monkeypatch) -> None:
    monkeypatch.setattr(streams, "MOST_WAITING", 10)
    open_ = Streams(clock=lambda: 1)
    port = open_.listen("bmp", "127.0.0.1", 0)
    open_.start()
    try:
        with socket.create_connection(("127.0.0.1", port)) as one:
            one.sendall(b"0123456789")
            deadline = time.monotonic() + 20
            while open_.conditions[0].bytes < 10:
                assert time.monotonic() < deadline
                time.sleep(0.01)
            one.sendall(b"more")
            assert b"".join(piece.data for piece in until(open_, lambda found: sum(len(p.data) for p in found) >= 14)) == b"0123456789more"
    finally:
        open_.close()
