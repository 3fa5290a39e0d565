"""Block scan: one source tries several doors of several hosts, few enough of each. Belongs here: this definition. Never: counting live.

Sees: a source that asks at least `min_pairs` doors (host and port) by TCP, over at least `min_hosts` hosts and `min_ports` ports, where it
comes back to both: two ports a host and two hosts a port on average. One or two ports that reach the horizontal, or hosts that reach the
vertical threshold, are left to those detectors; with more of either all of it is one block (and they are told with it: nested).

Cannot see: a block spread over more time than the window (slow_scan); UDP; probes whose connections succeed.
Looks guilty and is not: a file-sharer (each peer its own port: nobody is asked twice), a client of a dead cluster (few ports).
A monitoring system whose twenty targets have all gone is found: it is on the never-block list, or should be.

Trust: asking so many doors means waiting for answers: plausible from `plausible_targets` hosts on, never proven.
Reference: perimeter.md 2.1; TAPS (2006) on the ratio of hosts to ports; NEMEA tells it as "Block portscan".
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

NAME: Final = "block_scan"
KEY: Final = ("src_hi", "src_lo")
HOST: Final = ("dst_hi", "dst_lo")
WAY: Final = ("exporter", "ingress_if")


class Settings(msgspec.Struct, frozen=True):
    """Thresholds per source within the window."""

    min_pairs: int = 50  # doors; NEMEA confirms a scan at 50
    min_hosts: int = 5  # hosts; with fewer it is a walk over the ports of some
    min_ports: int = 3  # ports; with fewer it is a sweep
    times_each: int = 2  # doors a host and doors a port on average, at least (TAPS: a file-sharer has one)
    most_targets: int = 24  # hosts on one port; from one more horizontal_scan tells of the port …
    most_ports: int = 14  # ports of one host; from one more vertical_scan tells of the host …
    most_wide: int = 2  # … where there are so many of such ports, or of such hosts, at most
    plausible_targets: int = 25  # hosts; the evidence decide asks of a plausible source


def relevant(f: Any) -> Any:
    """TCP probes towards one host of ours."""
    return probes.tcp(f) & probes.incoming(f) & probes.to_one(f)


def detect(flows: Any, settings: Settings) -> Any:
    """Detections per source. Lazy: nothing is computed here."""
    probing = flows.filter(relevant(flows))
    asked = scaled(probing, *KEY, *HOST, "dport", *WAY)
    pairs = asked.group_by([*KEY, *HOST, "dport"]).aggregate(
        **sums(asked),
        member=int64(asked.member.max()),
        **{f"{name}_low": asked[name].min() for name in WAY},
        **{f"{name}_high": asked[name].max() for name in WAY},
    )
    pairs = pairs.mutate(
        on_port=int64(pairs.n.count().over(ibis.window(group_by=[*KEY, "dport"]))),
        on_host=int64(pairs.n.count().over(ibis.window(group_by=[*KEY, *HOST]))),
    )
    pairs = _without_few_wide(pairs, settings)
    hosts = pairs.select(*KEY, *HOST).distinct()
    hosts = hosts.group_by(list(KEY)).aggregate(hosts=int64(hosts.count()))
    found = pairs.group_by(list(KEY)).aggregate(
        **sums(pairs),
        pairs=int64(pairs.count()),
        ports=int64(pairs.dport.nunique()),
        members=int64(pairs.member.nullif(0).nunique()),
        member=int64(pairs.member.max()),
        medical=int64(ibis.ifelse(probes.medical(pairs), 1, 0).sum()),
        **{f"{name}_low": pairs[f"{name}_low"].min() for name in WAY},
        **{f"{name}_high": pairs[f"{name}_high"].max() for name in WAY},
    )
    found = found.join(hosts, list(KEY)).select(*found.columns, "hosts")
    fires = (found.pairs >= settings.min_pairs) & (found.hosts >= settings.min_hosts) & (found.ports >= settings.min_ports)
    twice = (found.pairs >= found.hosts * settings.times_each) & (found.pairs >= found.ports * settings.times_each)
    return _told(found.filter(fires & twice), settings)


def _without_few_wide(pairs: Any, s: Settings) -> Any:
    """Without the ports and hosts that other detectors tell of, unless they are so many that they are one block."""
    over_port, over_host = pairs.on_port > s.most_targets, pairs.on_host > s.most_ports
    first_of_port = ibis.row_number().over(ibis.window(group_by=[*KEY, "dport"], order_by=list(HOST)))
    first_of_host = ibis.row_number().over(ibis.window(group_by=[*KEY, *HOST], order_by="dport"))
    pairs = pairs.mutate(
        wide_port=ibis.ifelse(over_port & (first_of_port == 0), 1, 0), wide_host=ibis.ifelse(over_host & (first_of_host == 0), 1, 0)
    )
    of_source = ibis.window(group_by=list(KEY))
    pairs = pairs.mutate(wide_ports=int64(pairs.wide_port.sum().over(of_source)), wide_hosts=int64(pairs.wide_host.sum().over(of_source)))
    narrow = (pairs.on_port <= s.most_targets) & (pairs.on_host <= s.most_ports)
    return pairs.filter(narrow | (pairs.wide_ports > s.most_wide) | (pairs.wide_hosts > s.most_wide))


def _told(t: Any, s: Settings) -> Any:
    one_way = (t.exporter_low == t.exporter_high) & (t.ingress_if_low == t.ingress_if_high)
    # 0 = not exported, 1 = one constant way in (which decide asks of a plausible source), 2 = several
    ways = ibis.cases((t.ingress_if_low < 0, 0), (one_way, 1), else_=2)
    return detections(
        t,
        detector=NAME,
        src_hi=t.src_hi,
        src_lo=t.src_lo,
        src_bits=ONE,
        dst_hi=0,
        dst_lo=0,
        dst_bits=NOBODY,
        proto=probes.TCP,
        port=NOBODY,
        vector="tcp",
        member=ibis.ifelse(t.members == 1, t.member, 0),
        members=t.members,
        sources=1,
        targets=t.hosts,
        ports=t.ports,
        trust=ibis.ifelse(t.hosts >= s.plausible_targets, int(Trust.PLAUSIBLE), int(Trust.SPOOFABLE)),
        evidence={"pairs": t.pairs, "medical": t.medical, "ingresses": ways},
    )


def least(settings: Settings) -> Least:
    """No detection without so many doors."""
    return Least("distinct", settings.min_pairs, (*HOST, "dport"))


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
