"""Attacks on one host each, for the measurement of latency. Belongs here: what they look like. Never: sending, measuring.

Each is of ten times the floor: 10,000 packets in every second, where the floor of every volumetric detector is 1,000 in its window. All are
answered by policy alone (FlowSpec or a rate limit at the victim), none asks for a person. What a profile drops ahead (CLDAP, SSDP …) needs
no answer, so a reflection of that kind would be waited for in vain.
"""

from collections.abc import Callable
from typing import Final

import numpy as np

from hsoc.perimeter.simulate import columns
from hsoc.perimeter.simulate.campaigns import base
from hsoc.records.flow import Fragment

PACKETS: Final = 10_000  # a second; ten times the floor
LASTS_MS: Final = 3_000
FLOWS: Final = 600  # a second; what a busy exporter tells of one attack
HOST: Final = 201  # of a hospital: among its clients, none of its servers

Rng = np.random.Generator


def _told(rng: Rng, dst: int, src: columns.Int64s, *, size: int, **given: object) -> columns.Columns:
    """Flows towards one host, evenly over the attack; src: (flows,)."""
    count = len(src)
    packets = np.full(count, PACKETS * LASTS_MS // 1000 // count, np.int64)
    at = np.sort(rng.integers(0, LASTS_MS, count))
    at[0] = 0
    return base.inward(rng, src, np.full(count, dst), at, packets=packets, bytes=packets * size, **given)


def _answers(port: int, size: int, *, pieces: float = 0.0) -> Callable[[Rng, int], columns.Columns]:
    """A reflection by 400 hosts; pieces: share of flows that are later fragments."""

    def draw(rng: Rng, dst: int) -> columns.Columns:
        count = FLOWS * LASTS_MS // 1000
        later = rng.random(count) < pieces
        src = base.attackers(rng, 400)[np.arange(count) % 400]
        return _told(
            rng, dst, src, size=size, proto=17, sport=np.where(later, 0, port), dport=np.where(later, 0, rng.integers(1024, 65_535, count)),
            fragment=np.where(later, int(Fragment.LATER), 0),
        )  # fmt: skip

    return draw


def _flood(*, size: int, random_door: bool = False, **given: int) -> Callable[[Rng, int], columns.Columns]:
    """From forged sources, each new."""

    def draw(rng: Rng, dst: int) -> columns.Columns:
        count = FLOWS * LASTS_MS // 1000
        more = {"dport": rng.integers(1, 65_535, count)} if random_door else {}
        return _told(rng, dst, base.attackers(rng, count), size=size, **given, **more)

    return draw


def _syn_acks(rng: Rng, dst: int) -> columns.Columns:
    count = FLOWS * LASTS_MS // 1000
    src, door = base.attackers(rng, 1000)[np.arange(count) % 1000], rng.integers(1024, 65_535, count)
    return _told(rng, dst, src, size=50, proto=6, sport=443, dport=door, tcp_flags=base.SYN | base.ACK)


KINDS: Final[dict[str, Callable[[Rng, int], columns.Columns]]] = {
    "dns reflection": _answers(53, 900, pieces=0.3),
    "ntp reflection": _answers(123, 468),
    "coap reflection": _answers(5683, 900),
    "syn-ack reflection": _syn_acks,
    "syn flood": _flood(size=40, proto=6, dport=443, tcp_flags=base.SYN),
    "flag flood": _flood(size=40, proto=6, dport=80, tcp_flags=0x29),
    "udp flood": _flood(size=500, proto=17, random_door=True),
    "icmp flood": _flood(size=900, proto=1, sport=0, icmp=8 * 256),
}


def attack(number: int) -> tuple[str, str, columns.Columns]:
    """(kind, victim as text, flows from instant 0 in order of time) of attack `number`; each has a hospital of its own."""
    rng = np.random.default_rng([7, number])
    kind = list(KINDS)[number % len(KINDS)]
    dst = int(base.hosts(np.array([1 + number % 40]), np.array([HOST + number // 40]))[0])
    return kind, base.text(dst), columns.in_time(KINDS[kind](rng, dst))
