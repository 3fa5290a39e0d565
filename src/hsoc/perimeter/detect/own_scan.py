"""Own scan: a hospital's host asks many others the same question, outside or at other members. Here: this definition. Never: acting.

Sees: a host of ours whose TCP probes (half-open SYNs, NULL, FIN, XMAS) in five minutes reach at least `min_targets` hosts on one port
(`min_targets_web` on 80 and 443), or at least `min_ports` ports of one host. One story per host, whatever it scans: it is infected,
misused or tested, and its hospital has to know.

Cannot see: scans inside the hospital; UDP and ICMP; connections that succeed (a worm that finds only living hosts); several hosts behind
one NAT add up to one.
Looks guilty and is not: a file-sharer with dead peers (each its own port); a proxy or NAT of a whole hospital on the web, where some sites
are always dead (hence more targets there); a hospital's own vulnerability scanner that looks outside: exempt it by policy.

Trust: ours. It is told and never blocked by itself (guard.own_source).
Reference: Zeek scan.zeek (25 hosts), NEMEA haddrscan and vportscan (50); perimeter.md 2.1.
"""

from __future__ import annotations

from typing import Any, Final

import ibis
import msgspec

from hsoc.perimeter.detect.base import Detector, Least
from hsoc.perimeter.detect.columns import ONE, detections, int64, scaled, sums
from hsoc.perimeter.measure import probes
from hsoc.records.detection import NOBODY
from hsoc.records.taxonomy import Category, Trust

NAME: Final = "own_scan"
KEY: Final = ("src_hi", "src_lo")
HOST: Final = ("dst_hi", "dst_lo")
WEB: Final = (80, 443)


class Settings(msgspec.Struct, frozen=True):
    """Thresholds per own host within the window."""

    min_targets: int = 50  # hosts on one port; twice what is asked of strangers, as accusing a member weighs more (NEMEA)
    min_targets_web: int = 200  # hosts on port 80 or 443; a NAT's people meet many dead sites
    min_ports: int = 50  # ports of one host


def relevant(f: Any) -> Any:
    """Probes that leave a hospital."""
    return (probes.syn(f) | probes.bare(f)) & probes.outgoing(f) & probes.to_one(f)


def detect(flows: Any, settings: Settings) -> Any:
    """Detections per own host. Lazy: nothing is computed here."""
    asked = scaled(flows.filter(relevant(flows)), *KEY, *HOST, "dport", "direction")
    pairs = asked.group_by([*KEY, *HOST, "dport"]).aggregate(
        **sums(asked), member=int64(asked.member.max()), between=int64((asked.direction == probes.BETWEEN).cast("int64").max())
    )
    pairs = pairs.mutate(
        on_port=int64(pairs.n.count().over(ibis.window(group_by=[*KEY, "dport"]))),
        on_host=int64(pairs.n.count().over(ibis.window(group_by=[*KEY, *HOST]))),
    )
    wide = pairs.on_port >= ibis.ifelse(pairs.dport.isin(WEB), settings.min_targets_web, settings.min_targets)
    deep = pairs.on_host >= settings.min_ports
    pairs = pairs.mutate(wide=wide.cast("int64"), deep=deep.cast("int64")).filter(wide | deep)
    hosts = pairs.select(*KEY, *HOST).distinct()
    hosts = hosts.group_by(list(KEY)).aggregate(hosts=int64(hosts.count()))
    found = pairs.group_by(list(KEY)).aggregate(
        **sums(pairs),
        doors=int64(pairs.dport.nunique()),
        lowest=int64(pairs.dport.min()),
        between=int64(pairs.between.sum()),
        member=int64(pairs.member.max()),
        wide=int64(pairs.wide.max()),
        deep=int64(pairs.deep.max()),
        medical=int64(ibis.ifelse(probes.medical(pairs), 1, 0).sum()),
    )
    found = found.join(hosts, list(KEY)).select(*found.columns, "hosts")
    return detections(
        found,
        detector=NAME,
        src_hi=found.src_hi,
        src_lo=found.src_lo,
        src_bits=ONE,
        dst_hi=0,
        dst_lo=0,
        dst_bits=NOBODY,
        proto=probes.TCP,
        port=NOBODY,
        vector=ibis.literal("tcp"),
        # between members the flow names the one that is asked; whose host it is says locate (Locator.suspected)
        member=ibis.ifelse(found.between > 0, 0, found.member),
        members=ibis.ifelse(found.between > 0, 2, 1),
        sources=1,
        targets=found.hosts,
        ports=found.doors,
        trust=int(Trust.PLAUSIBLE),
        evidence={
            "across_hosts": found.wide,
            "across_ports": found.deep,
            "at_members": found.between,
            "lowest_port": found.lowest,
            "medical": found.medical,
        },
    )


def least(settings: Settings) -> Least:
    """No detection without so many doors."""
    return Least("distinct", min(settings.min_targets, settings.min_targets_web, settings.min_ports), (*HOST, "dport"))


DETECTOR: Final = Detector(
    name=NAME,
    category=Category.SCANNING,
    settings=Settings(),
    relevant=relevant,
    key=KEY,
    least=least,
    detect=detect,
    named=KEY,
    vectors=("tcp",),
)
