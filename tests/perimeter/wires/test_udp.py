import socket

import numpy as np
import pytest

from hsoc.perimeter.wires.udp import SLOTS, Receiver

NOW = 1_700_000_000_000


def clock() -> int:
    return NOW


def contents(datagrams: object) -> list[bytes]:
    return [datagrams.buffer[o : o + n].tobytes() for o, n in zip(datagrams.offsets, datagrams.lengths, strict=True)]  # type: ignore[attr-defined]


def test_datagrams_come_with_their_sender_and_time() -> None:
    with Receiver([("127.0.0.1", 0)], clock=clock) as receiver, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        for payload in (b"one", b"", b"three" * 1000):
            sender.sendto(payload, receiver.bound()[0])
        found = receiver.receive(wait_ms=1000)
        assert found is not None
        assert contents(found) == [b"one", b"", b"three" * 1000]
        assert [str(e) for e in found.exporters] == [f"127.0.0.1 on port {receiver.bound()[0][1]}"]
        assert (found.exporter.tolist(), found.received.tolist()) == ([0, 0, 0], [NOW] * 3)


def test_senders_and_sockets_are_told_apart() -> None:
    with Receiver([("127.0.0.1", 0), ("127.0.0.1", 0)], clock=clock) as receiver:
        first, second = receiver.bound()
        for source, target in (("127.0.0.2", first), ("127.0.0.3", first), ("127.0.0.2", first), ("127.0.0.2", second)):
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
                sender.bind((source, 0))
                sender.sendto(b"x", target)
        found = receiver.receive(wait_ms=1000)
        assert found is not None
        who = [found.exporters[i] for i in found.exporter]
        assert sorted((e.address, e.port) for e in who) == sorted(
            [("127.0.0.2", first[1]), ("127.0.0.3", first[1]), ("127.0.0.2", first[1]), ("127.0.0.2", second[1])]
        )


def test_ipv6_and_ipv4_on_an_ipv6_socket() -> None:
    with Receiver([("::", 0)], clock=clock) as receiver:
        port = receiver.bound()[0][1]
        for family, address in ((socket.AF_INET6, "::1"), (socket.AF_INET, "127.0.0.1")):
            with socket.socket(family, socket.SOCK_DGRAM) as sender:
                sender.sendto(b"x", (address, port))
        found = receiver.receive(wait_ms=1000)
        assert found is not None
        assert sorted(e.address for e in found.exporters) == ["127.0.0.1", "::1"]


def test_nothing_came() -> None:
    with Receiver([("127.0.0.1", 0)], clock=clock) as receiver:
        assert receiver.receive(wait_ms=0) is None


def test_more_than_a_batch_comes_in_order() -> None:
    with Receiver([("127.0.0.1", 0)], clock=clock) as receiver, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        for i in range(SLOTS + 10):
            sender.sendto(i.to_bytes(4), receiver.bound()[0])
        seen: list[int] = []
        while (found := receiver.receive(wait_ms=0)) is not None:
            seen += [int.from_bytes(c) for c in contents(found)]
        assert seen == list(range(SLOTS + 10))
        assert receiver.counters()[0].datagrams == SLOTS + 10
        assert isinstance(np.sum(seen), np.integer)


def test_what_the_kernel_drops_is_counted() -> None:
    with Receiver([("127.0.0.1", 0)], clock=clock) as receiver, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        granted = receiver.counters()[0].buffer
        payload = bytes(60_000)
        many = granted // len(payload) + 200
        for _ in range(many):
            sender.sendto(payload, receiver.bound()[0])
        while receiver.receive(wait_ms=0) is not None:
            pass
        sender.sendto(b"after", receiver.bound()[0])
        while receiver.receive(wait_ms=0) is not None:
            pass
        counted = receiver.counters()[0]
        assert counted.dropped > 0
        assert counted.datagrams + counted.dropped == many + 1


def test_address_that_cannot_be_bound_is_named() -> None:
    with pytest.raises(OSError, match=r"203\.0\.113\.1 port 2055"):
        Receiver([("203.0.113.1", 2055)], clock=clock)
