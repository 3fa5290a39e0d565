"""Logins, forged addresses, hosts of our own that misbehave. Belongs here: how they look on the wire. Never: a threshold.

Shapes of logins: the flow-based SSH literature and NEMEA's ranges (perimeter.md 2.5); tools try 3 to 60 passwords a minute a source.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from hsoc.perimeter.simulate import community
from hsoc.perimeter.simulate.campaigns.base import (
    ACK,
    ATTACKERS,
    BASE_V4,
    FIRST_ATTACKER,
    MINUTE,
    RST,
    SYN,
    TALK,
    Campaign,
    Rng,
    Strike,
    answered,
    attacker,
    attackers,
    between,
    hosts,
    inward,
    outward,
    strike,
    text,
    times,
    victim,
)  # fmt: skip
from hsoc.perimeter.simulate.columns import Columns, Int64s, joined
from hsoc.records import address

# port: packets and bytes a packet of the asking side, of the answering side
LOGINS: Final = {
    22: ((11, 25), (90, 190), (11, 30), (110, 220)),
    3389: ((20, 60), (110, 130), (30, 90), (100, 400)),
    23: ((9, 40), (50, 70), (9, 40), (50, 90)),
    21: ((7, 16), (50, 65), (7, 16), (60, 90)),
}
FORGED: Final = ("10.0.0.0", "172.16.0.0", "240.0.0.0")


def _attempts(rng: Rng, src: int, dst: Int64s, at: Int64s, port: int) -> list[Columns]:
    """Whole sessions of about the same size, both ways."""
    asking, size, answering, back_size = LOGINS[port]
    usual = rng.integers(*asking)
    count = len(dst)
    packets = np.clip(usual + rng.integers(-1, 2, count), asking[0], asking[1])
    there = inward(
        rng, np.array([src]), dst, at, proto=6, dport=port, tcp_flags=TALK, packets=packets, bytes=packets * int(rng.integers(*size)),
        lasts=rng.integers(300, 4000, count),
    )  # fmt: skip
    replied = np.clip(usual + rng.integers(0, 3, count), answering[0], answering[1])
    back = answered(there, np.arange(count), packets=replied, size=int(rng.integers(*back_size)), flags=TALK)
    return [there, back]


def guessing(rng: Rng, since: int, until: int) -> Strike:
    """40 to 2,000 attempts at one host, 6 to 120 a minute."""
    src, (member, dst) = attacker(rng), victim(rng)
    port, count, first = int(rng.choice(list(LOGINS))), int(between(rng, 40, 2000)), int(rng.integers(since, until))
    at = times(rng, count, first, first + int(MINUTE * count / between(rng, 6, 120)))
    return strike("guessing", _attempts(rng, src, np.full(count, dst), at, port), src=text(src), dst=text(dst), member=member, port=port)


def guessing_across(rng: Rng, since: int, until: int) -> Strike:
    """60 to 600 attempts spread over 8 to 42 hospitals, so that each sees only a few."""
    src, port, count = attacker(rng), int(rng.choice(list(LOGINS))), int(between(rng, 60, 600))
    members = 1 + rng.choice(community.MEMBERS, int(rng.integers(8, community.MEMBERS + 1)), replace=False)
    first = int(rng.integers(since, until))
    dst = hosts(members[np.arange(count) % len(members)], np.full(count, int(rng.integers(1, community.HOSTS))))
    at = times(rng, count, first, first + int(MINUTE * count / between(rng, 12, 120)))
    return strike("guessing_across", _attempts(rng, src, dst, at, port), src=text(src), port=port)


def broken_in(rng: Rng, since: int, until: int) -> Strike:
    """60 to 400 attempts at one host by SSH or RDP, then a session of minutes from the same source."""
    src, (member, dst) = attacker(rng), victim(rng)
    port, count, first = int(rng.choice([22, 3389])), int(between(rng, 60, 400)), int(rng.integers(since, until))
    last = first + int(MINUTE * count / between(rng, 20, 120))
    parts = _attempts(rng, src, np.full(count, dst), times(rng, count, first, last), port)
    packets = int(between(rng, 400, 20_000))
    session = inward(
        rng, np.array([src]), np.array([dst]), np.array([last + 90_000]), proto=6, dport=port, tcp_flags=TALK, packets=packets,
        bytes=packets * 140, lasts=80_000,
    )  # fmt: skip
    back = answered(session, np.arange(1), packets=int(packets * 1.2), size=300, flags=TALK)
    return strike("broken_in", [*parts, session, back], src=text(src), dst=text(dst), member=member, port=port)


def bogon(rng: Rng, since: int, until: int) -> Strike:
    """A forged source that cannot exist, 20 to 500 flows to one hospital."""
    base = address.pair(str(rng.choice(FORGED)))[1]
    src, (member, dst) = base + int(rng.integers(1, 1 << 20)), victim(rng)
    count, first = int(between(rng, 20, 500)), int(rng.integers(since, until))
    at = times(rng, count, first, first + int(between(rng, 20_000, 10 * MINUTE)))
    flows = inward(rng, np.array([src]), np.full(count, dst), at, proto=6, dport=443, tcp_flags=SYN, packets=2, bytes=120)
    return strike("bogon", [flows], src=text(src), dst=text(dst), member=member)


def own_outside(rng: Rng, since: int, until: int) -> Strike:
    """An address of a hospital as the source of flows that come in from the transit."""
    (_, src), (member, dst) = victim(rng), victim(rng)
    count, first = int(between(rng, 20, 500)), int(rng.integers(since, until))
    at = times(rng, count, first, first + int(between(rng, 20_000, 10 * MINUTE)))
    flows = inward(rng, np.array([src]), np.full(count, dst), at, proto=17, dport=int(rng.choice([53, 123, 161])), packets=2, bytes=140)
    return strike("own_outside", [flows], src=text(src), dst=text(dst), member=member)


def not_allowed(rng: Rng, since: int, until: int) -> Strike:
    """A host behind a hospital's line sends with sources that are not the hospital's."""
    member, _ = victim(rng)
    count, first = int(between(rng, 30, 2000)), int(rng.integers(since, until))
    src = np.asarray(BASE_V4 + FIRST_ATTACKER + rng.integers(0, ATTACKERS, count), np.int64)
    at = times(rng, count, first, first + int(between(rng, 20_000, 10 * MINUTE)))
    flows = outward(rng, src, np.full(count, attacker(rng)), at, proto=17, dport=53, packets=2, bytes=130)
    flows |= {"ingress_if": np.full(count, community.ACCESS + member)}
    return strike("not_allowed", [flows], member=member)


def backscatter(rng: Rng, since: int, until: int) -> Strike:
    """A victim elsewhere answers somebody who forges hospitals' addresses at random: SYN+ACK and RST to 60 to 3,000 hosts of ours."""
    src, count, first = attacker(rng), int(between(rng, 60, 3000)), int(rng.integers(since, until))
    at = times(rng, count, first, first + int(between(rng, MINUTE, 15 * MINUTE)))
    dst = hosts(rng.integers(1, community.MEMBERS + 1, count), rng.integers(1, community.HOSTS + 1, count))
    flags = rng.choice([SYN | ACK, SYN | ACK, SYN | ACK, RST | ACK], count)
    flows = inward(rng, np.array([src]), dst, at, proto=6, sport=80, dport=rng.integers(1024, 65_535, count), tcp_flags=flags, bytes=44)
    return strike("backscatter", [flows], src=text(src))


