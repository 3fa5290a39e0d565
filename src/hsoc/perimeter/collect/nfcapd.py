"""nfcapd files, layout 1 (nfdump 1.6) and 2 (nfdump 1.7): headers and blocks, opened and decompressed. Never: the records (nfrecords).

Little-endian only: nfdump writes in the order of the machine, and every machine that we meet is little-endian.
"""

from __future__ import annotations

import bz2
from collections.abc import Iterator
from typing import Any, Final

import msgspec
import numpy as np
import pyarrow as pa

from hsoc.perimeter.collect import lzo
from hsoc.perimeter.collect.assemble import assemble
from hsoc.perimeter.collect.counters import Tally
from hsoc.perimeter.collect.framing import Bytes
from hsoc.perimeter.collect.nfrecords import Maps, read_block
from hsoc.perimeter.collect.sniff import Unreadable

HEADER_1: Final = 140 + 136  # file header and statistics
HEADER_2: Final = 40
BLOCK_HEADER: Final = 12
MOST_BLOCK: Final = 16 << 20  # bytes of an unpacked block; nfdump's own buffers have 5 (1.6) and 10 MiB (1.7)
FLOW_BLOCKS: Final = {1: (2,), 2: (2, 3)}  # layout: block types with flows
NONE, LZO, BZ2, LZ4, ZSTD = range(5)
_FLAGS_1: Final = ((0x1, LZO), (0x8, BZ2), (0x10, LZ4))


class Head(msgspec.Struct, frozen=True):
    """What the file header says."""

    layout: int
    compression: int
    blocks: int
    start: int  # of the first block


def _u32(data: Bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 4].tobytes(), "little")


def head(data: Bytes) -> Head:
    """The header. Raises Unreadable where the file is not one of the two layouts, is encrypted, or of the other byte order."""
    if len(data) < HEADER_2 or (data[0], data[1]) != (0x0C, 0xA5):
        raise Unreadable(0, "not an nfcapd file of this machine's byte order")
    layout = int(data[2]) | int(data[3]) << 8
    if layout == 1:
        if len(data) < HEADER_1:
            raise Unreadable(len(data), "nfcapd header is cut")
        flags = _u32(data, 4)
        return Head(1, next((kind for bit, kind in _FLAGS_1 if flags & bit), NONE), _u32(data, 8), HEADER_1)
    if layout == 2:
        if data[17]:
            raise Unreadable(17, "nfcapd file is encrypted")
        if data[16] > ZSTD:
            raise Unreadable(16, f"nfcapd compression {data[16]} is unknown")
        return Head(2, int(data[16]), _u32(data, 36), HEADER_2)
    raise Unreadable(2, f"nfcapd layout {layout} is unknown")


def unpacked(data: Bytes, compression: int) -> Bytes:
    """Content of a block, at most MOST_BLOCK bytes. Raises ValueError where it is damaged or larger."""
    if compression == NONE:
        return data
    if compression == LZO:
        return lzo.decompress(data, most=MOST_BLOCK)
    if compression == BZ2:
        machine = bz2.BZ2Decompressor()
        try:
            out = machine.decompress(data.tobytes(), MOST_BLOCK)
        except OSError as error:
            raise ValueError(f"damaged BZ2 block: {error}") from None
        return np.frombuffer(out, np.uint8)
    try:
        if compression == ZSTD:
            with pa.CompressedInputStream(pa.BufferReader(pa.py_buffer(data.tobytes())), "zstd") as stream:
                return np.frombuffer(stream.read(MOST_BLOCK), np.uint8)
        whole: Any = pa.decompress(data.tobytes(), decompressed_size=MOST_BLOCK, codec="lz4_raw")
        return np.frombuffer(whole, np.uint8)
    except (OSError, pa.ArrowException) as error:
        raise ValueError(f"damaged block: {error}") from None


def nfcapd_flows(data: Bytes, *, tally: Tally) -> Iterator[pa.Table]:
    """One table per block. A damaged block is counted with its place and passed over; a cut file ends at the cut."""
    top = head(data)
    maps = Maps()
    at = top.start
    for _ in range(top.blocks):
        if at > len(data):
            return  # the block before was cut
        if at + BLOCK_HEADER > len(data):
            tally.error("malformed", f"offset {at}: the file breaks off")
            return
        records, size = _u32(data, at), _u32(data, at + 4)
        kind, flags = _u32(data, at + 8) & 0xFFFF, _u32(data, at + 8) >> 16
        start = at + BLOCK_HEADER
        at = start + size
        if at > len(data):
            tally.error("malformed", f"offset {start}: block of {size} bytes beyond the end of the file")
            if top.compression != NONE:
                return  # what is whole in an uncompressed block is still read, half a compressed one is lost
        if kind not in FLOW_BLOCKS[top.layout]:
            continue
        try:
            content = unpacked(data[start:at], NONE if flags == 1 else top.compression)
        except ValueError as error:
            tally.error("malformed", f"offset {start}: {error}")
            continue
        columns = read_block(content, layout=top.layout, records=records, maps=maps, tally=tally, where=start)
        tally.add("bytes", size)
        if columns is not None:
            yield assemble([(tally.exporter, columns)])
