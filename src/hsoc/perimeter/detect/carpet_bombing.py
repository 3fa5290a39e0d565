"""Carpet bombing: a flood over a whole network of which no single host gets much. Belongs here: this definition. Never: usual (baseline).

Sees: a /24 (IPv6: a /48) that is sent far more than at this hour of the last weeks, spread over many of its addresses, most of it of one
kind, while no single host holds more than a part of it. The detection's target is the network, so that a rule covers it as a whole.

Cannot see: a carpet thinner than the floor, or one over several networks each of which stays below it (member_baseline sees the sum);
one of many kinds at once; the first week. Looks guilty and is not: an update that a management server pushes to a whole ward from outside,
a scan of a network with large packets; both come from few sources, which the evidence tells.
Reference: perimeter.md 2.3; issue 3 §1 (over a whole prefix).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import ibis

from hsoc.perimeter.detect import baseline
from hsoc.perimeter.detect.columns import detections, int64
from hsoc.perimeter.detect.rollup import AGE, LookBack, any_bit, bits
from hsoc.perimeter.detect.volumes import FIVE_MINUTES, NETWORK_V4, NETWORK_V6
from hsoc.records.detection import NOBODY
from hsoc.records.taxonomy import Category, Trust

NAME: Final = "carpet_bombing"
BITS_V4, BITS_V6 = 120, 48  # of a /24 in the mapped space, of a /48
NETWORK: Final = ("member", "dst_hi", "dst_lo")


class Settings(baseline.Settings, frozen=True):
    """As all baselines, per network, and what makes a carpet of it."""

    min_targets: int = 20  # hosts (at least so many; they are counted by bits); a handful is a flood of each
    most_host_percent: int = 25  # % of the volume that one host may hold; more is a flood of that host
    min_top_percent: int = 60  # % of the growth that one kind holds; an honest rush is of many kinds


def detect(rows: Mapping[str, Any], settings: Settings) -> Any:
    """Detections per network from `networks` and `hosts`. Lazy: nothing is computed here."""
    networks, hosts = rows["networks"], rows["hosts"]
    t = baseline.grown(networks, NETWORK, settings)
    now = networks.filter(networks[AGE] < baseline.NOW)
    spread = now.group_by(list(NETWORK)).aggregate(targets=bits(any_bit(now.targets)))
    alone = hosts.filter(hosts[AGE] < baseline.NOW)
    alone = alone.group_by(list(NETWORK)).aggregate(bytes=int64(alone.bytes.sum()))
    alone = alone.select(
        "member", "bytes",
        dst_lo=ibis.ifelse(alone.dst_hi == 0, alone.dst_lo - (alone.dst_lo & NETWORK_V4), 0),
        dst_hi=ibis.ifelse(alone.dst_hi == 0, alone.dst_hi, alone.dst_hi - (alone.dst_hi & NETWORK_V6)),
    )  # fmt: skip
    heaviest = alone.group_by(list(NETWORK)).aggregate(heaviest=int64(alone.bytes.max()))
    t = t.inner_join(spread, list(NETWORK))
    t = t.left_join(heaviest, list(NETWORK)).select(*t.columns, heaviest=int64(heaviest.heaviest))
    t = t.filter(
        (t.targets >= settings.min_targets)
        & (t.heaviest * 100 <= t.bytes * settings.most_host_percent)
        & (t.top_percent >= settings.min_top_percent)
    )
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
        members=(t.member > 0).cast("int64"),
        sources=t.sources,
        targets=t.targets,
        ports=0,
        trust=int(Trust.SPOOFABLE),
        evidence=baseline.evidence(t) | {"heaviest": t.heaviest},
    )


DETECTOR: Final = LookBack(
    name=NAME,
    category=Category.DDOS,
    settings=Settings(),
    reads=("networks", "hosts"),
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
