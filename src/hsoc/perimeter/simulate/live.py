"""The demonstration's exporters: the invented day as it happens now, over UDP, until told to stop. Belongs here: the loop and the clock.

The same plan as history's: what the first start wrote as past ends where this begins, so the day's figures go on without a step.
Run as a process of its own: `python -m hsoc.perimeter.simulate.live --to 127.0.0.1:4739`.
"""

from __future__ import annotations

import argparse
import threading
import time
from datetime import date
from typing import Final

import numpy as np

from hsoc.ending import asked_to_end
from hsoc.perimeter.simulate import attacks, benign, history, rhythm, send, show, strikes
from hsoc.perimeter.simulate.attacks import Plan
from hsoc.perimeter.simulate.columns import Columns, in_time, joined, rows, taken

STEP_MS: Final = 500  # of time that is made at once
FLOWS_A_DAY: Final = 12_000_000  # of background: about 140 a second, which costs a small part of one core
BEGIN_AFTER_MS: Final = 3_000  # ms after the start until the show's first round: the collector is listening by then


class Now:
    """The invented network as of now. `flows(since, until)` must be asked for successive stretches of time (ms)."""

    def __init__(self, *, now: int, seed: int, background: int = FLOWS_A_DAY, begun: int | None = None) -> None:
        self._seed, self._background = seed, background
        self._begun = now + BEGIN_AFTER_MS if begun is None else begun
        self._day: date | None = None
        self._plan: Plan = attacks.no_plan()
        self._conversations = 0.0
        self._pending = joined([])

    def flows(self, *, since: int, until: int) -> Columns:
        """The flows that end in since … until, by their ends."""
        self._turn_to(rhythm.day_of(since))
        begins = (self._plan["first"] >= since) & (self._plan["first"] < until)
        own = strikes.flows_of(attacks.taken(self._plan, begins))
        shown = strikes.flows_of(show.plan(since=since, until=until, begun=self._begun))
        self._pending = joined([self._pending, own, shown])
        due = self._pending["last"] < until
        ordinary = benign.flows(rhythm.day_of(since), seed=self._seed, conversations=self._conversations, since=since, until=until)
        out = in_time(joined([ordinary, taken(self._pending, due)]))
        self._pending = taken(self._pending, ~due)
        return out

    def _turn_to(self, day: date) -> None:
        if day == self._day:
            return
        begin, end = rhythm.bounds(day)
        self._day, self._plan = day, history.of_past_day(day, seed=self._seed)
        self._conversations = self._background / 2 / max(benign.activity(day, since=begin, until=end), 0.1)


def play(*, to: tuple[str, int], seed: int, stop: threading.Event) -> send.Sent:
    """Send until `stop` is set; behind by more than ten seconds (a laptop that slept), the missed time is left out."""
    sites = send.Sites(to=to)
    since = time.time_ns() // 1_000_000
    network = Now(now=since, seed=seed)
    try:
        while not stop.is_set():
            until = since + STEP_MS
            flows = network.flows(since=since, until=until)
            left = until / 1000 - time.time()
            if left > 0:
                stop.wait(left)
            if rows(flows):
                sites.send(flows, export=int(np.max(flows["last"])) // 1000 + 1)
            now = time.time_ns() // 1_000_000
            since = now if now - until > 10_000 else until
    finally:
        sites.close()
    return sites.sent


def main() -> None:
    """Play until SIGTERM or Ctrl-C."""
    parser = argparse.ArgumentParser(description="Send the invented network's flows as they happen now, until stopped.")
    parser.add_argument("--to", required=True, help="ADDRESS:PORT of the collector")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    stop = asked_to_end()
    try:
        to = send.target(given.to)
    except ValueError as error:
        parser.error(str(error))
    play(to=to, seed=given.seed, stop=stop)


if __name__ == "__main__":
    main()
