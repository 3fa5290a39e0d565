"""Ordinary traffic of hospitals, much of it looking guilty. Belongs here: who honestly talks to whom. Never: attacks.

Guilty-looking and innocent: replies of DNS and NTP (reflection without an attack), a mail exchanger greeted by many, downloads from
clouds (one source, many ports), NAT gateways (one source, very many targets), nightly backups and PACS transfers (most of the bytes),
tunnels, and our own scanner and monitor, which are on the exemption list.
"""

from __future__ import annotations

from datetime import date
from typing import Final, Literal

import msgspec
import numpy as np

from hsoc.perimeter.simulate import community, rhythm
from hsoc.perimeter.simulate.columns import Columns, Int64s, in_time, joined, member_address, of_site, whole
from hsoc.perimeter.simulate.rhythm import Kind as Rhythm
from hsoc.records import address

_PARTNERS: Final = address.pair(community.PARTNERS_V4.split("/")[0])[1]
_SCANNER: Final = address.pair(community.SCANNER)[1]
_MONITOR: Final = address.pair(community.MONITOR)[1]
_WEIGHTS: Final = np.array([h.weight for h in community.HOSPITALS])
_SYN, _PSH, _ACK, _FIN = 2, 8, 16, 1
_WHOLE: Final = _SYN | _PSH | _ACK | _FIN
V6_SHARE: Final = 0.08  # of conversations with partners
Side = Literal["out", "in", "between"]


class Service(msgspec.Struct, frozen=True, kw_only=True):
    """One kind of conversation. share: of all conversations; `host`: the member's server or gateway, 0 = any of its clients.

    peers: how many partners it is spread over; packets: median and sigma (log-normal) of the busier direction; size: bytes per packet of
    the asking and of the answering direction; lasts: median ms.
    """

    name: str
    share: float
    side: Side
    proto: int
    port: int
    host: int = 0
    peers: tuple[int, int] = (0, 2000)
    packets: tuple[float, float] = (12, 0.8)
    size: tuple[int, int] = (120, 900)
    lasts: int = 2_000
    rhythm: Rhythm = "office"
    same_port: bool = False  # both ends use the service's port (NTP, IKE)


SERVICES: Final = (
    Service(name="web", share=0.34, side="out", proto=6, port=443, peers=(0, 2000)),
    Service(name="nat", share=0.20, side="out", proto=6, port=443, host=1, peers=(0, 2000), packets=(20, 1.0)),
    Service(name="web-plain", share=0.04, side="out", proto=6, port=80, host=1, peers=(0, 900)),
    Service(name="updates", share=0.03, side="out", proto=6, port=443, host=1, peers=(2000, 2024), packets=(600, 1.2), size=(60, 1400),
            lasts=20_000, rhythm="night"),
    Service(name="dns", share=0.16, side="out", proto=17, port=53, host=53, peers=(2100, 2400), packets=(1, 0.2), size=(70, 210), lasts=30),
    Service(name="ntp", share=0.02, side="out", proto=17, port=123, host=54, peers=(2400, 2412), packets=(1, 0.1), size=(76, 76),
            lasts=20, rhythm="flat", same_port=True),
    Service(name="portal", share=0.07, side="in", proto=6, port=443, host=80, peers=(2500, 4000)),
    Service(name="mail-in", share=0.03, side="in", proto=6, port=25, host=25, peers=(2420, 2480), packets=(30, 0.9), size=(700, 90)),
    Service(name="mail-out", share=0.02, side="out", proto=6, port=25, host=25, peers=(2420, 2480), packets=(30, 0.9), size=(700, 90)),
    Service(name="vpn", share=0.01, side="in", proto=17, port=4500, host=90, peers=(3000, 3400), packets=(900, 1.3), size=(260, 700),
            lasts=55_000, same_port=True),
    Service(name="hl7", share=0.03, side="between", proto=6, port=2575, host=75, packets=(10, 0.5), size=(400, 120), lasts=400),
    Service(name="pacs", share=0.02, side="between", proto=6, port=11112, host=104, packets=(9_000, 1.1), size=(1400, 60), lasts=50_000),
    Service(name="backup", share=0.005, side="out", proto=6, port=443, host=60, peers=(2490, 2494), packets=(40_000, 1.0),
            size=(1450, 60), lasts=58_000, rhythm="night"),
    Service(name="video", share=0.005, side="out", proto=17, port=3478, peers=(2480, 2490), packets=(4_000, 0.7), size=(700, 750),
            lasts=55_000),
    Service(name="remote-care", share=0.02, side="in", proto=6, port=10443, host=91, peers=(3400, 3600), packets=(60, 1.0)),
)  # fmt: skip


