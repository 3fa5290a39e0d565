"""The wire to GoBGP by its own program (`gobgp … -j`), where the description of its API is not installed. Never: what the words mean.

A process per command takes some 20 ms, a comparison nine of them: enough for a site, a twentieth of the API's pace in bulk.
"""

from __future__ import annotations

import shlex
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from hsoc.perimeter.wires.speaker import Down, Saying

ANSWER_S: Final = 5.0  # s
LARGEST: Final = 64 << 20  # characters of one family's listing
LONGEST: Final = 300  # characters of a reason that is kept
# what the program says where nobody answers, and not that the command is refused (google.golang.org/grpc/codes)
_GONE: Final = ("Unavailable", "DeadlineExceeded", "deadline exceeded", "connection refused", "connection error")


class GoBGPProgram:
    """One gobgpd at `address` (host:port or unix:PATH). families: a listing's name → the program's; peers: its name for neighbours.

    Raises Down from the constructor where the program is not installed.
    """

    def __init__(self, address: str, *, program: str, families: Mapping[str, str], peers: str, authority: Path | None = None) -> None:
        found = shutil.which(program)
        if found is None:
            raise Down(f"{program}: this program is not installed")
        host, _, port = address.rpartition(":")
        self._address, self._families, self._peers = address, families, peers
        where = ["--target", f"unix://{port}"] if host == "unix" else ["-u", host.strip("[]"), "-p", port]
        self._program = [found, *where]
        self._program += ["--tls", "--tls-ca-file", str(authority)] if authority is not None else []

    def connect(self) -> None:
        """Hear that a BGP speaker answers."""
        if '"asn":0' in self._asked("global", "-j").replace(" ", ""):
            raise Down(f"{self._address}: gobgpd runs, but BGP is not started in it")

    def send(self, sayings: Sequence[Saying]) -> list[str]:
        """As Wire.send, one by one."""
        return [self._one(one.line) if one.line else "" for one in sayings]

    def listing(self) -> str:
        """A line per family, and one for the neighbours: the name, then JSON."""
        lines = [f"{name} {self._asked('global', 'rib', '-a', word, '-j')}" for name, word in self._families.items()]
        return "\n".join([*lines, f"{self._peers} {self._asked('neighbor', '-j')}"])

    def close(self) -> None:
        """Nothing stays open."""

    def _one(self, line: str) -> str:
        verb, *words = shlex.split(line)
        told = self._run("global", "rib", "add" if verb == "announce" else "del", *words)
        return "" if told.returncode == 0 else _reason(told)

    def _asked(self, *words: str) -> str:
        told = self._run(*words)
        if told.returncode != 0:
            raise Down(f"{self._address}: {_reason(told)}")
        if len(told.stdout) > LARGEST:
            raise Down(f"{self._address}: a listing of more than {LARGEST >> 20} MiB")
        return told.stdout.strip().replace("\n", " ") or "{}"

    def _run(self, *words: str) -> subprocess.CompletedProcess[str]:
        try:
            told = subprocess.run(  # noqa: S603 - the operator's own program, with words that we made
                [*self._program, *words], capture_output=True, text=True, timeout=ANSWER_S, check=False
            )
        except subprocess.TimeoutExpired:
            raise Down(f"{self._address}: no answer for {ANSWER_S:g} s") from None
        except OSError as error:
            raise Down(f"{self._program[0]}: {error.strerror or error}") from None
        if told.returncode != 0 and any(word in told.stdout + told.stderr for word in _GONE):
            raise Down(f"{self._address}: {_reason(told)}")
        return told


def _reason(told: subprocess.CompletedProcess[str]) -> str:
    return ((told.stderr.strip() or told.stdout.strip()).partition("\n")[0] or f"exit status {told.returncode}")[:LONGEST]
