"""VRPs from a file that changes and from a cache over TCP."""

from __future__ import annotations

import socket
import threading
import time
from pathlib import Path

from hsoc.exchange.rpki.encode import encode
from hsoc.exchange.rpki.rtr import error, response
from hsoc.perimeter.wires.attested import Attestations, Attested
from hsoc.records.route import Aspa, Vrp

VRPS = (Vrp("198.18.0.0/15", 24, 64500), Vrp("2001:db8::/32", 48, 64501))


def taken(source: Attestations) -> Attested:
    deadline = time.monotonic() + 20
    while (found := source.take()) is None:
        assert time.monotonic() < deadline, source.condition
        time.sleep(0.01)
    return found


def test_a_file_is_read_again_when_it_changes_and_a_bad_one_leaves_the_last(tmp_path: Path) -> None:
    path = tmp_path / "vrps.json"
    path.write_bytes(encode(VRPS, [Aspa(64500, (64501,))]))
    source = Attestations(path=path, clock=lambda: 7)
    try:
        assert taken(source) == Attested(VRPS, (Aspa(64500, (64501,)),))
        path.write_bytes(b"{")
        deadline = time.monotonic() + 20
        while not source.condition.trouble:
            assert time.monotonic() < deadline
            time.sleep(0.01)
        assert (source.take(), source.condition.vrps) == (None, 2)
        path.write_bytes(encode(VRPS[:1]))
        assert taken(source).vrps == VRPS[:1]
        assert (source.condition.trouble, source.condition.since) == ("", 7)
    finally:
        source.close()


def test_a_cache_of_the_old_version_is_asked_again() -> None:
    asked: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as door:

        def serve() -> None:
            for answer in (error(4, version=0), response(VRPS, version=0)):
                link, _ = door.accept()
                with link:
                    asked.append(link.recv(8))
                    link.sendall(answer)
                    link.recv(1)  # until the other side goes

        server = threading.Thread(target=serve, daemon=True)
        server.start()
        source = Attestations(cache=("127.0.0.1", door.getsockname()[1]), clock=lambda: 7)
        try:
            assert set(taken(source).vrps) == set(VRPS)
        finally:
            source.close()
        server.join(timeout=20)
    assert [one[0] for one in asked] == [1, 0]


def test_a_cache_that_is_not_there_is_said() -> None:
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
    source = Attestations(cache=("127.0.0.1", port), clock=lambda: 7)
    try:
        deadline = time.monotonic() + 20
        while not source.condition.trouble:
            assert time.monotonic() < deadline
            time.sleep(0.01)
        assert source.condition.place == f"127.0.0.1 port {port}"
    finally:
        source.close()
