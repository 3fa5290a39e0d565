"""Thresholds that others use, applied to the same flows. Belongs here: NEMEA's, Zeek's and CrowdSec's rules as written down. Never: ours.

Rules and figures: perimeter.md 1.2 and 2.5, cesnet.md 6. Where a rule is about logs (CrowdSec, Zeek's logins), the flow that would have
written the line stands for it, and its leaky bucket is kept per source over all hospitals, which is generous. Each answers with the
addresses that it would name.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import duckdb
import numba
import numpy as np

from hsoc.perimeter.simulate.columns import Columns, Int64s, table
from hsoc.records.address import text

IDLE_MS: Final = 300_000  # NEMEA's scan detectors forget after so long a silence
SYN_ONLY: Final = "proto = 6 AND tcp_flags & 18 = 2"
# NEMEA brute_force: asking side, per service
SHAPES: Final = {
    22: "packets BETWEEN 11 AND 30 AND bytes BETWEEN 1000 AND 5000",
    3389: "packets BETWEEN 20 AND 100 AND bytes BETWEEN 2200 AND 8001",
    23: "packets BETWEEN 9 AND 50 AND bytes BETWEEN 450 AND 3000",
}
DDOS_RATIO: Final = 3.0  # of rate and of sources against the minutes before; NEMEA leaves it to the operator

Named = set[str]


def _over(flows: Columns, question: str) -> list[tuple[int, ...]]:
    with duckdb.connect(":memory:") as connection:
        connection.register("flows", table(flows))
        return [tuple(int(value) for value in row) for row in connection.sql(question).fetchall()]


def _sources(rows: list[tuple[int, ...]]) -> Named:
    return {text(hi, lo) for hi, lo, *_ in rows}


def nemea_horizontal(flows: Columns) -> Named:
    """haddrscan: one-packet SYN flows, 50 different destinations per source and port; a silence of five minutes begins anew."""
    return _sources(_over(flows, f"""
        WITH probes AS (SELECT src_hi, src_lo, dport, dst_hi, dst_lo, last FROM flows WHERE {SYN_ONLY} AND packets = 1),
        gaps AS (SELECT *, CASE WHEN last - lag(last) OVER key > {IDLE_MS} THEN 1 ELSE 0 END AS new FROM probes
                 WINDOW key AS (PARTITION BY src_hi, src_lo, dport ORDER BY last)),
        runs AS (SELECT *, sum(new) OVER (PARTITION BY src_hi, src_lo, dport ORDER BY last ROWS UNBOUNDED PRECEDING) AS run FROM gaps)
        SELECT DISTINCT src_hi, src_lo FROM (SELECT src_hi, src_lo, dport, run, count(DISTINCT (dst_hi, dst_lo)) AS n
        FROM runs GROUP BY ALL) WHERE n >= 50"""))  # fmt: skip # noqa: S608 - constants of this file


def nemea_vertical(flows: Columns) -> Named:
    """vportscan: SYN flows of at most four packets, 50 ports per pair; a port that comes again leaves the set."""
    return _sources(_over(flows, f"""
        WITH probes AS (SELECT src_hi, src_lo, dst_hi, dst_lo, dport, last FROM flows WHERE {SYN_ONLY} AND packets <= 4),
        gaps AS (SELECT *, CASE WHEN last - lag(last) OVER key > {IDLE_MS} THEN 1 ELSE 0 END AS new FROM probes
                 WINDOW key AS (PARTITION BY src_hi, src_lo, dst_hi, dst_lo ORDER BY last)),
        runs AS (SELECT *, sum(new) OVER (PARTITION BY src_hi, src_lo, dst_hi, dst_lo ORDER BY last ROWS UNBOUNDED PRECEDING) AS run
                 FROM gaps),
        once AS (SELECT src_hi, src_lo, dst_hi, dst_lo, run, dport FROM runs GROUP BY ALL HAVING count(*) = 1)
        SELECT DISTINCT src_hi, src_lo FROM (SELECT src_hi, src_lo, dst_hi, dst_lo, run, count(*) AS n FROM once GROUP BY ALL)
        WHERE n >= 50"""))  # fmt: skip # noqa: S608


def nemea_logins(flows: Columns) -> Named:
    """brute_force: 30 of the last 50 flows of a source to the service have the shape of an attempt."""
    named: Named = set()
    for port, shape in SHAPES.items():
        named |= _sources(_over(flows, f"""
            SELECT DISTINCT src_hi, src_lo FROM (SELECT src_hi, src_lo, sum(CASE WHEN {shape} THEN 1 ELSE 0 END) OVER
            (PARTITION BY src_hi, src_lo ORDER BY last ROWS 49 PRECEDING) AS n FROM flows WHERE proto = 6 AND dport = {port})
            WHERE n >= 30"""))  # fmt: skip # noqa: S608
    return named


def nemea_amplification(flows: Columns) -> Named:
    """Amplification (DNS): per victim in an hour at least 1,000 answers, of which the mean is 1,000 B, five times the questions' bytes."""
    return _sources(_over(flows, """
        WITH back AS (SELECT dst_hi AS hi, dst_lo AS lo, last // 3600000 AS hour, count(*) AS n, sum(bytes) AS bytes,
                      sum(packets) AS packets FROM flows WHERE proto = 17 AND sport = 53 GROUP BY ALL),
        asked AS (SELECT src_hi AS hi, src_lo AS lo, last // 3600000 AS hour, sum(bytes) AS bytes FROM flows
                  WHERE proto = 17 AND dport = 53 GROUP BY ALL)
        SELECT DISTINCT hi, lo FROM back LEFT JOIN asked USING (hi, lo, hour)
        WHERE n >= 1000 AND back.bytes >= 1000 * packets AND back.bytes >= 5 * coalesce(asked.bytes, 0)"""))  # fmt: skip


