"""Packets: link, network and transport headers read by one compiled function (sFlow, packet sections, captures). Never: files, flows.

Ethernet II with VLAN tags (802.1Q, 802.1ad), MPLS, PPPoE; Linux cooked v1 and v2; BSD loopback; raw IP. IPv4, IPv6 with extension headers.
"""

# mypy: disable-error-code="assignment,return-value,no-any-return,operator"
# (a Numba kernel has one kind of integer; NumPy's stubs see many)

from __future__ import annotations

from typing import Final

import numpy as np
from numba import njit

from hsoc.perimeter.collect.framing import Bytes, Int64s, u16, u32

# link types (tcpdump.org/linktypes)
NULL: Final = 0
ETHERNET: Final = 1
RAW_OLD: Final = 12
RAW_BSD: Final = 14
RAW: Final = 101
LOOP: Final = 108
COOKED: Final = 113
IPV4: Final = 228
IPV6: Final = 229
COOKED2: Final = 276
LINKS: Final = frozenset({NULL, ETHERNET, RAW_OLD, RAW_BSD, RAW, LOOP, COOKED, IPV4, IPV6, COOKED2})

# columns of a dissected packet
COLUMNS: Final = ("src_hi", "src_lo", "dst_hi", "dst_lo", "proto", "sport", "dport", "tcp_flags", "icmp", "fragment", "bytes", "payload")
WIDTH: Final = len(COLUMNS)
MOST_TAGS: Final = 8  # VLAN tags or MPLS labels in a row
MOST_EXTENSIONS: Final = 8  # IPv6 extension headers in a row
V4_MAPPED: Final = 0xFFFF_0000_0000


@njit(cache=True, inline="always")
def _half(b: Bytes, at: int) -> int:
    return u32(b, at) << 32 | u32(b, at + 4)


@njit(cache=True, nogil=True)
def _mpls(b: Bytes, at: int, end: int) -> tuple[int, int]:
    """Position and ether type behind a label stack; a first nibble of 0 is a control word, then an inner Ethernet frame."""
    for _ in range(MOST_TAGS):
        if at + 4 > end:
            return at, 0
        bottom = b[at + 2] & 1
        at += 4
        if bottom:
            break
    if at >= end:
        return at, 0
    nibble = b[at] >> 4
    if nibble == 4:
        return at, 0x0800
    if nibble == 6:
        return at, 0x86DD
    if nibble == 0 and at + 18 <= end:
        return at + 4 + 14, u16(b, at + 4 + 12)
    return at, 0


@njit(cache=True, nogil=True)
def network(b: Bytes, at: int, end: int, link: int) -> int:  # noqa: C901, PLR0911, PLR0912 - one way per link type
    """Position of the IP header, or -1."""
    kind = 0
    if link in (RAW, RAW_OLD, RAW_BSD, IPV4, IPV6):
        return at if at < end else -1
    if link in (NULL, LOOP):
        return at + 4 if at + 4 < end else -1
    if link == ETHERNET:
        if at + 14 > end:
            return -1
        kind, at = u16(b, at + 12), at + 14
    elif link == COOKED:
        if at + 16 > end:
            return -1
        kind, at = u16(b, at + 14), at + 16
    elif link == COOKED2:
        if at + 20 > end:
            return -1
        kind, at = u16(b, at), at + 20
    for _ in range(MOST_TAGS):
        if kind in (0x0800, 0x86DD):
            return at if at < end else -1
        if kind in (0x8100, 0x88A8, 0x9100):
            if at + 4 > end:
                return -1
            kind, at = u16(b, at + 2), at + 4
        elif kind in (0x8847, 0x8848):
            at, kind = _mpls(b, at, end)
        elif kind == 0x8864:
            if at + 8 > end:
                return -1
            protocol = u16(b, at + 6)
            kind = 0x0800 if protocol == 0x21 else 0x86DD if protocol == 0x57 else 0
            at += 8
        else:
            return -1
    return -1


@njit(cache=True, nogil=True)
def _transport(b: Bytes, at: int, end: int, row: Int64s) -> None:
    proto = row[4]
    if row[9] == 2:
        return
    if proto in (6, 17, 132, 33, 136) and at + 4 <= end:
        row[5], row[6] = u16(b, at), u16(b, at + 2)
        if proto == 6 and at + 14 <= end:
            row[7] = b[at + 13]
        if proto == 17 and at + 8 <= end:
            row[11] = at + 8
    elif proto in (1, 58) and at + 2 <= end:
        row[8] = u16(b, at)


@njit(cache=True, nogil=True)
def _v4(b: Bytes, at: int, end: int, row: Int64s) -> bool:
    if at + 20 > end:
        return False
    header = (b[at] & 15) * 4
    if header < 20:
        return False
    row[0], row[1] = 0, V4_MAPPED | u32(b, at + 12)
    row[2], row[3] = 0, V4_MAPPED | u32(b, at + 16)
    row[4] = b[at + 9]
    row[10] = u16(b, at + 2)
    where = u16(b, at + 6)
    if where & 0x1FFF:
        row[9] = 2
    elif where & 0x2000:
        row[9] = 1
    _transport(b, at + header, end, row)
    return True


@njit(cache=True, nogil=True)
def _v6(b: Bytes, at: int, end: int, row: Int64s) -> bool:
    if at + 40 > end:
        return False
    row[0], row[1] = _half(b, at + 8), _half(b, at + 16)
    row[2], row[3] = _half(b, at + 24), _half(b, at + 32)
    row[10] = 40 + u16(b, at + 4)
    following = np.int64(b[at + 6])
    at += 40
    for _ in range(MOST_EXTENSIONS):
        if following in (0, 43, 60, 135) and at + 8 <= end:
            following, at = np.int64(b[at]), at + 8 + np.int64(b[at + 1]) * 8
        elif following == 51 and at + 8 <= end:
            following, at = np.int64(b[at]), at + 8 + np.int64(b[at + 1]) * 4
        elif following == 44 and at + 8 <= end:
            where = u16(b, at + 2)
            row[9] = 2 if where & 0xFFF8 else 1 if where & 1 else row[9]
            following, at = np.int64(b[at]), at + 8
            if row[9] == 2:
                break
        else:
            break
    row[4] = following
    _transport(b, at, end, row)
    return True


@njit(cache=True, nogil=True)
def dissect(b: Bytes, at: int, end: int, link: int, row: Int64s) -> bool:
    """Fill row (COLUMNS) from the packet b[at:end]; False where it is not IP or cut before its addresses.

    payload: where a UDP payload begins in b, 0 = none.
    """
    row[:] = 0
    row[8] = -1
    at = network(b, at, end, link)
    if at < 0:
        return False
    version = b[at] >> 4
    if version == 4:
        return _v4(b, at, end, row)
    if version == 6:
        return _v6(b, at, end, row)
    return False
