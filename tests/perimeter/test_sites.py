"""Each site's table stays as it is wanted, whoever dies: speaker, router, helper program. Real processes, kill -9."""

import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import msgspec
import pytest
from tests.lab import exabgp, gobgp
from tests.lab.processes import wait_until
from tests.perimeter.mitigate.test_reconcile import Table, of

from hsoc.perimeter.mitigate.gobgp import GoBGP
from hsoc.perimeter.mitigate.route import Route, Terms
from hsoc.perimeter.mitigate.settings import Settings, SiteEntry, faults, placed
from hsoc.perimeter.run import clock
from hsoc.perimeter.sites import Site, Sites, places, sendable, sites_of
from hsoc.perimeter.wires.speaker import Down
from hsoc.records.mitigation import Mitigation

MARK = Terms().mark
MOST_S = 10.0  # s within which a rule stands again after a death
BRAKE_S = 5.0  # s within which the brake reaches the table


FAR = clock() + 3_600_000
RULES = tuple(of(number, until=FAR) for number in (1, 2, 3))


def routes(rules: tuple[Mitigation, ...]) -> set[Route]:
    return {GoBGP().route(one) for one in rules}


class FakeWire(Table):
    """A speaker in memory that can be down."""

    def __init__(self) -> None:
        super().__init__()
        self.down, self.connected, self.broken = False, 0, False

    def connect(self) -> None:
        self._alive()
        self.connected += 1

    def send(self, commands) -> list[str]:
        self._alive()
        return super().send(commands)

    def listing(self) -> str:
        self._alive()
        if self.broken:
            raise ZeroDivisionError("a bug")
        return super().listing()

    def close(self) -> None:
        pass

    def _alive(self) -> None:
        if self.down:
            raise Down("nobody there")


@contextmanager
def site(wire: FakeWire) -> Iterator[Site]:
    one = Site("praha", GoBGP(), wire, mark=MARK, every_s=0.1, clock=clock)
    one.start()
    try:
        yield one
    finally:
        one.stop()


def test_wanted_stands_and_is_told() -> None:
    wire = FakeWire()
    with site(wire) as one:
        one.want(RULES)
        wait_until(lambda: len(wire.rows) == 3)
        status = wait_until(lambda: (s := one.status()) and all(place.seen for place in s["entries"]) and s)
    assert (status["up"], status["trouble"], status["left"], len(status["entries"])) == (True, "", (), 3)
    assert sum(": done: announce" in line for line in one.log) == 3


def test_before_the_engine_has_spoken_nothing_of_ours_is_taken_back() -> None:
    wire = FakeWire()
    with site(wire) as first:
        first.want(RULES)
        wait_until(lambda: len(wire.rows) == 3)
    with site(wire) as second:
        wait_until(lambda: second.status()["up"])
        threading.Event().wait(0.3)
        assert len(wire.rows) == 3
        second.want(())
        wait_until(lambda: not wire.rows)


def test_down_is_told_and_what_was_wanted_meanwhile_is_done_when_it_is_back() -> None:
    wire = FakeWire()
    with site(wire) as one:
        one.want(RULES)
        wait_until(lambda: len(wire.rows) == 3)
        wire.down = True
        wait_until(lambda: not one.status()["up"])
        assert (one.status()["trouble"], one.status()["losses"]) == ("nobody there", 1)
        one.want(RULES[:1])
        wire.down = False
        wait_until(lambda: len(wire.rows) == 1)


def test_fault_of_ours_does_not_leave_a_site_without_hands() -> None:
    wire = FakeWire()
    with site(wire) as one:
        wire.broken = True
        one.want(RULES)
        wait_until(lambda: "ZeroDivisionError" in one.status()["trouble"])
        wire.broken = False
        wait_until(lambda: len(wire.rows) == 3)


