"""An engine to be measured: its own process, the invented network's policy, nothing told to any portal. Never: a figure."""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from hsoc.demo.surroundings import Place, free_udp_port, perimeter_toml

HERE = Path(__file__).resolve().parent
# an engine ends with whoever measures it, however that ends
HSOC = ("setpriv", "--pdeathsig", "TERM", sys.executable, "-c", "from hsoc.cli import main; main()")
START_S = 150.0  # s for the first status: compilation included, on a machine that others use too


@contextmanager
def running(*, keep_flows: bool, more: str = "", apply: bool = False) -> Iterator[tuple[Path, int, int]]:
    """(folder, UDP port, process) of an engine that has written its first status; ended on leaving.

    more: added to its perimeter.toml; apply: it speaks to the routers that are named there.
    """
    with tempfile.TemporaryDirectory(prefix="hsoc-bench-") as folder:
        place = Place(data=Path(folder), port=0)
        port = free_udp_port()
        text = perimeter_toml(place, collector=port)
        text = text.replace(f'url = "{place.url}"', 'url = ""')
        text = text.replace("[keep]", f"[keep]\nflows = {str(keep_flows).lower()}")
        place.engine.write_text(text + more, encoding="utf-8")
        with (Path(folder) / "log").open("wb") as log:
            command = [*HSOC, "perimeter", "run", "--config", str(place.engine), *(["--apply"] if apply else [])]
            process = subprocess.Popen(command, stdout=log, stderr=log)
            try:
                if (
                    not wait_for(lambda: status(Path(folder)) is not None or process.poll() is not None, START_S)
                    or process.poll() is not None
                ):
                    raise RuntimeError(f"the engine did not start: {(Path(folder) / 'log').read_text()[-500:]}")
                yield Path(folder), port, process.pid
            finally:
                process.terminate()
                try:
                    process.wait(30)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()


def status(folder: Path) -> Any:
    """The engine's own figures, None before there are any."""
    path = folder / "perimeter" / "status.json"
    return json.loads(path.read_bytes()) if path.exists() else None


def load(port: int, *, rate: int, seconds: int, **strikes: int) -> "subprocess.Popen[bytes]":
    """A sender under way; its stdout is one JSON object. strikes: strikes, after, every as load.py takes them."""
    arguments = ["--to", f"127.0.0.1:{port}", "--rate", str(rate), "--seconds", str(seconds)]
    arguments += [word for name, value in strikes.items() for word in (f"--{name}", str(value))]
    return subprocess.Popen([sys.executable, str(HERE / "load.py"), *arguments], stdout=subprocess.PIPE)


def wait_for(condition: Any, seconds: float) -> bool:
    """Whether a condition came true in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.01)
    return False


def peak(process: int) -> int:
    """The most memory that a process has held, bytes."""
    lines = Path(f"/proc/{process}/status").read_text(encoding="utf-8").splitlines()
    return 1024 * next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:"))


def lost(told: Any) -> int:
    """Packets that the sockets or the intake had to drop, and records that sequence numbers show missing."""
    return sum(one["dropped"] for one in told["sockets"]) + told["behind_packets"] + sum(one["lost"] for one in told["exporters"])
