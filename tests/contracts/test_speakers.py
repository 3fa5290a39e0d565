"""The backends against real speakers and routers on loopback: what is said arrives as it is meant, is read back, and goes again."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field

import pytest
from tests.contracts.test_backends import TERMS, entries
from tests.lab import bird, exabgp, frr, gobgp
from tests.lab.processes import wait_until

from hsoc.perimeter.mitigate.base import Backend
from hsoc.perimeter.mitigate.exabgp import LISTING, ExaBGP
from hsoc.perimeter.mitigate.gobgp import GoBGP
from hsoc.perimeter.mitigate.gobgp_words import NAMES, PEERS, GoBGPWords
from hsoc.perimeter.mitigate.reconcile import Reconciler
from hsoc.perimeter.mitigate.route import Route, Terms
from hsoc.perimeter.wires.exabgp import ExaBGPWire
from hsoc.perimeter.wires.gobgp import GoBGPWire
from hsoc.perimeter.wires.gobgp_program import GoBGPProgram
from hsoc.perimeter.wires.speaker import Wire

pytestmark = pytest.mark.gobgp


@dataclass
class Bench:
    """One speaker of a kind, and a GoBGP that receives from it."""

    kind: type[ExaBGP] | type[GoBGP] | type[GoBGPWords]
    wire: Wire
    router: gobgp.GoBGP
    speaker: object
    foreign: list[str] = field(default_factory=list)

    def apart(self) -> set[Route]:
        """What the receiving router has."""
        return self.router.routes()


@pytest.fixture(scope="module", params=["exabgp", "gobgp", "gobgp-words"])
def bench(request, tmp_path_factory) -> Iterator[Bench]:
    folder = tmp_path_factory.mktemp(request.param)
    with ExitStack() as stack:
        router = stack.enter_context(gobgp.gobgp(folder / "router", neighbours=[(exabgp.ADDRESS, exabgp.ASN, 0)]))
        receiver = (router.address, router.asn, router.port)
        if request.param == "exabgp":
            speaker = stack.enter_context(exabgp.exabgp(folder / "speaker", receivers=[receiver]))
            wire: Wire = ExaBGPWire(speaker.socket, ask=LISTING)
            kind: type = ExaBGP
        else:
            speaker = stack.enter_context(gobgp.gobgp(folder / "speaker", address=exabgp.ADDRESS, asn=exabgp.ASN, neighbours=[receiver]))
            if request.param == "gobgp":
                wire, kind = GoBGPWire(speaker.api), GoBGP
            else:
                families = {family.value: name for family, name in NAMES.items()}
                wire, kind = GoBGPProgram(speaker.api, program="gobgp", families=families, peers=PEERS), GoBGPWords
        wait_until(router.established, "the session", log=router.process.log)
        stack.callback(wire.close)
        yield Bench(kind, wire, router, speaker)


def settle(reconciler: Reconciler, wire: Wire) -> list[str]:
    """One comparison: read, say, read again. Returns the refusals."""
    reconciler.seen(wire.listing(), now=1)
    commands = reconciler.commands(now=2)
    answers = wire.send(commands)
    for command, answer in zip(commands, answers, strict=True):
        reconciler.answered(command, now=3, refused=answer)
    reconciler.seen(wire.listing(), now=4)
    return [answer for answer in answers if answer]


@pytest.mark.parametrize("terms", [pytest.param(terms, id=name) for name, terms in TERMS.items()])
def test_all_that_can_be_said_stands_and_goes_again(bench: Bench, terms: Terms) -> None:
    backend: Backend = bench.kind(terms)
    bench.wire.connect()
    reconciler = Reconciler(backend, mark=terms.mark)
    wanted = entries(backend)
    reconciler.want(wanted, now=0)
    assert settle(reconciler, bench.wire) == []
    assert [place.key for place in reconciler.places() if not place.seen] == []
    assert len(reconciler.places()) == len(wanted)
    meant = {backend.route(one) for one in wanted}
    wait_until(lambda: bench.apart() == meant, "the router's table")
    assert set(backend.peers(bench.wire.listing()).values()) == {True}
    reconciler.want([], now=5)
    assert settle(reconciler, bench.wire) == []
    assert reconciler.left() == ()
    wait_until(lambda: not bench.apart(), "the empty table")


def test_what_is_foreign_is_neither_taken_back_nor_pushed_out(bench: Bench) -> None:
    terms, other = Terms(mark="64500:1:1"), Terms(mark="64500:9:9")
    ours, theirs = bench.kind(terms), bench.kind(other)
    bench.wire.connect()
    foreign = Reconciler(theirs, mark=other.mark)
    foreign.want(entries(theirs)[:3], now=0)
    settle(foreign, bench.wire)
    reconciler = Reconciler(ours, mark=terms.mark)
    reconciler.want(entries(ours)[2:5], now=0)
    settle(reconciler, bench.wire)
    assert [bool(place.seen) for place in sorted(reconciler.places(), key=lambda p: [e.key for e in entries(ours)].index(p.key))] == [
        False,
        True,
        True,
    ]
    assert {place.trouble for place in reconciler.places()} == {"", "a route that is not ours has its place in the table"}
    reconciler.want([], now=5)
    settle(reconciler, bench.wire)
    foreign.seen(bench.wire.listing(), now=6)
    assert [bool(place.seen) for place in foreign.places()] == [True, True, True]
    foreign.want([], now=7)
    settle(foreign, bench.wire)
    wait_until(lambda: not bench.apart(), "the empty table")


def test_a_new_engine_takes_over_what_stands_and_ends_what_nobody_wants(bench: Bench) -> None:
    backend = bench.kind(Terms())
    bench.wire.connect()
    first = Reconciler(backend, mark=Terms().mark)
    first.want(entries(backend)[:4], now=0)
    settle(first, bench.wire)
    bench.wire.connect()  # another engine, which only has the intent
    second = Reconciler(bench.kind(Terms()), mark=Terms().mark)
    second.want(entries(backend)[2:4], now=0)
    second.seen(bench.wire.listing(), now=1)
    said = second.commands(now=2)
    assert [(bool(one.line), one.line[:8]) for one in said] == [(False, ""), (False, ""), (True, "withdraw"), (True, "withdraw")]
    settle(second, bench.wire)
    assert bench.apart() == {backend.route(one) for one in entries(backend)[2:4]} or wait_until(
        lambda: bench.apart() == {backend.route(one) for one in entries(backend)[2:4]}
    )
    second.want([], now=5)
    settle(second, bench.wire)
    wait_until(lambda: not bench.apart(), "the empty table")


@pytest.mark.frr
@pytest.mark.bird
def test_frr_and_bird_hold_what_exabgp_says(tmp_path) -> None:
    backend = ExaBGP(Terms())
    wanted = entries(backend)
    flows = [one for one in wanted if backend.route(one).family.flow]
    peer = (exabgp.ADDRESS, exabgp.ASN)
    with frr.frr(tmp_path / "frr", neighbour=peer) as other, bird.bird(tmp_path / "bird", neighbour=peer) as third:
        receivers = [(other.address, frr.ASN, other.port), ("127.0.0.4", bird.ASN, third.port)]
        families = "ipv4 unicast; ipv6 unicast; ipv4 flow; ipv6 flow;"
        with exabgp.exabgp(tmp_path / "exabgp", receivers=receivers, families=families) as speaker:
            wire = ExaBGPWire(speaker.socket, ask=LISTING)
            wire.connect()
            reconciler = Reconciler(backend, mark=Terms().mark)
            reconciler.want(wanted, now=0)
            assert settle(reconciler, wire) == []

            def frr_has() -> int:
                return sum(other.show(f"show bgp {family} flowspec detail").count("BGP flowspec entry") for family in ("ipv4", "ipv6"))

            def bird_has() -> int:
                return sum(third.show(f"show route table {table}").count("[exa ") for table in ("f4", "f6", "m4", "m6"))

            wait_until(lambda: frr_has() == len(flows), "FRR's rules", log=other.process.log)
            wait_until(lambda: bird_has() == len(wanted), "BIRD's routes", log=third.process.log)
            told = other.show("show bgp ipv4 flowspec detail") + other.show("show bgp ipv6 flowspec detail")
            assert told.count("FS:rate 0.000000") == sum(one.action == "flowspec" for one in flows)
            assert "FS:redirect VRF RT:65000:100" in told
            assert "198.51.100.7/32" in other.show("show bgp ipv4 unicast")
            routes = third.show("show route all table f4")
            assert routes.count("BGP.large_community: (65551, 18515, 1)") == sum(backend.route(one).family.version == 4 for one in flows)
            assert "src 198.51.100.7/32; proto 6; dport 23;" in routes
            assert "BGP.community: (65535,666) (65535,65281)" in third.show("show route all table m4")
            reconciler.want([], now=5)
            assert settle(reconciler, wire) == []
            wait_until(lambda: frr_has() == bird_has() == 0, "the empty tables")
            wire.close()
