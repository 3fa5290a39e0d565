"""What definitions keyed by a victim share: sums per source without scanners, the heaviest door, the detection of a victim. Never: a rule.

A scanner that walks over a host's ports sends as much as a weak flood; it is told apart by asking each port a few times only, and left to
the scan detectors.
"""

from __future__ import annotations

from typing import Any, Final

import ibis

from hsoc.perimeter.detect.columns import ONE, detections, int64, scaled, sums, whole
from hsoc.records.detection import NOBODY
from hsoc.records.taxonomy import Trust

VICTIM: Final = ("dst_hi", "dst_lo")
SOURCE: Final = ("src_hi", "src_lo")
FLOOD_MS: Final = 60_000  # ms; a flood is loud: a minute shows it, and forgets the quiet before
WALK_PORTS: Final = 15  # ports of one host that one source asks: from here a walk (vertical_scan's default)
WALK_PACKETS: Final = 4  # packets a port, as exported, of such a walk at most: a probe and its repetitions
DOOR_SHARE: Final = 80  # % of the packets from which one port is what the flood is aimed at


def counted(flows: Any, hostile: Any) -> Any:
    """`scaled` flows per victim and source; hostile: mask over `flows` of what is counted, the rest is only weighed beside it."""
    one = hostile.cast("int64")
    return scaled(flows.mutate(hostile=one, seen=flows.packets * one), *VICTIM, *SOURCE, "dport", "hostile", "seen")


def per_door(asked: Any) -> Any:
    """Per (victim, source, dport) of a `counted` table: sums, member, counted (packets, scaled), seen (the same as exported)."""
    return asked.group_by([*VICTIM, *SOURCE, "dport"]).aggregate(
        **sums(asked), member=int64(asked.member.max()), counted=int64((asked.packets * asked.hostile).sum()), seen=int64(asked.seen.sum())
    )


def without_walks(doors: Any, *, short: int = 0) -> Any:
    """A `per_door` table without sources that walk over the ports. short: bytes a packet up to which it is a walk; 0 = any length."""
    of_source = ibis.window(group_by=[*VICTIM, *SOURCE])
    doors = doors.mutate(
        walk_ports=int64(doors.dport.count().over(of_source)),
        walk_seen=int64(doors.seen.sum().over(of_source)),
        walk_packets=int64(doors.packets.sum().over(of_source)),
        walk_bytes=int64(doors.bytes.sum().over(of_source)),
    )
    walks = (doors.walk_ports >= WALK_PORTS) & (doors.walk_seen <= doors.walk_ports * WALK_PACKETS)
    if short:
        walks = walks & (doors.walk_bytes <= doors.walk_packets * short)
    return doors.filter(~walks).drop("walk_ports", "walk_seen", "walk_packets", "walk_bytes")


def per_victim(doors: Any) -> Any:
    """Per victim: sums, counted packets, distinct sources and ports, and the heaviest port with its packets."""
    by_door = doors.group_by([*VICTIM, "dport"]).aggregate(door=int64(doors.counted.sum()))
    # the heaviest port by packets, the lower one of equals; packets of a minute stay far below 2^46
    heaviest = by_door.group_by(list(VICTIM)).aggregate(best=int64((by_door.door * 65_536 + (65_535 - by_door.dport)).max()))
    hosts = doors.filter(doors.counted > 0).select(*VICTIM, *SOURCE).distinct()
    hosts = hosts.group_by(list(VICTIM)).aggregate(hosts=int64(hosts.count()))
    found = doors.group_by(list(VICTIM)).aggregate(
        **sums(doors),
        member=int64(doors.member.max()),
        counted=int64(doors.counted.sum()),
        seen=int64(doors.seen.sum()),
        doors=int64(doors.dport.nunique()),
    )
    found = found.join(heaviest, list(VICTIM)).select(*found.columns, "best")
    found = found.join(hosts, list(VICTIM)).select(*found.columns, "hosts")
    return found.mutate(
        door=(65_535 - found.best % 65_536).cast("int64"), door_packets=whole(found.best, ibis.literal(65_536)).cast("int64")
    )


def victims(t: Any, *, detector: str, vector: Any, proto: Any, evidence: dict[str, Any]) -> Any:
    """Detections of victims from a `per_victim` table. port: the destination port that holds DOOR_SHARE of the packets, else none."""
    aimed = t.door_packets * 100 >= t.counted * DOOR_SHARE
    return detections(
        t,
        detector=detector,
        src_hi=0,
        src_lo=0,
        src_bits=NOBODY,
        dst_hi=t.dst_hi,
        dst_lo=t.dst_lo,
        dst_bits=ONE,
        proto=proto,
        port=ibis.ifelse(aimed & (t.door > 0), t.door, NOBODY),
        vector=vector,
        member=t.member,
        members=ibis.ifelse(t.member > 0, 1, 0),
        sources=t.hosts,
        targets=1,
        ports=t.doors,
        trust=int(Trust.SPOOFABLE),
        evidence={
            "door_share": whole(t.door_packets * 100, ibis.greatest(t.counted, 1)),
            "mean_size": whole(t.bytes, t.packets),
            **evidence,
        },
    )
