"""Processes that are kept alive: start, watch, start again, stop. Belongs here: supervising. Never: what the processes do."""

from __future__ import annotations

import contextlib
import ctypes
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import msgspec

FIRST_PAUSE_S: Final = 1.0  # s before a dead process is started again; doubles with every death …
LONGEST_PAUSE_S: Final = 30.0  # … up to this
STEADY_S: Final = 60.0  # s of life after which the pause is short again
GRACE_S: Final = 12.0  # s between SIGTERM and SIGKILL: the engine seals its journal in between
_LIBC: Final = ctypes.CDLL(None)  # opened here: a child between fork and exec loads nothing
_PR_SET_PDEATHSIG: Final = 1  # Linux, prctl(2)


class Kept(msgspec.Struct):
    """One process and its story."""

    name: str
    command: tuple[str, ...]
    log: Path
    running: subprocess.Popen[bytes] | None = None
    begun: float = 0.0
    pause: float = FIRST_PAUSE_S
    next: float = 0.0


class Keeper:
    """Starts processes and keeps them running until `stop`."""

    def __init__(self, *, environment: Mapping[str, str], logs: Path, say: Callable[[str], None]) -> None:
        self._environment, self._logs, self._say = dict(environment), logs, say
        self._kept: list[Kept] = []
        self._begun: list[subprocess.Popen[bytes]] = []
        logs.mkdir(parents=True, exist_ok=True)

    def start(self, name: str, *command: str) -> None:
        """Start a process and keep it."""
        kept = Kept(name=name, command=command, log=self._logs / f"{name}.log")
        self._kept.append(kept)
        self._launch(kept)

    def begin(self, name: str, *command: str) -> subprocess.Popen[bytes]:
        """Begin a process that ends by itself; `stop` ends it too."""
        running = self._opened(self._logs / f"{name}.log", command)
        self._begun.append(running)
        return running

    def tell(self, *command: str) -> None:
        """Run a process that speaks to the console."""
        subprocess.run(command, env=self._environment, stdin=subprocess.DEVNULL, check=False)  # noqa: S603 - our own commands

    def look(self) -> None:
        """Start again what died, after its pause."""
        now = time.monotonic()
        for kept in self._kept:
            if kept.running is None:
                if now >= kept.next:
                    self._launch(kept)
            elif (status := kept.running.poll()) is not None:
                kept.pause = FIRST_PAUSE_S if now - kept.begun > STEADY_S else min(kept.pause * 2, LONGEST_PAUSE_S)
                kept.running, kept.next = None, now + kept.pause
                self._say(f"{kept.name} ended with status {status}, starting it again in {kept.pause:.0f} s (see {kept.log})")

    def stop(self) -> None:
        """Ask all to end, the last started first, and end those that do not."""
        living = [kept.running for kept in reversed(self._kept) if kept.running is not None]
        living += [one for one in self._begun if one.poll() is None]
        for process in living:
            process.terminate()
        end = time.monotonic() + GRACE_S
        for process in living:
            try:
                process.wait(max(0.1, end - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self._kept.clear()
        self._begun.clear()

    def _launch(self, kept: Kept) -> None:
        kept.running = self._opened(kept.log, kept.command)
        kept.begun = time.monotonic()

    def _opened(self, log: Path, command: tuple[str, ...]) -> subprocess.Popen[bytes]:
        with log.open("ab") as out:
            return subprocess.Popen(  # noqa: S603 - our own commands
                command,
                env=self._environment,
                stdout=out,
                stderr=out,
                stdin=subprocess.DEVNULL,
                start_new_session=True,  # Ctrl-C reaches the supervisor only, which then ends them in order
                preexec_fn=_end_with_parent,  # noqa: PLW1509 - runs one system call; the child has this one thread
            )


def _end_with_parent() -> None:
    """Have the kernel end this process when its parent dies, so that a killed supervisor leaves nobody behind. Linux; elsewhere nothing."""
    with contextlib.suppress(AttributeError):
        _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
