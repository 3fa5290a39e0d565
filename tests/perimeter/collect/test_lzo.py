import contextlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hsoc.perimeter.collect.lzo import decompress

END = b"\x11\x00\x00"


def unpack(data: bytes, most: int = 1000) -> bytes:
    return decompress(np.frombuffer(data, np.uint8), most=most).tobytes()


def test_literals_alone() -> None:
    assert unpack(bytes([17 + 5]) + b"hello" + END) == b"hello"


def test_long_run_of_literals() -> None:
    text = bytes(range(256)) * 2
    assert unpack(b"\x00\x00" + bytes([512 - 18 - 255]) + text + END) == text


def test_matches_of_every_distance_class() -> None:
    near = bytes([17 + 4]) + b"abcd" + bytes([(3 << 2) | (4 - 3) << 5 | 0x40 & 0x40, 0])
    assert unpack(near + END)[:4] == b"abcd"
    # 001LLLLL: length 2 + 5 over an overlapping distance of 1
    assert unpack(bytes([17 + 4]) + b"abcd" + bytes([0x25, 0x00, 0x00]) + END) == b"abcd" + b"d" * 7
    # trailing literals ride in the lower two bits
    assert unpack(bytes([17 + 4]) + b"abcd" + bytes([0x25, 0x02, 0x00]) + b"xy" + END) == b"abcd" + b"d" * 7 + b"xy"


@pytest.mark.parametrize(
    "damaged",
    [b"", END[:2], bytes([17 + 5]) + b"hell", bytes([17 + 5]) + b"hello", bytes([17 + 4]) + b"abcd" + bytes([0x25, 0xFF, 0xFF]) + END],
    ids=["empty", "cut end", "cut literals", "no end", "distance before the beginning"],
)
def test_damaged_stream_is_refused(damaged: bytes) -> None:
    with pytest.raises(ValueError, match="damaged LZO block"):
        unpack(damaged)


def test_output_is_bounded() -> None:
    with pytest.raises(ValueError, match="damaged"):
        unpack(bytes([17 + 4]) + b"abcd" + bytes([0x3F, 0x00, 0x00]) + END, most=20)


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_unpacked_or_refused(data: bytes) -> None:
    with contextlib.suppress(ValueError):
        assert len(unpack(data, most=500)) <= 500
