"""Vertical scan: one source tries many doors of one host. Belongs here: this definition. Never: counting live, acting.

Sees: at least `min_ports` different destination ports of one host probed by one source within the window. TCP by any flag set (half-open
SYN, NULL, FIN, XMAS, lone ACK, handshakes without a word); UDP where most ports stay silent; ICMP where a source walks through message
types and codes.

Cannot see: a scan slower than the window; UDP and ICMP in sampled telemetry; UDP scans sent from a service's port (below 1024), because
what a service sends is taken for its answers, or with long datagrams, which look reflected; an ICMP fingerprint of two or three types.
Looks guilty and is not: traceroute (its UDP ports are left out), servers answering one client on many ports (their flows are not
probes), media relays (answered), a client whose own requests explain the datagrams it gets.

Trust: one target is not enough to believe a source; decoys are part of every scanner. So a vertical scan stays spoofable.
Reference: Zeek scan.zeek (15 ports in 5 min), NEMEA vportscan (SYN flows of few packets, 50 ports).
"""

from __future__ import annotations

from typing import Any, Final

import ibis
import msgspec

from hsoc.perimeter.detect.base import Detector, Least, Mirror
from hsoc.perimeter.detect.columns import ONE, detections, int64, scaled, sums
from hsoc.perimeter.measure import probes
from hsoc.records.detection import NOBODY
from hsoc.records.taxonomy import Category, Trust

NAME: Final = "vertical_scan"
KEY: Final = ("src_hi", "src_lo", "dst_hi", "dst_lo", "proto")
DOOR: Final = ("dport", "icmp")  # icmp is -1 outside ICMP and dport 0 inside it, so together they name the door


class Settings(msgspec.Struct, frozen=True):
    """Thresholds per source and target within the window."""

    min_ports: int = 15  # ports, or ICMP type and code pairs; Zeek's default
    min_silent_udp: int = 50  # % of UDP ports that never answer


def relevant(f: Any) -> Any:
    """Probes of any kind towards one host."""
    return (probes.tcp(f) | (probes.udp(f) & probes.short(f)) | probes.icmp_walk(f)) & probes.incoming(f) & probes.to_one(f)


def answers(f: Any) -> Any:
    """What a probed host sends back, or had asked before."""
    return probes.udp_back(f)


def detect(flows: Any, settings: Settings) -> Any:
    """Detections per (source, target, protocol). Lazy: nothing is computed here."""
    probing = flows.filter(relevant(flows))
    # computed before scaling: a probe is small as exported
    how = {name: probe(probing).cast("int64") for name, probe in probes.TCP_KINDS.items()}
    asked = scaled(probing.mutate(**how), *KEY, *DOOR, *how)
    replied = flows.filter(answers(flows))
    replied = replied.select(
        src_hi=replied.dst_hi, src_lo=replied.dst_lo, dst_hi=replied.src_hi, dst_lo=replied.src_lo, proto=replied.proto, dport=replied.sport
    ).distinct()
    replied = replied.mutate(answered=ibis.literal(1, "int64"))
    per_door = asked.group_by([*KEY, *DOOR]).aggregate(
        **sums(asked),
        member=asked.member.max(),
        **{name: int64(asked[name].sum()) for name in how},
    )
    met = per_door.left_join(replied, [*KEY, "dport"])
    met = met.select(*per_door.columns, answered=int64(met.answered))
    found = met.group_by(list(KEY)).aggregate(
        **sums(met),
        ports=int64(met.count()),
        silent=int64(met.count() - met.answered.sum()),
        lowest=int64(met.dport.min()),
        highest=int64(met.dport.max()),
        member=int64(met.member.max()),
        **{name: int64(met[name].sum()) for name in how},
    )
    udp = found.proto == probes.UDP
    quiet = (found.silent >= settings.min_ports) & (found.silent * 100 >= found.ports * settings.min_silent_udp)
    return _told(found.filter((found.ports >= settings.min_ports) & (~udp | quiet)))


def _told(t: Any) -> Any:
    tcp = t.proto == probes.TCP
    most = ibis.greatest(t.syn, t.bare, t.ack, t.hollow)
    vector = ibis.cases(
        (t.proto == probes.UDP, "udp"),
        (~tcp, "icmp"),
        (t.syn == most, "syn"),
        (t.bare == most, "null-fin-xmas"),
        (t.ack == most, "ack"),
        else_="connect",
    )
    return detections(
        t,
        detector=NAME,
        src_hi=t.src_hi,
        src_lo=t.src_lo,
        src_bits=ONE,
        dst_hi=t.dst_hi,
        dst_lo=t.dst_lo,
        dst_bits=ONE,
        proto=t.proto,
        port=NOBODY,
        vector=vector,
        member=t.member,
        members=ibis.ifelse(t.member > 0, 1, 0),
        sources=1,
        targets=1,
        ports=t.ports,
        trust=int(Trust.SPOOFABLE),
        evidence={
            "silent": t.silent,
            "lowest_port": t.lowest,
            "highest_port": t.highest,
            "syn": t.syn,
            "bare": t.bare,
            "ack": t.ack,
            "hollow": t.hollow,
        },
    )


def least(settings: Settings) -> Least:
    """No detection without this many different doors."""
    return Least("distinct", settings.min_ports, DOOR)


DETECTOR: Final = Detector(
    name=NAME,
    category=Category.SCANNING,
    settings=Settings(),
    relevant=relevant,
    key=KEY,
    least=least,
    detect=detect,
    named=KEY,
    vectors=("udp", "icmp", "syn", "null-fin-xmas", "ack", "connect"),
    mirror=Mirror(answers, ("dst_hi", "dst_lo", "src_hi", "src_lo", "proto")),
)
