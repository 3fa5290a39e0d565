"""Framing: where messages and their sets begin and end. A compiled walk over a batch of datagrams; no meaning, no state.

NetFlow v5 has no sets; its records appear as one set with the number V5_SET. sFlow datagrams are only recognised.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Any, Final

import numpy as np
from numba import njit
from numpy.typing import NDArray

Int64s = NDArray[np.int64]
Bytes = NDArray[np.uint8]

V5_SET: Final = -5
SFLOW: Final = 105  # "version" given to sFlow v5, whose version field has 4 bytes
LEAST_SET: Final = 4
FIRST_DATA_ID: Final = 256


class P(IntEnum):
    """Columns of the packet table."""

    VERSION = 0
    COUNT = 1  # v5, v9: as the header says; IPFIX: length
    UPTIME = 2
    EXPORT = 3  # ms since 1970
    SEQUENCE = 4
    DOMAIN = 5
    SAMPLING = 6  # v5 header; 0 = none
    STATUS = 7
    WHERE = 8  # offset of the error in the datagram
    START = 9  # of the message in the buffer


class S(IntEnum):
    """Columns of the set table. START and END delimit the content, without the set header."""

    PACKET = 0
    ID = 1
    START = 2
    END = 3


class Status(IntEnum):
    """What is wrong with a datagram; what comes before the place is still used."""

    OK = 0
    TOO_SHORT = 1
    UNKNOWN_VERSION = 2
    LYING_LENGTH = 3
    LYING_SET = 4
    LYING_COUNT = 5


REASONS: Final = {
    Status.TOO_SHORT: "datagram shorter than its header",
    Status.UNKNOWN_VERSION: "unknown version",
    Status.LYING_LENGTH: "message length does not match the datagram",
    Status.LYING_SET: "set reaches beyond the message or is shorter than its header",
    Status.LYING_COUNT: "record count does not match the length",
}

V5_HEADER: Final = 24
V5_RECORD: Final = 48
MOST_V5: Final = 1365  # records; what fits 65,535 bytes


@njit(cache=True, inline="always")
def u16(b: Bytes, at: int) -> Any:
    """Two bytes, big-endian."""
    return np.int64(b[at]) << 8 | np.int64(b[at + 1])


@njit(cache=True, inline="always")
def u32(b: Bytes, at: int) -> Any:
    """Four bytes, big-endian."""
    return np.int64(b[at]) << 24 | np.int64(b[at + 1]) << 16 | np.int64(b[at + 2]) << 8 | np.int64(b[at + 3])


@njit(cache=True, nogil=True)
def _walk_sets(b: Bytes, packet: int, at: int, end: int, base: int, packets: Int64s, sets: Int64s, found: int) -> int:
    while at + LEAST_SET <= end:
        length = u16(b, at + 2)
        if length < LEAST_SET or at + length > end:
            packets[packet, 7] = 4
            packets[packet, 8] = at - base
            break
        sets[found, 0] = packet
        sets[found, 1] = u16(b, at)
        sets[found, 2] = at + LEAST_SET
        sets[found, 3] = at + length
        found += 1
        at += length
    return found


@njit(cache=True, nogil=True)
def _v5(b: Bytes, i: int, at: int, length: int, p: Int64s, sets: Int64s, found: int) -> int:
    if length < V5_HEADER:
        p[i, 7] = 1
        return found
    count = u16(b, at + 2)
    p[i, 1] = count
    p[i, 2] = u32(b, at + 4)
    p[i, 3] = u32(b, at + 8) * 1000 + u32(b, at + 12) // 1_000_000
    p[i, 4] = u32(b, at + 16)
    p[i, 5] = u16(b, at + 20)  # engine type and number
    p[i, 6] = u16(b, at + 22) & 0x3FFF
    fits = (length - V5_HEADER) // V5_RECORD
    if count != fits or length != V5_HEADER + count * V5_RECORD:
        p[i, 7] = 5
        p[i, 8] = 2
    count = min(count, fits)
    if count > 0:
        sets[found, 0] = i
        sets[found, 1] = V5_SET
        sets[found, 2] = at + V5_HEADER
        sets[found, 3] = at + V5_HEADER + count * V5_RECORD
        found += 1
    return found


@njit(cache=True, nogil=True)
def _frame(b: Bytes, offsets: Int64s, lengths: Int64s, p: Int64s, sets: Int64s) -> int:
    found = 0
    for i in range(len(offsets)):
        at, length = offsets[i], lengths[i]
        p[i, 9] = at
        if length < 4:
            p[i, 7] = 1
            continue
        version = u16(b, at)
        p[i, 0] = version
        if version == 5:
            found = _v5(b, i, at, length, p, sets, found)
        elif version == 9:
            if length < 20:
                p[i, 7] = 1
                continue
            p[i, 1] = u16(b, at + 2)
            p[i, 2] = u32(b, at + 4)
            p[i, 3] = u32(b, at + 8) * 1000
            p[i, 4] = u32(b, at + 12)
            p[i, 5] = u32(b, at + 16)
            found = _walk_sets(b, i, at + 20, at + length, at, p, sets, found)
        elif version == 10:
            if length < 16:
                p[i, 7] = 1
                continue
            said = u16(b, at + 2)
            p[i, 1] = said
            p[i, 3] = u32(b, at + 4) * 1000
            p[i, 4] = u32(b, at + 8)
            p[i, 5] = u32(b, at + 12)
            if said != length:
                p[i, 7] = 3
                p[i, 8] = 2
            if said >= 16:
                found = _walk_sets(b, i, at + 16, at + min(length, said), at, p, sets, found)
        elif version == 0 and u16(b, at + 2) == 5:
            p[i, 0] = SFLOW
        else:
            p[i, 7] = 2
    return found


def sealed(buffer: Bytes) -> Bytes:
    """A view that cannot be written to: Numba compiles per kind of array, and all input shall be of one kind (else seconds are lost)."""
    view = buffer.view()
    view.flags.writeable = False
    return view


def frame(buffer: Bytes, offsets: Int64s, lengths: Int64s) -> tuple[Int64s, Int64s]:
    """Tables of packets (columns P) and of sets (columns S, in order of arrival) of a batch of datagrams."""
    packets = np.zeros((len(offsets), len(P)), np.int64)
    most = int(np.sum(lengths // LEAST_SET)) + len(offsets)
    sets = np.empty((most, len(S)), np.int64)
    found = _frame(buffer, offsets, lengths, packets, sets)
    return packets, sets[:found]
