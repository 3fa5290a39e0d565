"""Scans: across hosts, across ports, both, by many. Belongs here: how scanners look on the wire. Never: how many are too many.

Ranges: Internet-wide scanners send 10 to 10,000 packets a second over a /16 and more, of which a network of forty /24 sees a part
(USENIX Security 2014); localised scans of single networks are a third of all (IMC 2019).
"""

from __future__ import annotations

from typing import Final

import numpy as np

from hsoc.perimeter.simulate import community
from hsoc.perimeter.simulate.campaigns.base import (
    ACK,
    ATTACKERS,
    BASE_V4,
    FIN,
    FIRST_ATTACKER,
    HOUR,
    MINUTE,
    RST,
    SYN,
    Campaign,
    Rng,
    Strike,
    answered,
    attacker,
    attackers,
    between,
    hosts,
    inward,
    strike,
    text,
    times,
    victim,
)  # fmt: skip
from hsoc.perimeter.simulate.columns import Columns, Int64s

TCP_PORTS: Final = (22, 23, 80, 104, 443, 445, 1433, 2575, 3306, 3389, 5900, 6379, 8080, 8443, 9200, 11112)
UDP_PORTS: Final = (53, 69, 111, 123, 137, 161, 389, 500, 1900, 5060, 11211)
OPEN_SHARE: Final = 0.06  # of probed hosts answer by SYN+ACK
RADIATION: Final = 14  # single probes an hour and hospital; a dark /24 sees some hundreds, nearly all of them of scanners that come again
DAY, MONTH = 24 * HOUR, 29  # ms; days
A_DAY: Final = ATTACKERS // MONTH  # sources that probe on a day and on no other of a month; there are no more invented addresses
CLOSED_SHARE: Final = 0.2  # … by RST; the rest is silent


