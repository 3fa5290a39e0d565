"""A load of invented traffic over UDP at a constant rate, from a process of its own. Prints one JSON object. Never: measuring."""

import argparse
import json
import os
import random
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent))

from attacks import attack

from hsoc.perimeter.simulate import benign, columns, scenarios, send

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


class Strikes:
    """Attacks that begin one after the other: when (ms from the beginning), and what of them leaves in a part."""

    def __init__(self, *, count: int, after_s: int, every_ms: int) -> None:
        rng = random.Random(11)  # against the seconds of the clock each begins anywhere
        self._begin = [after_s * 1000 + number * every_ms + rng.randrange(1000) for number in range(count)]
        self._drawn = [attack(number) for number in range(count)]
        self.told: list[dict[str, Any]] = []

    def within(self, low: int, wall: int) -> list[columns.Columns]:
        """What ends in the part that begins at `low`; the first datagram of an attack is about to leave then."""
        found = []
        for number, (begin, (kind, victim, flows)) in enumerate(zip(self._begin, self._drawn, strict=True)):
            edge = np.searchsorted(flows["last"], [low - begin, low - begin + PART_MS])
            if edge[0] == edge[1]:
                continue
            found.append(_moved(columns.taken(flows, np.arange(*edge)), wall + begin))
            if number >= len(self.told):
                self.told.append({"kind": kind, "victim": victim, "at": 0.0})
        return found

    def leave(self) -> None:
        """Now."""
        for one in self.told:
            one["at"] = one["at"] or time.time() * 1000


def send_all(to: tuple[str, int], rate: int, seconds: int, strikes: Strikes) -> dict[str, Any]:
    background = [second(rate, number) for number in range(SLICES)] if rate else []
    sites = send.Sites(to=to)
    begun, wall = time.monotonic(), time.time_ns() // 1_000_000
    late = 0.0
    for part in range(seconds * 1000 // PART_MS):
        low = part * PART_MS
        due = begun + (low + PART_MS) / 1000
        pieces = []
        if background:
            flows = background[low // 1000 % SLICES]
            inside = low % 1000
            edge = np.searchsorted(flows["last"], [inside, inside + PART_MS])
            pieces.append(_moved(columns.taken(flows, np.arange(*edge)), wall + low - inside))
        pieces += strikes.within(low, wall)
        left = due - time.monotonic()
        if left > 0:
            time.sleep(left)
        late = max(late, -left)
        flows = columns.joined(pieces)
        if columns.rows(flows):
            strikes.leave()
            sites.send(flows, export=(wall + low) // 1000)
    took = time.monotonic() - begun
    sites.close()
    return {"flows": sites.sent.flows, "datagrams": sites.sent.datagrams, "seconds": took, "late": late, "strikes": strikes.told}


def _moved(flows: columns.Columns, by: int) -> columns.Columns:
    return flows | {"first": flows["first"] + by, "last": flows["last"] + by}


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--to", required=True)
    parser.add_argument("--rate", type=int, required=True, help="flows a second")
    parser.add_argument("--seconds", type=int, required=True)
    parser.add_argument("--strikes", type=int, default=0, help="how many attacks")
    parser.add_argument("--after", type=int, default=0, help="s until the first")
    parser.add_argument("--every", type=int, default=4000, help="ms from one to the next, and up to a second more")
    given = parser.parse_args()
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})  # one core at most: the other is the engine's
    planned = Strikes(count=given.strikes, after_s=given.after, every_ms=given.every)
    print(json.dumps(send_all(send.target(given.to), given.rate, given.seconds, planned)))