def own_scan(rng: Rng, since: int, until: int) -> Strike:
    """A hospital's own host scans 60 to 3,000 strangers at one port."""
    member, src = victim(rng)
    count, first = int(between(rng, 60, 3000)), int(rng.integers(since, until))
    at = times(rng, count, first, first + int(1000 * count / between(rng, 1, 100)))
    port = int(rng.choice([22, 23, 445, 3389]))
    flows = outward(rng, np.array([src]), attackers(rng, count), at, proto=6, dport=port, tcp_flags=SYN, bytes=44)
    return strike("own_scan", [flows], src=text(src), member=member, port=port)


def own_flood(rng: Rng, since: int, until: int) -> Strike:
    """A hospital's own host floods a stranger: 500 to 10,000 packets a second by UDP or SYN."""
    member, src = victim(rng)
    first, lasts, dst = int(rng.integers(since, until)), int(between(rng, 60_000, 15 * MINUTE)), attacker(rng)
    count = int(min(20_000, lasts / 1000 * 40))
    packets = np.maximum(1, rng.poisson(between(rng, 500, 10_000) * lasts / 1000 / count, count))
    udp = rng.random() < 0.5
    flows = outward(
        rng, np.array([src]), np.full(count, dst), times(rng, count, first, first + lasts), proto=17 if udp else 6,
        dport=rng.integers(1, 65_535, count) if udp else 80, tcp_flags=0 if udp else SYN, packets=packets,
        bytes=packets * (900 if udp else 40),
    )  # fmt: skip
    return strike("own_flood", [flows], src=text(src), dst=text(dst), member=member)


