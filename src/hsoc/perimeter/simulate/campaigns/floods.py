"""Floods and reflections. Belongs here: how they look on the wire. Never: how much is too much.

Ranges: from what fills a small hospital's line for a minute upward; packet sizes, sources and shares as the public captures show them
(perimeter.md 2.3: 4,000 to 38,000 sources, mean sizes 40 to 439 B).
"""

from __future__ import annotations

from typing import Final

import numpy as np

from hsoc.perimeter.simulate import community, kinds
from hsoc.perimeter.simulate.campaigns.base import (
    ACK,
    ATTACKERS,
    BASE_V4,
    FIRST_ATTACKER,
    MINUTE,
    PSH,
    SYN,
    Campaign,
    Rng,
    Strike,
    attackers,
    between,
    hosts,
    inward,
    strike,
    text,
    times,
    victim,
)  # fmt: skip
from hsoc.perimeter.simulate.columns import Columns, Int64s, joined
from hsoc.records import address
from hsoc.records.flow import Fragment

# none with ACK: exporters OR the flags of a flow, so that a short honest connection shows such sets, too
ODD_FLAGS: Final = (0xC2, 0x29, 0x00, 0x01, 0x2B, 0x06, 0x03)
NEW_PORTS: Final = (47808, 37810, 4500, 5683, 10001, 3283, 3702, 1701, 427, 30718, 48899)  # beyond the classic table


def _lasting(rng: Rng) -> int:
    return int(between(rng, 40_000, 20 * MINUTE))


def _cut(rng: Rng, count: int, first: int, lasts: int) -> Int64s:
    """When flows end: exporters cut a lasting stream, so that it is evenly told."""
    return times(rng, count, first, first + lasts)


def _forged(rng: Rng, count: int) -> Int64s:
    """Addresses that could exist, drawn anew for every flow."""
    return np.asarray(BASE_V4 + FIRST_ATTACKER + rng.integers(0, ATTACKERS, count), np.int64)


def reflection(rng: Rng, since: int, until: int) -> Strike:
    """40 to 4,000 reflectors send answers of one known or new vector, 200 to 20,000 packets a second."""
    member, dst = victim(rng)
    first, lasts, many = int(rng.integers(since, until)), _lasting(rng), int(between(rng, 40, 4000))
    who = attackers(rng, many)
    if rng.random() < 0.6:
        _, port, _, size, later, _ = kinds.VECTORS[int(rng.integers(0, len(kinds.VECTORS)))]
    else:
        port, size, later = int(rng.choice(NEW_PORTS)), int(rng.integers(120, 500)), 0
    rate = between(rng, 200, 20_000)
    count = max(many, int(lasts / 1000 * between(rng, 20, 80)))
    packets = np.maximum(1, rng.poisson(rate * lasts / 1000 / count, count))
    pieces = rng.random(count) < later / 8
    flows = inward(
        rng, who[np.arange(count) % many], np.full(count, dst), _cut(rng, count, first, lasts), proto=17,
        sport=np.where(pieces, 0, port), dport=np.where(pieces, 0, rng.integers(1024, 65_535, count)),
        fragment=np.where(pieces, int(Fragment.LATER), 0), packets=packets, bytes=packets * np.where(pieces, 1480, size),
    )  # fmt: skip
    return strike("reflection", [flows], dst=text(dst), member=member, port=port)


def syn_ack_reflection(rng: Rng, since: int, until: int) -> Strike:
    """500 to 7,000 ordinary web servers answer SYNs that the victim never sent."""
    member, dst = victim(rng)
    first, lasts, many = int(rng.integers(since, until)), _lasting(rng), int(between(rng, 500, 7000))
    count = max(many, int(lasts / 1000 * 60))
    packets = np.maximum(1, rng.poisson(between(rng, 200, 8000) * lasts / 1000 / count, count))
    flows = inward(
        rng, attackers(rng, many)[np.arange(count) % many], np.full(count, dst), _cut(rng, count, first, lasts), proto=6,
        sport=rng.choice([80, 443], count, p=[0.85, 0.15]), dport=rng.integers(1024, 65_535, count), tcp_flags=SYN | ACK,
        packets=packets, bytes=packets * 50,
    )  # fmt: skip
    return strike("syn_ack_reflection", [flows], dst=text(dst), member=member)


def _flood(rng: Rng, dst: int, begins: tuple[int, int], *, size: int = 40, random_door: bool = False, **given: int) -> Columns:
    """From forged sources, a packet or three each, as many flows as a busy exporter tells in that time. begins: since, until."""
    first, lasts, rate = int(rng.integers(*begins)), _lasting(rng), between(rng, 100, 10_000)
    count = int(min(rate * lasts / 1000, 60_000))
    packets = np.maximum(1, rng.poisson(rate * lasts / 1000 / count, count))
    told: dict[str, Int64s | int] = {**given, "packets": packets, "bytes": packets * size}
    if random_door:
        told["dport"] = rng.integers(1, 65_535, count)
    return inward(rng, _forged(rng, count), np.full(count, dst), _cut(rng, count, first, lasts), **told)


