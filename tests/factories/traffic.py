"""Flows of a small network for the tests of My traffic, told by one exporter. Belongs here: rows and a journal. Never: an assertion."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa

from hsoc.journal.compact import cluster_step
from hsoc.journal.writer import Writer
from hsoc.records.address import pair
from hsoc.records.flow import FLOW_SCHEMA, Direction, flow_table

DAY = "2026-03-10"
BEGIN = 1_773_097_200_000  # ms, midnight of DAY in Prague
HOUR = 3_600_000
NOON = BEGIN + 12 * HOUR
PREFIXES = {2: ("198.18.2.0/24", "2001:db8:2::/48"), 3: ("198.18.3.0/24", "2001:db8:3::/48"), 4: ("198.18.4.0/24",)}


def flow(src: str, dst: str, *, at: int = NOON, member: int, direction: Direction, **more: int) -> dict[str, int]:
    """One flow as a row; addresses as text."""
    (src_hi, src_lo), (dst_hi, dst_lo) = pair(src), pair(dst)
    given = {"first": at, "last": at + 1000, "src_hi": src_hi, "src_lo": src_lo, "dst_hi": dst_hi, "dst_lo": dst_lo, "proto": 6,
             "sport": 50_000, "dport": 443, "tcp_flags": 27, "packets": 10, "bytes": 1000, "forwarding": 64, "exporter": 1,
             "sampling": 1, "icmp": -1,
             "member": member, "direction": int(direction)}  # fmt: skip
    return given | more


def table(*rows: dict[str, int]) -> pa.Table:
    """Flows as the journal's table."""
    names = sorted({name for row in rows for name in row})
    return flow_table({name: np.array([row.get(name, 0) for row in rows], np.int64) for name in names}, rows=len(rows))


def story() -> pa.Table:
    """What the tests know by heart. Member 2: 3 flows out, 3 in, 1 to member 3, 1 from member 3; member 3: those two and 1 of its own."""
    inbound, outbound, between = Direction.INBOUND, Direction.OUTBOUND, Direction.BETWEEN
    return table(
        flow("198.18.2.10", "198.19.0.1", member=2, direction=outbound),
        flow("198.19.0.1", "198.18.2.10", member=2, direction=inbound, sport=443, dport=50_000, bytes=5000),
        flow("198.18.2.11", "198.19.0.2", member=2, direction=outbound, at=NOON + HOUR, proto=17, dport=53, tcp_flags=0,
             bytes=70, packets=1),
        flow("2001:db8:2::7", "2001:db8:fe00::9", member=2, direction=outbound, at=NOON + HOUR, sampling=100, bytes=60, packets=1),
        flow("198.19.16.5", "198.18.2.12", member=2, direction=inbound, at=NOON + 2 * HOUR, dport=3389, tcp_flags=2, forwarding=130,
             bytes=44, packets=1),
        flow("198.19.16.6", "198.18.2.12", member=2, direction=inbound, at=NOON + 2 * HOUR, dport=22, tcp_flags=2, forwarding=-1,
             bytes=44, packets=1),
        flow("198.18.2.75", "198.18.3.75", member=3, direction=between, dport=2575, bytes=400),
        flow("198.18.3.75", "198.18.2.75", member=2, direction=between, sport=2575, dport=50_000, bytes=120),
        flow("198.19.0.1", "198.18.3.80", member=3, direction=inbound, bytes=999_999),
        flow("198.18.4.1", "198.19.0.3", member=4, direction=outbound, bytes=777_777),
    )  # fmt: skip


def written(root: Path, *tables: pa.Table, clustered: bool = False) -> Path:
    """A journal of these flows, a segment each; clustered: rewritten by hours."""
    with Writer(root, kind="flows", schema=FLOW_SCHEMA) as writer:
        for one in tables:
            writer.append(one, now=NOON)
            writer.seal(now=NOON)
        for day in list(writer.manifest.days) if clustered else ():
            while cluster_step(writer, day, now=NOON + 240 * HOUR):
                pass
    return root


def many(count: int = 3000, *, seed: int = 1, since: int = BEGIN, span: int = 24 * HOUR) -> pa.Table:
    """A random day of members 2, 3 and 4: every direction, both families, sampled or not, some dropped, some told of by nobody."""
    rng = np.random.default_rng(seed)
    kind = rng.integers(1, 4, count)  # Direction INBOUND, OUTBOUND, BETWEEN
    member, other = rng.integers(2, 5, count), rng.integers(2, 5, count)
    v6 = (rng.random(count) < 0.1) & (kind != 3) & (member != 4)
    base = pair("198.18.0.0")[1]
    inner = np.where(v6, rng.integers(1, 9, count), base + member * 256 + rng.integers(1, 9, count))
    inner_hi = np.where(v6, pair("2001:db8::")[0] | member << 16, 0)
    outer = np.where(kind == 3, base + other * 256 + rng.integers(1, 9, count), pair("198.19.0.0")[1] + rng.integers(1, 40, count))
    outer_hi = np.where(v6, pair("2001:db8:fe00::")[0], 0)
    outer = np.where(v6, rng.integers(1, 40, count), outer)
    out = kind == int(Direction.OUTBOUND)
    first = since + rng.integers(0, span, count)
    low, high = rng.choice([22, 53, 80, 443, 3389], count), rng.integers(1024, 61_000, count)
    asks = rng.random(count) < 0.5
    return flow_table(
        {
            "first": first, "last": first + rng.integers(0, 60_000, count),
            "src_hi": np.where(out, inner_hi, outer_hi), "src_lo": np.where(out, inner, outer),
            "dst_hi": np.where(out, outer_hi, inner_hi), "dst_lo": np.where(out, outer, inner),
            "proto": rng.choice([6, 6, 17], count), "sport": np.where(asks, high, low), "dport": np.where(asks, low, high),
            "tcp_flags": rng.choice([2, 18, 20, 24, 27], count), "packets": rng.integers(1, 100, count),
            "bytes": rng.integers(40, 100_000, count), "sampling": rng.choice([1, 1, 100], count),
            "forwarding": rng.choice([-1, 0, 64, 64, 128, 130], count), "exporter": rng.integers(1, 3, count), "member": member,
            "direction": kind,
        },
        rows=count,
    )  # fmt: skip
