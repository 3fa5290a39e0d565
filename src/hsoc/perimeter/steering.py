"""Door 2 at the engine: the newest policy that is fit, kept on disk, and the status sent up. Never: the clock's pace of the engine itself.

A thread asks, so that a slow portal holds nobody up; the engine takes a new policy between two steps. What is refused leaves the last good
policy in force, and the status says so. After a restart the kept one is checked again: perimeter.toml may have become narrower.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Final

import msgspec

from hsoc.perimeter.config import PortalDoor
from hsoc.perimeter.decide.steer import Unfit, steered
from hsoc.perimeter.wires import state
from hsoc.perimeter.wires.policy import Asker, PolicyDoor
from hsoc.records.engine_status import PolicyState
from hsoc.records.policy import Policy

LOOK_S: Final = 0.25  # between two looks at what is due
KEPT: Final = "policy.json"


class Steering:
    """The policy in force and whence it came. `take` and `tell` are called by the engine's loop, all else runs in the thread."""

    def __init__(self, ceiling: Policy, folder: Path, *, now: int) -> None:
        self._ceiling, self._folder = ceiling, folder
        self._lock = threading.Lock()
        self._next: Policy | None = None
        self._status = b""
        self._asker: Asker | None = None
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self.policy = ceiling
        self._state = PolicyState(since=now)
        self._restore(now=now)

    @property
    def state(self) -> PolicyState:
        """Under which policy the engine works."""
        asker = self._asker
        if asker is None:
            return self._state
        return msgspec.structs.replace(self._state, trouble=asker.trouble, asked=asker.asked)

    def start(self, config: PortalDoor, *, clock: Callable[[], int]) -> None:
        """Begin to ask and tell. Raises OSError or ValueError for a secret, certificate or URL that cannot be used."""
        if not config.url or not (config.policy_every or config.status_every):
            return
        door = PolicyDoor(config.url.rstrip("/"), **config.identity())
        self._asker = Asker(door, policy_every=int(config.policy_every * 1000), status_every=int(config.status_every * 1000))
        self._thread = threading.Thread(target=self._work, args=(self._asker, door, clock), name="steering", daemon=True)
        self._thread.start()

    def take(self) -> Policy | None:
        """A new policy to work under from now on, or None."""
        with self._lock:
            found, self._next = self._next, None
        return found

    def tell(self, status: bytes) -> None:
        """The newest status; an older one that was not sent yet is dropped."""
        with self._lock:
            self._status = status

    def heard(self, document: bytes, *, now: int) -> None:
        """Judge a document: in force from the next `take`, or refused whole."""
        try:
            policy = steered(document, self._ceiling)
        except Unfit as error:
            refused = tuple(str(one)[:500] for one in error.faults[:100])
            self._state = msgspec.structs.replace(self._state, refused=refused, refused_version=error.version[:100])
            return
        state.keep(self._folder / KEPT, document)
        with self._lock:
            self._next, self.policy = policy, policy
        self._state = PolicyState(version=policy.version[:100], origin="portal", since=now)

    def stop(self) -> None:
        """End after the call that is under way."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(timeout=15)

    def _restore(self, *, now: int) -> None:
        document = state.kept(self._folder / KEPT)
        if document is None:
            return
        self.heard(document, now=now)
        if not self._state.refused:
            self._next = None  # the engine begins with it
            self._state = msgspec.structs.replace(self._state, origin="kept")

    def _work(self, asker: Asker, door: PolicyDoor, clock: Callable[[], int]) -> None:
        while not self._stop.wait(LOOK_S):
            document = asker.policy(now=clock())
            if document is not None:
                self.heard(document, now=clock())
            with self._lock:
                status = self._status
            if status and asker.status(status, now=clock()):
                with self._lock:
                    self._status = b"" if self._status is status else self._status
        door.close()
