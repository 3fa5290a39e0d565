"""The engine's own command as a process of ours: begun, looked at, ended. Belongs here: its bounds. Never: what it is asked.

Portal and engine never import each other; the question goes down as a file, the answer comes up as JSON. It may take two hours, two cores
and a bounded memory, and yields to everything else on the machine.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Final

MOST_SECONDS: Final = 7200  # s until it is stopped; a busy machine makes it several times what docs/how-to/ask-what-if.md says
MOST_MEMORY: Final = 6 << 30  # bytes of data; a stretch of ten minutes of such a day needs about 2 GB
LARGEST_ANSWER: Final = 8 << 20  # bytes read of the answer
LARGEST_ERROR: Final = 64 << 10  # bytes read of progress and errors
PATIENCE: Final = 5.0  # s for a process that was told to end
BEGIN: Final = (
    "import os,resource,sys; os.nice(10); m=int(sys.argv.pop(1)); t=int(sys.argv.pop(1)); resource.setrlimit(resource.RLIMIT_DATA,(m,m)); "
    "resource.setrlimit(resource.RLIMIT_CPU,(2*t,2*t)); from hsoc.cli import main; main()"
)
_STEP: Final = re.compile(rb"^(\d{1,6})/(\d{1,6})$", re.MULTILINE)


class Run:
    """One process. `folder` is its own and is removed by `close`."""

    def __init__(
        self, folder: Path, *, question: int, day: str, policy: str, suffix: str, tuned: list[str], member: int, data: Path, now: int
    ) -> None:
        """now: ms. Raises OSError where it cannot be started."""
        self.question, self.folder, self.since = question, folder, now
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        asked = folder / f"changed{suffix}"
        asked.write_text(policy, encoding="utf-8")
        words = ["perimeter", "what-if", "--day", day, "--policy", str(asked), "--data", str(data), "--json", "--progress"]
        words += ["--member", str(member)] if member else []
        words += [word for one in tuned for word in ("--set", one)]
        with (folder / "answer.json").open("wb") as out, (folder / "said.txt").open("wb") as said:
            self._process = subprocess.Popen(  # noqa: S603  (our own command; the words are checked by it)
                [sys.executable, "-c", BEGIN, str(MOST_MEMORY), str(MOST_SECONDS), *words], stdin=subprocess.DEVNULL, stdout=out,
                stderr=said, start_new_session=True, env={**os.environ, "OMP_NUM_THREADS": "1", "NUMBA_NUM_THREADS": "1"},
            )  # fmt: skip

    @property
    def status(self) -> int | None:
        """The exit status, None while it runs."""
        return self._process.poll()

    def is_late(self, *, now: int) -> bool:
        """Whether it has taken longer than it may."""
        return now - self.since > MOST_SECONDS * 1000

    @property
    def progress(self) -> tuple[int, int]:
        """(stretches done, all of them), (0, 0) before the first."""
        steps = _STEP.findall(self._said())
        return (int(steps[-1][0]), int(steps[-1][1])) if steps else (0, 0)

    @property
    def error(self) -> str:
        """What it said besides its progress: the last line that is one."""
        lines = [line for line in self._said().decode(errors="replace").splitlines() if line.strip() and not _STEP.match(line.encode())]
        return lines[-1].removeprefix("hsoc: ").strip() if lines else ""

    @property
    def answer(self) -> str:
        """What it answered."""
        with (self.folder / "answer.json").open("rb") as file:
            return file.read(LARGEST_ANSWER).decode(errors="replace")

    def close(self) -> None:
        """End it where it still runs, and leave nothing behind."""
        if self._process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGTERM)
            try:
                self._process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(self._process.pid, signal.SIGKILL)
                self._process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _said(self) -> bytes:
        with (self.folder / "said.txt").open("rb") as file:
            file.seek(max(0, os.fstat(file.fileno()).st_size - LARGEST_ERROR))
            return file.read()
