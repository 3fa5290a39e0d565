"""The emergency brake: one small file that a person writes and the engine reads each cycle. Works without the portal.

Three moves: hold (nothing new), withdraw-all (take back, and hold, for everyone or one member), release. Each says who, why and when.
A file that cannot be read counts as a brake that is on: who pulls it must never be ignored over a broken disk.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

import msgspec

EVERYONE: Final = 0  # member number that stands for all
LARGEST: Final = 1 << 20  # bytes
MOST_LOG: Final = 200  # moves that are remembered in the file; the journal of the engine keeps all
LONGEST_TEXT: Final = 500  # characters of a reason or a name


class Move(msgspec.Struct, frozen=True, kw_only=True):
    """One use of the brake. member: EVERYONE or a member's number; at: ms."""

    what: str  # hold, release, withdraw-all
    member: int = EVERYONE
    reason: str
    by: str
    at: int


class Brake(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where the brake stands. revision grows with each move; held: the move that holds, per member (as text, JSON wants that)."""

    revision: int = 0
    held: dict[str, Move] = {}
    log: tuple[Move, ...] = ()

    def held_reasons(self) -> dict[int, str]:
        """Reason per member number (0 = everyone), as `Decider.decide(held=…)` takes it."""
        return {int(member): f"{move.reason} ({move.by})" for member, move in self.held.items()}

    def withdrawn(self, *, since: int = 0) -> tuple[Move, ...]:
        """Withdrawals in force that came after revision `since`; after a restart (0) those still in force, so they are done again."""
        first = self.revision - len(self.log) + 1
        young = {move for number, move in enumerate(self.log, start=first) if number > since}
        return tuple(move for move in self.held.values() if move.what == "withdraw-all" and (since == 0 or move in young))


def hold(path: Path, *, reason: str, by: str, now: int) -> Brake:
    """No new automatic action until `release`. Raises ValueError for an empty reason or name, OSError where it cannot be written."""
    return _moved(path, Move(what="hold", reason=reason, by=by, at=now))


def withdraw_all(path: Path, *, member: int | None = None, reason: str, by: str, now: int) -> Brake:
    """Take everything back (or all of one member) and hold it back until `release`. Raises as `hold`."""
    return _moved(path, Move(what="withdraw-all", member=EVERYONE if member is None else member, reason=reason, by=by, at=now))


def release(path: Path, *, reason: str, by: str, now: int, member: int | None = None) -> Brake:
    """Let go: for everyone and every member, or for one member only. Raises as `hold`."""
    return _moved(path, Move(what="release", member=EVERYONE if member is None else member, reason=reason, by=by, at=now))


def state(path: Path) -> Brake:
    """Where the brake stands; off where there is no file, on where there is one that cannot be read."""
    try:
        return _read(path)
    except (OSError, ValueError) as error:
        why = Move(what="hold", reason=f"{path} cannot be read: {error}"[:LONGEST_TEXT], by="hsoc", at=0)
        return Brake(held={str(EVERYONE): why})


def after(brake: Brake, move: Move) -> Brake:
    """The brake after one more move. Pure."""
    held = dict(brake.held)
    if move.what == "release":
        held = {} if move.member == EVERYONE else {key: one for key, one in held.items() if key != str(move.member)}
    elif move.what == "withdraw-all" or str(EVERYONE) not in held:  # a hold never weakens a withdrawal that is in force
        held[str(move.member)] = move
    return Brake(revision=brake.revision + 1, held=held, log=(*brake.log, move)[-MOST_LOG:])


def words(brake: Brake) -> str:
    """Where the brake stands, for whoever pulled it."""
    if not brake.held:
        return "The brake is off. A running engine acts again at its next turn."
    lines = []
    for member, move in sorted(brake.held.items(), key=lambda one: int(one[0])):
        whom = "everyone" if int(member) == EVERYONE else f"member {member}"
        does = "every entry is taken back, and nothing new is announced" if move.what == "withdraw-all" else "nothing new is announced"
        lines.append(f"The brake is on for {whom}: {does}. {move.by}: {move.reason}")
    lines.append('A running engine obeys at its next turn (see `hsoc perimeter show`). It ends with `hsoc perimeter release --reason "…"`.')
    return "\n".join(lines)


def _moved(path: Path, move: Move) -> Brake:
    if not move.reason.strip() or not move.by.strip():
        raise ValueError("the brake wants a reason and a name")
    move = msgspec.structs.replace(move, reason=move.reason.strip()[:LONGEST_TEXT], by=move.by.strip()[:LONGEST_TEXT])
    try:
        before = _read(path)
    except ValueError:  # a broken file is replaced by whoever uses the brake next
        before = Brake()
    brake = after(before, move)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    with beside.open("wb") as file:
        file.write(msgspec.json.format(msgspec.json.encode(brake), indent=1))
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    return brake


def _read(path: Path) -> Brake:
    """Raises OSError or ValueError (with place and reason) for a file that is there and is not a brake's."""
    try:
        if path.stat().st_size > LARGEST:
            raise ValueError(f"larger than {LARGEST} bytes")
        brake = msgspec.json.decode(path.read_bytes(), type=Brake)
    except FileNotFoundError:
        return Brake()
    if any(not member.isdecimal() for member in brake.held):
        raise ValueError("held: a member is a number")
    return brake
