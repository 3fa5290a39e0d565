"""Flows over UDP, paced as the routers of two sites would send them. Belongs here: sockets and the clock. Never: what is sent.

Each site has its own loopback source address, so that the collector tells the exporters apart by address as it does in the field.
"""

from __future__ import annotations

import ipaddress
import socket
import time
from collections.abc import Callable, Iterable
from itertools import pairwise
from typing import Final

import msgspec
import numpy as np

from hsoc.perimeter.simulate import community
from hsoc.perimeter.simulate.columns import Columns, rows, taken
from hsoc.perimeter.simulate.ipfix import UDP_BYTES, Exporter

TICK_MS: Final = 100  # of event time: what ended within it leaves together
TEMPLATES_EVERY_S: Final = 20.0  # s of real time between template refreshes (RFC 7011, 8.4 asks for a configurable period)
BURST: Final = 64  # datagrams in one go, then the receiver may breathe
BREATH_S: Final = 0.0005


class Sent(msgspec.Struct, frozen=True):
    """What left."""

    flows: int
    datagrams: int


def target(text: str) -> tuple[str, int]:
    """HOST:PORT as an address. Raises ValueError that repeats the text; a host name is not looked up, an address must stand there."""
    host, _, port = text.rpartition(":")
    try:
        address = ipaddress.ip_address(host.strip("[]"))
        number = int(port)
    except ValueError as error:
        raise ValueError(f"--to {text}: must be ADDRESS:PORT") from error
    if not 0 < number < 65_536:
        raise ValueError(f"--to {text}: port {number} is outside 1 to 65535")
    return str(address), number


class Sites:
    """The sockets and exporters of both sites. A loopback target is reached from the sites' own loopback addresses."""

    def __init__(self, *, to: tuple[str, int], clock: Callable[[], float] = time.monotonic) -> None:
        address = ipaddress.ip_address(to[0])
        family = socket.AF_INET if address.version == 4 else socket.AF_INET6
        self._exporters = [Exporter(domain=n + 1, message_bytes=UDP_BYTES) for n in range(len(community.SITES))]
        self._sockets = [socket.socket(family, socket.SOCK_DGRAM) for _ in community.SITES]
        for site, sock in zip(community.SITES, self._sockets, strict=True):
            if address.is_loopback and family == socket.AF_INET:
                sock.bind((site, 0))
            sock.connect(to)
        self._clock = clock
        self._refreshed = float("-inf")
        self.sent = Sent(0, 0)

    def send(self, flows: Columns, *, export: int) -> None:
        """Send flows now, templates first where they are due. An ICMP refusal (nobody listens yet) is not an error of ours."""
        count = 0
        due = self._clock() - self._refreshed >= TEMPLATES_EVERY_S
        if due:
            self._refreshed = self._clock()
        for number, (exporter, sock) in enumerate(zip(self._exporters, self._sockets, strict=True)):
            payloads = [exporter.templates(export=export)] if due else []
            for messages in exporter.data(taken(flows, flows["site"] == number), export=export):
                payloads += [message.tobytes() for message in messages]
            for position, payload in enumerate(payloads):
                _give(sock, payload)
                if position % BURST == BURST - 1:
                    time.sleep(BREATH_S)
            count += len(payloads)
        self.sent = Sent(self.sent.flows + rows(flows), self.sent.datagrams + count)

    def close(self) -> None:
        """Close the sockets."""
        for sock in self._sockets:
            sock.close()


def _give(sock: socket.socket, payload: bytes) -> None:
    try:
        sock.send(payload)
    except ConnectionRefusedError:  # the answer to an earlier datagram; the collector may come later
        sock.send(payload)


def paced(
    slices: Iterable[Columns],
    *,
    to: tuple[str, int],
    speed: float = 1.0,
    progress: Callable[[int], None] = lambda _: None,
    shift: bool = True,
) -> Sent:
    """Send slices at `speed` times their own time; with `shift`, event times are moved so that the scenario begins now."""
    sites = Sites(to=to)
    begun: int | None = None
    started = time.monotonic()
    wall = time.time_ns() // 1_000_000
    try:
        for flows in slices:
            if begun is None:
                begun = int(flows["last"][0])
            for part in _ticks(flows):
                at = int(part["last"][-1])
                _wait(started + (at - begun) / 1000 / speed)
                moved = _moved(part, wall - begun) if shift else part
                sites.send(moved, export=int(moved["last"].max()) // 1000 + 1)
            progress(sites.sent.flows)
    finally:
        sites.close()
    return sites.sent


def _moved(flows: Columns, by: int) -> Columns:
    return flows | {"first": flows["first"] + by, "last": flows["last"] + by}


def _wait(until: float) -> None:
    left = until - time.monotonic()
    if left > 0:
        time.sleep(left)


def _ticks(flows: Columns) -> Iterable[Columns]:
    """A slice in time order, cut at tick boundaries."""
    tick = flows["last"] // TICK_MS
    edges = np.concatenate(([0], np.flatnonzero(np.diff(tick)) + 1, [len(tick)]))
    for low, high in pairwise(edges):
        yield {name: values[low:high] for name, values in flows.items()}
