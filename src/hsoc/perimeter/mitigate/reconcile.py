"""Wanted against what one speaker's table shows: which commands close the gap. Pure; the site's thread in `sites` asks and tells.

The table is what was read back last, corrected by what has been acknowledged since. A connection that is lost takes all knowledge with
it: nothing is said before the table has been read again. Foreign routes are never touched, nor pushed out by a route of their slot.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

from hsoc.exchange.flowspec.terms import Unsayable
from hsoc.perimeter.mitigate.base import Backend
from hsoc.perimeter.mitigate.route import Route, communities
from hsoc.records.mitigation import Mitigation

MOST_TRIES: Final = 5  # commands in a row for one slot that did not show; then it is named, and tried again each REST_MS
REST_MS: Final = 60_000
SLACK_S: Final = 5  # s after an entry's end when the speaker's side ends it by itself, if the engine has not

Slot = tuple[str, str, str, bytes]


class Command(msgspec.Struct, frozen=True, kw_only=True):
    """One line for the speaker, with what takes it back and when. line empty: only the end is new."""

    line: str
    undo: str = ""
    name: str = ""  # of the slot, without spaces
    seconds: int = 0  # until the end; 0 for a withdrawal
    slot: Slot


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where one entry stands at one site. Times in ms, 0 = not yet; trouble: a sentence, empty where there is none."""

    key: str
    wanted: int
    sent: int = 0
    acknowledged: int = 0
    seen: int = 0  # first read back as it was meant, without a gap since
    trouble: str = ""


class _Wish(msgspec.Struct):
    """What is wanted in one slot."""

    keys: tuple[str, ...]
    route: Route
    until: int
    wanted: int
    sent: int = 0
    acknowledged: int = 0
    seen: int = 0
    tries: int = 0
    trouble: str = ""


