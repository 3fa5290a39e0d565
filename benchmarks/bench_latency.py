"""From the first datagram of an attack to the rule in a router's table, with 100,000 flows a second of ordinary traffic around it.

A real gobgpd is the speaker, a second one the router that peers with it; the engine runs as it does in the field (`perimeter run --apply`:
sockets, all detectors, GoBGP's API). The clock starts when the first datagram that holds a flow of the attack is about to be sent, and
stops when the router tells whoever watches its table of a rule for the victim. Attacks are of ten times the floor (attacks.py), of
eight kinds, each on another hospital, and begin anywhere in a second. `results(quick=…)` as run.py says.
"""

import contextlib
import json
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from engine import load, lost, running, status, wait_for
from tests.lab import exabgp, gobgp

RATE = 100_000  # flows a second of ordinary traffic
STRIKES, QUICK_STRIKES = 32, 8
AFTER_S = 25  # s of ordinary traffic first: compilation, first packets, windows that begin to fill
EVERY_MS = 4_000
PATIENCE_S = 15  # s after the last attack until those that never came count as such
MOST = 2.0  # s, for 95 of 100


def results(*, quick: bool = False) -> list[dict[str, Any]]:
    if gobgp.missing():
        return [{"name": "latency: first datagram to the router's table", "peer": f"could not run: this machine lacks {gobgp.missing()}"}]
    count = QUICK_STRIKES if quick else STRIKES
    with _routers() as (router, more), running(keep_flows=False, more=more, apply=True) as (folder, port, _):
        table = Table(router)
        sent = _sent(port, count, table)
        missing = lost(status(folder))
    times = {
        f"{one['kind']} ({one['victim']})": (table.seen.get(one["victim"], float("inf")) - one["at"]) / 1000 for one in sent["strikes"]
    }
    ranked = sorted(times.values())
    late = ranked[min(len(ranked) - 1, int(0.95 * len(ranked)))]
    slowest = max(times, key=lambda name: times[name])
    return [
        {
            "name": f"latency: first datagram of an attack to the rule in the router's table, p95 of {len(times)}, {RATE:,} flows/s around",
            "value": late,
            "unit": "s",
            "peer": f"median {statistics.median(ranked):.2f} s, worst {ranked[-1]:.2f} s: {slowest}; {missing} lost",
            "ratio": late / MOST,
            "aim": f"at most {MOST:g} s",
            "holds": late <= MOST and len(times) == count,
        }
    ]


class Table:
    """When the router's table first showed a rule for an address (ms since 1970), as the router tells whoever watches it, until `stop`.

    A look every few milliseconds would read a thousand standing rules each time, and measure itself.
    """

    def __init__(self, router: gobgp.GoBGP) -> None:
        self.seen: dict[str, float] = {}
        port = router.api.rpartition(":")[2]
        watch = [
            "setpriv",
            "--pdeathsig",
            "TERM",
            "gobgp",
            "-p",
            port,
            "monitor",
            "global",
            "rib",
            "-a",
            "ipv4-flowspec",
            "-j",
            "--current",
        ]
        self._watch = subprocess.Popen(watch, stdout=subprocess.PIPE)
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def _look(self) -> None:
        assert self._watch.stdout is not None
        for line in self._watch.stdout:
            now = time.time() * 1000
            for path in json.loads(line):
                victim = _victim(path["nlri"]["value"])
                if victim and not path.get("withdrawal"):
                    self.seen.setdefault(victim, now)

    def stop(self) -> None:
        """Look no more."""
        self._watch.terminate()
        self._thread.join(10)
        self._watch.wait(10)


def _victim(parts: list[dict[str, Any]]) -> str:
    """The host that a rule protects, empty where it is about a network: a destination (RFC 8955, section 4.2) of one address."""
    prefix = str(parts[0]["value"].get("prefix", "")) if parts and parts[0]["type"] == 1 else ""
    return prefix.removesuffix("/32") if prefix.endswith("/32") else ""


def _sent(port: int, count: int, table: Table) -> Any:
    seconds = AFTER_S + (count * EVERY_MS) // 1000 + 4
    try:
        sender = load(port, rate=RATE, seconds=seconds, strikes=count, after=AFTER_S, every=EVERY_MS)
        sent = json.loads(sender.communicate()[0])
        wait_for(lambda: all(one["victim"] in table.seen for one in sent["strikes"]), PATIENCE_S)
    finally:
        table.stop()
    return sent


@contextlib.contextmanager
def _routers() -> Iterator[tuple[gobgp.GoBGP, str]]:
    """The router, and the part of perimeter.toml that names its speaker."""
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="hsoc-bench-")))
        router = stack.enter_context(gobgp.gobgp(folder / "router", neighbours=[(exabgp.ADDRESS, exabgp.ASN, 0)]))
        receiver = (router.address, router.asn, router.port)
        ours = gobgp.gobgp(folder / "speaker", address=exabgp.ADDRESS, asn=exabgp.ASN, neighbours=[receiver])
        api = stack.enter_context(ours).api
        wait_for(router.established, 30)
        yield router, f'\n[mitigation]\nbackend = "gobgp"\n\n[[mitigation.site]]\nname = "bench"\naddress = "{api}"\n'


if __name__ == "__main__":
    for row in results(quick="--quick" in sys.argv):
        print(row)
