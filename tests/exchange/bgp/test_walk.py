"""Path attributes byte by byte, through `decode`."""

import struct

from hsoc.exchange.bgp.decode import decode
from hsoc.records.route import Envelope, frames, values


def path_of(*attributes: bytes, wide: bool = False) -> tuple[int, ...]:
    packed = b"\x40\x01\x01\x00" + b"".join(attributes)
    body = b"\0\0" + struct.pack("!H", len(packed)) + packed + b"\x18\xc6\x12\x07"
    message = b"\xff" * 16 + struct.pack("!HB", 19 + len(body), 2) + body
    [one] = values(decode(frames([Envelope(0, "192.0.2.1", 1, message, wide)]))[0])
    return one.path


def segment(*asns: int, kind: int = 2, wide: bool = False) -> bytes:
    return bytes([kind, len(asns)]) + struct.pack(f"!{len(asns)}{'I' if wide else 'H'}", *asns)


def attribute(kind: int, value: bytes) -> bytes:
    return bytes([0x40, kind, len(value)]) + value


def test_numbers_of_four_bytes_replace_the_tail():
    old = attribute(2, segment(64501, 23456, 23456))
    new = attribute(17, segment(65550, 65551, wide=True))
    assert path_of(old, new) == (64501, 65550, 65551)
    assert path_of(new, old) == (64501, 65550, 65551)


def test_a_longer_or_malformed_tail_does_not_count():
    old = attribute(2, segment(23456))
    assert path_of(old, attribute(17, segment(65550, 65551, wide=True))) == (23456,)
    assert path_of(old, attribute(17, segment(65550, wide=True)[:-1])) == (23456,)
    assert path_of(attribute(2, segment(64501, wide=True)), attribute(17, segment(65550, wide=True)), wide=True) == (64501,)


def test_segments_of_a_confederation_are_left_out():
    assert path_of(attribute(2, segment(65001, 65002, kind=3) + segment(64501, 64500))) == (64501, 64500)


def test_of_two_paths_the_first_counts():
    assert path_of(attribute(2, segment(64501)), attribute(2, segment(64502))) == (64501,)
