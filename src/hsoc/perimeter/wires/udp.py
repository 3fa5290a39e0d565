"""The receive loop: datagrams from UDP sockets into one reused buffer, many per system call (perimeter.md 4.2). Never: their meaning.

Linux: recvmmsg over a ring of slots, so that no Python object is made per packet. What a socket had to drop is counted by the kernel
(SO_RXQ_OVFL) and shown. Stock asyncio datagrams are ten times slower and are not used.
"""

from __future__ import annotations

import ctypes
import ipaddress
import select
import socket
from collections.abc import Callable, Sequence
from typing import Any, Final, Self

import msgspec
import numpy as np
from numpy.typing import NDArray

from hsoc.records.packets import Datagrams, Exporter

SLOTS: Final = 1024  # datagrams per batch: some 20,000 records, a few milliseconds of decoding
SLOT: Final = 65_536  # bytes; no datagram is longer, and pages that are never touched cost nothing
# bytes from slot to slot; with a power of two all datagrams would fight for the same few sets of the processor's caches
STRIDE: Final = SLOT + 1472
RECEIVE_BUFFER: Final = 64 << 20  # bytes asked of the kernel; net.core.rmem_max limits it (4 MiB held 100,000 packets/s)
SO_RXQ_OVFL: Final = 40
SO_RCVBUFFORCE: Final = 33  # beyond rmem_max where we may (CAP_NET_ADMIN)
_NAME: Final = 28  # bytes of sockaddr_in6
_CONTROL: Final = 64  # bytes; one control message is 24
_HEADER: Final = np.dtype(
    {
        "names": ["name", "namelen", "iov", "iovlen", "control", "controllen", "flags", "length"],
        "formats": ["u8", "u4", "u8", "u8", "u8", "u8", "i4", "u4"],
        "offsets": [0, 8, 16, 24, 32, 40, 48, 56],
        "itemsize": 64,
    }
)  # struct mmsghdr of 64-bit Linux

_libc: Final = ctypes.CDLL(None, use_errno=True)


class SocketCounters(msgspec.Struct, frozen=True, kw_only=True):
    """One socket as an operator sees it. dropped: by the kernel because we were too slow, since the socket was opened."""

    address: str
    port: int
    datagrams: int
    dropped: int
    buffer: int  # bytes that the kernel granted


class _Socket:
    """A bound socket and its counts."""

    def __init__(self, address: str, port: int) -> None:
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        self.socket = socket.socket(family, socket.SOCK_DGRAM)
        try:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
            self.socket.setsockopt(socket.SOL_SOCKET, SO_RXQ_OVFL, 1)
            try:
                self.socket.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, RECEIVE_BUFFER)
            except PermissionError:
                self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER)
            self.socket.bind((address, port))
        except OSError:
            self.socket.close()
            raise
        self.socket.setblocking(False)
        self.address, self.port = self.socket.getsockname()[:2]
        self.datagrams = self.dropped = 0


