"""How fast rules are: one rule over 10 M flows against NumPy and DuckDB, encoding against ExaBGP's own classes, hidden rules of a table.

`results()` returns rows {name, value, unit, peer, ratio, aim, holds}; nothing here fails a test. Absolute figures belong to the machine.
"""

import time
from collections.abc import Callable
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
from exabgp.bgp.message import Action
from exabgp.bgp.message.update.nlri import Flow
from exabgp.bgp.message.update.nlri.flow import Flow4Destination, FlowIPProtocol, FlowSourcePort, NumericOperator
from exabgp.protocol.family import AFI, SAFI
from exabgp.protocol.ip import IPv4

from hsoc.exchange.flowspec import from_nlri, hidden, matches, parse_text, to_nlri
from hsoc.exchange.flowspec.scan import Scan
from hsoc.records.address import pair
from hsoc.records.flow import FLOW_COLUMNS
from hsoc.records.scope import Match

FLOWS = 10_000_000
QUICK_FLOWS = 2_000_000
RULES = 2_000
ROUNDS = 9
ADDRESSES = 1 << 17  # of the whole 198.18.0.0/15, so that one host has some 76 of the flows and one hospital's /24 some 20,000
SCANS = {
    "one host and source port": Match(dst="198.18.5.7/32", proto=(17,), sport=((53, 53),)),
    "one /24 and length": Match(dst="198.18.5.0/24", proto=(17,), length=((512, 1023),)),
    "one port, any destination": Match(proto=(17,), sport=((53, 53),)),
}
AIM_MS = 10.0  # for the first: collateral of one rule over 10 M flows


def flows(count: int) -> dict[str, Any]:
    """Flows of a network, seeded, in no order."""
    rng = np.random.default_rng(7)
    base = pair("198.18.0.0")[1]
    out: dict[str, Any] = {name: np.zeros(count, np.int64) for name in FLOW_COLUMNS}
    out |= {side: base + rng.integers(0, ADDRESSES, count) for side in ("dst_lo", "src_lo")}
    out |= {"proto": rng.choice([6, 17, 1], count, p=[0.6, 0.38, 0.02]), "bytes": rng.integers(40, 1500, count)}
    out |= {"sport": rng.choice([53, 80, 443, 123, 50_000], count), "dport": rng.integers(0, 65_536, count)}
    out["packets"] += 1
    out["sampling"] += 1
    return {name: np.ascontiguousarray(values, np.int64) for name, values in out.items()}


def best(work: Callable[[], Any], rounds: int = ROUNDS) -> float:
    """Seconds of the shortest round, after one to warm up: what the work takes, not what else the machine does."""
    work()
    taken = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return min(taken)


def scans(count: int) -> list[dict[str, Any]]:
    """One rule over many flows: ours, plain NumPy, and the same question in SQL over the same memory."""
    columns = flows(count)
    table = pa.table(columns)
    connection = duckdb.connect()
    connection.execute("SET threads = 1")
    connection.register("flows", table)
    rows = []
    for name, match in SCANS.items():
        scan = Scan(match)
        query = f"SELECT count(*), sum(packets), sum(bytes) FROM flows WHERE {where(match)}"  # noqa: S608 - our own matches, above
        ours, numpy = scan.sum(columns), int(matches(match, columns).sum())
        assert ours.flows == numpy == connection.execute(query).fetchone()[0]
        mine = best(lambda scan=scan: scan.sum(columns))
        against = {
            "NumPy, the same meaning": best(lambda match=match: matches(match, columns), 3),
            "DuckDB, one thread": best(lambda query=query: connection.execute(query).fetchall(), 3),
        }
        for peer, taken in against.items():
            aim = AIM_MS if name == next(iter(SCANS)) and count == FLOWS else None
            rows.append(
                {
                    "name": f"flowspec: {name} over {count // 1_000_000} M flows",
                    "value": round(mine * 1000, 2),
                    "unit": "ms",
                    "peer": f"{peer}: {taken * 1000:.1f} ms",
                    "ratio": round(taken / mine, 1),
                    "aim": f"<= {aim:.0f} ms" if aim else None,
                    "holds": mine * 1000 <= aim if aim else None,
                }
            )
    return rows


def where(match: Match) -> str:
    """The same condition in SQL."""
    parts = [f"proto = {match.proto[0]}"]
    if match.dst:
        address, bits = match.dst.split("/")
        low = pair(address)[1]
        parts.append(f"dst_hi = 0 AND dst_lo BETWEEN {low} AND {low + (1 << (32 - int(bits))) - 1}")
    if match.sport:
        parts.append(f"fragment <> 2 AND sport = {match.sport[0][0]}")
    if match.length:
        parts.append("bytes // greatest(packets, 1) BETWEEN {} AND {}".format(*match.length[0]))
    return " AND ".join(parts)


def coding(count: int) -> list[dict[str, Any]]:
    """Rules to bytes and back against ExaBGP's own classes, on the same rules."""
    hosts = [f"198.18.{n >> 8}.{n & 255}" for n in range(count)]
    ours = [parse_text(f"destination {host}/32 protocol =udp source-port =123") for host in hosts]

    def theirs(host: str) -> Flow:
        one = Flow(AFI.ipv4, SAFI.flow_ip, Action.ANNOUNCE)
        one.add(Flow4Destination(IPv4.pton(host), 32))
        one.add(FlowIPProtocol(NumericOperator.EQ, 17))
        one.add(FlowSourcePort(NumericOperator.EQ, 123))
        return one

    others = [theirs(host) for host in hosts]
    wire = [to_nlri(rule) for rule in ours]
    assert wire == [other.pack_nlri() for other in others]
    pairs = (
        ("rules to bytes", lambda: [to_nlri(rule) for rule in ours], lambda: [other.pack_nlri() for other in others]),
        (
            "bytes to rules",
            lambda: [from_nlri(nlri, family=4) for nlri in wire],
            lambda: [Flow.unpack_nlri(AFI.ipv4, SAFI.flow_ip, nlri, Action.ANNOUNCE, None) for nlri in wire],
        ),
    )
    out = []
    for name, mine, other in pairs:
        taken, peer = best(mine), best(other)
        out.append(
            {
                "name": f"flowspec: {name}",
                "value": round(count / taken),
                "unit": "rules/s",
                "peer": f"ExaBGP's own classes: {count / peer:,.0f} rules/s",
                "ratio": round(peer / taken, 2),
            }
        )
    return out


def hiding(count: int) -> list[dict[str, Any]]:
    """Which rules of a table are hidden, against asking every pair."""
    rules = [parse_text(f"destination 198.18.{n >> 8}.{n & 255}/32 protocol =udp source-port =53") for n in range(count)]
    taken = best(lambda: hidden(rules), 3)
    return [{"name": f"flowspec: hidden rules of {count}", "value": round(taken * 1000, 1), "unit": "ms", "peer": "", "ratio": None}]


def results(*, quick: bool = False) -> list[dict[str, Any]]:
    """All rows."""
    return [*scans(QUICK_FLOWS if quick else FLOWS), *coding(RULES), *hiding(RULES)]


if __name__ == "__main__":
    for row in results():
        print(row)
