"""Which members were reached by others than us, and when: written down by the engine, read by What if. Never: finding it out (guard).

A word stands from its time to the next one; the engine's start is a word too, as it knows nothing until its routes are told again.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import msgspec

from hsoc.perimeter.wires import state

SEEN_ELSEWHERE: Final = "seen-elsewhere.jsonl"
LARGEST: Final = 4 << 20  # bytes; routes that flap for weeks are some hundred kB, beyond it the older half goes
NOBODY: Final = frozenset[int]()


class Word(msgspec.Struct, frozen=True):
    """From `at` (ms) on these members were reached by others."""

    at: int
    members: tuple[int, ...] = ()


class Elsewhere:
    """The engine's hand in the file."""

    def __init__(self, folder: Path, *, now: int) -> None:
        """now: ms; from then on nothing is known yet. Raises OSError where the disk refuses."""
        self._path, self._said = folder / SEEN_ELSEWHERE, NOBODY
        self._put(NOBODY, now)

    def keep(self, members: frozenset[int], *, now: int) -> None:
        """Write down what holds from now (ms) on, where it is something else."""
        if members != self._said:
            self._said = members
            self._put(members, now)

    def _put(self, members: frozenset[int], now: int) -> None:
        if self._path.is_file() and self._path.stat().st_size > LARGEST:
            lines = self._path.read_bytes().splitlines(keepends=True)
            state.keep(self._path, b"".join(lines[len(lines) // 2 :]))
        state.append(self._path, (msgspec.json.encode(Word(now, tuple(sorted(members)))).decode(),))


def course(folder: Path, *, begin: int, end: int) -> tuple[Word, ...]:
    """What held in [begin, end) ms, in order of time, the first word from `begin` on. No file: nobody. A torn line is passed over.

    Raises OSError where there is a file that cannot be read.
    """
    now, later = Word(begin), []
    for line in (state.kept(folder / SEEN_ELSEWHERE) or b"").splitlines():
        try:
            word = msgspec.json.decode(line, type=Word)
        except (msgspec.DecodeError, UnicodeDecodeError):
            continue
        if word.at <= begin:
            now = Word(begin, word.members)
        elif word.at < end:
            later.append(word)
    return (now, *sorted(later, key=lambda one: one.at))
