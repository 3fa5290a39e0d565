"""Own flood: a hospital's host sends one other host far more than it gets an answer for. Belongs here: this definition. Never: acting.

Sees: a host of ours that sends one host outside, or at another member, at least `floor` half-open SYNs, datagrams or ICMP packets in a
minute, more than `packets_per_answer` for each packet of that protocol that comes back. It takes part in an attack, or is made to reflect.

Cannot see: floods below the floor, floods over many victims so that none reaches it, floods over answered connections (many web requests),
sources that are not ours (source_not_allowed); floods that the victim answers.
Looks guilty and is not: syslog, traps and flows sent to a collector outside (ONE_WAY ports are left out); a call or a camera, which gets
reports back about once a second; IPsec, WireGuard and the like. A stream that nobody ever acknowledges is found.

Trust: ours. It is told and never blocked by itself (guard.own_source).
Reference: FIRST and M3AAWG advice on outbound DDoS; the ratio of packets sent to packets received as in MULTOPS (Gil, Poletto 2001).
"""

from __future__ import annotations

from typing import Any, Final

import ibis
import msgspec

from hsoc.perimeter.detect.base import Detector, Least, Mirror
from hsoc.perimeter.detect.columns import ONE, detections, int64, scaled, sums
from hsoc.perimeter.detect.victims import FLOOD_MS
from hsoc.perimeter.measure import probes
from hsoc.records.detection import NOBODY
from hsoc.records.taxonomy import Category, Trust

NAME: Final = "own_flood"
KEY: Final = ("src_hi", "src_lo", "dst_hi", "dst_lo")


class Settings(msgspec.Struct, frozen=True):
    """Thresholds per own host and target within the window."""

    floor: int = 10_000  # packets in the window, scaled; ten times what is asked of strangers, as accusing a member weighs more
    packets_per_answer: int = 1000  # packets; calls and cameras get a report for some hundred packets, floods get nothing
    min_seen: int = 10  # packets as exported


def relevant(f: Any) -> Any:
    """What leaves a hospital without waiting for an answer: half-open SYNs, datagrams but for collectors and tunnels, ICMP."""
    return (probes.syn(f) | probes.datagram_out(f) | probes.icmp_unasked(f)) & probes.outgoing(f) & probes.to_one(f)


def answers(f: Any) -> Any:
    """What comes back by the same protocol."""
    return ((f.proto == probes.UDP) | (f.proto == probes.ICMP) | (f.proto == probes.ICMP6)) & ~(f.direction == probes.OUTBOUND)


def detect(flows: Any, settings: Settings) -> Any:
    """Detections per own host and target. Lazy: nothing is computed here."""
    out = flows.filter(relevant(flows))
    out = scaled(out.mutate(seen=out.packets), *KEY, "proto", "dport", "seen", "direction")
    sent = out.group_by([*KEY, "proto"]).aggregate(
        **sums(out),
        seen=int64(out.seen.sum()),
        member=int64(out.member.max()),
        between=int64((out.direction == probes.BETWEEN).cast("int64").max()),
        low=int64(out.dport.min()),
        high=int64(out.dport.max()),
        doors=int64(out.dport.nunique()),
    )
    back = flows.filter(answers(flows))
    back = back.select(
        src_hi=back.dst_hi, src_lo=back.dst_lo, dst_hi=back.src_hi, dst_lo=back.src_lo, proto=back.proto, came=back.packets * back.sampling
    )
    back = back.group_by([*KEY, "proto"]).aggregate(came=int64(back.came.sum()))
    met = sent.left_join(back, [*KEY, "proto"]).select(*sent.columns, "came")
    met = met.mutate(came=int64(met.came))
    fires = (met.packets >= settings.floor) & (met.packets > met.came * settings.packets_per_answer) & (met.seen >= settings.min_seen)
    met = met.filter(fires)
    # of several protocols at once the heaviest is told, the lower number of equals
    order = ibis.window(group_by=list(KEY), order_by=[ibis.desc("packets"), ibis.asc("proto")])
    found = met.mutate(place=ibis.row_number().over(order))
    found = found.filter(found.place == 0)
    vector = ibis.cases(
        (found.proto == probes.TCP, "syn"),
        (found.proto == probes.UDP, "udp"),
        else_="icmp",
    )
    return detections(
        found,
        detector=NAME,
        src_hi=found.src_hi,
        src_lo=found.src_lo,
        src_bits=ONE,
        dst_hi=found.dst_hi,
        dst_lo=found.dst_lo,
        dst_bits=ONE,
        # a host that changes its protocol stays the same story
        proto=NOBODY,
        port=NOBODY,
        vector=vector,
        member=ibis.ifelse(found.between > 0, 0, found.member),
        members=ibis.ifelse(found.between > 0, 2, 1),
        sources=1,
        targets=1,
        ports=found.doors,
        trust=int(Trust.PLAUSIBLE),
        evidence={
            "answered": found.came,
            "lowest_port": found.low,
            "highest_port": found.high,
            "at_members": found.between,
            "seen": found.seen,
        },
    )


def least(settings: Settings) -> Least:
    """No detection without the floor by one protocol, unanswered."""
    return Least("packets", settings.floor, per=("proto",), discount=settings.packets_per_answer, mirror_per=("proto",))


DETECTOR: Final = Detector(
    name=NAME,
    category=Category.DDOS,
    settings=Settings(),
    relevant=relevant,
    key=KEY,
    least=least,
    detect=detect,
    named=KEY,
    vectors=("syn", "udp", "icmp"),
    mirror=Mirror(answers, ("dst_hi", "dst_lo", "src_hi", "src_lo")),
    window=FLOOD_MS,
)