class Receiver:
    """Sockets of one process; start several processes with the same addresses to spread the load (SO_REUSEPORT).

    listen: (address, port) pairs, port 0 = any free one; clock: ms since 1970 UTC, asked once per batch.
    Raises OSError with the address where one cannot be bound.
    """

    def __init__(self, listen: Sequence[tuple[str, int]], *, clock: Callable[[], int]) -> None:
        """Open and bind."""
        self._clock = clock
        self._ring = np.zeros(SLOTS * STRIDE, np.uint8)
        self._names = np.zeros((SLOTS, _NAME), np.uint8)
        self._controls = np.zeros((SLOTS, _CONTROL), np.uint8)
        self._iov = np.zeros((SLOTS, 2), np.uint64)
        self._headers = np.zeros(SLOTS, _HEADER)
        self._point()
        self._exporters: dict[tuple[bytes, int], Exporter] = {}
        self._sockets: dict[int, _Socket] = {}
        self._poll = select.poll()
        try:
            for address, port in listen:
                opened = _Socket(address, port)
                self._sockets[opened.socket.fileno()] = opened
                self._poll.register(opened.socket, select.POLLIN)
        except OSError as error:
            self.close()
            raise OSError(error.errno, f"{address} port {port}: {error.strerror}") from None

    def _point(self) -> None:
        """Let every header point to its slot, once."""
        index = np.arange(SLOTS, dtype=np.uint64)
        self._iov[:, 0] = np.uint64(self._ring.ctypes.data) + index * np.uint64(STRIDE)
        self._iov[:, 1] = SLOT
        self._headers["name"] = np.uint64(self._names.ctypes.data) + index * np.uint64(_NAME)
        self._headers["iov"] = np.uint64(self._iov.ctypes.data) + index * np.uint64(16)
        self._headers["iovlen"] = 1
        self._headers["control"] = np.uint64(self._controls.ctypes.data) + index * np.uint64(_CONTROL)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close all sockets."""
        for one in self._sockets.values():
            one.socket.close()
        self._sockets.clear()

    def bound(self) -> tuple[tuple[str, int], ...]:
        """Where it listens, with the real port numbers."""
        return tuple((s.address, s.port) for s in self._sockets.values())

    def counters(self) -> tuple[SocketCounters, ...]:
        """One per socket."""
        return tuple(
            SocketCounters(
                address=s.address,
                port=s.port,
                datagrams=s.datagrams,
                dropped=s.dropped,
                buffer=s.socket.getsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF),
            )
            for s in self._sockets.values()
        )

    def receive(self, *, wait_ms: int) -> Datagrams | None:
        """What has come, waiting at most `wait_ms` for the first datagram; None if nothing came.

        The buffer may be the receiver's own and overwritten by the next call: decode (or copy) first, then receive again.
        """
        used = 0
        pieces: list[NDArray[np.int64]] = []
        exporters: dict[Exporter, int] = {}
        for number, _ in self._poll.poll(wait_ms):
            one = self._sockets[number]
            got = self._drain(number, used)
            if got <= 0:
                continue
            one.datagrams += got
            one.dropped = max(one.dropped, self._overflow(used + got - 1))
            pieces.append(self._who(used, got, one.port, exporters))
            used += got
            if used == SLOTS:
                break
        if not used:
            return None
        lengths = self._headers["length"][:used].astype(np.int64)
        # slots are far wider than datagrams: handing out the ring itself would make whoever keeps a batch copy 64 KiB per packet
        width = max(1, int(lengths.max()))
        return Datagrams(
            buffer=self._ring.reshape(SLOTS, STRIDE)[:used, :width].reshape(-1),
            offsets=np.arange(used, dtype=np.int64) * width,
            lengths=lengths,
            exporter=np.concatenate(pieces),
            received=np.full(used, self._clock(), np.int64),
            exporters=tuple(exporters),
        )

    def _drain(self, number: int, used: int) -> int:
        rest = self._headers[used:]
        rest["namelen"] = _NAME
        rest["controllen"] = _CONTROL
        got: int = _libc.recvmmsg(number, ctypes.c_void_p(rest.ctypes.data), SLOTS - used, socket.MSG_DONTWAIT, None)
        # EAGAIN, EINTR, or an ICMP error of somebody else: nothing for us this time, the next poll tells
        return got

    def _overflow(self, slot: int) -> int:
        """The kernel's drop count out of the control message of a datagram; 0 where it sent none."""
        if self._headers["controllen"][slot] < 20:
            return 0
        control = self._controls[slot]
        level, kind = control[8:16].view(np.int32).tolist()
        return int(control[16:20].view(np.uint32)[0]) if (level, kind) == (socket.SOL_SOCKET, SO_RXQ_OVFL) else 0

    def _who(self, used: int, got: int, port: int, exporters: dict[Exporter, int]) -> NDArray[np.int64]:
        """Index of the exporter of each datagram; the usual case of one sender needs no sorting."""
        names = self._names[used : used + got].copy()
        names[:, 2:4] = 0  # the sender's port does not matter
        if names[0, 0] == socket.AF_INET6:
            names[:, 4:8] = names[:, 24:28] = 0  # flow label and scope neither
        else:
            names[:, 8:] = 0
        if (names == names[0]).all():
            known, inverse = names[:1], np.zeros(got, np.int64)
        else:
            known, inverse = np.unique(names, axis=0, return_inverse=True)
        index = [exporters.setdefault(self._exporter(row, port), len(exporters)) for row in known]
        return np.array(index, np.int64)[inverse.reshape(-1)]

    def _exporter(self, name: NDArray[Any], port: int) -> Exporter:
        key = (name.tobytes(), port)
        if key not in self._exporters:
            if len(self._exporters) > SLOTS:  # spoofed senders must not fill the memory
                self._exporters.clear()
            self._exporters[key] = Exporter(_text(key[0]), port)
        return self._exporters[key]


def _text(name: bytes) -> str:
    """Address of a sockaddr; IPv4 on an IPv6 socket is written as IPv4."""
    if int.from_bytes(name[:2], "little") == socket.AF_INET:
        return str(ipaddress.IPv4Address(name[4:8]))
    six = ipaddress.IPv6Address(name[8:24])
    return str(six.ipv4_mapped or six)
