"""One member's own traffic over a day of 100 M flows of the network: every view, against the same questions on an unclustered journal.

Belongs here: making that day, and the measurement. The day is 42 members of very unequal size, both directions, a twentieth between
members, scans from outside; the questions are asked about the largest member. It is made in parts by NumPy, written through the
journal's own writer, clustered by the journal's own step, and deleted at the end, unless HSOC_BENCH_DAY names a folder in which it is kept
and found again (it takes minutes to make, and 6 GB). The peer reads a smaller day in the order of arrival; both layouts of that day answer
in the same run. CPU time stands beside wall time, because the machine is rarely alone.
"""

import contextlib
import os
import shutil
import statistics
import tempfile
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
from msgspec.structs import replace

from hsoc.journal import own_traffic_flows, own_traffic_news, own_traffic_places, own_traffic_sums
from hsoc.journal.compact import cluster_step
from hsoc.journal.event_rows import close
from hsoc.journal.manifest import settled
from hsoc.journal.networks import HEAD, Networks, read
from hsoc.journal.own_traffic import Own, Wanted
from hsoc.journal.own_traffic_glance import glance
from hsoc.journal.writer import Writer
from hsoc.records.address import pair
from hsoc.records.flow import FLOW_SCHEMA, Direction, flow_table

FLOWS = 100_000_000
QUICK_FLOWS = 2_000_000
PEER_FLOWS = 4_000_000  # of the day that both layouts hold
MEMBERS = 42
LARGEST = 1
DAY = "2026-03-10"
BEGIN = 1_773_097_200_000  # ms, midnight of that day in Prague
HOUR = 3_600_000
PART = 500_000  # flows sealed at once: about seven minutes of such a day
AIM_S = 2.0
V4 = pair("198.18.0.0")[1]
OUTSIDE = pair("198.19.0.0")[1]
WEIGHT = 1 / np.arange(1, MEMBERS + 1) ** 0.8  # the largest has an eighth of all, the smallest a hundredth


def part(rng: np.random.Generator, *, since: int, span: int, count: int) -> pa.Table:
    """`count` flows that begin in the span, in no order of members."""
    member = 1 + rng.choice(MEMBERS, count, p=WEIGHT / WEIGHT.sum())
    kind = rng.random(count)
    between, scan = kind < 0.05, kind > 0.9
    outbound = (kind >= 0.05) & (kind < 0.48)
    other = 1 + (member - 1 + rng.integers(1, MEMBERS, count)) % MEMBERS
    own = V4 + member * 256 + rng.integers(1, 255, count)
    partner = np.where(
        between, V4 + other * 256 + rng.integers(1, 255, count), OUTSIDE + (rng.pareto(0.6, count) * 50).astype(np.int64) % 60_000
    )
    # a partner mostly has one service, one in ten conversations is about another
    usual = np.where(rng.random(count) < 0.9, partner * 2_654_435_761 >> 7, rng.integers(0, 1 << 30, count)) % 100
    port = np.array([443] * 55 + [80] * 10 + [53] * 20 + [123] * 3 + [25] * 3 + [2575] * 4 + [11112] * 2 + [3389] * 3)[usual]
    port = np.where(scan, rng.integers(1, 10_000, count), port)
    high = rng.integers(32_768, 61_000, count)
    udp = (port == 53) | (port == 123)
    first = since + np.sort(rng.integers(0, span, count))
    packets = np.where(scan, 1, 1 + rng.lognormal(2, 1.2, count)).astype(np.int64)
    inward = ~outbound
    asks = rng.random(count) < 0.5
    return flow_table(
        {
            "first": first, "last": first + rng.integers(0, 30_000, count),
            "src_lo": np.where(inward, partner, own), "dst_lo": np.where(inward, own, partner),
            "proto": np.where(udp, 17, 6), "sport": np.where(asks | scan, high, port), "dport": np.where(asks | scan, port, high),
            "tcp_flags": np.where(udp, 0, np.where(scan, 2, 27)), "packets": packets, "bytes": packets * rng.integers(60, 1400, count),
            "forwarding": np.where(scan & (kind > 0.95), 130, 64), "exporter": 1 + (own & 1),
            "ingress_if": np.where(inward, 1, 100 + member),
            "egress_if": np.where(inward, 100 + member, 1), "member": member,
            "direction": np.where(between, int(Direction.BETWEEN), np.where(outbound, int(Direction.OUTBOUND), int(Direction.INBOUND))),
            "role": np.where(inward, 1, 3),
        },
        rows=count,
    )  # fmt: skip


class Unclustered(Writer):
    """The peer: the same segments as they arrive, in the order of time, and files that say nothing of members."""

    def _written(self, table, *, day, number, state):
        self.kind, kind = "detections", self.kind
        try:
            return super()._written(table, day=day, number=number, state=state)
        finally:
            self.kind = kind


