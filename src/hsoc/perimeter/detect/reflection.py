"""Reflection: many hosts answer one that never asked. Belongs here: this definition and the names of vectors. Never: acting.

Sees: a target to which few kinds of unasked answers flow from many sources. A kind is (protocol, source port), or the later fragments
of a protocol, or the ICMP type. Answers are UDP, SYN+ACK that nothing followed, echo replies and later fragments; of the bytes that the
target did not ask for, at most `few_kinds` kinds hold `min_share`. The table below only names a vector, it never decides.

A carpet gives each host of a network a little of it. So where `neighbours` hosts of one /24 (IPv6: of one /64) get the same kind at the
same time, `floor_beside` packets of it are enough at each. One such host is nobody's attack; sixteen of them do not happen by chance.

Asked for means: the target itself sent requests to that port within the window, at least one packet for `answers_per_request` that came
back. It is counted per kind, not per source, so that it holds in sampled telemetry too.

Cannot see: a flood with random source ports (volumetric's work); a reflection weaker than `answers_per_request` times the target's own
requests to that port (a resolver under a weak DNS reflection); attacks spread so thinly that no host reaches `floor_beside` (over all
of a /24 that is 1,414 packets a second), or over fewer neighbours so that none reaches `floor`.
Looks guilty and is not: resolvers, NTP clients and servers, VPN gateways, NAT with QUIC (all of them send too); CDN downloads over TCP
(their flows carry ACK and PSH); answers to our own scanners (asked for); backscatter (one source); syslog, trap and flow collectors and
link-local discovery (same port on both sides, ONE_WAY); multicast. Where only the incoming direction is exported, a resolver is found,
and so are the clients of a network that all watch films over QUIC.

Trust: the sources are real amplifiers, but whoever wants them blocked can have them answer: spoofable, never a match.
Reference: CISA TA14-017A (rev. 2018); generic rule from public captures, perimeter.md 2.3; RRSIG fragments: later fragments have no port.
"""

from __future__ import annotations

from typing import Any, Final

import ibis
import msgspec

from hsoc.perimeter.detect.base import Beside, Detector, Least, Mirror
from hsoc.perimeter.detect.columns import ONE, detections, int64, scaled, sums, whole
from hsoc.perimeter.measure import probes
from hsoc.records.detection import NOBODY
from hsoc.records.taxonomy import Category, Trust

NAME: Final = "reflection"
KEY: Final = ("dst_hi", "dst_lo")
WINDOW: Final = 60_000  # ms; a reflection is loud, a minute shows it and forgets the quiet before

FRAGMENTS: Final = 1 << 17  # the kind of later fragments; below it stands the source port or ICMP type
NAMED_KINDS: Final = 3  # kinds that the evidence names, so that each can be stopped by itself
NAMED_SHARE: Final = 5  # % of the unasked bytes that a named kind holds at least; the rest is not worth an entry
NETWORK_V4: Final = 0xFF  # a host in its /24
PROTO: Final = 1 << 18  # kind = protocol * PROTO + what identifies it

# UDP source port: vector. TA14-017A, then later vendor and CERT reports.
VECTORS: Final[dict[int, str]] = {
    17: "qotd", 19: "chargen", 53: "dns", 69: "tftp", 111: "portmap", 123: "ntp", 137: "netbios", 161: "snmp", 389: "cldap", 520: "rip",
    1900: "ssdp", 3702: "ws-discovery", 5353: "mdns", 11211: "memcached", 16464: "kad", 27015: "steam", 27960: "quake",
    427: "slp", 443: "dtls", 500: "ike", 1194: "openvpn", 1434: "mssql", 1701: "l2tp", 3283: "arms", 3389: "rdp", 4500: "ike", 5683: "coap",
    6881: "bittorrent", 10001: "ubiquiti", 27005: "vse", 37810: "dhcpdiscover", 47808: "bacnet",
}  # fmt: skip
# where sender and receiver share the port and nobody answers: trap, syslog, NetFlow, sFlow, IPFIX, NetBIOS, SSDP, mDNS
ONE_WAY: Final = (137, 138, 162, 514, 1900, 2055, 4739, 5353, 6343, 9995)