def flows(day: date, *, seed: int, conversations: float, since: int, until: int, exempt: bool = True, only: int = 0) -> Columns:
    """Flows, both directions, of a slice of the day (ms), in time order; `conversations` is the number over a whole working day.

    The same slice gives the same flows; other cuts of the day give others. exempt: with our own scanner and monitor; only: all of it
    is one hospital's.
    """
    begin, end = rhythm.bounds(day)
    rng = np.random.default_rng([seed, day.toordinal(), 2, since // 1000])
    parts = []
    for service in SERVICES:
        part = rhythm.share(rhythm.density(service.rhythm), begin=begin, end=end, since=since, until=until)
        mean = conversations * service.share * part * rhythm.weekday_factor(day, service.rhythm)
        parts.append(_conversations(service, int(rng.poisson(mean)), since, until, rng, only=only))
    if exempt:
        parts.append(_exempt(since, until, rng))
    return in_time(joined(parts))


def activity(day: date, *, since: int, until: int) -> float:
    """Part of a working day's conversations that falls into a slice of this day."""
    begin, end = rhythm.bounds(day)
    return sum(
        service.share
        * rhythm.weekday_factor(day, service.rhythm)
        * rhythm.share(rhythm.density(service.rhythm), begin=begin, end=end, since=since, until=until)
        for service in SERVICES
    )


def _conversations(service: Service, count: int, since: int, until: int, rng: np.random.Generator, *, only: int) -> Columns:
    member = np.full(count, only) if only else 1 + rng.choice(community.MEMBERS, count, p=_WEIGHTS / _WEIGHTS.sum())
    host = np.full(count, service.host) if service.host else rng.integers(150, community.HOSTS, count)
    v6 = rng.random(count) < V6_SHARE
    inner = member_address(member, host, v6)
    if service.side == "between":
        other = 1 + (member - 1 + rng.integers(1, community.MEMBERS, count)) % community.MEMBERS
        outer, outer_if = member_address(other, host, v6), community.ACCESS + other
    else:
        outer = _partner(rng.integers(*service.peers, count), v6)
        outer_if = np.where(outer[1] % 4 == 0, community.PEERING, community.TRANSIT)
    asking = rng.integers(32_768, 60_999, count)
    if service.same_port:
        asking = np.full(count, service.port)
    inner_if = community.ACCESS + member
    ends = (outer, outer_if, inner, inner_if) if service.side == "in" else (inner, inner_if, outer, outer_if)
    return _both_ways(service, ends, asking, (since, until), rng)


def _partner(number: Int64s, v6: np.ndarray) -> tuple[Int64s, Int64s]:
    """(hi, lo) of partner or cloud `number`; over IPv6 they live in 2001:db8:fe00::/40."""
    hi = address.pair("2001:db8:fe00::")[0]
    return np.where(v6, hi, 0), np.where(v6, number + 1, _PARTNERS + number)


def _both_ways(
    service: Service,
    ends: tuple[tuple[Int64s, Int64s], Int64s, tuple[Int64s, Int64s], Int64s],
    asking: Int64s,
    slice_: tuple[int, int],
    rng: np.random.Generator,
) -> Columns:
    (client, client_if, server, server_if), (since, until) = ends, slice_
    count = len(asking)
    lasts = (service.lasts * rng.lognormal(0, 0.6, count)).astype(np.int64)
    last = rng.integers(since, until, count)  # a flow is exported when it ends; the active timeout of the routers is 60 s
    first = last - np.minimum(lasts, 60_000)
    busy = np.maximum(1, rng.lognormal(np.log(service.packets[0]), service.packets[1], count)).astype(np.int64)
    quiet = np.maximum(1, (busy * 0.6).astype(np.int64))
    up, down = (busy, quiet) if service.size[0] > service.size[1] else (quiet, busy)
    flags = _WHOLE if service.proto == 6 else 0
    port = np.full(count, service.port)
    shared: dict[str, Int64s | int] = {
        "first": first, "last": last, "proto": service.proto, "tcp_flags": flags, "site": of_site(client[1], server[1]),
    }  # fmt: skip
    there = whole(
        count, **shared, src_hi=client[0], src_lo=client[1], dst_hi=server[0], dst_lo=server[1], sport=asking, dport=port,
        packets=up, bytes=up * service.size[0], ingress_if=client_if, egress_if=server_if,
    )  # fmt: skip
    back = whole(
        count, **shared, src_hi=server[0], src_lo=server[1], dst_hi=client[0], dst_lo=client[1], sport=port, dport=asking,
        packets=down, bytes=down * service.size[1], ingress_if=server_if, egress_if=client_if,
    )  # fmt: skip
    return joined([there, back])


def _exempt(since: int, until: int, rng: np.random.Generator) -> Columns:
    """Our scanner asks 30 addresses a minute on one port, the monitor pings every hospital's gateway once a minute."""
    probes = int(rng.poisson(30 * (until - since) / 60_000))
    dst = member_address(rng.integers(1, community.MEMBERS + 1, probes), rng.integers(1, community.HOSTS, probes), np.zeros(probes, bool))
    at = np.sort(rng.integers(since, until, probes))
    port = (443, 3389, 22, 445)[since // 3_600_000 % 4]
    scan = whole(
        probes, first=at, last=at, src_lo=_SCANNER, dst_hi=dst[0], dst_lo=dst[1], proto=6, sport=rng.integers(40_000, 60_000, probes),
        dport=port, tcp_flags=_SYN, bytes=44, ingress_if=community.PEERING, egress_if=community.ACCESS + (dst[1] >> 8 & 0xFF),
    )  # fmt: skip
    minutes = np.arange(since // 60_000, (until - 1) // 60_000 + 1) * 60_000
    at = np.repeat(minutes, community.MEMBERS) + np.tile(np.arange(community.MEMBERS) * 1_400, len(minutes))
    number = np.tile(np.arange(1, community.MEMBERS + 1), len(minutes))[(at >= since) & (at < until)]
    at = at[(at >= since) & (at < until)]
    gateway = member_address(number, np.full(len(number), 1), np.zeros(len(number), bool))
    ping = whole(
        len(number), first=at, last=at, src_lo=_MONITOR, dst_hi=gateway[0], dst_lo=gateway[1], proto=1, icmp=8 * 256, bytes=84,
        ingress_if=community.PEERING, egress_if=community.ACCESS + number,
    )  # fmt: skip
    return joined([scan, ping])