def syn_flood(rng: Rng, since: int, until: int) -> Strike:
    """100 to 10,000 SYNs a second from forged sources at one or two ports."""
    member, dst = victim(rng)
    port = int(rng.choice([80, 443, 22, 3389, 25]))
    flows = _flood(rng, dst, (since, until), proto=6, dport=port, tcp_flags=SYN)
    return strike("syn_flood", [flows], dst=text(dst), member=member, port=port)


def flag_flood(rng: Rng, since: int, until: int) -> Strike:
    """Segments with a set of flags that no connection sends."""
    member, dst = victim(rng)
    flags = int(rng.choice(ODD_FLAGS))
    flows = _flood(rng, dst, (since, until), proto=6, dport=int(rng.choice([80, 443])), tcp_flags=flags)
    return strike("flag_flood", [flows], dst=text(dst), member=member)


def udp_flood(rng: Rng, since: int, until: int) -> Strike:
    """UDP with random ports on both sides, from forged sources or from a few real ones."""
    member, dst = victim(rng)
    flows = _flood(rng, dst, (since, until), proto=17, random_door=True, size=int(rng.integers(60, 1400)))
    return strike("udp_flood", [flows], dst=text(dst), member=member)


def icmp_flood(rng: Rng, since: int, until: int) -> Strike:
    """Echo requests from forged sources."""
    member, dst = victim(rng)
    size = int(rng.integers(60, 1400))
    flows = _flood(rng, dst, (since, until), proto=1, sport=0, icmp=8 * 256, size=size)
    return strike("icmp_flood", [flows], dst=text(dst), member=member)


def carpet(rng: Rng, since: int, until: int) -> Strike:
    """A reflection over the whole /24 of a hospital: 2,000 to 40,000 packets a second, each address gets a 254th of it."""
    member = int(rng.integers(1, community.MEMBERS + 1))
    first, lasts, many = int(rng.integers(since, until)), int(between(rng, 4 * MINUTE, 20 * MINUTE)), int(between(rng, 200, 4000))
    port, size = int(rng.choice([53, 123, 389, 1900, 3702])), int(rng.integers(300, 1400))
    count = int(min(lasts / 1000 * 200, 60_000))
    packets = np.maximum(1, rng.poisson(between(rng, 2000, 40_000) * lasts / 1000 / count, count))
    dst = hosts(np.full(count, member), 1 + rng.integers(0, community.HOSTS, count))
    flows = inward(
        rng, attackers(rng, many)[rng.integers(0, many, count)], dst, _cut(rng, count, first, lasts), proto=17, sport=port,
        dport=rng.integers(1024, 65_535, count), packets=packets, bytes=packets * size,
    )  # fmt: skip
    return strike("carpet", [flows], dst=f"{text(int(dst[0]) & ~0xFF)}/24", member=member, port=port)


def flash_crowd(rng: Rng, since: int, until: int) -> Columns:
    """Not an attack: 2,000 visitors of one hospital's web within ten minutes after the news named it."""
    member = int(rng.integers(1, community.MEMBERS + 1))
    dst = int(hosts(np.array([member]), np.array([80]))[0])
    count, first = 9000, int(rng.integers(since, until))
    at = times(rng, count, first, first + 10 * MINUTE)
    who = np.asarray(BASE_VISITORS + rng.integers(0, 2000, count), np.int64)
    packets = rng.integers(6, 40, count)
    there = inward(
        rng, who, np.full(count, dst), at, proto=6, dport=443, tcp_flags=SYN | ACK | PSH | 1, packets=packets, bytes=packets * 120
    )
    back = joined([there]) | {
        "src_lo": there["dst_lo"], "dst_lo": there["src_lo"], "sport": there["dport"], "dport": there["sport"],
        "ingress_if": there["egress_if"], "egress_if": there["ingress_if"], "bytes": packets * 900,
    }  # fmt: skip
    return joined([there, back])


BASE_VISITORS: Final = address.pair("198.19.8.0")[1]  # among the partners and clouds

ALSO: Final = ("host_baseline",)  # a flood of one host that lasts, whatever it is made of

CAMPAIGNS: Final = (
    Campaign(name="reflection", detectors=("reflection",), also=ALSO, by="victim", draw=reflection,
             about="40 to 4,000 reflectors, known and new vectors, fragments"),
    Campaign(name="syn_ack_reflection", detectors=("reflection",), also=ALSO, by="victim", draw=syn_ack_reflection,
             about="web servers made to answer"),
    Campaign(name="syn_flood", detectors=("syn_flood",), also=ALSO, by="victim", draw=syn_flood,
             about="100 to 10,000 forged SYNs a second"),
    Campaign(name="flag_flood", detectors=("flag_flood", "syn_flood"), also=ALSO, by="victim", draw=flag_flood,
             about="flags that no connection sends"),
    Campaign(name="udp_flood", detectors=("udp_flood", "reflection"), also=ALSO, by="victim", draw=udp_flood,
             about="UDP with random ports"),
    Campaign(name="icmp_flood", detectors=("icmp_flood", "reflection"), also=ALSO, by="victim", draw=icmp_flood, about="echo requests"),
    Campaign(name="carpet", detectors=("carpet_bombing", "member_baseline", "reflection"), also=("udp_flood",), by="campaign",
             draw=carpet, about="a reflection spread over a whole /24; each host of it is flooded, too"),
)  # fmt: skip
