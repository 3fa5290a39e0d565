"""How fast all window detectors watch a stream: flows a second of one core, and the delay of the first detection.

The stream is located as the engine's is (member, direction), so that every detector finds the flows that concern it. The peer judges the
full window with the same definitions at every second. `results(quick=…)` as run.py says; nothing here fails. Figures belong to the machine.
"""

import sys
import time
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute

from hsoc.perimeter.detect.table import DETECTORS
from hsoc.perimeter.detect.warm import warm
from hsoc.perimeter.detect.watch import Watch
from hsoc.perimeter.locate.locator import Locator
from hsoc.perimeter.measure.judge import Judge
from hsoc.records.address import pair
from hsoc.records.flow import flow_table
from hsoc.records.policy import Member, Policy

RATE = 100_000  # flows a second
SECONDS = 20  # of the stream; the window is then still filling, which is the costlier part
ATTACK_AT = 12  # second in which a scan begins
START = 1_700_000_000_000
AIM = 500_000  # flows a second of one core
AIM_DELAY = 1000  # ms
SCANNER = pair("198.19.255.1")[1]
LOCATOR = Locator(Policy(members=(Member(number=1, name="Nemocnice", prefixes=("198.18.0.0/16",), single_homed=True),)))


def second(number: int, rng: np.random.Generator, *, rate: int = RATE) -> pa.Table:
    """One second of a hospital network: web, names, QUIC, background radiation, pings; a third of it exported late."""
    kind = rng.random(rate)
    web, names, quic, noise = kind < 0.62, (kind >= 0.62) & (kind < 0.86), (kind >= 0.86) & (kind < 0.94), (kind >= 0.94) & (kind < 0.97)
    inside, outside = pair("198.18.0.0")[1], pair("198.19.0.0")[1]
    client = inside + rng.integers(0, 10_000, rate)
    far = np.where(names, inside + 20_000 + client % 40, outside + rng.integers(0, 60_000, rate))
    src, dst = np.where(noise, far, client), np.where(noise, client, far)
    port = np.select([web | quic, names, noise], [443, 53, rng.choice([22, 23, 445, 8080], rate)], 0)
    own = np.where(kind < 0.97, rng.integers(32768, 61000, rate), 0)
    back = (rng.random(rate) < 0.5) & ~noise
    packets = np.select([web, quic], [rng.integers(4, 40, rate), rng.integers(4, 100, rate)], 1)
    last = START + number * 1000 + np.sort(rng.integers(0, 1000, rate))
    last -= np.where(rng.random(rate) < 0.3, rng.integers(0, 15_000, rate), 0)
    columns = {
        "first": last - 100,
        "last": last,
        "src_lo": np.where(back, dst, src),
        "dst_lo": np.where(back, src, dst),
        "sport": np.where(back, port, own),
        "dport": np.where(back, own, port),
        "proto": np.select([web | noise, names | quic], [6, 17], 1),
        "tcp_flags": np.select([web, noise], [0x1B, 2], 0),
        "icmp": np.where(kind >= 0.97, np.where(back, 0, 2048), -1),
        "packets": packets,
        "bytes": np.where(web | quic, packets * 700, np.where(back, 200, 60)),
    }
    return flow_table(columns, rows=rate)


def scan(number: int) -> pa.Table:
    """One second of a sweep, 200 probes."""
    last = START + number * 1000 + np.arange(200) * 5
    same = {"src_lo": SCANNER, "proto": 6, "sport": 40000, "dport": 22, "tcp_flags": 2, "packets": 1, "bytes": 40}
    columns = {name: np.full(200, value) for name, value in same.items()}
    return flow_table({"first": last, "last": last, "dst_lo": pair("198.18.0.0")[1] + np.arange(200), **columns}, rows=200)


def watched(stream: list[pa.Table]) -> tuple[float, float]:
    """CPU seconds of the whole stream, and wall ms from handing over the flow after the scan's first second to its detection."""
    watch, delay = Watch(DETECTORS), float("inf")
    warm(watch)
    watch.step(stream[0], now=START)
    begun = time.process_time()
    for number, flows in enumerate(stream[1:], 1):
        handed = time.perf_counter()
        found = watch.step(flows, now=START + number * 1000 + 999)
        mine = pa.compute.sum(pa.compute.equal(found["src_lo"], SCANNER)).as_py() if found.num_rows else 0
        if mine and delay == float("inf"):
            delay = max(0, number - ATTACK_AT - 1) * 1000 + (time.perf_counter() - handed) * 1000
    return time.process_time() - begun, delay


def judged(stream: list[pa.Table], *, every: int) -> float:
    """CPU seconds of judging the full window at every second; measured at each `every`-th and scaled."""
    judge = Judge()
    numbers = [judge.learn(lambda flows, d=d: d.detect(flows, d.settings)) for d in DETECTORS]
    begun = time.process_time()
    for end in range(every, len(stream) + 1, every):
        window = pa.concat_tables(stream[:end]).combine_chunks()
        for number in numbers:
            judge.judge(number, flows=window)
    return (time.process_time() - begun) * every


def results(*, quick: bool = False) -> list[dict[str, Any]]:
    """Two rows: throughput against full-window judging, and delay."""
    rng = np.random.default_rng(1)
    stream = [second(number, rng) for number in range(SECONDS)]
    for number in range(ATTACK_AT, SECONDS):
        stream[number] = pa.concat_tables([stream[number], scan(number)]).sort_by([("last", "ascending")]).combine_chunks()
    stream = [LOCATOR.locate(flows) for flows in stream]
    cpu, delay = watched(stream)
    speed, peer = RATE * (SECONDS - 1) / cpu, RATE * SECONDS / judged(stream, every=10 if quick else 5)
    return [
        {
            "name": f"detect: {len(DETECTORS)} window detectors, one core",
            "value": round(speed),
            "unit": "flows/s",
            "peer": f"the full window judged each second: {peer:,.0f}",
            "ratio": round(speed / peer, 1),
            "aim": AIM,
            "holds": speed >= AIM,
        },
        {
            "name": "detect: end of an attack's first second to its detection",
            "value": round(delay),
            "unit": "ms",
            "peer": None,
            "ratio": None,
            "aim": AIM_DELAY,
            "holds": delay <= AIM_DELAY,
        },
    ]


if __name__ == "__main__":
    for row in results(quick="--quick" in sys.argv):
        sys.stdout.write(f"{row}\n")