def test_one_site_down_leaves_the_other_as_it_is() -> None:
    wires = FakeWire(), FakeWire()
    both = Sites([Site(name, GoBGP(), wire, mark=MARK, every_s=0.1, clock=clock) for name, wire in zip(("a", "b"), wires, strict=True)])
    wires[1].down = True
    both.start()
    both.want(RULES)
    wait_until(lambda: len(wires[0].rows) == 3)
    assert [(s["up"], sum(p.seen > 0 for p in s["entries"])) for s in both.status()][1] == (False, 0)
    wait_until(lambda: places(both.status()) == {rule.key: {"a": "there", "b": "nobody there"} for rule in RULES})
    wires[1].down = False
    wait_until(lambda: len(wires[1].rows) == 3)
    both.stop()
    assert len(both.log()) >= 8
    assert both.log() == ()


def test_configuration_says_what_is_missing() -> None:
    sites = (
        SiteEntry(name="a", backend="exabgp"),
        SiteEntry(name="a", backend="gobgp", address="192.0.2.1:50051"),
        SiteEntry(name="c", backend="x"),
    )
    found = faults(Settings(site=sites, every_s=0, backend="y", terms=Terms(mark="?")))
    assert [text.split(":")[0] for text in found] == [
        "mitigation.terms.mark", "mitigation.backend", "mitigation.every_s", "mitigation.site 'a'", "mitigation.site 'a'",
        "mitigation.site 'a'", "mitigation.site 'c'",
    ]  # fmt: skip
    (child,) = placed(Settings(site=(SiteEntry(name="a", backend="exabgp", socket="s", start="exabgp.conf"),)), Path("/etc/hsoc")).site
    assert child.start == "/etc/hsoc/exabgp.conf"
    assert not sendable(Settings())
    assert sendable(Settings(site=(SiteEntry(name="a", backend="exabgp", socket="/run/a"),)))
    assert not sendable(Settings(site=(SiteEntry(name="a"),)))


def test_gobgp_without_its_description_is_told_by_its_program(tmp_path: Path) -> None:
    entry = SiteEntry(name="a", backend="gobgp", address="127.0.0.1:1", description=str(tmp_path), program="true")
    assert sites_of(Settings(site=(entry,)), folder=tmp_path, clock=clock).backend.name == "gobgp-words"
    missing = msgspec.structs.replace(entry, program=str(tmp_path / "gobgp"))
    with pytest.raises(Down, match=r"gobgp\.proto|extra.*not installed"):
        sites_of(Settings(site=(missing,)), folder=tmp_path, clock=clock)


class Lab:
    """One ExaBGP or GoBGP speaker of ours, its router, and a site that minds it."""

    def __init__(self, folder: Path, kind: str, stack: ExitStack) -> None:
        self.router = stack.enter_context(gobgp.gobgp(folder / "router", neighbours=[(exabgp.ADDRESS, exabgp.ASN, 0)]))
        receiver = (self.router.address, self.router.asn, self.router.port)
        if kind == "exabgp":
            self.speaker = stack.enter_context(exabgp.exabgp(folder / "speaker", receivers=[receiver]))
            entry = SiteEntry(name="praha", backend=kind, socket=str(self.speaker.socket))
        else:
            given = {"address": exabgp.ADDRESS, "asn": exabgp.ASN, "neighbours": [receiver]}
            self.speaker = stack.enter_context(gobgp.gobgp(folder / "speaker", **given))
            entry = SiteEntry(name="praha", backend=kind, address=self.speaker.api)
        self.sites = sites_of(Settings(site=(entry,), every_s=0.5), folder=folder, clock=clock)
        stack.callback(self.sites.stop)
        self.sites.start()
        self.sites.want(RULES)
        wait_until(lambda: self.router.routes() == routes(RULES), "the router's table", log=self.router.process.log)

    def again(self, what: str, *, rules: tuple[Mitigation, ...] = RULES, within: float = MOST_S) -> None:
        """The table is as wanted again. The limit is of the machine's ordinary speed; the test waits longer, and says the time."""
        begun = time.monotonic()
        wait_until(lambda: self.router.routes() == routes(rules), what, log=self.speaker.process.log)
        took = time.monotonic() - begun
        assert took <= within * patience(), f"{what}: {took:.1f} s"


