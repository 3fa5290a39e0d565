"""`hsoc perimeter replay` of an IPFIX file end to end, start of the process included."""

import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from hsoc.perimeter.simulate.command import simulate

HSOC = (sys.executable, "-c", "from hsoc.cli import main; main()")
FLOWS = 6_000_000  # in the twenty minutes of the scenario, 800 attacks among them
QUICK_FLOWS = 1_500_000
AIM = 1_500_000  # flows/s


def results(*, quick: bool = False) -> list[dict[str, Any]]:
    with tempfile.TemporaryDirectory(prefix="hsoc-bench-") as folder:
        file, small = Path(folder) / "large.ipfix", Path(folder) / "small.ipfix"
        flows = int(simulate(scenario="mixed", seed=1, flows=QUICK_FLOWS if quick else FLOWS, out=file).split()[3])
        simulate(scenario="benign", seed=1, flows=1_000, out=small)
        start = min(_seconds(small) for _ in range(2))
        took = _seconds(file)
    return [
        {
            "name": f"replay of an IPFIX file, {flows:,} flows, process start included",
            "value": flows / took,
            "unit": "flows/s",
            "peer": f"of {took:.1f} s a file of a thousand harmless flows takes {start:.1f} s",
            "ratio": flows / took / AIM,
            "aim": f"{AIM:,} flows/s",
            "holds": flows / took >= AIM,
        },
        {
            "name": "replay of an IPFIX file, beyond the start of the process",
            "value": flows / (took - start),
            "unit": "flows/s",
            "peer": f"{start:.1f} s of start taken off",
        },
    ]


def _seconds(file: Path) -> float:
    begun = time.monotonic()
    subprocess.run([*HSOC, "perimeter", "replay", "--quiet", str(file)], check=True, stdout=subprocess.DEVNULL)
    return time.monotonic() - begun
