"""The roll-ups of volume: what a host, and a network, was sent in five minutes, by kind of traffic. Belongs here: columns. Never: judging.

A kind is a protocol with the port of the services that send (DNS, HTTPS …; any other port is one kind), or its fragments. `networks` (IPv4
by /24, IPv6 by /48) is made of all hosts' rows; of `hosts` only rows that could matter to a baseline are kept.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from hsoc.perimeter.detect.rollup import BUCKET, COUNTS, MINUTE_MS, PLACES, RollUp, bucket_of, counts
from hsoc.perimeter.measure import probes
from hsoc.records.flow import Direction

FIVE_MINUTES: Final = 5 * MINUTE_MS
# evidence `kind_N` as decide reads it: protocol * KIND_PROTO + source port, or KIND_FRAGMENTS; ANY_PORT is one kind of all other ports
KIND_PROTO: Final = 1 << 18
KIND_FRAGMENTS: Final = 1 << 17
ANY_PORT: Final = KIND_PROTO - 1
WELL_KNOWN: Final = 1024  # ports below send services; above, those that are known to amplify (perimeter.md 2.3)
AMPLIFIERS: Final = (1194, 1434, 1701, 1900, 3283, 3389, 3702, 4500, 5353, 5683, 10001, 11211, 16464, 27005, 27015, 27960, 37810, 47808)
WORTH_BYTES: Final = 1_000_000  # a kind of traffic to a host in five minutes; 27 kbit/s, far below any floor
WORTH_PACKETS: Final = 2_000  # 7 a second, as far below
NETWORK_V4, NETWORK_V6 = 0xFF, 0xFFFF  # masks: a host in its /24; a /64's upper half in its /48


def _inbound(f: Any) -> Any:
    return (f.direction != Direction.OUTBOUND) & (f.direction != Direction.TRANSIT)


def _kind(f: Any) -> Any:
    ported = (f.proto == probes.TCP) | (f.proto == probes.UDP)
    named = (f.sport < WELL_KNOWN) | np.isin(f.sport, AMPLIFIERS)
    what = np.where(ported & named, f.sport, ANY_PORT)
    return f.proto * KIND_PROTO + np.where(f.fragment == 2, KIND_FRAGMENTS, what)


def _to_host(f: Any) -> dict[str, Any]:
    return {
        BUCKET: bucket_of(f.last, FIVE_MINUTES),
        "member": f.member,
        "dst_hi": f.dst_hi,
        "dst_lo": f.dst_lo,
        "kind": _kind(f),
        **counts(f),
        "first": f.first,
        "last": f.last,
        "sources": np.int64(1) << ((f.src_lo ^ f.src_hi) & 0x7FFF_FFFF_FFFF_FFFF) % PLACES,
    }


HOSTS: Final = RollUp(
    name="hosts",
    bucket=FIVE_MINUTES,
    key=(BUCKET, "member", "dst_hi", "dst_lo", "kind"),
    values={
        **COUNTS,
        "first": "min",
        "last": "max",
        "sources": "or",  # bit: hash of the source; their number is at most the number of sources
    },
    relevant=_inbound,
    row=_to_host,
    spreads="dst_lo",
    worth=lambda r: (r.bytes >= WORTH_BYTES) | (r.packets >= WORTH_PACKETS),
)


def _every(r: Any) -> Any:
    return r.n == r.n


def _to_network(r: Any) -> dict[str, Any]:
    v4 = (r.dst_hi == 0) & (r.dst_lo >> 32 == 0xFFFF)
    same = {name: getattr(r, name) for name in (BUCKET, "member", "kind", *COUNTS, "first", "last", "sources")}
    return same | {
        "dst_hi": np.where(v4, r.dst_hi, r.dst_hi - (r.dst_hi & NETWORK_V6)),
        "dst_lo": np.where(v4, r.dst_lo - (r.dst_lo & NETWORK_V4), 0),
        "targets": np.int64(1) << (r.dst_lo & 0x7FFF_FFFF_FFFF_FFFF) % PLACES,
    }


NETWORKS: Final = RollUp(
    name="networks",
    bucket=FIVE_MINUTES,
    key=HOSTS.key,
    values={**HOSTS.values, "targets": "or"},  # bit: place of the host; neighbours have different ones
    relevant=_every,
    row=_to_network,
    of="hosts",
    spreads="dst_lo",
)
