"""A load of invented traffic over UDP at a constant rate, from a process of its own. Prints one JSON object. Never: measuring."""

import argparse
import json
import os
import time

import numpy as np

from hsoc.perimeter.simulate import benign, columns, scenarios, send, show, strikes

PART_MS = 20  # what leaves together
SLICES = 4  # seconds of traffic that are made once and sent round and round, moved in time
HOURS = 10  # o'clock


def second(rate: int, number: int) -> columns.Columns:
    """One second of ordinary traffic with exactly `rate` flows."""
    since = scenarios.rhythm.bounds(scenarios.DAY)[0] + HOURS * 3_600_000 + number * 1000
    share = benign.activity(scenarios.DAY, since=since, until=since + 1000)
    flows = benign.flows(scenarios.DAY, seed=number, conversations=rate * 0.52 / share, since=since, until=since + 1000, exempt=False)
    flows = columns.taken(flows, np.arange(min(rate, columns.rows(flows))))
    return flows | {name: flows[name] - since for name in ("first", "last")}


def attack() -> columns.Columns:
    """The show's DNS reflection, from instant 0."""
    return columns.in_time(strikes.flows_of(show.plan(since=0, until=1, begun=-show.ACTS[0].after * 1000)))


def send_all(to: tuple[str, int], rate: int, seconds: int, attack_after: int) -> dict[str, float]:
    background = [second(rate, number) for number in range(SLICES)] if rate else []
    hostile = attack()
    sites = send.Sites(to=to)
    begun, wall = time.monotonic(), time.time_ns() // 1_000_000
    marked = late = 0.0
    for part in range(seconds * 1000 // PART_MS):
        low = part * PART_MS
        due = begun + (low + PART_MS) / 1000
        pieces = []
        if background:
            flows = background[low // 1000 % SLICES]
            inside = low % 1000
            edge = np.searchsorted(flows["last"], [inside, inside + PART_MS])
            pieces.append(_moved(columns.taken(flows, np.arange(*edge)), wall + low - inside))
        since = low - attack_after * 1000
        if attack_after and since >= 0:
            edge = np.searchsorted(hostile["last"], [since, since + PART_MS])
            pieces.append(_moved(columns.taken(hostile, np.arange(*edge)), wall + attack_after * 1000))
        left = due - time.monotonic()
        if left > 0:
            time.sleep(left)
        late = max(late, -left)
        flows = columns.joined(pieces)
        if columns.rows(flows):
            sites.send(flows, export=(wall + low) // 1000)
        if attack_after and not marked and since >= 1000 - PART_MS:
            marked = time.time() * 1000
    took = time.monotonic() - begun
    sites.close()
    return {"flows": sites.sent.flows, "datagrams": sites.sent.datagrams, "seconds": took, "late": late, "marked": marked}


def _moved(flows: columns.Columns, by: int) -> columns.Columns:
    return flows | {"first": flows["first"] + by, "last": flows["last"] + by}


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--to", required=True)
    parser.add_argument("--rate", type=int, required=True, help="flows a second")
    parser.add_argument("--seconds", type=int, required=True)
    parser.add_argument("--attack-after", type=int, default=0, help="s; 0 = no attack")
    given = parser.parse_args()
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})  # one core at most: the other is the engine's
    print(json.dumps(send_all(send.target(given.to), given.rate, given.seconds, given.attack_after)))