def patience() -> float:
    """How much longer things may take on a machine that has more to do than it has cores."""
    return max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))


@pytest.fixture(params=["exabgp", "gobgp"])
def lab(request, tmp_path) -> Iterator[Lab]:
    with ExitStack() as stack:
        yield Lab(tmp_path, request.param, stack)


@pytest.mark.gobgp
def test_speaker_killed_and_started_again_has_every_rule_within_ten_seconds(lab: Lab) -> None:
    lab.speaker.process.kill()
    wait_until(lambda: not lab.sites.status()[0]["up"], "the loss to be noticed")
    assert all(place.trouble and not place.seen for place in lab.sites.status()[0]["entries"])
    lab.speaker.start()
    wait_until(lambda: all(place.seen for place in lab.sites.status()[0]["entries"]), "all seen again", log=lab.speaker.process.log)
    wait_until(lab.router.established, "the session")
    lab.again("every rule after the speaker's death")


@pytest.mark.gobgp
def test_brake_pulled_while_the_speaker_is_down_is_not_lost(lab: Lab) -> None:
    lab.speaker.process.kill()
    lab.sites.want(())
    lab.speaker.start()
    wait_until(lab.router.established, "the session")
    lab.again("the brake", rules=(), within=BRAKE_S)
    assert lab.sites.status()[0]["left"] == ()


@pytest.mark.gobgp
def test_router_killed_and_started_again_has_every_rule(lab: Lab) -> None:
    lab.router.process.kill()
    lab.router.start()
    wait_until(lab.router.established, "the session", log=lab.router.process.log)
    lab.again("every rule after the router's death")


@pytest.mark.gobgp
def test_helper_program_killed_comes_back_with_every_rule(tmp_path: Path) -> None:
    with ExitStack() as stack:
        lab = Lab(tmp_path, "exabgp", stack)
        first = lab.speaker.helper()
        os.kill(first, signal.SIGKILL)
        wait_until(lambda: lab.sites.status()[0]["losses"] == 1, "the loss to be noticed")

        def back() -> bool:
            # killed in the midst of an answer, ExaBGP ends as it is told to (api.terminate), and its supervisor starts it again
            if lab.speaker.process.popen.poll() is not None:
                lab.speaker.start()
            return lab.sites.status()[0]["up"] and lab.router.established()

        wait_until(back, "the helper program", log=lab.speaker.process.log)
        assert lab.speaker.helper() != first
        lab.again("every rule after the helper program's death")
        lab.sites.want(RULES[:1])
        lab.again("the withdrawal through the new helper program", rules=RULES[:1], within=BRAKE_S)


@pytest.mark.gobgp
def test_rule_taken_out_behind_our_back_is_put_back(tmp_path: Path) -> None:
    with ExitStack() as stack:
        lab = Lab(tmp_path, "gobgp", stack)
        lab.speaker._wire.connect()
        lab.speaker._wire.send([_withdrawal(RULES[0])])
        lab.again("the rule", within=MOST_S)


def _withdrawal(rule: Mitigation):
    class Saying:
        line, undo, name, seconds = GoBGP().withdraw(GoBGP().route(rule)), "", "n", 0

    return Saying()


@pytest.mark.gobgp
def test_rules_end_by_themselves_where_the_engine_has_died(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hsoc.perimeter.mitigate.reconcile.SLACK_S", 0)
    with ExitStack() as stack:
        lab = Lab(tmp_path, "exabgp", stack)
        soon = (of(9, until=clock() + 2_000),)
        lab.sites.want((*RULES, *soon))
        wait_until(lambda: lab.router.routes() == routes((*RULES, *soon)), "the fourth rule")
        lab.sites.stop()  # the engine is gone, nobody takes the rule back
        lab.again("the end of the fourth rule")
