"""What long memory keeps, for tests: scenes of a month as roll-up rows. Seeded; documentation addresses only."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pyarrow as pa
from tests.factories.flows import FAR, FULL, INSIDE, OUTSIDE, S, mixed, with_columns

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


def living(addresses: int = 100, *, member: int = 1, days: int = 30) -> pa.Table:
    """Machines of a hospital that say something each day."""
    n = np.arange(days * addresses)
    out = {"src_lo": INSIDE + n % addresses, "dst_lo": OUTSIDE, "member": member, "direction": Direction.OUTBOUND}
    return moments(n // addresses * DAY_MS + n % addresses * 1000, proto=6, tcp_flags=FULL, sport=50_000, dport=443, **out)


def dark_sweep(count: int = 60, *, start: int = 80, **columns) -> pa.Table:
    """Somebody who walks through a network, past its last machine (of a hundred)."""
    n = np.arange(count)
    given = {"proto": 6, "tcp_flags": S, "dport": 23, "sport": 40_000, "ingress_if": 3, "member": 1, **columns}
    return moments(30 * DAY_MS - 7_000_000 + n * 1000, src_lo=OUTSIDE + 66, dst_lo=INSIDE + start + n, **given)


def shared_out(sources: int = 120, *, probes: int = 1, member=4, repeat: int = 1, every: int = 20_000, **columns) -> pa.Table:
    """A set of machines that share out the addresses of a hospital within an hour."""
    n = np.arange(sources * probes)
    who = n % sources
    given = {"proto": 6, "tcp_flags": S, "dport": 8291, "sport": 40_000 + who, **columns}
    last_hour = 30 * DAY_MS - HOUR_MS
    return moments(last_hour + n * every // probes, src_lo=FAR + (who << 9), member=member, dst_lo=INSIDE + n // repeat, **given)


def everywhere(hospitals: int = 40, *, each: int = 7) -> pa.Table:
    """A set of machines of which each hospital sees a few."""
    n = np.arange(hospitals * each)
    return shared_out(len(n), member=1 + n % hospitals, every=10_000)


FIVE = 300_000


def sent(mbps: float, *, hosts: int = 1, buckets=(1, 2), weeks=(0,), member: int = 6, **columns) -> pa.Table:
    """Traffic to hosts in the given five-minute buckets before END (1 = the last), of these weeks; Mbit/s over all hosts."""
    n = np.arange(len(buckets) * len(weeks) * hosts)
    bucket, week = np.array(buckets)[n // hosts % len(buckets)], np.array(weeks)[n // hosts // len(buckets)]
    size = int(mbps * 125_000 * 300 / hosts)
    given = {"proto": 17, "sport": 443, "dport": 50_000, "src_lo": OUTSIDE + n % 50, "packets": size // 1000, "bytes": size, **columns}
    times = 30 * DAY_MS - week * 7 * DAY_MS - bucket * FIVE + 1000
    return moments(times, member=member, dst_lo=INSIDE + n % hosts, **given)


def spread_out() -> pa.Table:
    """A flood that is below every floor at each host and in each network, and fills the line all the same."""
    flood = sent(400, hosts=50, sport=123)
    n = np.arange(flood.num_rows)
    return with_columns(flood, dst_lo=INSIDE + ((n % 5) << 8) + n % 50)


HOUR_AROUND = tuple(range(-5, 7))  # buckets of the hour around the same time of the week


def usual(mbps: float = 20, **columns) -> pa.Table:
    """Four ordinary weeks and now."""
    return mixed(sent(mbps, buckets=HOUR_AROUND, weeks=(1, 2, 3, 4), **columns), sent(mbps, **columns))


def busy_but_used_to_it() -> pa.Table:
    """A host that is sent as much every week at this time."""
    return usual(400)


def one_bucket() -> pa.Table:
    """A film, once: five minutes and over."""
    return mixed(usual(), sent(400, buckets=(1,)))


INNOCENT: dict[str, Callable[[], pa.Table]] = {
    "passers by": passers_by,
    "stale partner": stale_partner,
    "fast scanner": fast_scanner,
    "resolver": resolver,
    "machines and a wrong number": lambda: mixed(living(), dark_sweep(3, start=120)),
    "visitor of living machines": lambda: mixed(living(), dark_sweep(60, start=20)),
    "flash crowd at one address": lambda: with_columns(shared_out(), dst_lo=INSIDE),
    "busy but used to it": busy_but_used_to_it,
    "one bucket": one_bucket,
}
GUILTY: dict[str, dict[str, Callable[[], pa.Table]]] = {
    "slow_scan": {
        "one probe a day": drip,
        "five days of a week": lambda: drip(5, a_day=4, members=20),
        "a day, hour by hour": lambda: drip(1, a_day=20, members=20),
        "medical service of two hospitals": lambda: drip(12, members=2, dport=11112),
        "changing IPv6 address": drip6,
    },
    "distributed_scan": {
        "one probe each": shared_out,
        "two probes each": lambda: shared_out(60, probes=2),
        "seven at each hospital": everywhere,
    },
    "dark_addresses": {
        "sweep past the last machine": lambda: mixed(living(), dark_sweep()),
    },
    "host_baseline": {
        "flood of a host": lambda: mixed(usual(), sent(180, sport=123)),
        "many small packets": lambda: mixed(usual(), sent(20, sport=123, packets=10_000_000)),
    },
    "member_baseline": {
        "flood over many networks": lambda: mixed(usual(), spread_out()),
    },
    "carpet_bombing": {
        "flood over a network": lambda: mixed(usual(), sent(250, hosts=100, sport=53)),
    },
}
