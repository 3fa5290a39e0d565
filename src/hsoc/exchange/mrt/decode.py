"""MRT files → Frames, a window at a time by a compiled walker. Belongs here: records to places of BGP messages. Never: what BGP says.

Nothing in a file is trusted: lengths are checked against their surroundings, what cannot be used is counted by reason, and a record that
reaches beyond the end of the file ends it. Peers of a TABLE_DUMP_V2 are remembered from its PEER_INDEX_TABLE on.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
from numba import njit

from hsoc.exchange.mrt.terms import HEADER, MOST_PEERS
from hsoc.exchange.mrt.walk import record
from hsoc.records.route import FRAME_COLUMNS, Bytes, Frames, Int64s

WINDOW: Final = 1 << 20  # bytes walked together; some 10,000 updates
LONGEST: Final = 16 << 20  # bytes of one record; a prefix seen by all peers of a large collector has some 300 kB

REASONS: Final = (
    "records of a type that is not read",  # 0
    "BGP4MP records of a deprecated or unknown subtype",  # 1
    "records of another address family",  # 2
    "records that are malformed",  # 3
    "table entries that name a peer which no table has",  # 4
)


@njit(cache=True, nogil=True)
def _walk(b: Bytes, at: int, limit: int, longest: int, peers: Int64s, out: Int64s, tally: Int64s) -> tuple[int, int, int]:
    """Records from `at` on until `limit` is passed or `out` is full: (frames, where to go on, 1 where the rest cannot be walked)."""
    n = 0
    size = len(b)
    while at + 12 <= size and at < limit:
        length = np.int64(b[at + 8]) << 24 | np.int64(b[at + 9]) << 16 | np.int64(b[at + 10]) << 8 | np.int64(b[at + 11])
        if length > longest or at + 12 + length > size:
            return n, at, 1
        if n and n + length // 8 + 2 > out.shape[1]:
            return n, at, 0
        n = record(b, at, at + 12 + length, peers, out, n, tally)
        at += 12 + length
    return n, at, 0


class Reader:
    """One file or stream of MRT records. `counted` says what was left out, by REASONS; `cut` where the rest could not be walked."""

    def __init__(self) -> None:
        """Nothing read yet."""
        self._peers = np.zeros((3, MOST_PEERS + 1), np.int64)
        self._tally = np.zeros(len(REASONS), np.int64)
        self.cut: int | None = None

    @property
    def counted(self) -> dict[str, int]:
        """How many records were left out, by reason; nothing where none was."""
        return {reason: int(count) for reason, count in zip(REASONS, self._tally, strict=True) if count}

    def read(self, buffer: Bytes) -> Iterator[Frames]:
        """Frames of a whole file, window by window, in its order. Shape: uint8 (bytes,)."""
        at = 0
        while at < len(buffer):
            room = max(WINDOW, LONGEST if len(buffer) - at > WINDOW else 0) // 8 + 2
            out = np.empty((len(FRAME_COLUMNS), min(room, (len(buffer) - at) // 8 + 2)), np.int64)
            n, after, stuck = _walk(buffer, at, at + WINDOW, LONGEST, self._peers, out, self._tally)
            if n:
                yield _near(buffer, out[:, :n].copy())
            if stuck or after <= at:
                self.cut = after
                return
            at = after


def _near(buffer: Bytes, columns: Int64s) -> Frames:
    """Frames over the part of the buffer that they need."""
    start, end = int(columns[0].min()), int(columns[1].max())
    columns[:2] -= start
    return Frames(buffer[start:end], columns)


def is_mrt(head: bytes) -> bool:
    """True where a file begins like MRT: a known type, a small subtype, a length that is possible."""
    if len(head) < HEADER:
        return False
    kind, subtype, length = int.from_bytes(head[4:6]), int.from_bytes(head[6:8]), int.from_bytes(head[8:12])
    return kind in {12, 13, 16, 17, 5} and subtype <= 12 and length <= LONGEST