def made(root: Path, flows: int, *, peer: Path | None) -> None:
    """The same day twice: clustered in `root`, as it came in `peer` (None: only once)."""
    rng = np.random.default_rng(7)
    parts = -(-flows // PART)
    span = 24 * HOUR // parts
    with contextlib.ExitStack() as open_until_here:
        writer = open_until_here.enter_context(Writer(root, kind="flows", schema=FLOW_SCHEMA))
        both = [writer]
        if peer is not None:
            both.append(open_until_here.enter_context(Unclustered(peer, kind="flows", schema=FLOW_SCHEMA)))
        for number in range(parts):
            table = part(rng, since=BEGIN + number * span, span=span, count=min(PART, flows - number * PART))
            now = BEGIN + (number + 1) * span
            for one in both:
                one.append(table, now=now)
                one.seal(now=now)
            while cluster_step(writer, DAY, now=now):
                writer.drop((), now=now + HOUR)  # files that are out of use go at once: the disk is small
        while cluster_step(writer, DAY, now=BEGIN + 26 * HOUR):
            writer.drop((), now=BEGIN + 27 * HOUR)


def questions(networks: Networks):
    """Name → question(root, own, wanted, seconds) of every view. `wanted` is the whole day."""
    sums, flows = own_traffic_sums, own_traffic_flows
    out = {"overview in one reading": glance, "totals": sums.totals, "time line": sums.time_line}
    for by in ("partner", "service", "proto", "own", "way"):
        out[f"by {by}"] = lambda root, own, wanted, by=by, **more: sums.top(root, own, wanted, by, limit=100, **more)
    for place in ("asn", "country"):
        out[f"by {place}"] = lambda root, own, wanted, place=place, **more: own_traffic_places.by_place(
            root, own, wanted, networks, place, limit=100, **more
        )
    for name, narrow in {"one own address": {"own": "198.18.1.7/32"}, "one partner": {"partner": "198.19.0.77/32"}}.items():
        out[f"totals of {name}"] = lambda root, own, wanted, narrow=narrow, **more: sums.totals(
            root, own, replace(wanted, **narrow), **more
        )
    out["dropped, by reason"] = lambda root, own, wanted, **more: sums.top(
        root, own, replace(wanted, dropped="yes"), "drop", limit=20, **more
    )
    for by in ("partner", "service"):
        out[f"new {by}s, afternoon against morning"] = lambda root, own, wanted, by=by, **more: own_traffic_news.news(
            root, own, replace(wanted, since=wanted.since + 12 * HOUR), by, **more
        )
    out["open services"] = own_traffic_news.open_services
    for sort in ("first", "bytes"):
        out[f"single flows by {sort}"] = lambda root, own, wanted, sort=sort, **more: flows.page(root, own, wanted, sort=sort, **more)
    out["single flows of one service"] = lambda root, own, wanted, **more: flows.page(
        root, own, replace(wanted, proto=6, port=2575), **more
    )
    return out


def measured(root: Path, *, repeat: int) -> dict[str, tuple[float, float, float]]:
    """(median wall, median CPU, worst wall) seconds of every question, asked `repeat` times of the largest member about the whole day."""
    own, wanted = Own(LARGEST, (f"198.18.{LARGEST}.0/24",)), Wanted(since=BEGIN, until=BEGIN + 24 * HOUR)
    table = root.parent / "networks.csv"
    lines = [f"198.19.{n}.0/24,{64496 + n % 16},{('CZ', 'DE', 'US', 'SK')[n % 4]},Net {n % 16}" for n in range(256)]
    table.write_text("\n".join([",".join(HEAD), *lines, ""]), encoding="utf-8")
    out = {}
    for name, question in questions(read(table)).items():
        took = []
        for _ in range(repeat):
            wall, cpu = time.perf_counter(), time.process_time()
            question(root, own, wanted, seconds=600.0)
            took.append((time.perf_counter() - wall, time.process_time() - cpu))
        walls, cpus = zip(*took, strict=True)
        out[name] = (statistics.median(walls), statistics.median(cpus), max(walls))
    close()
    return out


def results(*, quick: bool = False):
    flows, sample = (QUICK_FLOWS, QUICK_FLOWS) if quick else (FLOWS, PEER_FLOWS)
    folder = Path(tempfile.mkdtemp(prefix="hsoc-traffic-"))
    try:
        whole = Path(os.environ["HSOC_BENCH_DAY"]) if "HSOC_BENCH_DAY" in os.environ and not quick else folder / "whole"
        if not (whole / "flows").is_dir():
            made(whole, flows, peer=None)
        segments = [one for day in settled(whole, "flows")[1].values() for one in day]
        if sum(one.rows for one in segments) != flows:
            raise RuntimeError(f"{whole}: {sum(one.rows for one in segments)} flows, {flows} are asked for; name an empty folder")
        size = sum(one.size for one in segments)
        beside = sum(one.stat().st_size for name in ("contacts", "senders") for one in whole.rglob(f"*-{name}.parquet"))
        mine = measured(whole, repeat=1 if quick else 3)
        made(folder / "clustered", sample, peer=folder / "plain")
        near, plain = measured(folder / "clustered", repeat=1), measured(folder / "plain", repeat=1)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    load = f"load {os.getloadavg()[0]:.1f}"

    def row(name: str, shown: str, **more):
        wall, cpu, worst = mine[name]
        peer = f"unclustered, {sample / 1e6:.0f} M flows: {plain[name][1]:.2f} s CPU against {near[name][1]:.2f} s"
        told = f"worst {worst:.2f} s, {cpu:.2f} s CPU, {load}; {peer}"
        return {
            "name": shown,
            "value": round(wall, 3),
            "unit": "s",
            "peer": told,
            "ratio": round(plain[name][1] / near[name][1], 1),
            **more,
        }

    title = f"own traffic, 24 h of {flows / 1e6:.0f} M flows, largest member"
    rows = [row(name, f"{title}: {name}") for name in mine]
    slowest = max(mine, key=lambda name: mine[name][2])
    holds = None if quick else mine[slowest][2] <= AIM_S
    rows.append(row(slowest, f"own traffic, slowest view ({slowest})", aim=f"<= {AIM_S:.0f} s", holds=holds))
    rows.append({"name": "own traffic, bytes of a flow on disk", "value": round(size / flows, 1), "unit": "B"})
    rows.append({"name": "own traffic, bytes of its sums and copies on disk", "value": round(beside / flows, 1), "unit": "B"})
    return rows
