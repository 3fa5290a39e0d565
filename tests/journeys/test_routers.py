"""From an attack to a router and back, with real processes: engines killed, the brake pulled while one is dead, the portal never there."""

import contextlib
import json
import os
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from tests.lab import exabgp, gobgp
from tests.lab.processes import Process, free_port, running, wait_until
from tests.perimeter.test_run import CONFIG as CONFIGURED
from tests.perimeter.test_run import VICTIM, attack, netflow5

from hsoc.perimeter import brake, run
from hsoc.perimeter.mitigate.settings import Settings, SiteEntry
from hsoc.perimeter.profiles import NETWORK, built_in
from hsoc.perimeter.run import clock

pytestmark = pytest.mark.gobgp

START_S = 120.0  # an engine compiles before it listens; on a machine with other work that takes its time
# what follows an attack is looked at here, not what stands without one
CONFIG = """data = "data"
any_exporter = true
leave_out = {leave_out}
bogons = []
[[listen]]
port = {port}
[[member]]
number = 7
name = "Nemocnice Lipová"
prefixes = ["198.18.7.0/24"]
[keep]
flows = false
[portal]
url = "http://127.0.0.1:{nobody}"
client = "cz.hsoc.perimeter"
[mitigation]
every_s = 0.5
{sites}
"""


class Engine:
    """`hsoc perimeter run --apply` in a process of its own. The portal that it would tell is not there."""

    def __init__(self, folder: Path, sites: str) -> None:
        folder.mkdir()
        self.folder, self.port = folder / "data", free_udp_port()
        config = folder / "perimeter.toml"
        leave_out = json.dumps([one.name for one in built_in(NETWORK)])
        config.write_text(CONFIG.format(port=self.port, nobody=free_port(), sites=sites, leave_out=leave_out))
        command = [sys.executable, "-c", "from hsoc.cli import main; main()", "perimeter", "run", "--config", str(config), "--apply"]
        self.process = Process(command, folder / "log", {"PYTHONPATH": os.pathsep.join(sys.path)})

    def start(self) -> None:
        (self.folder / "status.json").unlink(missing_ok=True)
        self.process.start()
        self.ready()

    def ready(self) -> None:
        wait_until((self.folder / "status.json").exists, "the engine", START_S, self.process.log)

    def status(self) -> Any:
        return json.loads((self.folder / "status.json").read_bytes())

    def attacked(self) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out:
            for i in range(10):
                out.sendto(netflow5(now=clock(), sequence=30 * i, sources=range(30 * i, 30 * i + 30)), ("127.0.0.1", self.port))


def free_udp_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def lab(folder: Path) -> Iterator[tuple[gobgp.GoBGP, exabgp.ExaBGP, Engine]]:
    """A router, ExaBGP beside it, and an engine."""
    with gobgp.gobgp(folder / "router", neighbours=[(exabgp.ADDRESS, exabgp.ASN, 0)]) as router:
        receivers = [(router.address, router.asn, router.port)]
        with exabgp.exabgp(folder / "exabgp", receivers=receivers) as speaker:
            engine = Engine(folder / "engine", f'[[mitigation.site]]\nname = "praha"\nbackend = "exabgp"\nsocket = "{speaker.socket}"')
            with running(engine.process):
                engine.ready()
                yield router, speaker, engine


def test_killed_engine_loses_no_rule_and_the_brake_pulled_meanwhile_is_obeyed(tmp_path: Path) -> None:
    with lab(tmp_path) as (router, _, engine):
        engine.attacked()
        wait_until(router.routes, "the rule in the router's table", log=engine.process.log)
        (rule,) = router.routes()
        wait_until(lambda: [s["entries"][0]["seen"] for s in engine.status()["sites"] if s["entries"]], "the rule read back")
        engine.process.kill()
        assert router.routes() == {rule}
        engine.start()
        wait_until(lambda: engine.status()["sites"][0]["up"], "the speaker taken over")
        assert [one["entry"]["match"]["dst"] for one in engine.status()["rules"]] == [f"{VICTIM}/32"]
        assert router.routes() == {rule}
        engine.process.kill()
        brake.withdraw_all(engine.folder / "brake.json", reason="the engine is dead", by="duty", now=clock())
        engine.start()
        wait_until(lambda: not router.routes(), "the brake in the router's table", log=engine.process.log)


def test_two_engines_tell_one_story_and_either_alone_keeps_the_rule(tmp_path: Path) -> None:
    with contextlib.ExitStack() as stack:
        routers, engines = [], []
        for name, address in (("praha", "127.0.0.5"), ("brno", "127.0.0.6")):
            router = stack.enter_context(gobgp.gobgp(tmp_path / f"{name}-router", neighbours=[(address, exabgp.ASN, 0)]))
            receivers = [(router.address, router.asn, router.port)]
            speaker = stack.enter_context(exabgp.exabgp(tmp_path / f"{name}-exabgp", receivers=receivers, address=address))
            site = SiteEntry(name=name, backend="exabgp", socket=str(speaker.socket))
            config = msgspec.structs.replace(CONFIGURED, mitigation=Settings(every_s=0.5, site=(site,)))
            (tmp_path / name).mkdir()
            engine = run.Engine(config, tmp_path / name, apply=True)
            engines.append(engine)
            stack.callback(engine.close)
            routers.append(router)
        told: list[set[str]] = [set(), set()]

        def turned(numbers: tuple[int, ...]) -> None:
            for number in numbers:
                told[number] |= {event.id for event in engines[number].cycle(now=clock()).events}

        def both_stand() -> bool:
            turned((0, 1))
            return all(router.routes() for router in routers) and all(told)

        for engine in engines:  # every exporter sends to both engines
            attack(engine)
        wait_until(both_stand, "the rule in both tables", START_S)
        assert routers[0].routes() == routers[1].routes()
        assert told[0] == told[1]
        assert len(told[0]) == 1

        engines[0].sites.stop()  # a site is lost with its engine: its rules stand on, and nobody tells anything twice

        def goes_on() -> bool:
            turned((1,))
            return engines[1].status(now=clock())["flows"] == 600

        attack(engines[1])
        wait_until(goes_on, "the attack to go on", START_S)
        assert told[0] == told[1]
        assert [router.routes() for router in routers] == [routers[0].routes()] * 2
        assert len(routers[1].routes()) == 1
