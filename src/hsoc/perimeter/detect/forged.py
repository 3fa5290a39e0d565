"""What definitions of forged sources share: what came, by kind of packet, without floods; whose addresses were used. Never: a rule.

A flood is one story, told by the flood detectors at its victim; what they count is set aside here, so that it is not told twice.
"""

from __future__ import annotations

from typing import Any, Final

import ibis

from hsoc.perimeter.detect.columns import ONE, detections, int64, scaled, sums
from hsoc.perimeter.detect.victims import SOURCE, VICTIM
from hsoc.perimeter.measure import probes
from hsoc.records.detection import NOBODY
from hsoc.records.taxonomy import Trust

FLOOD: Final = 1000  # packets of a kind in the window from which the flood detectors tell of them …
FLOOD_SEEN: Final = 10  # … if so many were looked at
NAMED: Final = 3  # sources that the evidence gives as examples, one of each of the heaviest neighbourhoods
OCTET: Final = 1 << 24  # addresses of an IPv4 neighbourhood: a first octet; all of IPv6 is one more
VECTORS: Final = ("tcp", "udp", "icmp", "other")


def at_victims(forged: Any, *, member: Any) -> Any:
    """Per victim: sums, hosts, vector, and example sources (hi_n, lo_n; 0 = none) of flows with forged sources. member: whose it is."""
    icmp = (forged.proto == probes.ICMP) | (forged.proto == probes.ICMP6)
    kind = ibis.cases((probes.syn(forged), 0), (forged.proto == probes.UDP, 1), (icmp, 2), (forged.proto == probes.TCP, 3), else_=4)
    forged = forged.mutate(kind=kind.cast("int64"), seen=forged.packets, owner=member.cast("int64"))
    sent = scaled(forged, *VICTIM, *SOURCE, "kind", "seen", "owner")
    of_kind = ibis.window(group_by=[*VICTIM, "kind"])
    sent = sent.mutate(kind_packets=int64(sent.packets.sum().over(of_kind)), kind_seen=int64(sent.seen.sum().over(of_kind)))
    # 0 to 2 are what syn_flood, udp_flood and icmp_flood count
    sent = sent.filter(~((sent.kind <= 2) & (sent.kind_packets >= FLOOD) & (sent.kind_seen >= FLOOD_SEEN)))
    hosts = sent.select(*VICTIM, *SOURCE).distinct()
    hosts = hosts.group_by(list(VICTIM)).aggregate(hosts=int64(hosts.count()))
    found = sent.group_by(list(VICTIM)).aggregate(
        **sums(sent),
        seen=int64(sent.seen.sum()),
        owner=int64(sent.owner.max()),
        udp=int64(ibis.ifelse(sent.kind == 1, sent.packets, 0).sum()),
        icmp=int64(ibis.ifelse(sent.kind == 2, sent.packets, 0).sum()),
        rest=int64(ibis.ifelse(sent.kind == 4, sent.packets, 0).sum()),
    )
    found = found.join(hosts, list(VICTIM)).select(*found.columns, "hosts")
    return found.join(_examples(sent), list(VICTIM)).select(
        *found.columns, *(f"{half}_{n + 1}" for n in range(NAMED) for half in ("hi", "lo"))
    )


def _examples(sent: Any) -> Any:
    four = (sent.src_hi == 0) & (sent.src_lo >= 0xFFFF_0000_0000) & (sent.src_lo <= 0xFFFF_FFFF_FFFF)
    address = sent.src_lo & 0xFFFF_FFFF
    octet = ibis.ifelse(four, ((address - address % OCTET) / OCTET).cast("int64"), 256)
    near = sent.mutate(octet=octet.cast("int64")).group_by([*VICTIM, "octet"])
    near = near.aggregate(sent=lambda t: int64(t.packets.sum()), hi=lambda t: t.src_hi.max(), lo=lambda t: t.src_lo.max())
    order = ibis.window(group_by=list(VICTIM), order_by=[ibis.desc("sent"), ibis.asc("octet")])
    near = near.mutate(place=ibis.row_number().over(order))
    # an IPv6 example names its upper half alone, as the halves of different addresses must not be joined
    lo = ibis.ifelse(near.octet < 256, near.lo, 0)
    return (
        near.mutate(lo=lo)
        .group_by(list(VICTIM))
        .aggregate(**{f"{half}_{n + 1}": _at(half, n) for n in range(NAMED) for half in ("hi", "lo")})
    )


def _at(half: str, place: int) -> Any:
    """The half of the example at a place; 0 where there is none (halves may be negative, so no maximum over others)."""
    return lambda t: int64(ibis.ifelse(t.place == place, t[half], 0).sum())


def told(t: Any, *, detector: str, member: Any, evidence: dict[str, Any]) -> Any:
    """Detections of victims that were sent forged sources."""
    half = t.packets * 1
    vector = ibis.cases((t.udp * 2 > half, "udp"), (t.icmp * 2 > half, "icmp"), (t.rest * 2 > half, "other"), else_="tcp")
    examples = {f"{half_}_{n + 1}": t[f"{half_}_{n + 1}"] for n in range(NAMED) for half_ in ("hi", "lo")}
    return detections(
        t,
        detector=detector,
        src_hi=0,
        src_lo=0,
        src_bits=NOBODY,
        dst_hi=t.dst_hi,
        dst_lo=t.dst_lo,
        dst_bits=ONE,
        proto=NOBODY,
        port=NOBODY,
        vector=vector,
        member=member,
        members=ibis.ifelse(member > 0, 1, 0),
        sources=t.hosts,
        targets=1,
        ports=0,
        trust=int(Trust.SPOOFABLE),
        evidence={"seen": t.seen, **examples, **evidence},
    )
