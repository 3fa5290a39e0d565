"""From a socket to an alarm."""

from __future__ import annotations

import socket
import time
from pathlib import Path

import msgspec
import pytest
from tests.factories.routes import OTHER, OWN, UPSTREAM, told

from hsoc.exchange.bgp.encode import encode as bgp
from hsoc.exchange.bmp.encode import encode as bmp
from hsoc.exchange.rislive.encode import encode as ris
from hsoc.exchange.rpki.encode import encode as vrps
from hsoc.perimeter.guard.settings import Hearing, Routing
from hsoc.perimeter.guard.watch import Guard
from hsoc.perimeter.routing import Ears, warm
from hsoc.records.policy import Policy
from hsoc.records.route import Envelope, Vrp


def test_a_router_a_file_and_vrps_together(tmp_path: Path) -> None:
    (tmp_path / "vrps.json").write_bytes(vrps([Vrp("198.18.0.0/16", 16, 64500)]))
    (tmp_path / "ris.jsonl").write_bytes(ris(told(64508, UPSTREAM, OTHER, peer=8)))
    guard = Guard(Policy(announcements=(OWN,)))
    routing = Routing(hear=Hearing(bmp="127.0.0.1:0", ris_live_file="ris.jsonl"), vrp_file="vrps.json")
    ears = Ears(routing, guard, clock=lambda: 5, folder=tmp_path)
    try:
        update = told(64509, UPSTREAM, OTHER)
        with socket.create_connection(("127.0.0.1", ears.ports["bmp"])) as router:
            router.sendall(bmp(Envelope(update.time, update.peer, update.peer_asn, bgp(update))))
            deadline = time.monotonic() + 30
            while guard.health().updates < 2 or not guard.health().vrps:
                assert time.monotonic() < deadline, ears.status()
                guard.step(ears.take(now=2000), now=2000)
                time.sleep(0.01)
        assert guard.health().alarms == 1
        status = msgspec.json.decode(msgspec.json.encode(ears.status()))
        assert [one["heard"]["updates"] for one in status["sources"]] == [1, 1]
        assert (status["vrps"][0]["vrps"], status["guard"]["peers"]) == (1, 2)
    finally:
        ears.close()


@pytest.mark.parametrize("place", ["127.0.0.1", "127.0.0.1:x", ":5", "127.0.0.1:70000"])
def test_a_place_that_is_none_is_named(place: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"routing\.hear\.bmp"):
        Ears(Routing(hear=Hearing(bmp=place)), Guard(Policy()), clock=lambda: 0, folder=tmp_path)


def test_warm_finds_what_it_made_up() -> None:
    assert warm() == 1
