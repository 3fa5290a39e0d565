"""What long memory keeps, for tests: scenes of a month as roll-up rows. Seeded; documentation addresses only."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pyarrow as pa
from tests.factories.flows import FAR, INSIDE, OUTSIDE, S

from hsoc.perimeter.detect.long_memory import ROLLUPS
from hsoc.perimeter.detect.rollup import DAY_MS, HOUR_MS, fold, kept
from hsoc.records.address import pair
from hsoc.records.flow import Direction, flow_columns, flow_table

MIDNIGHT = 1_700_006_400_000  # UTC, a Wednesday
END = MIDNIGHT + 30 * DAY_MS  # of every scene
Rows = dict[str, pa.Table]


def rows(table: pa.Table) -> Rows:
    """All roll-ups of located flows."""
    out: Rows = {}
    for name, one in ROLLUPS.items():
        columns = flow_columns(table) if not one.of else {c: out[one.of][c].to_numpy() for c in ROLLUPS[one.of].columns}
        out[name] = fold(one, columns)
    return {name: kept(ROLLUPS[name], held) for name, held in out.items()}


def joined(*scenes: Rows) -> Rows:
    """Rows of several scenes, not merged: as several segments of a day hold them."""
    return {name: pa.concat_tables([one[name] for one in scenes]).combine_chunks() for name in ROLLUPS}


def moments(times, **columns) -> pa.Table:
    """Flows from outside at given times (ms since MIDNIGHT)."""
    last = MIDNIGHT + np.asarray(times, np.int64)
    given = {"first": last, "last": last, "packets": 1, "bytes": 40, "direction": Direction.INBOUND, **columns}
    return flow_table({name: np.broadcast_to(np.asarray(v, np.int64), len(last)) for name, v in given.items()}, rows=len(last))


def drip(
    days: int = 30, *, a_day: int = 1, members: int = 40, src_lo: int = OUTSIDE + 7, seed: int = 1, until: int = 30, **columns
) -> pa.Table:
    """A source that sends `a_day` probes on each of the last `days` days before `until`, each to another hospital."""
    n = np.arange(days * a_day)
    rng = np.random.default_rng(seed)
    day = until - days + n // a_day
    times = day * DAY_MS + (n % a_day) * (DAY_MS // a_day) + rng.integers(0, HOUR_MS, len(n))
    given = {"proto": 6, "tcp_flags": S, "dport": 3389, "sport": 40_000 + n, "ingress_if": 3, **columns}
    return moments(times, src_lo=src_lo, member=1 + n % members, dst_lo=INSIDE + 1 + n % members, **given)


def passers_by(count: int = 400, *, seed: int = 4) -> pa.Table:
    """Who knocks once or twice somewhere and goes on: the radiation of every day."""
    rng = np.random.default_rng(seed)
    who = rng.integers(0, count, 3 * count)
    return moments(
        rng.integers(0, 30 * DAY_MS, 3 * count), src_lo=FAR + (who << 8), member=1 + who % 40, dst_lo=INSIDE + who % 200,
        proto=6, tcp_flags=S, dport=rng.choice([22, 23, 445, 3389], 3 * count), sport=50_000,
    )  # fmt: skip


def stale_partner() -> pa.Table:
    """A partner of three hospitals whose machine still calls a host that is gone, every day."""
    n = np.arange(30 * 6)
    return moments(
        n * (DAY_MS // 6), src_lo=OUTSIDE + 99, member=1 + n % 3, dst_lo=INSIDE + n % 3, proto=6, tcp_flags=S, dport=443, sport=1025
    )


def fast_scanner() -> pa.Table:
    """Every hospital in a few minutes: the window detectors' work."""
    n = np.arange(400)
    return moments(
        29 * DAY_MS + n * 500, src_lo=OUTSIDE + 50, member=1 + n % 40, dst_lo=INSIDE + n % 250, proto=6, tcp_flags=S, dport=22, sport=5
    )


def resolver() -> pa.Table:
    """A name server far away that asks every hospital's own one, day after day."""
    n = np.arange(30)
    return moments(n * DAY_MS, src_lo=OUTSIDE + 53, member=1 + n, dst_lo=INSIDE + n, proto=17, dport=53, sport=30_000 + n, bytes=70)


def drip6(**columns) -> pa.Table:
    """One machine that changes its IPv6 address daily within its /64."""
    hi, _ = pair("2001:db8:7::")
    return drip(src_lo=1000 + np.arange(30) * 77, src_hi=hi, **columns)


INNOCENT: dict[str, Callable[[], pa.Table]] = {
    "passers by": passers_by,
    "stale partner": stale_partner,
    "fast scanner": fast_scanner,
    "resolver": resolver,
}
GUILTY: dict[str, dict[str, Callable[[], pa.Table]]] = {
    "slow_scan": {
        "one probe a day": drip,
        "five days of a week": lambda: drip(5, a_day=4, members=20),
        "a day, hour by hour": lambda: drip(1, a_day=20, members=20),
        "medical service of two hospitals": lambda: drip(12, members=2, dport=11112),
        "changing IPv6 address": drip6,
    },
}
