"""From a decision to the rule in a router's table (GoBGP), one at a time and in bulk, beside GoBGP's own command line in the same run."""

import contextlib
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.lab import exabgp, gobgp

from hsoc.perimeter.mitigate.plan import entry
from hsoc.perimeter.mitigate.settings import Settings, SiteEntry
from hsoc.perimeter.sites import Sites, sites_of
from hsoc.records.decision import Action, Decision
from hsoc.records.mitigation import Mitigation
from hsoc.records.scope import Match

MOST_MS = 10.0  # median from decision to table
LEAST_RATE = 1_000  # rules a second in bulk
PATIENCE_S = 60.0


def results(*, quick: bool = False) -> list[dict[str, Any]]:
    singles, bulk, cli = (20, 500, 10) if quick else (100, 2_000, 60)
    rows: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory(prefix="hsoc-bench-") as folder, _cli(Path(folder) / "cli") as one:
        peer = [_told_by_cli(*one, number) for number in range(cli)]
    peer_ms, peer_rate = statistics.median(peer), 1000 * len(peer) / sum(peer)
    for kind in ("exabgp", "gobgp"):
        with tempfile.TemporaryDirectory(prefix="hsoc-bench-") as folder, _site(Path(folder), kind) as (sites, router):
            router_table = _Table(router)
            times = [_one(sites, router_table, number) for number in range(singles)]
            sites.want(())
            router_table.wait(0)
            begun = time.perf_counter()
            sites.want(tuple(rule(number) for number in range(bulk)))
            router_table.wait(bulk)
            rate = bulk / (time.perf_counter() - begun)
            begun = time.perf_counter()
            sites.want(())
            router_table.wait(0)
            back = bulk / (time.perf_counter() - begun)
        median, late = statistics.median(times), sorted(times)[int(len(times) * 0.95)]
        rows += [
            {
                "name": f"decision to GoBGP's table through {kind}, median of {singles} (p95 {late:.1f} ms)",
                "value": median, "unit": "ms", "peer": f"gobgp's own command line, {peer_ms:.1f} ms",
                "ratio": peer_ms / median, "aim": f"at most {MOST_MS:g} ms", "holds": median <= MOST_MS,
            },
            {
                "name": f"{bulk:,} rules at once through {kind} (taken back: {back:,.0f}/s)",
                "value": rate, "unit": "rules/s", "peer": f"gobgp's own command line, {peer_rate:,.0f}/s",
                "ratio": rate / peer_rate, "aim": f"at least {LEAST_RATE:,}/s", "holds": rate >= LEAST_RATE,
            },
        ]  # fmt: skip
    return rows


def rule(number: int) -> Mitigation:
    """One of many rules: NTP answers to one address."""
    match = Match(dst=f"198.18.{number // 250}.{number % 250 + 1}/32", proto=(17,), sport=((123, 123),))
    until = time.time_ns() // 1_000_000 + 3_600_000
    return entry(Decision(story="s", action=Action.FLOWSPEC, match=match, made=0, until=until))


class _Table:
    """The receiving router's table of rules, counted over its API."""

    def __init__(self, router: gobgp.GoBGP) -> None:
        self._wire = router._wire  # noqa: SLF001
        self._wire.connect()
        self._asked = self._wire._new("GetTableRequest")  # noqa: SLF001
        self._asked.family.afi, self._asked.family.safi = 1, 133

    def count(self) -> int:
        return int(self._wire._ask("GetTable", self._asked, "GetTableResponse").num_path)  # noqa: SLF001

    def has(self, nlri: str) -> bool:
        return any(line.split(" ")[1] == nlri for line in self._wire._paths("ipv4-flowspec"))  # noqa: SLF001

    def wait(self, count: int) -> None:
        end = time.perf_counter() + PATIENCE_S
        while self.count() != count:
            if time.perf_counter() > end:
                raise TimeoutError(f"{self.count()} rules in the table, {count} are waited for")
            time.sleep(0.001 if count < 100 else 0.02)  # asking must not take the time that is measured

    def seen(self, nlri: str) -> None:
        end = time.perf_counter() + PATIENCE_S
        while not self.has(nlri):
            if time.perf_counter() > end:
                raise TimeoutError("the rule never came")


def _one(sites: Sites, table: _Table, number: int) -> float:
    """Ms from the wanted table to the rule at the router; the rule before goes with it, so the table stays short."""
    one = rule(number)
    nlri = sites.backend.route(one).flow.hex()
    begun = time.perf_counter()
    sites.want((one,))
    table.seen(nlri)
    took = (time.perf_counter() - begun) * 1000
    table.wait(1)
    time.sleep(0.05)  # decisions do not come in step with answers
    return took


@contextlib.contextmanager
def _site(folder: Path, kind: str) -> Iterator[tuple[Sites, gobgp.GoBGP]]:
    with contextlib.ExitStack() as stack:
        router = stack.enter_context(gobgp.gobgp(folder / "router", neighbours=[(exabgp.ADDRESS, exabgp.ASN, 0)]))
        receiver = (router.address, router.asn, router.port)
        if kind == "exabgp":
            speaker = stack.enter_context(exabgp.exabgp(folder / "speaker", receivers=[receiver]))
            given = SiteEntry(name="bench", backend=kind, socket=str(speaker.socket))
        else:
            ours = gobgp.gobgp(folder / "speaker", address=exabgp.ADDRESS, asn=exabgp.ASN, neighbours=[receiver])
            given = SiteEntry(name="bench", backend=kind, address=stack.enter_context(ours).api)
        sites = sites_of(Settings(site=(given,)), folder=folder, clock=lambda: time.time_ns() // 1_000_000)
        stack.callback(sites.stop)
        sites.start()
        while not router.established():
            time.sleep(0.05)
        time.sleep(1)
        yield sites, router


@contextlib.contextmanager
def _cli(folder: Path) -> Iterator[tuple[str, _Table]]:
    """A GoBGP that is told by its own command line, and the table of its router."""
    with contextlib.ExitStack() as stack:
        router = stack.enter_context(gobgp.gobgp(folder / "router", neighbours=[(exabgp.ADDRESS, exabgp.ASN, 0)]))
        receiver = (router.address, router.asn, router.port)
        speaker = gobgp.gobgp(folder / "speaker", address=exabgp.ADDRESS, asn=exabgp.ASN, neighbours=[receiver])
        api = stack.enter_context(speaker).api
        while not router.established():
            time.sleep(0.05)
        yield api, _Table(router)


def _told_by_cli(api: str, table: _Table, number: int) -> float:
    match = ["match", "destination", f"198.18.0.{number + 1}/32", "protocol", "udp", "source-port", "==123", "then", "discard"]
    host, port = api.split(":")
    begun = time.perf_counter()
    subprocess.run(
        ["gobgp", "-u", host, "-p", port, "global", "rib", "add", "-a", "ipv4-flowspec", *match], check=True, capture_output=True
    )
    table.wait(number + 1)
    return (time.perf_counter() - begun) * 1000


if __name__ == "__main__":
    for row in results(quick="--quick" in sys.argv):
        print(row)
