"""The roll-ups of addresses: which of ours answered on a day, and who called which of them. Belongs here: columns. Never: judging them.

An address is one bit of its block of 32 neighbours, so that a /24 is eight rows a day, and the rare IPv6 address one row. Days are UTC.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from hsoc.perimeter.detect.contacts import INVITED, way
from hsoc.perimeter.detect.rollup import BUCKET, COUNTS, DAY_MS, RollUp, bucket_of, counts
from hsoc.perimeter.measure import probes
from hsoc.records.flow import Direction

BLOCK: Final = 31  # mask of an address within its block; 32 bits fit an int64 and every engine shifts them


def _spoken(f: Any) -> Any:
    """What shows that a machine of ours lives: whatever goes out, but not a reset or an ICMP error, which a firewall sends for the dead."""
    refused = (f.proto == probes.TCP) & ((f.tcp_flags & probes.RST) != 0)
    icmp = (f.proto == probes.ICMP) | (f.proto == probes.ICMP6)
    return (f.direction == Direction.OUTBOUND) & ~refused & (~icmp | probes.echo_back(f))


def _speaker(f: Any) -> dict[str, Any]:
    return {
        BUCKET: bucket_of(f.last, DAY_MS),
        "member": f.member,
        "hi": f.src_hi,
        "block": f.src_lo - (f.src_lo & BLOCK),
        "answered": np.int64(1) << (f.src_lo & BLOCK),
    }


REPLIES: Final = RollUp(
    name="replies",
    bucket=DAY_MS,
    key=(BUCKET, "member", "hi", "block"),
    values={"answered": "or"},  # bit b: address block + b spoke that day
    relevant=_spoken,
    row=_speaker,
    spreads="block",
    ceiling=200_000,
)


def _calling(f: Any) -> Any:
    """What comes from outside and asks for something: an answer to ours, or what a router sends back, is no call."""
    asking = probes.udp(f)
    for port in INVITED:
        asking = asking & (f.dport != port)
    inbound = (f.direction == Direction.INBOUND) & (f.member > 0)
    return inbound & (probes.syn(f) | probes.bare(f) | probes.lone_ack(f) | asking | probes.echo(f)) & probes.to_one(f)


def _call(f: Any) -> dict[str, Any]:
    came = way(f)
    return {
        BUCKET: bucket_of(f.last, DAY_MS),
        "src_hi": f.src_hi,
        "src_lo": f.src_lo,
        "member": f.member,
        "hi": f.dst_hi,
        "block": f.dst_lo - (f.dst_lo & BLOCK),
        **counts(f),
        "tcp": (f.proto == probes.TCP).astype(np.int64),
        "first": f.first,
        "last": f.last,
        "called": np.int64(1) << (f.dst_lo & BLOCK),
        "port_low": f.dport,
        "port_high": f.dport,
        "way_low": came,
        "way_high": came,
    }


CALLS: Final = RollUp(
    name="calls",
    bucket=DAY_MS,
    key=(BUCKET, "src_hi", "src_lo", "member", "hi", "block"),
    values={
        **COUNTS,
        "tcp": "sum",
        "first": "min",
        "last": "max",
        "called": "or",  # bit b: address block + b was called
        "port_low": "min",
        "port_high": "max",
        "way_low": "min",
        "way_high": "max",
    },
    relevant=_calling,
    row=_call,
)
