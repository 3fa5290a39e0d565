from __future__ import annotations

import socket

import pytest

from hsoc.perimeter.simulate import columns, send


def test_a_target_is_an_address_and_a_port() -> None:
    assert send.target("127.0.0.1:4739") == ("127.0.0.1", 4739)
    assert send.target("[::1]:4739") == ("::1", 4739)


@pytest.mark.parametrize("text", ["", "4739", "collector.example:4739", "127.0.0.1:0", "127.0.0.1:70000", "127.0.0.1:port"])
def test_anything_else_is_refused_with_its_text(text: str) -> None:
    with pytest.raises(ValueError, match="--to"):
        send.target(text)


def test_templates_come_first_and_again_when_they_are_due() -> None:
    times = iter([0.0, 1.0, 1.0, 30.0, 30.0, 30.0])
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind(("127.0.0.1", 0))
        sock.settimeout(5)
        sites = send.Sites(to=sock.getsockname(), clock=lambda: next(times))
        flows = columns.whole(1, first=1, last=2, src_lo=0xFFFF_C612_0101, dst_lo=0xFFFF_C612_0201, proto=6)
        for _ in range(2):
            sites.send(flows, export=1)
        sites.close()
        sets = [int.from_bytes(sock.recv(2000)[16:18], "big") for _ in range(sites.sent.datagrams)]
    assert sites.sent.flows == 2
    assert sets[0] == 2
    assert sets.count(256) == 2