def nemea_ddos(flows: Columns) -> Named:
    """ddos_detector: a minute above 1,000 kb/s whose rate and whose number of source /24 both jump against the five minutes before."""
    return _sources(_over(flows, f"""
        WITH minutes AS (SELECT dst_hi, dst_lo, last // 60000 AS minute, sum(bytes) AS bytes, count(DISTINCT src_lo >> 8) AS nets
                         FROM flows GROUP BY ALL),
        jumps AS (SELECT *, sum(bytes) OVER before / 5.0 AS usual, sum(nets) OVER before / 5.0 AS usual_nets FROM minutes
                  WINDOW before AS (PARTITION BY dst_hi, dst_lo ORDER BY minute RANGE BETWEEN 5 PRECEDING AND 1 PRECEDING))
        SELECT DISTINCT dst_hi, dst_lo FROM jumps WHERE bytes >= 7500000 AND bytes > {DDOS_RATIO} * coalesce(usual, 0)
        AND nets > {DDOS_RATIO} * coalesce(usual_nets, 0) AND nets >= 2"""))  # fmt: skip # noqa: S608


def zeek_scan(flows: Columns) -> Named:
    """The former misc/scan: failed first contacts with 25 hosts at a port, or with 15 ports of a host, within five minutes."""
    failed = f"{SYN_ONLY} AND packets <= 3"
    return _sources(_over(flows, f"""
        SELECT DISTINCT src_hi, src_lo FROM (SELECT src_hi, src_lo, dport, last // 300000 AS epoch, count(DISTINCT (dst_hi, dst_lo)) AS n
        FROM flows WHERE {failed} GROUP BY ALL) WHERE n >= 25
        UNION SELECT DISTINCT src_hi, src_lo FROM (SELECT src_hi, src_lo, dst_hi, dst_lo, last // 300000 AS epoch,
        count(DISTINCT dport) AS n FROM flows WHERE {failed} GROUP BY ALL) WHERE n >= 15"""))  # fmt: skip # noqa: S608


def zeek_logins(flows: Columns) -> Named:
    """detect-bruteforcing: 30 failed SSH sessions in 30 minutes, 20 of FTP in 15; a session that short is taken for a failed one."""
    return _sources(_over(flows, """
        SELECT DISTINCT src_hi, src_lo FROM (SELECT src_hi, src_lo, last // 1800000 AS epoch, count(*) AS n FROM flows
        WHERE proto = 6 AND dport = 22 AND packets BETWEEN 8 AND 40 GROUP BY ALL) WHERE n >= 30
        UNION SELECT DISTINCT src_hi, src_lo FROM (SELECT src_hi, src_lo, last // 900000 AS epoch, count(*) AS n FROM flows
        WHERE proto = 6 AND dport = 21 AND packets BETWEEN 5 AND 20 GROUP BY ALL) WHERE n >= 20"""))  # fmt: skip


def crowdsec_scan(flows: Columns) -> Named:
    """iptables-scan-multi_ports: a bucket of 15 different ports per source that leaks one in five seconds."""
    rows = _over(flows, f"""
        SELECT src_hi, src_lo, dport, min(last) AS at FROM flows WHERE {SYN_ONLY} GROUP BY src_hi, src_lo, dport ORDER BY 1, 2, 4
        """)  # fmt: skip # noqa: S608
    return _leaky(rows, capacity=15, leak_ms=5_000)


def crowdsec_logins(flows: Columns) -> Named:
    """ssh-bf and ssh-slow-bf: five failed logins that leak in ten seconds each, or ten that leak in a minute each."""
    rows = _over(
        flows,
        """
        SELECT src_hi, src_lo, dport, last FROM flows WHERE proto = 6 AND dport = 22 AND packets BETWEEN 8 AND 40 ORDER BY 1, 2, 4""",
    )
    return _leaky(rows, capacity=5, leak_ms=10_000) | _leaky(rows, capacity=10, leak_ms=60_000)


def _leaky(rows: list[tuple[int, ...]], *, capacity: int, leak_ms: int) -> Named:
    if not rows:
        return set()
    columns = np.array(rows, np.int64).T
    who = np.unique(columns[:2], axis=1, return_inverse=True)
    over = _poured(who[1].ravel().astype(np.int64), np.ascontiguousarray(columns[3]), who[0].shape[1], capacity, leak_ms)
    return {text(int(hi), int(lo)) for hi, lo in who[0][:, over].T}


@numba.njit(cache=True, nogil=True)
def _poured(who: Int64s, at: Int64s, keys: int, capacity: int, leak_ms: int) -> np.ndarray:  # pragma: no cover - compiled
    """Keys whose bucket overflowed. Rows are in the order of time within a key."""
    level, then, over = np.zeros(keys), np.zeros(keys), np.zeros(keys, np.bool_)
    for i in range(len(who)):
        key = who[i]
        level[key] = max(0.0, level[key] - (at[i] - then[key]) / leak_ms) + 1.0
        then[key] = at[i]
        if level[key] > capacity:
            over[key] = True
    return over


PEERS: Final[dict[str, tuple[Callable[[Columns], Named], ...]]] = {
    "NEMEA": (nemea_horizontal, nemea_vertical, nemea_logins, nemea_amplification, nemea_ddos),
    "Zeek (former)": (zeek_scan, zeek_logins),
    "CrowdSec": (crowdsec_scan, crowdsec_logins),
}


def named(flows: Columns) -> dict[str, Named]:
    """Per peer all addresses that its rules would name, attackers and victims alike."""
    return {peer: set().union(*(rule(flows) for rule in rules)) for peer, rules in PEERS.items()}
