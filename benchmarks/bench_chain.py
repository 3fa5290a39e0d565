"""The whole chain, UDP → flows → detections → decisions, at a constant rate: is anything lost, how late is it, what does it hold in memory?

All detectors are on, look-backs and the roll-ups of their long memory too. Sender and engine share the machine's cores. At the bar the
flow journal is off and on, as its cost is asked for; then the rate rises until something is lost. `results(quick=…)` as run.py says.
"""

import json
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

from engine import load, lost, peak, running, status, wait_for

BAR = 250_000  # flows a second
BEYOND = (300_000, 350_000, 400_000, 450_000, 500_000)  # … and how far it goes; the last is the aim
SECONDS = 60
BEYOND_SECONDS = 20  # longer than what the socket and the intake hold of a rate that is too high
QUICK_SECONDS = 15
WARM_S = 8  # s at a tenth of the rate: first packets, first compilation
MOST_BYTES = 4 << 30


def results(*, quick: bool = False) -> list[dict[str, Any]]:
    seconds = QUICK_SECONDS if quick else SECONDS
    rows = [_at(BAR, seconds, keep_flows=False), _at(BAR, seconds, keep_flows=True)]
    return rows if quick else [*rows, _highest()]


def _at(rate: int, seconds: int, *, keep_flows: bool) -> dict[str, Any]:
    with running(keep_flows=keep_flows) as (folder, port, process):
        warm = json.loads(load(port, rate=rate // 10, seconds=WARM_S).communicate()[0])
        before = _busy(process)
        sent = json.loads(load(port, rate=rate, seconds=seconds).communicate()[0])
        whole = warm["flows"] + sent["flows"]
        arrived = wait_for(lambda: status(folder)["flows"] >= whole or lost(status(folder)), 30)
        told, memory, busy = status(folder), peak(process), _busy(process) - before
    taken, missing = told["flows"] - warm["flows"], lost(told)
    reached = sent["flows"] / sent["seconds"]
    return {
        "name": f"chain: UDP to decisions, {rate:,} flows/s for {seconds} s, flow journal {'on' if keep_flows else 'off'}",
        "value": taken / sent["seconds"],
        "unit": "flows/s",
        "peer": f"sent {reached:,.0f}/s, {missing} lost, sender at most {sent['late']:.1f} s late; "
        f"{busy / taken * 1e6:.2f} µs of CPU a flow, {memory / 2**30:.1f} GB at the peak",
        "ratio": taken / sent["flows"],
        "aim": f"no loss at {rate:,}/s, at most {MOST_BYTES >> 30} GB",
        "holds": bool(arrived) and missing == 0 and reached > 0.98 * rate and memory <= MOST_BYTES,
    }


def _highest() -> dict[str, Any]:
    """Rising until it no longer holds; one more row says how far that was."""
    held, why = BAR, "nothing was lost"
    for rate in BEYOND:
        row = _at(rate, BEYOND_SECONDS, keep_flows=False)
        if not row["holds"]:
            why = f"at {rate:,}: {row['peer']}"
            break
        held = rate
    return {
        "name": f"chain: the highest rate that holds for {BEYOND_SECONDS} s",
        "value": held,
        "unit": "flows/s",
        "peer": why,
        "ratio": held / BEYOND[-1],
        "aim": f"{BEYOND[-1]:,}/s (beyond the bar)",
        "holds": held >= BEYOND[-1],
    }


def _busy(process: int) -> float:
    """Seconds of CPU that a process has taken."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / 100  # USER_HZ is 100 on Linux


if __name__ == "__main__":
    for row in results(quick="--quick" in sys.argv):
        print(row)
