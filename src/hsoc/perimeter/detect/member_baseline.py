"""Member baseline: a hospital as a whole is sent far more than at this hour of the last weeks. Never: what is usual.

Sees: what fills the access line of a hospital although no single host stands out: many hosts, many networks, a rotating target. The sum
over the member is judged as a host is; the detection names the network that grew most, so that something can be done about it.

Cannot see: what a host below the floor suffers by itself (host_baseline); a flood shorter than two buckets; the first week. Looks guilty
and is not: a merger of two hospitals' lines, an evacuation of a data centre, Windows' patch day where it moved.
Reference: as host_baseline.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import ibis

from hsoc.perimeter.detect import baseline
from hsoc.perimeter.detect.columns import detections, int64
from hsoc.perimeter.detect.rollup import AGE, LookBack, any_bit, bits
from hsoc.perimeter.detect.volumes import FIVE_MINUTES
from hsoc.records.detection import NOBODY
from hsoc.records.taxonomy import Category, Trust

NAME: Final = "member_baseline"
BITS_V4, BITS_V6 = 120, 48  # of a /24 in the mapped space, of a /48


class Settings(baseline.Settings, frozen=True):
    """As all baselines, per member."""

    floor_percent: int = 30  # % of the access line; a fifth of it is filled by many an honest afternoon


def detect(rows: Mapping[str, Any], settings: Settings) -> Any:
    """Detections per member from `networks`. Lazy: nothing is computed here."""
    networks = rows["networks"]
    t = baseline.grown(networks.filter(networks.member > 0), ("member",), settings)
    now = networks.filter(networks[AGE] < baseline.NOW)
    per = now.group_by(["member", "dst_hi", "dst_lo"]).aggregate(size=int64(now.bytes.sum()), hosts=bits(any_bit(now.targets)))
    per = per.mutate(place=ibis.row_number().over(group_by="member", order_by=[per["size"].desc(), per.dst_hi, per.dst_lo]))
    hosts = per.group_by("member").aggregate(hosts=int64(per.hosts.sum()), networks=int64(per.count()))
    first = per.filter(per.place == 0).select("member", "dst_hi", "dst_lo")
    t = t.inner_join(first, "member").inner_join(hosts, "member")
    return detections(
        t,
        detector=NAME,
        src_hi=0,
        src_lo=0,
        src_bits=NOBODY,
        dst_hi=t.dst_hi,
        dst_lo=t.dst_lo,
        dst_bits=ibis.ifelse(t.dst_hi == 0, BITS_V4, BITS_V6),
        proto=baseline.proto(t),
        port=baseline.port(t),
        vector=baseline.vector(t),
        member=t.member,
        members=1,
        sources=t.sources,
        targets=t.hosts,
        ports=0,
        trust=int(Trust.SPOOFABLE),
        evidence=baseline.evidence(t) | {"networks": t.networks},
    )


DETECTOR: Final = LookBack(
    name=NAME,
    category=Category.DDOS,
    settings=Settings(),
    reads=("networks",),
    detect=detect,
    named=("dst_hi", "dst_lo"),
    vectors=baseline.VECTORS,
    every=FIVE_MINUTES,
    look=baseline.LOOK,
    fresh=baseline.NOW * FIVE_MINUTES,
    quiet=4 * FIVE_MINUTES,  # three quiet buckets, and the time until the last one is judged
    learn=2,
    weekly=True,
)
