"""ExaBGP's end of the wire: a small program that ExaBGP starts, and that speaks with the engine over a Unix socket. Never: a decision.

    process hsoc { run /opt/hsoc/.venv/bin/python -m hsoc.perimeter.wires.exabgp_pipe /run/hsoc/exabgp.sock; encoder text; }

It passes commands on, gives every answer to whoever asked, and knows the end of each rule: an engine that has died cannot leave a rule
standing for ever. Only the standard library, so that ExaBGP's Python need not have more.

Lines of the engine: `= COMMAND` is passed on and answered; `@ SECONDS KEY COMMAND` is kept and said once SECONDS are over; `- KEY` lets go
of that. Lines to the engine: `hsoc 1` as a greeting, then ExaBGP's own, each command's last one being `done` or `error`.
"""

from __future__ import annotations

import contextlib
import os
import selectors
import socket
import sys
import time
from collections import deque
from pathlib import Path
from typing import Final

GREETING: Final = b"hsoc 1\n"
MOST_ENDS: Final = 20_000  # rules whose end is known; as many as an intent holds
LONGEST_LINE: Final = 16_384  # bytes; a rule of ours is at most 8 kB of text
MOST_WAITING: Final = 8 << 20  # bytes towards one side that does not read; beyond, the engine is let go
READ: Final = 65_536  # bytes at a time
LOOK_S: Final = 0.5  # how often ends are looked at
ANSWERS: Final = (b"done", b"error")
ENGINE, OWN = 0, 1


class Pipe:
    """All that is open. `turn` is one round; `run` ends with ExaBGP."""

    def __init__(self, path: Path, *, source: int = 0, sink: int = 1) -> None:
        """path: the socket, created with mode 0600; source, sink: file descriptors from and to ExaBGP. Raises OSError."""
        self._source, self._sink = source, sink
        path.unlink(missing_ok=True)  # of a forerunner: only one ExaBGP runs with this path
        before = os.umask(0o177)
        try:
            self._door = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            self._door.bind(str(path))
        finally:
            os.umask(before)
        self._door.listen(1)
        self._door.setblocking(False)
        os.set_blocking(sink, False)
        os.set_blocking(source, False)
        self._engine: socket.socket | None = None
        self._greeted = False
        self._asked: deque[int] = deque()  # who waits for the next answer
        self._ends: dict[bytes, tuple[float, bytes]] = {}
        self._from_engine = self._from_exabgp = b""
        self._to_engine, self._to_exabgp = bytearray(), bytearray()
        self._select = selectors.DefaultSelector()
        self._select.register(source, selectors.EVENT_READ, "exabgp")
        self._select.register(self._door, selectors.EVENT_READ, "door")

    def run(self) -> None:
        """Until ExaBGP closes its side."""
        while self.turn():
            pass

    def turn(self, *, wait: float = LOOK_S) -> bool:
        """One round; False once ExaBGP is gone."""
        for key, _ in self._select.select(self._pause(wait)):
            if key.data == "exabgp" and not self._hear_exabgp():
                return False
            if key.data == "door":
                self._admit()
            if key.data == "engine":
                self._hear_engine()
        self._end()
        self._greet()
        return self._flush()

    def close(self) -> None:
        """Let go of the sockets; the file stays, a successor replaces it."""
        self._select.close()
        self._door.close()
        if self._engine is not None:
            self._engine.close()

    def _pause(self, wait: float) -> float:
        return 0.005 if self._to_exabgp or self._to_engine else wait

    def _admit(self) -> None:
        with contextlib.suppress(BlockingIOError):
            new, _ = self._door.accept()
            if self._engine is not None:  # one engine at a time; a dead one has been let go already
                new.close()
                return
            new.setblocking(False)
            self._engine, self._greeted = new, False
            self._from_engine, self._to_engine = b"", bytearray()
            self._select.register(new, selectors.EVENT_READ, "engine")

    def _greet(self) -> None:
        """A new engine is heard once nothing is unanswered: an answer to its forerunner must not be taken for its own."""
        if self._engine is not None and not self._greeted and not self._asked:
            self._greeted = True
            self._to_engine += GREETING

    def _hear_engine(self) -> None:
        assert self._engine is not None
        try:
            data = self._engine.recv(READ)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        lines, self._from_engine = _lines(self._from_engine + data)
        if not data or len(self._from_engine) > LONGEST_LINE or not all(self._obey(line) for line in lines):
            self._let_go()

    def _obey(self, line: bytes) -> bool:
        """Whether the line was one of ours."""
        kind, _, rest = line.partition(b" ")
        if kind == b"=" and rest and len(self._to_exabgp) < MOST_WAITING:
            self._asked.append(ENGINE)
            self._to_exabgp += rest + b"\n"
            return True
        if kind == b"-" and rest:
            self._ends.pop(rest, None)
            return True
        seconds, _, rest = rest.partition(b" ")
        name, _, command = rest.partition(b" ")
        if kind != b"@" or not command or not seconds.isdigit() or (len(self._ends) >= MOST_ENDS and name not in self._ends):
            return False
        self._ends[name] = (time.monotonic() + int(seconds), command)
        return True

    def _hear_exabgp(self) -> bool:
        try:
            data = os.read(self._source, READ)
        except BlockingIOError:
            return True
        if not data:
            return False
        lines, self._from_exabgp = _lines(self._from_exabgp + data)
        for line in lines:
            whose = self._asked[0] if self._asked else OWN
            if line in ANSWERS and self._asked:
                self._asked.popleft()
            if whose == ENGINE and self._engine is not None and self._greeted:
                self._to_engine += line + b"\n"
        return True

    def _end(self) -> None:
        """Say what is due, but only between the engine's commands: ExaBGP may answer a listing in the midst of other answers."""
        if self._asked:
            return
        now = time.monotonic()
        for name in [name for name, (due, _) in self._ends.items() if due <= now]:
            _, command = self._ends.pop(name)
            self._asked.append(OWN)
            self._to_exabgp += command + b"\n"

    def _flush(self) -> bool:
        """Write what fits; False where ExaBGP is gone."""
        try:
            while self._to_exabgp:
                del self._to_exabgp[: os.write(self._sink, self._to_exabgp[:READ])]
        except BlockingIOError:
            pass
        except OSError:
            return False
        if self._engine is not None and self._to_engine:
            try:
                while self._to_engine:
                    del self._to_engine[: self._engine.send(self._to_engine[:READ])]
            except BlockingIOError:
                if len(self._to_engine) > MOST_WAITING:
                    self._let_go()
            except OSError:
                self._let_go()
        return True

    def _let_go(self) -> None:
        """The engine is gone or talks nonsense. Its unanswered commands stay counted, their answers go nowhere."""
        if self._engine is not None:
            self._select.unregister(self._engine)
            self._engine.close()
        self._engine = None
        self._asked = deque(OWN for _ in self._asked)


def _lines(data: bytes) -> tuple[list[bytes], bytes]:
    *whole, rest = data.split(b"\n")
    return [line.rstrip(b"\r") for line in whole], rest


def main() -> None:
    """The program: one argument, the path of the socket."""
    if len(sys.argv) != 2:
        print("usage: python -m hsoc.perimeter.wires.exabgp_pipe SOCKET", file=sys.stderr)  # noqa: T201 - ExaBGP's log shows it
        sys.exit(2)
    pipe = Pipe(Path(sys.argv[1]))
    try:
        pipe.run()
    except KeyboardInterrupt:
        pass
    finally:
        pipe.close()


if __name__ == "__main__":
    main()