def controller(rng: Rng, since: int, until: int) -> Strike:
    """A hospital's own host calls a listed controller, a few small sessions at an even beat."""
    member, src = victim(rng)
    count, first = int(rng.integers(4, 60)), int(rng.integers(since, until))
    dst = address.pair(str(rng.choice(community.CONTROLLERS)))[1]
    at = times(rng, count, first, first + count * int(between(rng, 10_000, MINUTE)), even=True)
    there = outward(rng, np.array([src]), np.full(count, dst), at, proto=6, dport=443, tcp_flags=TALK, packets=8, bytes=1400)
    back = answered(there, np.arange(count), packets=7, size=160, flags=TALK)
    return strike("controller", [there, back], src=text(src), dst=text(dst), member=member)


def administration(rng: Rng, since: int, until: int) -> Columns:
    """Not an attack: a partner's automation logs in over SSH to 30 servers of one hospital, sessions of very different lengths."""
    member = int(rng.integers(1, community.MEMBERS + 1))
    src = BASE_V4 + int(rng.integers(0, FIRST_ATTACKER))
    count, first = 120, int(rng.integers(since, until))
    dst = hosts(np.full(count, member), 1 + np.arange(count) % 30)
    packets = np.maximum(20, rng.lognormal(4.5, 1.0, count)).astype(np.int64)
    at = times(rng, count, first, first + 20 * MINUTE)
    there = inward(rng, np.array([src]), dst, at, proto=6, dport=22, tcp_flags=TALK, packets=packets, bytes=packets * 180, lasts=20_000)
    return joined([there, answered(there, np.arange(count), packets=packets, size=400, flags=TALK)])


CAMPAIGNS: Final = (
    Campaign(name="guessing", detectors=("login_attempts", "login_success"), by="source", draw=guessing,
             about="40 to 2,000 password attempts at one host"),
    Campaign(name="guessing_across", detectors=("login_attempts", "login_success"), by="source", draw=guessing_across,
             about="few attempts in each of many hospitals"),
    Campaign(name="broken_in", detectors=("login_success",), also=("login_attempts",), by="source", draw=broken_in,
             about="a long session after the attempts"),
    Campaign(name="bogon", detectors=("bogon_source",), by="victim", draw=bogon, about="a source that cannot exist"),
    Campaign(name="own_outside", detectors=("own_prefix_outside",), by="victim", draw=own_outside, about="our address from outside"),
    Campaign(name="not_allowed", detectors=("source_not_allowed",), by="campaign", draw=not_allowed,
             about="a hospital's line sends foreign sources"),
    Campaign(name="backscatter", detectors=("backscatter",), by="source", draw=backscatter, about="answers nobody asked for"),
    Campaign(name="own_scan", detectors=("own_scan",), by="source", draw=own_scan, about="our host scans strangers"),
    Campaign(name="own_flood", detectors=("own_flood",), by="source", draw=own_flood, about="our host floods a stranger"),
    Campaign(name="controller", detectors=("c2_contact",), by="source", draw=controller, about="our host calls a listed controller"),
)  # fmt: skip
