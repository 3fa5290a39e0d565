"""The whole chain, UDP → flows → detections → decisions, at a constant rate: is anything lost, and how late is it?

Sender and engine share the machine's cores. The journal of flows is off: the aim speaks of decisions. `results(quick=…)` as run.py says.
"""

import json
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

from engine import load, lost, running, status, wait_for

RATES = ((300_000, True), (500_000, False))  # flows a second, whether it is the bar (else it is the aim beyond)
SECONDS = 60
QUICK_SECONDS = 15
WARM_S = 8  # s at a tenth of the rate: first packets, first compilation


def results(*, quick: bool = False) -> list[dict[str, Any]]:
    return [_at(rate, QUICK_SECONDS if quick else SECONDS, bar=bar) for rate, bar in RATES if bar or not quick]


def _at(rate: int, seconds: int, *, bar: bool) -> dict[str, Any]:
    with running(keep_flows=False) as (folder, port):
        warm = json.loads(load(port, rate=rate // 10, seconds=WARM_S).communicate()[0])
        sent = json.loads(load(port, rate=rate, seconds=seconds).communicate()[0])
        whole = warm["flows"] + sent["flows"]
        arrived = wait_for(lambda: status(folder)["flows"] >= whole or lost(status(folder)), 30)
        told = status(folder)
    taken, missing = told["flows"] - warm["flows"], lost(told)
    reached = sent["flows"] / sent["seconds"]
    return {
        "name": f"chain: UDP to decisions, {rate:,} flows/s for {seconds} s",
        "value": taken / sent["seconds"],
        "unit": "flows/s",
        "peer": f"sent {reached:,.0f}/s, {missing} lost, sender at most {sent['late']:.1f} s late",
        "ratio": taken / sent["flows"],
        "aim": f"no loss at {rate:,}/s" + ("" if bar else " (beyond the bar)"),
        "holds": bool(arrived) and missing == 0 and reached > 0.98 * rate,
    }
