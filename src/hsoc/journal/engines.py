"""The engines' last word: each one's newest status, and a short history by the minute. Belongs here: these small files. Never: their sense.

One folder per engine: `status.json` as it came, `never_block.json` out of it, `history.jsonl` with a line a minute, `tally.json` with what
each member's rule matched in all, for an engine counts from nought after a restart and forgets a rule that is over.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import msgspec

from hsoc.records.engine_status import EngineStatus, Unusable, decoded

MINUTE: Final = 60_000  # ms
MOST_MINUTES: Final = 1440  # lines of history: a day
MOST_TALLIES: Final = 20_000  # rules whose matches are remembered; the longest silent go first
MOST_ENGINES: Final = 100  # folders looked at
NAME: Final = re.compile(r"[a-z_][a-z0-9_.]{0,63}")


class Moment(msgspec.Struct, frozen=True, kw_only=True):
    """What is kept of a minute."""

    at: int  # ms
    entries: int
    flows: int
    step_ms: float
    matched_packets: int
    matched_bytes: int
    version: str = ""


class Tally(msgspec.Struct, frozen=True, kw_only=True):
    """What a member's rule has matched in all: `base` from lives of the engine that are over, the rest as it said last."""

    flows: int = 0
    packets: int = 0
    bytes: int = 0
    last: int = 0  # ms
    base: tuple[int, int, int] = (0, 0, 0)
    seen: int = 0  # ms

    @property
    def total(self) -> tuple[int, int, int]:
        """Flows, packets, bytes."""
        return self.base[0] + self.flows, self.base[1] + self.packets, self.base[2] + self.bytes


class Last(msgspec.Struct, frozen=True, kw_only=True):
    """An engine's newest status. received: ms, by the portal's clock."""

    name: str
    received: int
    status: EngineStatus


def keep(root: Path, *, name: str, status: EngineStatus, body: bytes, now: int) -> None:
    """Remember a status. Raises ValueError for a name that is none, OSError of the disk."""
    folder = _folder(root, name)
    folder.mkdir(parents=True, exist_ok=True)
    _replace(folder / "status.json", body)
    os.utime(folder / "status.json", (now / 1000, now / 1000))
    _replace(folder / "tally.json", msgspec.json.encode(_tallied(_tallies(folder), status, now=now)))
    never = msgspec.json.encode(status.never_block)
    if not _same(folder / "never_block.json", never):
        _replace(folder / "never_block.json", never)
    history = folder / "history.jsonl"
    before = _lines(history)
    if not before or status.at - before[-1].at >= MINUTE:
        moments = [*before, _moment(status)][-MOST_MINUTES:]
        _replace(history, b"\n".join(msgspec.json.encode(one) for one in moments))


def engines(root: Path) -> tuple[str, ...]:
    """Names of the engines that have ever spoken."""
    if not root.is_dir():
        return ()
    return tuple(
        sorted(entry.name for entry in root.iterdir() if NAME.fullmatch(entry.name) and (entry / "status.json").exists())[:MOST_ENGINES]
    )


def last(root: Path, name: str) -> Last | None:
    """The newest status of an engine, None where there is none that can be read."""
    path = _folder(root, name) / "status.json"
    try:
        return Last(name=name, received=int(path.stat().st_mtime * 1000), status=decoded(path.read_bytes()))
    except (OSError, Unusable):
        return None


def never_block(root: Path) -> tuple[str, ...]:
    """Prefixes that an engine's policy says nothing may block, as each engine said last, however long ago: forgetting them would harm."""
    found: set[str] = set()
    for folder in _folders(root):
        try:
            found |= set(msgspec.json.decode((folder / "never_block.json").read_bytes(), type=list[str]))
        except (OSError, msgspec.MsgspecError):
            continue
    return tuple(sorted(found))


def _same(path: Path, body: bytes) -> bool:
    try:
        return path.read_bytes() == body
    except OSError:
        return False


def history(root: Path, name: str) -> tuple[Moment, ...]:
    """The last day by the minute, oldest first."""
    return tuple(_lines(_folder(root, name) / "history.jsonl"))


def tallies(root: Path) -> Mapping[str, Tally]:
    """What each member's rule matched in all, by its id, over all engines."""
    out: dict[str, Tally] = {}
    for folder in _folders(root):
        for key, one in _tallies(folder).items():
            before = out.get(key, Tally())
            sums = tuple(a + b for a, b in zip(before.total, one.total, strict=True))
            out[key] = Tally(
                flows=sums[0], packets=sums[1], bytes=sums[2], last=max(before.last, one.last), seen=max(before.seen, one.seen)
            )
    return out


def _folders(root: Path) -> Iterator[Path]:
    return (root / name for name in engines(root))


def _folder(root: Path, name: str) -> Path:
    if not NAME.fullmatch(name):
        raise ValueError(f"{name!r} is no name of an engine")
    return root / name


def _moment(status: EngineStatus) -> Moment:
    return Moment(
        at=status.at,
        entries=len(status.standing),
        flows=status.flows,
        step_ms=status.step_ms,
        matched_packets=sum(one.packets for one in status.standing),
        matched_bytes=sum(one.bytes for one in status.standing),
        version=status.policy.version,
    )


def _tallied(before: dict[str, Tally], status: EngineStatus, *, now: int) -> dict[str, Tally]:
    by_key = {one.entry.key: one for one in status.standing}
    out = dict(before)
    for own in status.own:
        one = by_key.get(own.key)
        if one is None:
            continue
        old = out.get(own.id, Tally())
        # fewer than before: the engine began anew
        base = old.total if (one.flows, one.packets) < (old.flows, old.packets) else old.base
        out[own.id] = Tally(flows=one.flows, packets=one.packets, bytes=one.bytes, last=max(one.last, old.last), base=base, seen=now)
    if len(out) > MOST_TALLIES:
        out = dict(sorted(out.items(), key=lambda item: -item[1].seen)[:MOST_TALLIES])
    return out


def _tallies(folder: Path) -> dict[str, Tally]:
    try:
        return msgspec.json.decode((folder / "tally.json").read_bytes(), type=dict[str, Tally])
    except (OSError, msgspec.DecodeError):
        return {}


def _lines(path: Path) -> list[Moment]:
    try:
        return [msgspec.json.decode(line, type=Moment) for line in path.read_bytes().splitlines() if line]
    except (OSError, msgspec.DecodeError):
        return []


def _replace(path: Path, contents: bytes) -> None:
    passing = path.with_name(f".{path.name}.{os.getpid()}")
    passing.write_bytes(contents)
    passing.replace(path)