class Settings(msgspec.Struct, frozen=True):
    """Thresholds per target within the window."""

    min_share: int = 60  # % of the unasked bytes that the few kinds hold (perimeter.md 2.3)
    few_kinds: int = 3  # kinds; attacks mix two or three vectors (BACnet + 37810, DNS + its fragments)
    min_sources: int = 10  # hosts; fewer is a conversation, not an amplification
    floor: int = 1000  # packets in the window, scaled; not a rate
    floor_beside: int = (
        334  # packets of one kind in the window, scaled, beside `neighbours`; a third of the floor, which the sieve sees anyway
    )
    neighbours: int = 16  # hosts of a network, itself included; as many as are put together as one finding (gathered.py)
    answers_per_request: int = 10  # packets; QUIC acknowledges every second to tenth packet, DNS and NTP each one


def relevant(f: Any) -> Any:
    """Anything that can be an answer, towards one host."""
    one_way = f.sport == -1
    for port in ONE_WAY:
        one_way = one_way | (f.sport == port)
    datagram = (f.proto == probes.UDP) & ~(one_way & (f.sport == f.dport) & (f.fragment < 2))
    syn_ack = (f.proto == probes.TCP) & ((f.tcp_flags & 0x1F) == (probes.SYN | probes.ACK)) & (f.fragment < 2)
    return (datagram | syn_ack | probes.echo_back(f) | (f.fragment == 2)) & probes.incoming(f) & probes.to_one(f)


def requests(f: Any) -> Any:
    """Anything that asks for one of these answers."""
    ping = ((f.proto == probes.ICMP) & probes.icmp_type(f, 8)) | ((f.proto == probes.ICMP6) & probes.icmp_type(f, 128))
    return (f.proto == probes.UDP) | probes.syn(f) | ping


def detect(flows: Any, settings: Settings) -> Any:
    """Detections per target. Lazy: nothing is computed here."""
    per_source = _per_source(flows)
    kinds = per_source.group_by([*KEY, "kind"]).aggregate(
        **sums(per_source), sources=int64(per_source.count()), member=int64(per_source.member.max())
    )
    asked = kinds.left_join(_asked(flows), [*KEY, "kind"])
    asked = asked.select(*kinds.columns, asked=int64(asked.asked))
    unasked = asked.filter(asked.packets > asked.asked * settings.answers_per_request)
    by_target = ibis.window(group_by=list(KEY))
    ranked = unasked.mutate(
        rank=ibis.row_number().over(ibis.window(group_by=list(KEY), order_by=[ibis.desc("bytes"), ibis.asc("kind")])),
        all_bytes=int64(unasked.bytes.sum().over(by_target)),
    )
    top = ranked.filter(ranked["rank"] < settings.few_kinds)
    hosts = per_source.semi_join(top, [*KEY, "kind"]).select(*KEY, "src_hi", "src_lo").distinct()
    hosts = hosts.group_by(list(KEY)).aggregate(hosts=int64(hosts.count()))
    found = _summed(top)
    found = found.join(hosts, list(KEY)).select(*found.columns, "hosts")
    few = (found.bytes * 100 >= found.all_bytes * settings.min_share) & (found.hosts >= settings.min_sources)
    found = found.filter(few & ((found.packets >= settings.floor) | (found.heaviest >= settings.floor_beside)))
    network = ibis.ifelse(found.dst_hi == 0, found.dst_lo - (found.dst_lo & NETWORK_V4), 0)
    found = found.mutate(network=network.cast("int64"))
    alike = ibis.window(group_by=["dst_hi", "network", "named"])
    found = found.mutate(alike=int64(found.named.count().over(alike)))
    return _told(found.filter((found.packets >= settings.floor) | (found.alike >= settings.neighbours)))


def _per_source(flows: Any) -> Any:
    toward = flows.filter(relevant(flows))
    icmp = (toward.proto == probes.ICMP) | (toward.proto == probes.ICMP6)
    which = ibis.cases(((toward.fragment == 2) & (toward.sport == 0), FRAGMENTS), (icmp, probes.ECHO_KIND), else_=toward.sport)
    toward = scaled(toward.mutate(kind=(toward.proto * PROTO + which).cast("int64")), *KEY, "kind", "src_hi", "src_lo")
    return toward.group_by([*KEY, "kind", "src_hi", "src_lo"]).aggregate(**sums(toward), member=int64(toward.member.max()))


