"""Warm up: let every kernel compile before the first real datagram comes, or load it from Numba's cache. Never: anything lasting.

Compiling takes seconds on a fresh machine; a socket buffer holds less than one second of a busy network.
"""

from __future__ import annotations

import struct

from hsoc.perimeter.collect.collector import Collector
from hsoc.records.packets import Exporter, datagrams

_FIELDS = ((8, 4), (12, 4), (27, 16), (4, 1), (1, 8))
_FRAME = bytes(12) + b"\x08\x00" + struct.pack("!BBHHHBBHII", 0x45, 0, 28, 0, 0, 64, 17, 0, 1, 2) + bytes(8)


def _set(number: int, content: bytes) -> bytes:
    return struct.pack("!HH", number, 4 + len(content)) + content


def _template(number: int, fields: tuple[tuple[int, int], ...]) -> bytes:
    return _set(2, struct.pack("!HH", number, len(fields)) + b"".join(struct.pack("!HH", *field) for field in fields))


def _messages() -> list[bytes]:
    record = bytes(sum(length for _, length in _FIELDS))
    sets = (
        _template(256, _FIELDS) + _set(256, record)  # fixed
        + _template(257, (*_FIELDS, (82, 65535))) + _set(257, record + b"\x01x")  # walked
        + _template(258, ((315, 65535),)) + _set(258, bytes([len(_FRAME)]) + _FRAME)  # packet section
    )  # fmt: skip
    raw = struct.pack("!IIII", 1, len(_FRAME), 0, len(_FRAME)) + _FRAME + bytes(-len(_FRAME) % 4)
    sample = struct.pack("!IIIIIIII", 1, 1, 1, 0, 0, 0, 0, 1) + struct.pack("!II", 1, len(raw)) + raw
    return [
        struct.pack("!HHIII", 10, 16 + len(sets), 1, 0, 1) + sets,
        struct.pack("!HHIIIIBBH", 5, 1, 0, 1, 0, 0, 0, 0, 0) + bytes(48),
        struct.pack("!IIIIIII", 5, 1, 1, 0, 1, 1, 1) + struct.pack("!II", 1, len(sample)) + sample,
    ]


def warm() -> int:
    """Decode one datagram of each kind with a collector that is thrown away; the number of flows, for whoever wants to see that it did."""
    return Collector().decode(datagrams(_messages(), exporter=Exporter(""), received=1)).num_rows
