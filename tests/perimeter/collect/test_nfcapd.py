import bz2
import struct

import numpy as np
import pyarrow as pa
import pytest
from tests.perimeter.collect.test_nfrecords import MAP, RECORD_1, RECORD_2

from hsoc.perimeter.collect.counters import Tally
from hsoc.perimeter.collect.nfcapd import BZ2, LZ4, LZO, NONE, ZSTD, Head, head, nfcapd_flows, unpacked
from hsoc.perimeter.collect.sniff import Unreadable
from hsoc.records.packets import Exporter


def array(data: bytes) -> np.ndarray:
    return np.frombuffer(data, np.uint8)


def layout_2(*blocks: tuple[int, bytes], compression: int = NONE) -> bytes:
    out = struct.pack("<HHIqBBHIqII", 0xA50C, 2, 0, 0, compression, 0, 0, 0, 0, 0, len(blocks))
    for records, content in blocks:
        out += struct.pack("<IIHH", records, len(content), 3, 0) + content
    return out


def layout_1(records: int, content: bytes) -> bytes:
    return struct.pack("<HHII128s136x", 0xA50C, 1, 0, 1, b"none") + struct.pack("<IIHH", records, len(content), 2, 0) + content


def read(data: bytes) -> tuple[list[int], Tally]:
    tally = Tally(Exporter(""))
    return [port for table in nfcapd_flows(array(data), tally=tally) for port in table.column("dport").to_pylist()], tally


PACKED = {
    NONE: lambda data: data,
    LZO: lambda data: b"\x00" + b"\x00" * ((len(data) - 19) // 255) + bytes([(len(data) - 19) % 255 + 1]) + data + b"\x11\x00\x00",
    BZ2: bz2.compress,
    LZ4: lambda data: pa.compress(data, codec="lz4_raw", asbytes=True),
    ZSTD: lambda data: pa.compress(data, codec="zstd", asbytes=True),
}


@pytest.mark.parametrize("compression", sorted(PACKED))
def test_block_of_every_compression_is_read(compression: int) -> None:
    content = PACKED[compression](RECORD_2 * 5)
    assert read(layout_2((5, content), compression=compression))[0] == [443] * 5


def test_layout_1_is_read() -> None:
    assert read(layout_1(3, MAP + RECORD_1 * 2))[0] == [443, 443]


def test_damaged_block_is_counted_and_passed_over() -> None:
    good = PACKED[LZ4](RECORD_2)
    ports, tally = read(layout_2((1, good), (1, b"\xff" * 20), (1, good), compression=LZ4))
    assert ports == [443, 443]
    assert tally.counts["malformed"] == 1
    assert tally.last_error.startswith(f"offset {40 + 12 + len(good) + 12}: damaged")


def test_cut_file_gives_what_is_whole() -> None:
    whole = layout_2((2, RECORD_2 * 2), (2, RECORD_2 * 2))
    ports, tally = read(whole[:-3])
    assert ports == [443, 443, 443]
    second = 40 + 12 + 2 * len(RECORD_2) + 12
    assert tally.last_error == f"block at {second}, offset {len(RECORD_2)}: record beyond its block"


def test_head_of_both_layouts() -> None:
    assert head(array(layout_2(compression=LZ4))) == Head(2, LZ4, 0, 40)
    assert head(array(layout_1(0, b""))) == Head(1, NONE, 1, 276)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"\xa5\x0c" + bytes(60), "byte order"),
        (struct.pack("<HH", 0xA50C, 7) + bytes(60), "layout 7"),
        (struct.pack("<HHIqBB", 0xA50C, 2, 0, 0, 0, 1) + bytes(60), "encrypted"),
        (struct.pack("<HHIqBB", 0xA50C, 2, 0, 0, 9, 0) + bytes(60), "compression 9"),
        (struct.pack("<HH", 0xA50C, 1) + bytes(60), "cut"),
    ],
)
def test_file_that_cannot_be_used_says_why(data: bytes, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        head(array(data))


@pytest.mark.parametrize("compression", [LZO, BZ2, LZ4, ZSTD])
def test_garbage_is_refused_by_every_unpacker(compression: int) -> None:
    with pytest.raises(ValueError, match="damaged"):
        unpacked(array(b"\xee" * 40), compression)
