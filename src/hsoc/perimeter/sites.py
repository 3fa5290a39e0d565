"""The sites: a thread each keeps its speaker's table as it is wanted. Belongs here: when to ask, tell, try again. Never: what is wanted.

What is wanted is a state, not a stream of commands: whatever is lost on the way (speaker, helper, link, engine) is seen in the next
comparison and put right, and a withdrawal can be no more lost than an announcement.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from hsoc.perimeter.mitigate import exabgp, gobgp_words, settings
from hsoc.perimeter.mitigate.base import Backend
from hsoc.perimeter.mitigate.exabgp import ExaBGP
from hsoc.perimeter.mitigate.gobgp import GoBGP
from hsoc.perimeter.mitigate.gobgp_words import GoBGPWords
from hsoc.perimeter.mitigate.reconcile import Command, Reconciler
from hsoc.perimeter.mitigate.route import Terms
from hsoc.perimeter.mitigate.settings import Settings, SiteEntry
from hsoc.perimeter.wires.exabgp import ExaBGPWire
from hsoc.perimeter.wires.gobgp import GoBGPWire
from hsoc.perimeter.wires.gobgp_program import GoBGPProgram
from hsoc.perimeter.wires.speaker import Down, Wire
from hsoc.records.mitigation import Mitigation

SOON_S: Final = 0.2  # s after commands until they are read back; a burst is read back once
FIRST_PAUSE_S: Final = 0.1  # s before the first new attempt after a loss …
LONGEST_PAUSE_S: Final = 2.0  # … doubled up to this, so that a speaker that is back is heard of soon
MOST_LOG: Final = 20_000  # lines that wait for the engine to write them down; older ones are dropped
LONGEST: Final = 100  # characters of what door 2 is told of one place
STOP_S: Final = 10.0


class Site:
    """One speaker and its thread. `want` never waits."""

    def __init__(self, name: str, backend: Backend, wire: Wire, *, mark: str, every_s: float, clock: Callable[[], int]) -> None:
        """clock: now in ms; every_s: between comparisons."""
        self.name, self.backend = name, backend
        self._wire, self._every, self._clock = wire, every_s, clock
        self._reconciler = Reconciler(backend, mark=mark)
        self._lock = threading.Lock()  # around the reconciler and what is told of it, never around the wire
        self._wake, self._stop = threading.Event(), threading.Event()
        self._wished: tuple[Mitigation, ...] | None = None
        self._up = False
        self._trouble = "not connected yet"
        self._since = clock()
        self._peers: dict[str, bool] = {}
        self._losses = 0
        self._last_read = 0
        self._read_due = 0.0
        self._wanting = False  # until the engine has said what it wants, nothing of ours is taken back
        self.log: deque[str] = deque(maxlen=MOST_LOG)
        self._thread = threading.Thread(target=self._work, name=f"site {name}", daemon=True)

    def start(self) -> None:
        """Begin; nothing is said before the first `want`."""
        self._thread.start()

    def want(self, entries: Iterable[Mitigation]) -> None:
        """The whole table as it shall stand."""
        with self._lock:
            self._wished = tuple(entries)
        self._wake.set()

    def status(self) -> dict[str, Any]:
        """The speaker and its neighbours, JSON-ready; `entries` has a Place per wanted entry."""
        with self._lock:
            return {
                "name": self.name,
                "backend": self.backend.name,
                "up": self._up,
                "since": self._since,
                "trouble": self._trouble,
                "losses": self._losses,
                "peers": dict(self._peers),
                "read": self._last_read,
                "entries": self._reconciler.places(),
                "left": self._reconciler.left(),
            }

    def stop(self) -> None:
        """End the thread and let go of the speaker. What stands there stays: the next engine takes it over by its mark."""
        self._stop.set()
        self._wake.set()
        if self._thread.ident is not None:
            self._thread.join(STOP_S)
        self._wire.close()

    def _work(self) -> None:
        pause = FIRST_PAUSE_S
        while not self._stop.is_set():
            try:
                if not self._up:
                    self._connect()
                pause = FIRST_PAUSE_S
                self._turn()
            except Down as error:
                self._lost(str(error))
                self._stop.wait(pause)
                pause = min(2 * pause, LONGEST_PAUSE_S)
            except Exception as error:  # noqa: BLE001 - a thread that dies in silence would leave a site without hands
                self._lost(f"{type(error).__name__}: {error}")
                self._stop.wait(LONGEST_PAUSE_S)

    def _connect(self) -> None:
        self._wire.connect()
        self._read()
        with self._lock:
            self._up, self._trouble, self._since = True, "", self._clock()
        self._note("connected")

    def _turn(self) -> None:
        """Say what is wanted, read back when it is time, and wait for either."""
        self._wake.clear()
        if self._say():
            self._read_due = min(self._read_due, time.monotonic() + SOON_S)
        if time.monotonic() >= self._read_due:
            self._read()
            self._say()
        self._wake.wait(max(0.0, self._read_due - time.monotonic()))

    def _say(self) -> int:
        now = self._clock()
        with self._lock:
            self._take(now)
            commands = self._reconciler.commands(now=now) if self._wanting else ()
        if commands:
            self._answered(commands, self._wire.send(commands))
        return len(commands)

    def _take(self, now: int) -> None:
        """Hand the newest wish to the reconciler; the lock is held."""
        wished, self._wished = self._wished, None
        if wished is not None:
            self._reconciler.want(wished, now=now)
            self._wanting = True

    def _answered(self, commands: Sequence[Command], answers: Sequence[str]) -> None:
        now = self._clock()
        with self._lock:
            for command, answer in zip(commands, answers, strict=True):
                self._reconciler.answered(command, now=now, refused=answer)
                if command.line:
                    self.log.append(f"{now} {self.name}: {f'refused ({answer})' if answer else 'done'}: {command.line}")

    def _read(self) -> None:
        listing = self._wire.listing()
        now = self._clock()
        with self._lock:
            self._reconciler.seen(listing, now=now)
            self._peers = self.backend.peers(listing)
            self._last_read = now
        self._read_due = time.monotonic() + self._every

    def _lost(self, why: str) -> None:
        with self._lock:
            if self._up:
                self._losses += 1
                self._since = self._clock()
                self.log.append(f"{self._since} {self.name}: lost: {why}")
            self._up, self._trouble, self._peers = False, why, {}
            self._take(self._clock())  # what is wanted here is shown as missing, though nobody can be told
            self._reconciler.lost(why)

    def _note(self, text: str) -> None:
        self.log.append(f"{self._clock()} {self.name}: {text}")


class Sites:
    """All sites under one wanted table."""

    def __init__(self, sites: Sequence[Site]) -> None:
        self._sites = tuple(sites)
        self._wanted: tuple[Mitigation, ...] | None = None

    @property
    def backend(self) -> Backend:
        """How the first site is spoken with; all are under the same terms, so each can carry the same."""
        return self._sites[0].backend

    def start(self) -> None:
        """Begin."""
        for site in self._sites:
            site.start()

    def want(self, entries: tuple[Mitigation, ...]) -> None:
        """The whole table as it shall stand everywhere; the same again costs nothing."""
        if entries != self._wanted:
            self._wanted = entries
            for site in self._sites:
                site.want(entries)

    def status(self) -> list[dict[str, Any]]:
        """The status of each site."""
        return [site.status() for site in self._sites]

    def log(self) -> tuple[str, ...]:
        """What has been said and heard since the last call."""
        return tuple(site.log.popleft() for site in self._sites for _ in range(len(site.log)))

    def stop(self) -> None:
        """End all."""
        for site in self._sites:
            site.stop()


def places(sites: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, str]]:
    """Key of an entry → site → `there`, or why not; for door 2. sites: Sites.status()."""
    found: dict[str, dict[str, str]] = {}
    for site in sites:
        for place in site["entries"]:
            found.setdefault(place.key, {})[site["name"][:LONGEST]] = "there" if place.seen else (place.trouble or "missing")[:LONGEST]
    return found


def sendable(given: Settings) -> bool:
    """Whether every site has a speaker that sends, and there is one at all."""
    return bool(given.site) and all(given.backend_of(entry) != settings.DRY_RUN for entry in given.site)


def sites_of(given: Settings, *, folder: Path, clock: Callable[[], int]) -> Sites:
    """The sites of the configuration, not started. Raises Down where a speaker's description cannot be used."""
    return Sites(
        [
            Site(entry.name, *_speaker(entry, given, folder=folder), mark=given.terms.mark, every_s=given.every_s, clock=clock)
            for entry in given.site
        ]
    )


def _speaker(entry: SiteEntry, given: Settings, *, folder: Path) -> tuple[Backend, Wire]:
    terms: Terms = given.terms
    if given.backend_of(entry) == settings.EXABGP:
        child = Path(entry.start) if entry.start else None
        log = folder / f"exabgp-{entry.name}.log"
        return ExaBGP(terms), ExaBGPWire(Path(entry.socket), ask=exabgp.LISTING, child=child, log=log)
    authority = Path(entry.authority) if entry.authority else None
    try:
        return GoBGP(terms), GoBGPWire(entry.address, description=Path(entry.description), authority=authority)
    except Down as error:
        return GoBGPWords(terms), _program(entry, authority, why=error)


def _program(entry: SiteEntry, authority: Path | None, *, why: Down) -> GoBGPProgram:
    """GoBGP by its own command line, where its API's description cannot be used; with neither, both reasons are told."""
    families = {family.value: name for family, name in gobgp_words.NAMES.items()}
    try:
        return GoBGPProgram(entry.address, program=entry.program, families=families, peers=gobgp_words.PEERS, authority=authority)
    except Down as error:
        raise Down(f"{why}; {error}") from None
