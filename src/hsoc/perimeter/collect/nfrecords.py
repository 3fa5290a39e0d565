"""Records in blocks of nfcapd files: the common record with extension maps (layout 1) and the record of elements (layout 2).

One compiled walk per block. Shapes as nfdump's nffile.h and nfxV3.h describe them (BSD licence). Never: blocks and compression.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numba import njit

from hsoc.perimeter.collect.canonical import ICMP, ICMP6, MOST_COUNT, Columns
from hsoc.perimeter.collect.counters import Tally
from hsoc.perimeter.collect.framing import Bytes, Int64s, sealed
from hsoc.perimeter.collect.times import LATEST

COLUMNS: Final = ("first", "last", "src_hi", "src_lo", "dst_hi", "dst_lo", "proto", "sport", "dport", "tcp_flags", "icmp",
                  "packets", "bytes", "ingress_if", "egress_if", "forwarding")  # fmt: skip
LEAST_1: Final = 44  # bytes of the smallest flow record of layout 1
LEAST_2: Final = 20
V4_MAPPED: Final = 0xFFFF_0000_0000
# bytes of the optional extensions of layout 1 that may stand before the interfaces, by number
_SIZES: Final = np.array([0, 0, 0, 0, 4, 8, 4, 8, 4, 4, 16, 4, 16, 4, 4, 8, 4, 8, 4, 8, 16, 16, 40, 4, 16, 4], np.int64)


class Maps:
    """Extension maps of layout 1: where the interface numbers stand behind the counters and how wide they are; 0 wide = nowhere."""

    def __init__(self) -> None:
        """Room for every number a map can have."""
        self.offset = np.zeros(1 << 16, np.int64)
        self.width = np.zeros(1 << 16, np.int64)


@njit(cache=True, inline="always")
def _u16(b: Bytes, at: int) -> Any:
    return np.int64(b[at]) | np.int64(b[at + 1]) << 8


@njit(cache=True, inline="always")
def _u32(b: Bytes, at: int) -> Any:
    return np.int64(b[at]) | np.int64(b[at + 1]) << 8 | np.int64(b[at + 2]) << 16 | np.int64(b[at + 3]) << 24


@njit(cache=True, inline="always")
def _u64(b: Bytes, at: int) -> Any:
    return _u32(b, at) | _u32(b, at + 4) << 32


@njit(cache=True, nogil=True)
def _map(b: Bytes, at: int, size: int, sizes: Int64s, offset: Int64s, width: Int64s) -> None:
    number = _u16(b, at + 4)
    offset[number] = width[number] = 0
    behind = 0
    for place in range(at + 8, at + size - 1, 2):
        extension = _u16(b, place)
        if extension == 0 or extension >= len(sizes):
            break
        if extension in (4, 5):
            offset[number], width[number] = behind, 2 if extension == 4 else 4
            break
        behind += sizes[extension]


@njit(cache=True, nogil=True)
def _common(b: Bytes, at: int, size: int, kind: int, out: Int64s, row: int, offset: Int64s, width: Int64s) -> bool:
    flags = _u16(b, at + 4) if kind == 10 else np.int64(b[at + 4])
    here = at + (32 if kind == 10 else 28)
    need = (32 if flags & 1 else 8) + (8 if flags & 2 else 4) + (8 if flags & 4 else 4)
    if here + need > at + size:
        return False
    number = _u16(b, at + 6)
    out[0, row] = _u32(b, at + 12) * 1000 + _u16(b, at + 8)
    out[1, row] = _u32(b, at + 16) * 1000 + _u16(b, at + 10)
    out[15, row], out[9, row], out[6, row] = b[at + 20], b[at + 21], b[at + 22]
    out[7, row], out[8, row] = _u16(b, at + 24), _u16(b, at + 26)
    if flags & 1:
        for i in range(4):
            out[2 + i, row] = _u64(b, here + 8 * i)
        here += 32
    else:
        out[2, row] = out[4, row] = 0
        out[3, row], out[5, row] = V4_MAPPED | _u32(b, here), V4_MAPPED | _u32(b, here + 4)
        here += 8
    for column, wide in ((11, flags & 2), (12, flags & 4)):
        out[column, row] = _u64(b, here) if wide else _u32(b, here)
        here += 8 if wide else 4
    out[13, row] = out[14, row] = -1
    here += offset[number]
    if width[number] == 2 and here + 4 <= at + size:
        out[13, row], out[14, row] = _u16(b, here), _u16(b, here + 2)
    elif width[number] == 4 and here + 8 <= at + size:
        out[13, row], out[14, row] = _u32(b, here), _u32(b, here + 4)
    return True


@njit(cache=True, nogil=True)
def _elements(b: Bytes, at: int, size: int, out: Int64s, row: int) -> bool:
    here, end = at + 12, at + size
    seen = 0
    out[13, row] = out[14, row] = -1
    for _ in range(_u16(b, at + 4)):
        if here + 4 > end:
            return False
        kind, length = _u16(b, here), _u16(b, here + 2)
        if length < 4 or here + length > end:
            return False
        c = here + 4
        if kind == 1 and length >= 52:
            out[0, row], out[1, row] = _u64(b, c), _u64(b, c + 8)
            out[11, row], out[12, row] = _u64(b, c + 24), _u64(b, c + 32)
            out[7, row], out[8, row] = _u16(b, c + 40), _u16(b, c + 42)
            out[6, row], out[9, row], out[15, row] = b[c + 44], b[c + 45], b[c + 46]
            seen |= 1
        elif kind == 2 and length >= 12:
            out[2, row] = out[4, row] = 0
            out[3, row], out[5, row] = V4_MAPPED | _u32(b, c), V4_MAPPED | _u32(b, c + 4)
            seen |= 2
        elif kind == 3 and length >= 36:
            for i in range(4):
                out[2 + i, row] = _u64(b, c + 8 * i)
            seen |= 2
        elif kind == 4 and length >= 12:
            out[13, row], out[14, row] = _u32(b, c), _u32(b, c + 4)
        here += length
    return seen == 3


@njit(cache=True, nogil=True)
def _walk(b: Bytes, records: int, layout: int, out: Int64s, sizes: Int64s, offset: Int64s, width: Int64s) -> tuple[int, int, int]:  # noqa: C901, PLR0912 - one pass over a block
    """Flows found, records that were no use, and 0 or the place where the block lied."""
    at, found, useless = 0, 0, 0
    for _ in range(records):
        if at + 4 > len(b):
            return found, useless, at
        kind, size = _u16(b, at), _u16(b, at + 2)
        if size < 4 or at + size > len(b):
            return found, useless, at
        good, flow = True, False
        if layout == 1 and kind in (1, 10):
            flow = True
            good = size >= LEAST_1 - (4 if kind == 1 else 0) and _common(b, at, size, kind, out, found, offset, width)
        elif layout == 1 and kind == 2 and size >= 10:
            _map(b, at, size, sizes, offset, width)
        elif layout == 2 and kind == 11:
            flow = True
            good = size >= LEAST_2 and _elements(b, at, size, out, found)
        if flow and good:
            proto, last = out[6, found], out[8, found]
            is_icmp = proto in (ICMP, ICMP6)
            out[10, found] = last if is_icmp else -1
            if is_icmp:
                out[7, found] = out[8, found] = 0
            if proto != 6:
                out[9, found] = 0
            if out[15, found] == 0:
                out[15, found] = -1
            for column in (11, 12):
                if out[column, found] < 0 or out[column, found] > MOST_COUNT:
                    out[column, found] = MOST_COUNT
            for column in (0, 1):
                if out[column, found] < 0 or out[column, found] > LATEST:
                    out[column, found] = 0
            found += 1
        elif flow:
            useless += 1
        at += size
    return found, useless, 0


def read_block(content: Bytes, *, layout: int, records: int, maps: Maps, tally: Tally, where: int) -> Columns | None:
    """Flow columns of an unpacked block, None where it has none. `where`: the block's place in the file, for messages."""
    most = min(records, len(content) // (LEAST_1 - 4 if layout == 1 else LEAST_2))
    out = np.empty((len(COLUMNS), max(most, 0) + 1), np.int64)
    found, useless, lied = _walk(sealed(content), records, layout, out, _SIZES, maps.offset, maps.width)
    if lied:
        tally.error("malformed", f"block at {where}, offset {lied}: record beyond its block")
    if useless:
        tally.error("skipped_records", f"block at {where}: records without addresses or cut", useless)
    tally.add("flows", found)
    return {name: out[place, :found] for place, name in enumerate(COLUMNS)} if found else None
