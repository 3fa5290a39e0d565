from __future__ import annotations

import socket
import threading
import time
from datetime import UTC, datetime

import numpy as np

from hsoc.perimeter.simulate import live, rhythm, show
from hsoc.records import address

NOW = int(datetime(2026, 11, 20, 9, 30, tzinfo=UTC).timestamp() * 1000)


def _minute(begun: int) -> dict[str, np.ndarray]:
    network = live.Now(now=NOW, seed=1, begun=begun)
    parts = [network.flows(since=NOW + at, until=NOW + at + 1_000) for at in range(0, 60_000, 1_000)]
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def test_within_the_first_minute_the_shown_victim_is_hit_by_hundreds_of_reflectors() -> None:
    flows = _minute(NOW)
    hit = flows["dst_lo"] == address.pair("198.18.9.105")[1]
    dns = hit & (flows["proto"] == 17) & (flows["sport"] == 53)
    assert len(np.unique(flows["src_lo"][dns])) >= 300
    assert int(flows["packets"][dns].sum()) > 50_000
    assert int((hit & (flows["fragment"] == 2)).sum()) > 100


def test_flows_come_in_the_stretch_in_which_they_end() -> None:
    network = live.Now(now=NOW, seed=1)
    for at in range(0, 20_000, 500):
        flows = network.flows(since=NOW + at, until=NOW + at + 500)
        assert bool((flows["last"] < NOW + at + 500).all())
        assert bool((np.diff(flows["last"]) >= 0).all())


def test_a_new_day_brings_its_own_plan() -> None:
    _, midnight = rhythm.bounds(rhythm.day_of(NOW))
    network = live.Now(now=midnight - 2_000, seed=1)
    before = network.flows(since=midnight - 2_000, until=midnight)
    after = network.flows(since=midnight, until=midnight + 30_000)
    assert len(before["first"]) > 0
    assert bool((after["first"] >= midnight).any())


def test_every_act_of_the_show_comes_once_a_round() -> None:
    rounds = show.plan(since=NOW, until=NOW + 3 * show.ROUND_MS, begun=NOW)
    assert len(rounds["id"]) == 3 * len(show.ACTS)
    assert len(set(rounds["id"].tolist())) == 3 * len(show.ACTS)


def test_played_datagrams_arrive_from_both_sites() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind(("127.0.0.1", 0))
        sock.settimeout(10)
        stop = threading.Event()
        player = threading.Thread(target=live.play, kwargs={"to": sock.getsockname(), "seed": 1, "stop": stop})
        player.start()
        senders = set()
        end = time.monotonic() + 10
        while len(senders) < 2 and time.monotonic() < end:
            payload, sender = sock.recvfrom(65_536)
            assert payload[:2] == b"\x00\x0a"
            senders.add(sender[0])
        stop.set()
        player.join()
    assert senders == {"127.0.0.2", "127.0.0.3"}
