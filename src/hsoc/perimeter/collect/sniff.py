"""What a file is, from its first bytes; a name or an ending is never believed. Never: reading further than the head."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

HEAD: Final = 65_536  # bytes that `sniff` needs at most


class Unreadable(ValueError):
    """A file that cannot be used: which place, and why. One line for an operator."""

    def __init__(self, offset: int, reason: str) -> None:
        """Place in bytes and reason."""
        super().__init__(f"offset {offset}: {reason}")
        self.offset = offset
        self.reason = reason


class Format(StrEnum):
    """Formats of files with flows or packets."""

    NFCAPD = "nfcapd"
    PCAP = "pcap"
    PCAPNG = "pcapng"
    PACKETS = "export-packets"  # NetFlow, IPFIX or sFlow messages one after another; an IPFIX file (RFC 5655) is one of these
    MRT = "mrt"


_PCAP: Final = {b"\xd4\xc3\xb2\xa1", b"\xa1\xb2\xc3\xd4", b"\x4d\x3c\xb2\xa1", b"\xa1\xb2\x3c\x4d"}
_NFCAPD: Final = {b"\x0c\xa5", b"\xa5\x0c"}
_OTHERS: Final = {
    b"\x1f\x8b": "gzip; unpack it first",
    b"BZh": "bzip2; unpack it first",
    b"(\xb5/\xfd": "zstd; unpack it first",
    b"PAR1": "a Parquet file; the journal reads those",
    b"PK": "a ZIP archive; unpack it first",
}
# RFC 6396, 4; 5 to 10 stand in the files of the first years
_MRT_TYPES: Final = frozenset({5, 6, 7, 8, 9, 10, 11, 12, 13, 16, 17, 32, 33, 48, 49})
_MRT_LONGEST: Final = 16 << 20  # bytes of one record


def is_export(payload: bytes) -> bool:
    """True where a datagram or the head of a file looks like NetFlow v5/v9, IPFIX or sFlow v5."""
    if len(payload) < 16:
        return False
    version, second = int.from_bytes(payload[:2]), int.from_bytes(payload[2:4])
    if version == 5:
        return 1 <= second <= 1365 and len(payload) >= 24 + 48
    if version == 9:
        flowset = int.from_bytes(payload[20:22])
        return second >= 1 and len(payload) >= 24 and (flowset in (0, 1) or flowset >= 256)
    if version == 10:
        first = int.from_bytes(payload[16:18])
        return second >= 16 and (second == 16 or first in (2, 3) or first >= 256)
    return version == 0 and second == 5 and len(payload) >= 28 and int.from_bytes(payload[4:8]) in (1, 2)


def sniff(head: bytes) -> Format:
    """Format of a file from its first bytes (up to HEAD). Raises Unreadable with the reason."""
    if not head:
        raise Unreadable(0, "empty file")
    if head[:4] in _PCAP:
        return Format.PCAP
    if head[:4] == b"\x0a\x0d\x0d\x0a":
        return Format.PCAPNG
    if head[:2] in _NFCAPD:
        return Format.NFCAPD
    if is_export(head):
        return Format.PACKETS
    for magic, what in _OTHERS.items():
        if head.startswith(magic):
            raise Unreadable(0, f"this is {what}")
    if len(head) >= 12 and int.from_bytes(head[4:6]) in _MRT_TYPES and int.from_bytes(head[6:8]) <= 12 and _small(head):
        return Format.MRT
    raise Unreadable(0, f"unknown format (begins with {head[:4].hex(' ')})")


def _small(head: bytes) -> bool:
    return int.from_bytes(head[8:12]) <= _MRT_LONGEST
