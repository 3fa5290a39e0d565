"""The engine's end of the wire to ExaBGP: a Unix socket to the helper program (exabgp_pipe). Never: what a command means.

ExaBGP is attached to (it runs by itself, which is how a site is run) or started as a child of the engine (a laboratory): a child ends with
the engine, and routers with graceful restart keep its rules until the engine is back.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from hsoc.perimeter.wires.exabgp_pipe import ANSWERS, GREETING
from hsoc.perimeter.wires.speaker import Down, Saying

WINDOW: Final = 400  # commands under way at once; about 100 kB, more than ExaBGP works off between two answers of ours
ANSWER_S: Final = 5.0  # s without an answer until the speaker counts as gone
START_S: Final = 15.0  # s for a child to open its socket
LARGEST: Final = 64 << 20  # bytes of a listing; 20,000 routes are about 8 MB
READ: Final = 1 << 16
# terminate: where the helper program dies in the midst of an answer, ExaBGP would live on without sessions; it shall end instead
_ENVIRONMENT: Final = {
    "exabgp_daemon_drop": "false",
    "exabgp_api_cli": "false",
    "exabgp_api_ack": "true",
    "exabgp_api_terminate": "true",
    "exabgp_log_level": "WARNING",
}


class ExaBGPWire:
    """One ExaBGP behind the socket at `path`. child: its configuration where the engine starts it; log: where a child's words go."""

    def __init__(self, path: Path, *, ask: Sequence[str], child: Path | None = None, log: Path | None = None) -> None:
        self._path, self._ask, self._configuration, self._log = path, tuple(ask), child, log
        self._socket: socket.socket | None = None
        self._rest = b""
        self._lines: list[bytes] = []
        self._child: subprocess.Popen[bytes] | None = None

    def connect(self) -> None:
        """Connect to the helper and wait for its greeting; start the child first where there is one to start."""
        self._drop()
        try:
            if self._configuration is not None:
                self._started(self._configuration)
            self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            self._socket.settimeout(ANSWER_S)
            self._socket.connect(str(self._path))
        except OSError as error:
            self._drop()
            raise Down(f"{self._path}: {error.strerror or error}") from None
        if self._line() + b"\n" != GREETING:
            self._drop()
            raise Down(f"{self._path}: this is not hSOC's helper program")

    def send(self, sayings: Sequence[Saying]) -> list[str]:
        """As Wire.send; at most WINDOW commands are unanswered at any time, and the next follow before the last are answered."""
        out: list[str] = []
        said = 0
        for one in sayings:
            if said - len(out) <= WINDOW // 2 and said < len(sayings):
                part = sayings[said : said + WINDOW // 2]
                self._write("".join(_frames(next_) for next_ in part))
                said += len(part)
            out.append("" if not one.line or self._answer([]) else "error")
        return out

    def listing(self) -> str:
        """What ExaBGP answers to the questions, joined."""
        lines: list[bytes] = []
        for question in self._ask:
            self._write(f"= {question}\n")
            if not self._answer(lines):
                raise Down(f"{self._path}: `{question}` is refused")
        return b"\n".join(lines).decode("utf-8", "replace")

    def close(self) -> None:
        """Let go of the socket, and end the child."""
        self._drop()
        if self._child is not None:
            self._child.terminate()
            try:
                self._child.wait(5)
            except subprocess.TimeoutExpired:
                self._child.kill()
                self._child.wait()
            self._child = None

    @property
    def child(self) -> int:
        """Process number of the child, 0 where there is none alive."""
        return self._child.pid if self._child is not None and self._child.poll() is None else 0

    def _started(self, configuration: Path) -> None:
        if self.child and self._path.exists():
            return
        if not self.child:
            self._path.unlink(missing_ok=True)
            # the kernel ends it with us, however we end
            ends = [shutil.which("setpriv") or "setpriv", "--pdeathsig", "TERM"]
            program = [sys.executable, "-m", "exabgp", "server", str(configuration)]
            sink = self._log.open("ab") if self._log is not None else subprocess.DEVNULL
            try:
                self._child = subprocess.Popen(  # noqa: S603 - the operator's own configuration
                    [*ends, *program], stdin=subprocess.DEVNULL, stdout=sink, stderr=sink, env=_environment()
                )
            finally:
                if not isinstance(sink, int):
                    sink.close()
        until = time.monotonic() + START_S
        while not self._path.exists() and self.child and time.monotonic() < until:
            time.sleep(0.02)
        if not self.child:
            raise Down(f"exabgp server {configuration} ended by itself; its words are in {self._log or 'no log'}")

    def _write(self, text: str) -> None:
        if self._socket is None:
            raise Down(f"{self._path}: not connected")
        try:
            self._socket.sendall(text.encode())
        except OSError as error:
            self._drop()
            raise Down(f"{self._path}: {error.strerror or error}") from None

    def _answer(self, lines: list[bytes]) -> bool:
        """Whether the next answer is `done`; what comes before it is added to `lines`."""
        size = 0
        while (line := self._line()) not in ANSWERS:
            size += len(line)
            if size > LARGEST:
                self._drop()
                raise Down(f"{self._path}: an answer of more than {LARGEST >> 20} MiB")
            lines.append(line)
        return line == ANSWERS[0]

    def _line(self) -> bytes:
        while not self._lines:
            if self._socket is None:
                raise Down(f"{self._path}: not connected")
            try:
                data = self._socket.recv(READ)
            except OSError as error:
                data = b""
                why = f"no answer for {ANSWER_S:g} s" if isinstance(error, TimeoutError) else error.strerror or str(error)
            else:
                why = "ExaBGP or its helper program has ended"
            if not data:
                self._drop()
                raise Down(f"{self._path}: {why}")
            *whole, self._rest = (self._rest + data).split(b"\n")
            self._lines = whole[::-1]
        return self._lines.pop()

    def _drop(self) -> None:
        if self._socket is not None:
            with contextlib.suppress(OSError):
                self._socket.close()
        self._socket, self._rest, self._lines = None, b"", []


def _environment() -> dict[str, str]:
    """Ours, with our own Python first, so that `/usr/bin/env python` in the configuration finds this hsoc."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    return {**os.environ, **_ENVIRONMENT, "PATH": path}


def _frames(one: Saying) -> str:
    """What exabgp_pipe reads for one command: the end first, so that no rule can stand without one."""
    end = f"@ {one.seconds} {one.name} {one.undo}\n" if one.seconds else f"- {one.name}\n"
    return end + (f"= {one.line}\n" if one.line else "")