def _asked(flows: Any) -> Any:
    """Packets that each host itself sent per kind of answer; everything it sent by a protocol may explain that protocol's fragments."""
    sent = flows.filter(requests(flows))
    icmp = (sent.proto == probes.ICMP) | (sent.proto == probes.ICMP6)
    which = ibis.ifelse(icmp, probes.ECHO_KIND, sent.dport)
    sent = sent.select(
        dst_hi=sent.src_hi,
        dst_lo=sent.src_lo,
        kind=(sent.proto * PROTO + which).cast("int64"),
        fragments=(sent.proto * PROTO + FRAGMENTS).cast("int64"),
        asked=sent.packets * sent.sampling,
    )
    both = sent.drop("fragments").union(sent.drop("kind").rename(kind="fragments").select(*KEY, "kind", "asked"))
    return both.group_by([*KEY, "kind"]).aggregate(asked=int64(both.asked.sum()))


def _summed(top: Any) -> Any:
    fragment = (top.kind % PROTO) == FRAGMENTS
    # the biggest kind with a port names the attack, fragments only where nothing else is there
    named = ibis.ifelse(fragment, 1 << 40, 0) + top["rank"] * PROTO * 256 + top.kind
    weighty = top.bytes * 100 >= top.all_bytes * NAMED_SHARE
    return top.group_by(list(KEY)).aggregate(
        **sums(top),
        all_bytes=int64(top.all_bytes.max()),
        member=int64(top.member.max()),
        kinds=int64(top.count()),
        named=int64(named.min() % (PROTO * 256)),
        biggest=int64((top["rank"] * PROTO * 256 + top.kind).min() % (PROTO * 256)),
        biggest_bytes=int64(top.bytes.max()),
        heaviest=int64(top.packets.max()),
        fragment_bytes=int64(ibis.ifelse(fragment, top.bytes, 0).sum()),
        asked=int64(top.asked.sum()),
        **{f"kind_{n + 1}": int64(ibis.ifelse((top["rank"] == n) & weighty, top.kind, -1).max()) for n in range(NAMED_KINDS)},
    )


def _told(t: Any) -> Any:
    port = t.named % PROTO
    proto = whole(t.named, ibis.literal(PROTO))
    t = t.mutate(sport=port.cast("int64"), proto=proto)
    udp = ibis.literal("udp-") + t.sport.cast("string")
    names = t.sport.cases(*VECTORS.items(), else_=udp)
    vector = ibis.cases(
        (t.sport == FRAGMENTS, "fragments"), (t.proto == probes.TCP, "syn-ack"), (t.proto == probes.UDP, names), else_="icmp-echo"
    )
    has_port = (t.sport != FRAGMENTS) & ((t.proto == probes.TCP) | (t.proto == probes.UDP))
    return detections(
        t,
        detector=NAME,
        src_hi=0,
        src_lo=0,
        src_bits=NOBODY,
        dst_hi=t.dst_hi,
        dst_lo=t.dst_lo,
        dst_bits=ONE,
        proto=t.proto,
        port=ibis.ifelse(has_port, t.sport, NOBODY),
        vector=vector,
        member=t.member,
        members=ibis.ifelse(t.member > 0, 1, 0),
        sources=t.hosts,
        targets=1,
        ports=0,
        trust=int(Trust.SPOOFABLE),
        evidence={
            "share": whole(t.bytes * 100, t.all_bytes),
            "kinds": t.kinds,
            "biggest_share": whole(t.biggest_bytes * 100, t.all_bytes),
            "fragment_share": whole(t.fragment_bytes * 100, t.bytes),
            "mean_size": whole(t.bytes, t.packets),
            "asked": t.asked,
            # for decide: protocol * PROTO + source port, ICMP type or FRAGMENTS, heaviest first; -1 = no such kind
            **{f"kind_{n + 1}": t[f"kind_{n + 1}"] for n in range(NAMED_KINDS)},
        },
    )


def least(settings: Settings) -> Least:
    """The few kinds reach the floor together, so the heaviest reaches its part of it, or the lower one beside neighbours.

    Later fragments have source port 0.
    """
    amount = min(-(-settings.floor // settings.few_kinds), settings.floor_beside)
    return Least("packets", amount, per=("proto", "sport"), discount=settings.answers_per_request, mirror_per=("proto", "dport"))


DETECTOR: Final = Detector(
    name=NAME,
    category=Category.DDOS,
    settings=Settings(),
    relevant=relevant,
    key=KEY,
    least=least,
    detect=detect,
    named=KEY,
    vectors=("fragments", "syn-ack", "icmp-echo", *sorted(set(VECTORS.values()))),
    mirror=Mirror(requests, ("src_hi", "src_lo")),
    beside=Beside(
        alone=lambda settings: int(settings.floor),
        many=lambda settings: int(settings.neighbours),
        each=lambda settings: msgspec.structs.replace(settings, neighbours=1),
    ),
    window=WINDOW,
)