class Reconciler:
    """The wanted table of one site against its speaker. Not for use by several threads at once."""

    def __init__(self, backend: Backend, *, mark: str) -> None:
        self._backend = backend
        self._mark = communities((mark,))
        self._wanted: dict[Slot, _Wish] = {}
        self._unsayable: dict[str, Place] = {}
        self._table: dict[Slot, Route] = {}
        self._foreign: set[Slot] = set()
        self._ends: dict[Slot, int] = {}  # the end that the speaker's side knows
        self._failed: dict[Slot, tuple[int, int]] = {}  # withdrawals without effect: how many, when the last
        self.known = False

    def want(self, entries: Iterable[Mitigation], *, now: int) -> None:
        """The whole wanted table. Entries that fall into one slot stand together; the later end counts."""
        before, wanted, unsayable = self._wanted, dict[Slot, _Wish](), dict[str, Place]()
        for entry in entries:
            try:
                route = self._backend.route(entry)
            except Unsayable as error:
                unsayable[entry.key] = Place(key=entry.key, wanted=now, trouble=str(error))
                continue
            slot = route.slot
            if slot in wanted:
                one = wanted[slot]
                if one.route != route:
                    unsayable[entry.key] = Place(key=entry.key, wanted=now, trouble=f"{one.keys[0]} has the same place in the table")
                    continue
                one.keys, one.until = (*one.keys, entry.key), max(one.until, entry.until)
                continue
            old = before.get(slot)
            if old is not None and old.route == route:
                old.keys, old.until = (entry.key,), entry.until
                wanted[slot] = old
            else:
                wanted[slot] = _Wish(keys=(entry.key,), route=route, until=entry.until, wanted=now)
        self._wanted, self._unsayable = wanted, unsayable

    def commands(self, *, now: int) -> tuple[Command, ...]:
        """What has to be said now: additions, then new ends, then withdrawals. Empty until the table is known."""
        if not self.known:
            return ()
        return (*self._additions(now), *self._withdrawals(now))

    def answered(self, command: Command, *, now: int, refused: str = "") -> None:
        """One command has been acknowledged, or refused with a reason."""
        slot = command.slot
        wish = self._wanted.get(slot)
        if not command.seconds:
            if refused:
                return
            self._table.pop(slot, None)
            self._ends.pop(slot, None)
            return
        if wish is None:
            return
        self._ends[slot] = wish.until
        if command.line:
            wish.sent, wish.tries = now, wish.tries + 1
            if refused:
                wish.trouble = f"the speaker refuses it: {refused}"
                return
            wish.acknowledged = now
            self._table[slot] = wish.route

    def seen(self, listing: str, *, now: int) -> None:
        """The table as it was read back."""
        table: dict[Slot, Route] = {}
        foreign: set[Slot] = set()
        for route in self._backend.routes(listing):
            if self.ours(route):
                table[route.slot] = route
            else:
                foreign.add(route.slot)
        self._table, self._foreign, self.known = table, foreign - table.keys(), True
        self._failed = {slot: one for slot, one in self._failed.items() if slot in table}
        for slot, wish in self._wanted.items():
            self._look(slot, wish, now=now)

    def lost(self, why: str) -> None:
        """The connection is gone, and with it all that was known."""
        self._table, self._foreign, self.known = {}, set(), False
        self._ends = {}
        for wish in self._wanted.values():
            wish.seen, wish.tries, wish.trouble = 0, 0, why

    def ours(self, route: Route) -> bool:
        """Whether the route carries our mark."""
        plain, large = self._mark
        return set(plain) <= set(route.communities) and set(large) <= set(route.large)

    def places(self) -> tuple[Place, ...]:
        """Every wanted entry with what is known of it here, by key."""
        found = [
            Place(
                key=key,
                wanted=one.wanted,
                sent=one.sent,
                acknowledged=one.acknowledged,
                seen=one.seen,
                trouble="" if one.seen else one.trouble,
            )
            for one in self._wanted.values()
            for key in one.keys
        ]
        return tuple(sorted([*found, *self._unsayable.values()], key=lambda place: place.key))

    def left(self) -> tuple[str, ...]:
        """Routes of ours in the table that nobody wants any more."""
        return tuple(sorted(route.name for slot, route in self._table.items() if slot not in self._wanted))

    def _additions(self, now: int) -> list[Command]:
        out = []
        for slot, wish in self._wanted.items():
            if slot in self._foreign or wish.until <= now:
                continue
            missing = self._table.get(slot) != wish.route
            if missing and wish.tries >= MOST_TRIES and now - wish.sent < REST_MS:
                continue
            if missing or self._ends.get(slot) != wish.until:
                out.append(self._command(wish, slot, now=now, line=self._backend.announce(wish.route) if missing else ""))
        return out

    def _command(self, wish: _Wish, slot: Slot, *, now: int, line: str) -> Command:
        seconds = max(1, (wish.until - now) // 1000 + SLACK_S)
        return Command(line=line, undo=self._backend.withdraw(wish.route), name=wish.route.name, seconds=seconds, slot=slot)

    def _withdrawals(self, now: int) -> list[Command]:
        out = []
        for slot, route in self._table.items():
            if slot in self._wanted:
                continue
            tries, last = self._failed.get(slot, (0, 0))
            if tries >= MOST_TRIES and now - last < REST_MS:
                continue
            self._failed[slot] = (tries + 1, now)
            out.append(Command(line=self._backend.withdraw(route), name=route.name, slot=slot))
        return out

    def _look(self, slot: Slot, wish: _Wish, *, now: int) -> None:
        shown = self._table.get(slot)
        if shown == wish.route:
            wish.seen, wish.tries, wish.trouble = wish.seen or now, 0, ""
            return
        wish.seen = 0
        if slot in self._foreign:
            wish.trouble = "a route that is not ours has its place in the table"
        elif shown is not None:
            wish.trouble = f"it stands there with something else: {_difference(wish.route, shown)}"
        elif wish.acknowledged and not wish.trouble:
            wish.trouble = "it was acknowledged and is not in the table"


def _difference(meant: Route, shown: Route) -> str:
    ours: Mapping[str, object] = msgspec.structs.asdict(meant)
    theirs: Mapping[str, object] = msgspec.structs.asdict(shown)
    return ", ".join(name for name in ours if ours[name] != theirs[name])
