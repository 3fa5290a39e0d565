"""GoBGP as a router that takes whatever comes, or as a speaker of ours. Never: a rule."""

import contextlib
import importlib.util
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.lab.processes import Process, free_port, running, wait_until

from hsoc.perimeter.mitigate.attributes import route_of
from hsoc.perimeter.mitigate.route import Family, Route
from hsoc.perimeter.wires.gobgp import DESCRIPTION, GoBGPWire
from hsoc.perimeter.wires.speaker import Down

ASN = 64500
FAMILIES = tuple(one.value for one in Family)


def missing() -> str:
    """What this machine lacks for GoBGP over its API; empty where nothing."""
    lacking = [] if shutil.which("gobgpd") else ["Debian's gobgpd"]
    lacking += [] if (Path(DESCRIPTION) / "gobgp.proto").exists() else ["Debian's golang-github-osrg-gobgp-dev"]
    lacking += [] if importlib.util.find_spec("grpc_tools") else ["the extra `gobgp`"]
    return ", ".join(lacking)


class GoBGP:
    """One gobgpd: `port` for BGP, `api` for its API, `neighbours` as (address, AS, port; 0 = it calls us)."""

    def __init__(self, folder: Path, *, address: str = "127.0.0.1", neighbours: Sequence[tuple[str, int, int]], asn: int = ASN) -> None:
        self.address, self.asn = address, asn
        self.port, self.api = free_port(address), f"127.0.0.1:{free_port()}"
        folder.mkdir(parents=True, exist_ok=True)
        config = folder / "gobgpd.toml"
        config.write_text(self._config(neighbours))
        self.process = Process(["gobgpd", "-f", str(config), "--api-hosts", self.api, "--pprof-disable"], folder / "gobgpd.log")
        self._wire = GoBGPWire(self.api)

    def start(self) -> None:
        self.process.start()
        self.ready()

    def ready(self) -> None:
        wait_until(self._answers, "gobgpd's API", log=self.process.log)

    def paths(self) -> list[tuple[str, Route]]:
        """(neighbour or `local`, route) of all that is in the table; nothing while it is down."""
        try:
            self._wire.connect()
            listing = self._wire.listing()
        except Down:
            return []
        out = []
        for line in listing.splitlines():
            if line.startswith("peer "):
                continue
            name, nlri, path, whose = line.split(" ")
            out.append((whose, route_of(Family(name), bytes.fromhex(nlri), tuple(bytes.fromhex(one) for one in path.split(",") if one))))
        return out

    def routes(self) -> set[Route]:
        return {route for _, route in self.paths()}

    def established(self) -> bool:
        try:
            self._wire.connect()
            return all(line.endswith(" established") for line in self._wire.listing().splitlines() if line.startswith("peer "))
        except Down:
            return False

    def close(self) -> None:
        self._wire.close()

    def _answers(self) -> bool:
        try:
            self._wire.connect()
        except Down:
            return False
        return True

    def _config(self, neighbours: Sequence[tuple[str, int, int]]) -> str:
        text = f'[global.config]\n as = {self.asn}\n router-id = "{self.address}"\n port = {self.port}\n'
        text += f' local-address-list = ["{self.address}"]\n'
        for address, asn, port in neighbours:
            text += f'[[neighbors]]\n [neighbors.config]\n  neighbor-address = "{address}"\n  peer-as = {asn}\n'
            text += f' [neighbors.transport.config]\n  local-address = "{self.address}"\n'
            text += f"  remote-port = {port}\n" if port else "  passive-mode = true\n"
            text += " [neighbors.timers.config]\n  connect-retry = 1\n  idle-hold-time-after-reset = 1\n"
            text += " [neighbors.ebgp-multihop.config]\n  enabled = true\n  multihop-ttl = 5\n"
            text += " [neighbors.graceful-restart.config]\n  enabled = true\n  restart-time = 60\n"
            for name in FAMILIES:
                text += f' [[neighbors.afi-safis]]\n  [neighbors.afi-safis.config]\n   afi-safi-name = "{name}"\n'
                text += "  [neighbors.afi-safis.mp-graceful-restart.config]\n   enabled = true\n"
        return text


@contextlib.contextmanager
def gobgp(folder: Path, **given: object) -> Iterator[GoBGP]:
    """A gobgpd that answers."""
    one = GoBGP(folder, **given)
    with running(one.process):
        one.ready()
        try:
            yield one
        finally:
            one.close()
