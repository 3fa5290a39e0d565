"""`hsoc perimeter replay` of an IPFIX file end to end: five minutes of a busy backbone with its share of a day's attacks."""

import io
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from hsoc.perimeter.config import Config, detectors
from hsoc.perimeter.detect.watch import Watch
from hsoc.perimeter.replay import TICK_MS, replay
from hsoc.perimeter.simulate import attacks, day, scenarios, write
from hsoc.perimeter.simulate.command import simulate

HSOC = (sys.executable, "-c", "from hsoc.cli import main; main()")
MINUTES = 5
FLOWS = 6_000_000  # of background: 20,000 a second
QUICK_FLOWS = 1_500_000
AIM = 1_500_000  # flows/s


def results(*, quick: bool = False) -> list[dict[str, Any]]:
    with tempfile.TemporaryDirectory(prefix="hsoc-bench-") as folder:
        file, small = Path(folder) / "large.ipfix", Path(folder) / "small.ipfix"
        flows = _recorded(file, QUICK_FLOWS if quick else FLOWS)
        simulate(scenario="benign", seed=1, flows=1_000, out=small)
        start = min(_process(small) for _ in range(2))
        took = _process(file)
        _inside(small)  # compiled code is loaded
        prepared = min(_prepared() for _ in range(2))
        inside = min(_inside(file) for _ in range(2))
    return [
        _row(
            f"replay of an IPFIX file, {flows:,} flows, process start included", flows / took, f"{took:.1f} s, of them {start:.1f} s start"
        ),
        _row(
            "replay of an IPFIX file inside one warm process, from opening it to the last story",
            flows / (inside - prepared),
            f"{inside:.1f} s less {prepared:.1f} s in which definitions are made ready; the better of two",
        ),
    ]


def _recorded(file: Path, flows: int) -> int:
    """How many flows a file of the scenario holds."""
    threats = attacks.THREATS * MINUTES // 1440
    chosen = scenarios.Scenario(name="backbone", about="every kind in its share", minutes=MINUTES, threats=threats)
    with file.open("wb") as out:
        slices = day.slices(chosen, scenarios.plan(chosen, seed=1), seed=1, flows=flows)
        return write.ipfix_file(slices, out, progress=lambda _: None).flows


def _row(name: str, value: float, peer: str) -> dict[str, Any]:
    aim = {"ratio": value / AIM, "aim": f"{AIM:,} flows/s", "holds": value >= AIM}
    return {"name": name, "value": value, "unit": "flows/s", "peer": peer, **aim}


def _process(file: Path) -> float:
    begun = time.monotonic()
    subprocess.run([*HSOC, "perimeter", "replay", "--quiet", str(file)], check=True, stdout=subprocess.DEVNULL)
    return time.monotonic() - begun


def _prepared() -> float:
    begun = time.monotonic()
    Watch(detectors(Config()), tick_ms=TICK_MS)
    return time.monotonic() - begun


def _inside(file: Path) -> float:
    begun = time.monotonic()
    if replay(files=(file,), quiet=True, out=io.StringIO()):
        raise RuntimeError(f"{file} could not be replayed")
    return time.monotonic() - begun
