"""Addresses as two signed 64-bit integers, and prefixes written canonically. Belongs here: conversion. Never: look-ups or policy.

An IPv6 address is (hi, lo), its big-endian halves read as signed int64. An IPv4 address is v4-mapped (RFC 4291, section 2.5.5):
hi = 0, lo = 0x0000ffff_xxxxxxxx, so that one pair of columns carries both families in every engine (Spark has no uint64).
"""

from __future__ import annotations

import ipaddress
import struct
from socket import AF_INET, AF_INET6, inet_ntop, inet_pton
from typing import Final

import numpy as np
from numpy.typing import NDArray

Int64s = NDArray[np.int64]
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

V4_MAPPED: Final = 0xFFFF_0000_0000  # RFC 4291: bits 80 to 95 of a v4-mapped address
V4_BITS: Final = 96  # a /24 of IPv4 is a /120 of the mapped space
# (family, text) → the bytes of one plain address, at a tenth of the cost of ipaddress; takes less (no zone, no prefix). Raises OSError or
# ValueError on anything else
packed: Final = inet_pton
IPV4: Final = AF_INET
IPV6: Final = AF_INET6
_HALVES: Final = struct.Struct(">qq").unpack
_SIGN: Final = 1 << 63
_FULL: Final = 1 << 64


def _signed(half: int) -> int:
    return half - _FULL if half >= _SIGN else half


def pair(address: str) -> tuple[int, int]:
    """Halves of a textual address. Raises ValueError (with the text) on anything that is not one address."""
    parsed = ipaddress.ip_address(address)
    if parsed.version == 4:
        return 0, V4_MAPPED | int(parsed)
    value = int(parsed)
    return _signed(value >> 64), _signed(value & (_FULL - 1))


def plain6(address: str) -> tuple[str, int, int] | None:
    """(canonical text, halves) of one IPv6 address that has no dotted part, quickly; None for all else."""
    try:
        content = packed(IPV6, address)
    except (OSError, ValueError):
        return None
    written = inet_ntop(IPV6, content)
    hi, lo = _HALVES(content)
    return None if "." in written else (written, hi, lo)


def text(hi: int, lo: int) -> str:
    """The canonical text (RFC 5952; dotted for v4-mapped) of one pair of halves."""
    if is_v4(hi, lo):
        return str(ipaddress.IPv4Address(lo & 0xFFFF_FFFF))
    return str(ipaddress.IPv6Address((hi % _FULL) << 64 | (lo % _FULL)))


def texts(hi: Int64s, lo: Int64s) -> list[str]:
    """`text` over columns; for what people and lists read, never for a batch of flows. A million of IPv4 take half a second."""
    pairs = zip(hi.tolist(), lo.tolist(), strict=True)
    return [
        f"{low >> 24 & 255}.{low >> 16 & 255}.{low >> 8 & 255}.{low & 255}" if high == 0 and low >> 32 == 0xFFFF else text(high, low)
        for high, low in pairs
    ]


def is_v4(hi: int, lo: int) -> bool:
    """True for a v4-mapped pair."""
    return hi == 0 and (lo >> 32) == 0xFFFF


def from_v4(addresses: NDArray[np.uint32]) -> Int64s:
    """The `lo` column for a column of IPv4 addresses (the `hi` column is zeros)."""
    return addresses.astype(np.int64) | np.int64(V4_MAPPED)


def network(prefix: str) -> Network:
    """A canonical prefix. Host bits are an error, never masked away: a rule for 192.0.2.29/24 must not become one for the /24.

    Raises ValueError that repeats the text.
    """
    return ipaddress.ip_network(prefix, strict=True)


def bounds(prefix: str) -> tuple[tuple[int, int], tuple[int, int]]:
    """First and last address of a prefix, each as a pair of halves."""
    net = network(prefix)
    return pair(str(net.network_address)), pair(str(net.broadcast_address))


def mapped_bits(prefix: str) -> int:
    """Prefix length in the mapped space: 96 + n for IPv4, n for IPv6."""
    net = network(prefix)
    return net.prefixlen + V4_BITS if net.version == 4 else net.prefixlen
