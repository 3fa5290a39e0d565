"""One watch read by several pipelines, and several watches read as one. Belongs here: who pays for a step. Never: a definition.

Two policies over the same flows ask the same detectors mostly: what both have alike is watched once. Readers go step by step together;
the first of a step has it judged, the others are given the same answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final

import numpy as np
import pyarrow as pa

from hsoc.perimeter.detect.base import Detector
from hsoc.perimeter.detect.watch import Watch
from hsoc.records.detection import no_detections
from hsoc.records.sample import Sample

_LAST: Final = "finish"

Each = Callable[[Callable[[Callable[[], pa.Table]], pa.Table], Sequence[Callable[[], pa.Table]]], Iterable[pa.Table]]  # as `map` is


class Shared:
    """A watch for readers that go in step. Raises ValueError from a reader that is a step behind or ahead of what was asked."""

    def __init__(self, watch: Watch) -> None:
        self.watch = watch
        self._turn = 0
        self._said: tuple[object, pa.Table] = (None, no_detections())

    def answer(self, turn: int, what: object, ask: Callable[[], pa.Table]) -> pa.Table:
        """The answer of a turn, asked once. what: the turn's time or `finish`, the same for every reader."""
        if turn == self._turn:
            self._turn, self._said = turn + 1, (what, ask())
        elif turn != self._turn - 1 or what != self._said[0]:
            raise ValueError(f"step {turn} ({what}) is asked of a watch that is at step {self._turn} ({self._said[0]})")
        return self._said[1]


class Joint(Watch):
    """Watches that are read as one: some shared with other readers, some its own. Detections come in the order of `detectors`."""

    def __init__(
        self, detectors: Sequence[Detector], *, shared: Sequence[Shared] = (), own: Sequence[Watch] = (), each: Each = map
    ) -> None:
        """detectors: of all parts, in the order in which one watch alone would have them.

        each: asks the parts and gives their answers in order, one after the other or at the same time (no two parts share anything).
        """
        super().__init__(())
        self._place = {one.name: place for place, one in enumerate(detectors)}
        self._shared, self._own = tuple(shared), tuple(own)
        self._each, self._turns = each, 0

    def step(self, flows: pa.Table, *, now: int) -> pa.Table:
        """Detections of every part that are due after these flows."""
        turn, self._turns = self._turns, self._turns + 1
        return self._asked(turn, now, lambda watch: watch.step(flows, now=now))

    def finish(self) -> pa.Table:
        """The last judgement of every part."""
        turn, self._turns = self._turns, self._turns + 1
        return self._asked(turn, _LAST, lambda watch: watch.finish())

    def samples(self, victims: pa.Table) -> dict[str, Sample]:
        """The flows behind detections of victims, of whichever part found them."""
        out: dict[str, Sample] = {}
        for watch in (*(one.watch for one in self._shared), *self._own):
            out |= watch.samples(victims)
        return out

    def _asked(self, turn: int, what: object, ask: Callable[[Watch], pa.Table]) -> pa.Table:
        def of_shared(one: Shared) -> Callable[[], pa.Table]:
            return lambda: one.answer(turn, what, lambda: ask(one.watch))

        def of_own(one: Watch) -> Callable[[], pa.Table]:
            return lambda: ask(one)

        parts = [*(of_shared(one) for one in self._shared), *(of_own(one) for one in self._own)]
        return self._ordered(list(self._each(lambda part: part(), parts)))

    def _ordered(self, found: Sequence[pa.Table]) -> pa.Table:
        """As one watch tells it: within a tick by the place of the detector. A single part has that order already."""
        told = [one for one in found if one.num_rows]
        if len(told) < 2:
            return told[0] if told else no_detections()
        every = pa.concat_tables(told)
        places = np.array([self._place[str(name)] for name in every.column("detector").to_pylist()])
        return every.take(np.argsort(places, kind="stable"))
