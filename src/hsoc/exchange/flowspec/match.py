"""Which flows a match means: vectorised over FLOW columns, the meaning as RFC 8955 section 4.2.2 gives it to routers.

Two approximations, because a flow is many packets: `length` is compared with the average packet (bytes // packets), and TCP flags with
the OR of all the flow's flags. For the one-packet flows of scans and floods both are exact.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from hsoc.exchange.flowspec.terms import ICMP, PORTED
from hsoc.records.address import mapped_bits, network, pair
from hsoc.records.flow import Fragment
from hsoc.records.scope import Match, Range

Columns = Mapping[str, NDArray[np.int64]]
Mask = NDArray[np.bool_]

_TCP: Final = 6
_ALL_ONES: Final = (1 << 64) - 1


def matches(match: Match, columns: Columns) -> Mask:
    """Mask over the flows of `columns` (names of records.flow, equal lengths). `matches(ANYTHING, …)` is true throughout."""
    mask = np.ones(len(columns["proto"]), np.bool_)
    for side in ("dst", "src"):
        prefix = getattr(match, side)
        if prefix is not None:
            mask &= within(prefix, columns[f"{side}_hi"], columns[f"{side}_lo"])
    proto, head = columns["proto"], columns["fragment"] != Fragment.LATER
    if match.proto:
        mask &= np.isin(proto, match.proto)
    if match.dport:
        mask &= head & np.isin(proto, list(PORTED)) & _in_ranges(columns["dport"], match.dport)
    if match.sport:
        mask &= head & np.isin(proto, list(PORTED)) & _in_ranges(columns["sport"], match.sport)
    if match.icmp_type:
        mask &= head & np.isin(proto, list(ICMP)) & np.isin(columns["icmp"] >> 8, match.icmp_type)
    if match.tcp_flags is not None:
        wanted, value = match.tcp_flags
        mask &= head & (proto == _TCP) & ((columns["tcp_flags"] & wanted) == value)
    if match.length:
        mask &= _in_ranges(columns["bytes"] // np.maximum(columns["packets"], 1), match.length)
    if match.fragment is not None:
        mask &= (columns["fragment"] != Fragment.NO) == match.fragment
    return mask


def within(prefix: str, hi: NDArray[np.int64], lo: NDArray[np.int64]) -> Mask:
    """Which addresses lie in a canonical prefix. An IPv6 prefix never holds an IPv4 address, however short it is."""
    family, want_hi, want_lo, mask_hi, mask_lo = halves(prefix)
    mask: Any = ((hi & mask_hi) == want_hi) & ((lo & mask_lo) == want_lo)
    if family == 6 and want_hi == 0:
        mask &= ~((hi == 0) & ((lo >> 32) == 0xFFFF))
    out: Mask = mask
    return out


def halves(prefix: str) -> tuple[int, int, int, int, int]:
    """(family, address hi, lo, mask hi, lo) of a canonical prefix in the mapped space, as signed halves."""
    net = network(prefix)
    bits = mapped_bits(prefix)
    mask_hi, mask_lo = _ones(min(bits, 64)), _ones(max(bits - 64, 0))
    return (net.version, *pair(str(net.network_address)), mask_hi, mask_lo)


def _ones(bits: int) -> int:
    value = _ALL_ONES << (64 - bits) & _ALL_ONES
    return value - (1 << 64) if value >> 63 else value


def _in_ranges(values: NDArray[np.int64], ranges: tuple[Range, ...]) -> Mask:
    mask = np.zeros(len(values), np.bool_)
    for low, high in ranges:
        mask |= (values >= low) & (values <= high)
    return mask
