"""A thread that empties the spool into the portal (door 1). Belongs here: when to send. Never: what is sent, or how it is spoken."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Final

from hsoc.perimeter.config import PortalDoor
from hsoc.perimeter.wires.portal import HttpDoor, Sender, Sent
from hsoc.perimeter.wires.spool import Spool

SEND_PAUSE_S: Final = 0.2  # between two looks into the spool


class Teller:
    """The thread, so that a slow portal never holds up the engine."""

    def __init__(self, spool: Spool, door: PortalDoor, *, clock: Callable[[], int]) -> None:
        """Raises OSError or ValueError for a secret, certificate or URL that cannot be used."""
        self._sender = Sender(spool, HttpDoor(f"{door.url.rstrip('/')}/warden3", **door.identity()))
        self._clock = clock
        self._stop = threading.Event()
        self.last = Sent()
        self._thread = threading.Thread(target=self._work, name="teller", daemon=True)
        self._thread.start()

    def _work(self) -> None:
        while not self._stop.is_set():
            self.last = self._sender.step(now=self._clock())
            if not self.last.saved or not self.last.waiting:
                self._stop.wait(SEND_PAUSE_S)

    def stop(self) -> None:
        """End after the call that is under way."""
        self._stop.set()
        self._thread.join(timeout=5)
