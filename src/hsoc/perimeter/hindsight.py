"""The engine's look back: samples of ordinary traffic made ready, and what became of entries that stand. A thread of its own reads.

Never holds the engine up: what is not ready yet is None, and is ready some seconds later. Samples are kept for one hour of a hospital,
up to a ceiling of rows. A journal that cannot be read is no history, and is said in `trouble`.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from hsoc.perimeter.decide.afterwards import BEFORE_MS, Back, due, hurts
from hsoc.perimeter.decide.collateral import HOUR_MS, Sample, hours, sample
from hsoc.perimeter.wires.past import past
from hsoc.records.mitigation import Mitigation
from hsoc.records.policy import Ceiling

MOST_ROWS: Final = 4_000_000  # rows of all samples together, about 240 MB
MOST_WAITING: Final = 4096  # questions that wait for the thread
MOST_LOOKED: Final = 20_000  # entries remembered as judged

Question = tuple[int, int] | Mitigation  # (member, hour), or an entry to judge


class Hindsight:
    """`sample` and `back` are asked by the engine's loop; the thread answers them."""

    def __init__(self, journal: Path, *, ceiling: Ceiling, most: int = MOST_ROWS) -> None:
        self._journal, self._ceiling, self._most = journal, ceiling, most
        self._samples: dict[tuple[int, int], Sample | None] = {}
        self._asked: set[tuple[int, int]] = set()
        self._looked: dict[str, None] = {}
        self._back: list[Back] = []
        self._lock = threading.Lock()
        self._waiting: queue.Queue[tuple[Question, int] | None] = queue.Queue(MOST_WAITING)
        self.trouble = ""
        self._thread = threading.Thread(target=self._work, name="hindsight", daemon=True)
        self._thread.start()

    def under(self, ceiling: Ceiling) -> None:
        """Judge what stands by another ceiling from now on; the samples stay."""
        self._ceiling = ceiling

    def sample(self, member: int, *, now: int) -> Sample | None:
        """The ordinary traffic of a hospital at this hour; None where it is not known, or not yet."""
        key = (member, now // HOUR_MS)
        with self._lock:
            if key in self._samples:
                return self._samples[key]
            known = key in self._asked
        if not known and member and self._put(key, now):
            with self._lock:
                self._asked.add(key)
        return None

    def prepare(self, members: Iterable[int], *, now: int) -> None:
        """Have the samples of this hour made, so that the first attack does not wait for one."""
        for member in members:
            self.sample(member, now=now)

    def look(self, entries: Iterable[Mitigation], *, now: int) -> None:
        """Have the entries judged whose effect can be seen by now."""
        for one in due(entries, self._looked, now=now):
            if one.member and self._put(one, now):
                self._looked[one.key] = None
        while len(self._looked) > MOST_LOOKED:
            self._looked.pop(next(iter(self._looked)))

    def back(self) -> tuple[Back, ...]:
        """Entries that turned out to hurt, since the last call."""
        with self._lock:
            found, self._back = tuple(self._back), []
        return found

    def settle(self) -> None:
        """Wait until everything asked so far is answered (tests, and the end of a recording)."""
        self._waiting.join()

    def stop(self) -> None:
        """End after the question that is under way."""
        while True:
            try:
                self._waiting.get_nowait()
                self._waiting.task_done()
            except queue.Empty:
                break
        self._waiting.put(None)
        self._thread.join(timeout=15)

    def _put(self, question: Question, now: int) -> bool:
        try:
            self._waiting.put_nowait((question, now))
        except queue.Full:
            return False
        return True

    def _work(self) -> None:
        while (item := self._waiting.get()) is not None:
            try:
                self._answer(*item)
                self.trouble = ""
            except Exception as error:  # noqa: BLE001 - a journal that cannot be read is no reason to stop defending
                self.trouble = f"{type(error).__name__}: {error}"[:500]
            finally:
                self._waiting.task_done()

    def _answer(self, question: Question, now: int) -> None:
        if isinstance(question, Mitigation):
            stretch = (question.since - BEFORE_MS, now)
            found = hurts(question, past(self._journal, member=question.member, stretches=[stretch]), ceiling=self._ceiling)
            if found is not None:
                with self._lock:
                    self._back.append(found)
            return
        stretches = [(begin, end) for begin, end, _ in hours(now)]
        made = sample(past(self._journal, member=question[0], stretches=stretches), member=question[0], now=now)
        with self._lock:
            self._samples[question] = made
            for key in [key for key in self._samples if key[1] < now // HOUR_MS]:
                del self._samples[key]
                self._asked.discard(key)
            while sum(one.rows for one in self._samples.values() if one is not None) > self._most and len(self._samples) > 1:
                self._asked.discard(next(iter(self._samples)))
                del self._samples[next(iter(self._samples))]
