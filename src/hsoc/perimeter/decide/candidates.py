"""Simple rules that an attack's flows suggest. Belongs here: what a rule could look like. Never: which ones are taken (synthesis).

As commercial tools have it (perimeter.md 1.2, Kentik): by source port, by flags, by ICMP type, fragments, by destination port, by
protocol, each also with a range of packet lengths; source prefixes only where the source cannot be forged. A range of lengths is rounded
outward to powers of two, where it costs least in a TCAM (exchange/flowspec/tcam).
"""

from __future__ import annotations

from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from hsoc.records.address import is_v4, network, text
from hsoc.records.flow import Columns, Fragment
from hsoc.records.scope import Match, Range

Int64s = NDArray[np.int64]
Floats = NDArray[np.float64]

MOST_PER_KIND: Final = 16  # values of one kind that are looked at, the heaviest first
LEAST_SHARE: Final = 0.01  # of the attack that a value holds at least; below it is not worth a look
QUANTILES: Final = (0.01, 0.99)  # of an attack's packets, between which a range of lengths lies
TCP: Final = 6
PORTED: Final = (6, 17)
ICMP: Final = (1, 58)
ALL_FLAGS: Final = 0xFF
SYN_ONLY: Final = (0x12, 0x02)
SYN_ACK: Final = (0x12, 0x12)
LARGEST: Final = 65_535
SHORTEST: Final = 32  # bytes; below it there is hardly a packet to tell apart
# addresses of one source prefix that are counted against the budget: an IPv6 host has its /64
BITS: Final[dict[int, tuple[int, ...]]] = {4: (32, 24), 6: (64, 48)}


class Allowed(msgspec.Struct, frozen=True, kw_only=True):
    """What may be used: ports that are never matched, and how many source addresses (IPv6: /64 networks) in all, 0 = no sources."""

    excluded_sports: tuple[int, ...] = ()
    excluded_dports: tuple[int, ...] = ()
    excluded_sources: tuple[str, ...] = ()
    addresses: int = 0


def candidates(dst: str, flows: Columns, weights: Floats, allowed: Allowed) -> tuple[Match, ...]:
    """Rules for one victim, no two alike; without lengths (`with_lengths` adds them). weights: share of the attack per flow."""
    out: list[Match] = []
    proto, head = flows["proto"], flows["fragment"] != Fragment.LATER
    for number in _heaviest(proto, weights):
        of_proto = proto == number
        out.append(Match(dst=dst, proto=(number,)))
        if weights[of_proto & ~head].sum() >= LEAST_SHARE:
            out.append(Match(dst=dst, proto=(number,), fragment=True))
        headed = of_proto & head
        if number in ICMP:
            out += [
                Match(dst=dst, proto=(number,), icmp_type=(kind,)) for kind in _heaviest(flows["icmp"] >> 8, weights * headed) if kind >= 0
            ]
        if number in PORTED:
            out += _by_port(dst, number, flows, weights * headed, allowed)
        if number == TCP:
            out += [Match(dst=dst, proto=(TCP,), tcp_flags=flags) for flags in _flags(flows, weights * headed)]
    if allowed.addresses:
        out += _by_source(dst, flows, weights, allowed)
    return tuple(dict.fromkeys(out))


def with_lengths(match: Match, flows: Columns, weights: Floats, taken: NDArray[np.bool_]) -> Match | None:
    """The same rule for the lengths only that the attack's packets have; None where they have all lengths."""
    if match.length or not taken.any():
        return None
    sizes = (flows["bytes"] // np.maximum(flows["packets"], 1))[taken]
    order = np.argsort(sizes, kind="stable")
    running = np.cumsum(weights[taken][order])
    low, high = (int(sizes[order][min(len(sizes) - 1, np.searchsorted(running, running[-1] * q))]) for q in QUANTILES)
    found = rounded(low, high)
    return None if found == (0, LARGEST) else msgspec.structs.replace(match, length=(found,))


def rounded(low: int, high: int) -> Range:
    """The range of lengths that holds low … high and begins and ends at a power of two."""
    floor = 1 << (low.bit_length() - 1) if low >= SHORTEST else 0
    return floor, min(LARGEST, (1 << max(high, 1).bit_length()) - 1)


def _by_port(dst: str, proto: int, flows: Columns, weights: Floats, allowed: Allowed) -> list[Match]:
    out = []
    for port in _heaviest(flows["sport"], weights):
        if port in allowed.excluded_sports:
            continue
        here = weights * (flows["sport"] == port)
        # a flag that nearly all have makes the rule spare the rest of a server's traffic
        answers = proto == TCP and here[(flows["tcp_flags"] & SYN_ACK[0]) == SYN_ACK[1]].sum() >= here.sum() * QUANTILES[1]
        out.append(Match(dst=dst, proto=(proto,), sport=((port, port),), tcp_flags=SYN_ACK if answers else None))
    for port in _heaviest(flows["dport"], weights):
        if port in allowed.excluded_dports:
            continue
        out.append(Match(dst=dst, proto=(proto,), dport=((port, port),)))
        if proto == TCP:
            here = weights * (flows["dport"] == port)
            out += [Match(dst=dst, proto=(TCP,), dport=((port, port),), tcp_flags=flags) for flags in _flags(flows, here)]
    return out


def _flags(flows: Columns, weights: Floats) -> list[tuple[int, int]]:
    found = [(ALL_FLAGS, value & ALL_FLAGS) for value in _heaviest(flows["tcp_flags"], weights)]
    return [*found, *(pair for pair in (SYN_ONLY, SYN_ACK) if any(value & pair[0] == pair[1] for _, value in found))]


def _by_source(dst: str, flows: Columns, weights: Floats, allowed: Allowed) -> list[Match]:
    """The heaviest sources, as hosts and as the networks around them, without those that are excluded."""
    family = network(dst).version
    own = [network(prefix) for prefix in allowed.excluded_sources]
    out = []
    for bits in BITS[family]:
        hi, lo = _masked(flows, family, bits)
        pairs, inverse = np.unique(np.stack([hi, lo], axis=1), axis=0, return_inverse=True)
        sums = np.bincount(inverse.ravel(), weights, len(pairs))
        for place in np.lexsort((np.arange(len(sums)), -sums))[:MOST_PER_KIND]:
            one = (int(pairs[place, 0]), int(pairs[place, 1]))
            if sums[place] < LEAST_SHARE or is_v4(*one) != (family == 4):
                continue
            prefix = network(f"{text(*one)}/{bits}")
            if not any(net.version == family and net.overlaps(prefix) for net in own):
                out.append(Match(dst=dst, src=str(prefix)))
    return out


def addresses(match: Match) -> int:
    """How much of an address budget a rule takes."""
    if match.src is None:
        return 0
    net = network(match.src)
    return 1 << max(0, (32 if net.version == 4 else 64) - net.prefixlen)


def _masked(flows: Columns, family: int, bits: int) -> tuple[Int64s, Int64s]:
    hi, lo = flows["src_hi"], flows["src_lo"]
    if family == 4:
        return hi, lo & ~np.int64((1 << (32 - bits)) - 1)
    return hi & ~np.int64((1 << (64 - bits)) - 1), np.zeros_like(lo)


def _heaviest(values: Int64s, weights: Floats) -> list[int]:
    """Values by their sum of weights, the heaviest first, equal ones by number."""
    distinct, inverse = np.unique(values, return_inverse=True)
    sums = np.bincount(inverse.ravel(), weights, len(distinct))
    order = np.lexsort((distinct, -sums))[:MOST_PER_KIND]
    return [int(distinct[n]) for n in order if sums[n] >= LEAST_SHARE]