def _spread(rng: Rng, count: int) -> Int64s:
    """`count` distinct hosts inside: of one hospital where they fit and the scanner is a local one, else of several."""
    if count <= community.HOSTS and rng.random() < 0.3:
        member = np.full(count, rng.integers(1, community.MEMBERS + 1))
        return hosts(member, 1 + rng.choice(community.HOSTS, count, replace=False))
    every = rng.choice(community.MEMBERS * community.HOSTS, count, replace=False)
    return hosts(1 + every % community.MEMBERS, 1 + every // community.MEMBERS)


def _tcp(rng: Rng, src: int, dst: Int64s, at: Int64s, dport: Int64s | int) -> list[Columns]:
    """Half-open probes (mostly) and what comes back."""
    kind = rng.choice([SYN, SYN, SYN, SYN, FIN, 0, ACK])
    open_ = rng.random(len(dst)) < OPEN_SHARE
    packets = np.where(rng.random(len(dst)) < 0.2, 2, 1) if kind == SYN else np.ones(len(dst), np.int64)
    flags = np.where(open_ & (kind == SYN), SYN | RST, kind)
    there = inward(
        rng, np.array([src]), dst, at, proto=6, dport=dport, tcp_flags=flags, packets=packets, bytes=packets * (44 if kind == SYN else 40)
    )
    closed = np.flatnonzero(~open_ & (rng.random(len(dst)) < CLOSED_SHARE))
    back = [answered(there, closed, packets=1, size=40, flags=RST | ACK)]
    if kind == SYN:
        back.append(answered(there, np.flatnonzero(open_), packets=1, size=44, flags=SYN | ACK))
    return [there, *back]


def horizontal_tcp(rng: Rng, since: int, until: int) -> Strike:
    """60 to 5,000 hosts at one port, 0.5 to 200 probes a second."""
    count, first = int(between(rng, 60, 5000)), int(rng.integers(since, until))
    src, port = attacker(rng), int(rng.choice(TCP_PORTS))
    last = first + int(1000 * count / between(rng, 0.5, 200))
    return strike("horizontal_tcp", _tcp(rng, src, _spread(rng, count), times(rng, count, first, last), port), src=text(src), port=port)


def horizontal_udp(rng: Rng, since: int, until: int) -> Strike:
    """100 to 3,000 hosts at one UDP port; a few answer."""
    count, first = int(between(rng, 100, 3000)), int(rng.integers(since, until))
    src, port = attacker(rng), int(rng.choice(UDP_PORTS))
    at = times(rng, count, first, first + int(1000 * count / between(rng, 1, 200)))
    there = inward(rng, np.array([src]), _spread(rng, count), at, proto=17, dport=port, bytes=int(rng.integers(40, 90)))
    back = answered(there, np.flatnonzero(rng.random(count) < OPEN_SHARE), packets=1, size=200, flags=0)
    return strike("horizontal_udp", [there, back], src=text(src), port=port)


def ping_sweep(rng: Rng, since: int, until: int) -> Strike:
    """50 to 2,000 hosts by echo request; some of them live."""
    count, first = int(between(rng, 50, 2000)), int(rng.integers(since, until))
    src = attacker(rng)
    at = times(rng, count, first, first + int(1000 * count / between(rng, 0.5, 100)))
    there = inward(rng, np.array([src]), _spread(rng, count), at, proto=1, sport=0, icmp=8 * 256, bytes=84)
    living = np.flatnonzero(rng.random(count) < 0.25)
    back = answered(there, living, packets=1, size=84, flags=0) | {"icmp": np.zeros(len(living), np.int64)}
    return strike("ping_sweep", [there, back], src=text(src))


def vertical(rng: Rng, since: int, until: int) -> Strike:
    """60 to 20,000 ports of one host; a quarter of them by UDP."""
    count, first = int(between(rng, 60, 20_000)), int(rng.integers(since, until))
    src, (member, dst) = attacker(rng), victim(rng)
    ports = 1 + rng.choice(65_535, count, replace=False)
    at = times(rng, count, first, first + int(1000 * count / between(rng, 1, 500)))
    target = np.full(count, dst)
    if rng.random() < 0.25:
        parts = [inward(rng, np.array([src]), target, at, proto=17, dport=ports, bytes=60)]
    else:
        parts = _tcp(rng, src, target, at, ports)
    return strike("vertical", parts, src=text(src), dst=text(dst), member=member)


def block(rng: Rng, since: int, until: int) -> Strike:
    """20 to 200 hosts at 20 to 200 ports each, every pair once."""
    many, ports = int(between(rng, 20, 200)), int(between(rng, 20, 200))
    first, src = int(rng.integers(since, until)), attacker(rng)
    dst = np.repeat(_spread(rng, many), ports)
    dport = np.tile(1 + rng.choice(10_000, ports, replace=False), many)
    order = rng.permutation(len(dst))
    at = times(rng, len(dst), first, first + int(1000 * len(dst) / between(rng, 20, 500)))
    return strike("block", _tcp(rng, src, dst[order], at, dport[order]), src=text(src))


def few_contacts(rng: Rng, since: int, until: int) -> Strike:
    """8 to 24 first contacts that all fail, within a minute or two: a small or careful scanner (IEEE S&P 2004)."""
    count, first = int(rng.integers(8, 25)), int(rng.integers(since, until))
    src, port = attacker(rng), int(rng.choice(TCP_PORTS))
    at = times(rng, count, first, first + int(between(rng, 10_000, 2 * MINUTE)))
    there = inward(rng, np.array([src]), _spread(rng, count), at, proto=6, dport=port, tcp_flags=SYN, bytes=44)
    return strike("few_contacts", [there], src=text(src), port=port)


def distributed(rng: Rng, since: int, until: int) -> Strike:
    """300 to 4,000 sources, one or two probes each, that together cover hospitals at one port within half an hour (sipscan, 2011)."""
    sources = int(between(rng, 300, 4000))
    first, port = int(rng.integers(since, until)), int(rng.choice(TCP_PORTS))
    probes = sources + int(rng.integers(0, sources // 2))
    src = np.concatenate([who := attackers(rng, sources), rng.permutation(who)[: probes - sources]])
    every = np.arange(probes) % (community.MEMBERS * community.HOSTS)
    dst = hosts(1 + every // community.HOSTS, 1 + every % community.HOSTS)
    at = times(rng, probes, first, first + int(between(rng, 10 * MINUTE, 40 * MINUTE)))
    there = inward(rng, src, dst, at, proto=6, dport=port, tcp_flags=SYN, bytes=44)
    return strike("distributed", [there], port=port)


def radiation(rng: Rng, since: int, until: int) -> Columns:
    """No attack on anybody: the background of the Internet. A source asks on one day of a month, at any hospital, each port once.

    Where the invented addresses are too few for as many strangers (beyond three hours), each comes again hours later at another port and,
    by chance, another hospital: to who counts the strangers at a port these are as many as there would be.
    """
    count = int(rng.poisson(RADIATION * community.MEMBERS * (until - since) / HOUR))
    dst = hosts(rng.integers(1, community.MEMBERS + 1, count), rng.integers(1, community.HOSTS + 1, count))
    rounds = np.arange(count) // A_DAY
    who = np.arange(count) % A_DAY
    src = BASE_V4 + FIRST_ATTACKER + since // DAY % MONTH * A_DAY + rng.permutation(A_DAY)[who]
    port = np.array(TCP_PORTS)[(rng.integers(0, len(TCP_PORTS), A_DAY)[who] + rounds) % len(TCP_PORTS)]
    return inward(rng, src, dst, np.sort(rng.integers(since, until, count)), proto=6, dport=port, tcp_flags=SYN, bytes=44)


CAMPAIGNS: Final = (
    Campaign(name="horizontal_tcp", detectors=("horizontal_scan", "block_scan", "failed_contacts"), by="source", draw=horizontal_tcp,
             about="one source, one TCP port, 60 to 5,000 hosts"),
    Campaign(name="horizontal_udp", detectors=("horizontal_scan",), by="source", draw=horizontal_udp,
             about="one source, one UDP port, 100 to 3,000 hosts"),
    Campaign(name="ping_sweep", detectors=("horizontal_scan",), by="source", draw=ping_sweep, about="echo requests to 50 to 2,000 hosts"),
    Campaign(name="vertical", detectors=("vertical_scan", "block_scan"), by="source", draw=vertical,
             about="one source, one host, 60 to 20,000 ports"),
    Campaign(name="block", detectors=("block_scan", "vertical_scan", "horizontal_scan"), by="source", draw=block,
             about="20 to 200 hosts at 20 to 200 ports"),
    Campaign(name="few_contacts", detectors=("failed_contacts", "horizontal_scan"), by="source", draw=few_contacts,
             about="8 to 24 first contacts that fail"),
    Campaign(name="distributed", detectors=("distributed_scan",), by="campaign", draw=distributed,
             about="300 to 4,000 sources with a probe or two each"),
)  # fmt: skip
