"""Collateral of one rule over ten million flows of a hospital's week: our sweep against DuckDB over the same flows in memory.

The value is the time as the decider asks: counting ends where more would change nothing. Beside it the time to the exact end, which is what
the ratio compares with DuckDB, both on one thread; the answers must be the same.
"""

import statistics
import time
from typing import Any

import duckdb
import numpy as np

from hsoc.perimeter.decide.collateral import HOUR_MS, Sample, estimate, sample
from hsoc.records.address import pair
from hsoc.records.flow import Direction, flow_table
from hsoc.records.scope import Match

ROWS = 10_000_000
QUICK = 1_000_000
AIM_MS = 10.0
ENOUGH = 0.1  # as the decider asks: ten times the share of bytes that a ceiling allows by default
PEERS = 60_000
SHARES = [0.6, 0.2, 0.0001, 0.0999, 0.1]  # of the ports below; remote desktop is rare
NOW = 1_800_000_000_000 // HOUR_MS * HOUR_MS
INSIDE, OUTSIDE = pair("198.18.0.0")[1], pair("198.19.0.0")[1]
TOLD = {
    "a vector at one victim": (Match(dst="198.18.0.7/32", proto=(17,), sport=((53, 53),)), "dst_lo = {dst} AND proto = 17 AND sport = 53"),
    "a limit for the whole hospital": (
        Match(dst="198.18.0.0/16", proto=(6,), dport=((3389, 3389),)),
        "dst_lo BETWEEN {inside} AND {inside} + 65535 AND proto = 6 AND dport = 3389",
    ),
    "one source": (Match(src="198.19.1.7/32", proto=(6,)), "src_lo = {src} AND proto = 6"),
    "a sixteenth of all sources": (Match(src="198.19.16.0/20", proto=(6,), dport=((22, 22),)), "(src_lo >> 12) = {net} AND dport = 22"),
    "lengths and flags of all traffic": (
        Match(proto=(6,), tcp_flags=(0x12, 0x12), length=((0, 100),)),
        "proto = 6 AND (tcp_flags & 18) = 18 AND bytes // packets <= 100",
    ),
    "many high ports": (
        Match(proto=(6, 17), sport=((1024, 65_535),), dport=((1024, 40_000), (50_900, 50_999))),
        "proto IN (6, 17) AND sport >= 1024 AND (dport BETWEEN 1024 AND 40000 OR dport BETWEEN 50900 AND 50999)",
    ),
    "three fifths of all traffic": (Match(proto=(6,), dport=((443, 443),)), "proto = 6 AND dport = 443"),
}  # name: the rule, the same in SQL


def results(*, quick: bool = False) -> list[dict[str, Any]]:
    rows = QUICK if quick else ROWS
    table = _week(rows)
    begun = time.perf_counter()
    history = sample(table, member=1, now=NOW)
    made = time.perf_counter() - begun
    assert history is not None
    connection = duckdb.connect(":memory:", config={"threads": 1})
    connection.register("arrow", table)
    connection.execute("CREATE TABLE flows AS SELECT * FROM arrow")
    out = [_row(name, history, connection) for name in TOLD]
    out.append(
        {"name": f"collateral: making the sample of {rows:,} flows", "value": made, "unit": "s", "peer": "once an hour, in a thread"}
    )
    return out


def _row(name: str, history: Sample, connection: Any) -> dict[str, Any]:
    match, condition = TOLD[name]
    exact = estimate(history, match)
    where = condition.format(dst=INSIDE + 7, inside=INSIDE, src=OUTSIDE + 256 + 7, net=(OUTSIDE >> 12) + 1)
    query = f"SELECT count(*), sum(bytes), count(DISTINCT src_lo) FROM flows WHERE {where}"  # noqa: S608 - our own text
    found = connection.execute(query).fetchone()
    assert (found[0], found[2]) == (exact.flows, exact.peers)
    ours, whole = _median(lambda: estimate(history, match, enough=ENOUGH)), _median(lambda: estimate(history, match))
    theirs = _median(lambda: connection.execute(query).fetchall(), rounds=3)
    return {
        "name": f"collateral of {name} over {history.rows:,} flows",
        "value": round(ours, 3),
        "unit": "ms",
        "peer": f"counted to the end {whole:.1f} ms; DuckDB in memory, one thread {theirs:.1f} ms",
        "ratio": round(theirs / whole, 1),
        "aim": f"at most {AIM_MS:g} ms",
        "holds": ours <= AIM_MS,
    }


def _median(work: Any, *, rounds: int = 9) -> float:
    work()
    times = []
    for _ in range(rounds):
        begun = time.perf_counter()
        work()
        times.append((time.perf_counter() - begun) * 1000)
    return statistics.median(times)


def _week(rows: int) -> Any:
    dice = np.random.default_rng(7)
    first = NOW - 86_400_000 * dice.integers(1, 8, rows) + dice.integers(0, HOUR_MS, rows)
    columns = {
        "first": first, "last": first, "src_lo": OUTSIDE + dice.integers(0, PEERS, rows), "dst_lo": INSIDE + dice.integers(0, 4096, rows),
        "proto": np.full(rows, 6), "sport": dice.choice(np.array([443, 80, 53, 50000]), rows),
        "dport": dice.choice(np.array([443, 80, 3389, 22, 51000]), rows, p=SHARES),
        "tcp_flags": np.full(rows, 0x1B),
        "packets": dice.integers(4, 40, rows), "bytes": dice.integers(400, 60000, rows), "member": np.ones(rows),
        "direction": np.full(rows, int(Direction.INBOUND)),
    }  # fmt: skip
    return flow_table({name: np.asarray(values, np.int64) for name, values in columns.items()}, rows=rows)
