"""Single records through the reader: both ways of writing addresses and numbers, both ways of telling milliseconds."""

import struct

import numpy as np

from hsoc.exchange.mrt.decode import Reader
from hsoc.records.address import text


def one(kind: int, subtype: int, body: bytes) -> tuple[int, str, int, int]:
    content = struct.pack("!IHHI", 100, kind, subtype, len(body)) + body
    [part] = Reader().read(np.frombuffer(content, np.uint8))
    column = part.columns[:, 0].tolist()
    return column[5], text(column[6], column[7]), column[8], column[1] - column[0]


def test_narrow_and_wide_numbers_of_both_families():
    four, six = bytes([192, 0, 2, 1]), bytes.fromhex("20010db8000000000000000000000001")
    assert one(16, 1, struct.pack("!HHHH", 64501, 1, 0, 1) + four * 2 + bytes(19)) == (100_000, "192.0.2.1", 64501, 19)
    assert one(16, 4, struct.pack("!IIHH", 65550, 1, 0, 2) + six * 2 + bytes(20)) == (100_000, "2001:db8::1", 65550, 20)


def test_microseconds_are_kept_as_milliseconds_and_never_reach_the_next_second():
    body = struct.pack("!HHHH", 64501, 1, 0, 1) + bytes(8) + bytes(19)
    assert one(17, 1, struct.pack("!I", 250_999) + body)[0] == 100_250
    assert one(17, 1, struct.pack("!I", 0xFFFF_FFFF) + body)[0] == 100_999
