"""Horizontal scan: one source asks many hosts the same question. Belongs here: this definition. Never: counting live, acting.

Sees: a source that probes at least `min_targets` hosts at one (protocol, port) within the window. TCP by any flag set: half-open SYN,
NULL, FIN, XMAS, lone ACK, handshakes without a word. UDP: small datagrams to hosts of which at least half never answer. ICMP: echo,
timestamp and mask requests to at least `min_pinged` hosts, some of which do not answer.

Cannot see: a scanner slower than the window (slow_scan's work); UDP, ICMP and flagless probes in sampled telemetry, where every flow
looks small; FIN+ACK (Maimon) probes, because half-closed sessions end so; traceroute's ports.
Looks guilty and is not: a NAT or resolver (answered, so not counted), a monitor (its targets answer, or it repeats itself), traceroute,
keep-alives of a NAT (41 or 52 bytes, not a bare ACK), clients reading CDNs (they finish their handshakes). Our own scanners ARE found:
the never-block list spares them. Where only one direction is exported nobody seems to answer: a busy resolver is then found too.
A heavy file-sharing client that asks 25 dead peers on one port in five minutes is found.

Trust: a scanner wants the answers, so 25 TCP targets make the source plausible; nothing proves it, since a decoy's SYNs look the same.
Reference: Zeek scan.zeek (25 hosts in 5 min), NEMEA haddrscan (50, confirms), IEEE S&P 2004 (failed first contacts).
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

NAME: Final = "horizontal_scan"
KEY: Final = ("src_hi", "src_lo", "proto", "dport")
TARGET: Final = ("dst_hi", "dst_lo")
WAY: Final = ("exporter", "ingress_if")


class Settings(msgspec.Struct, frozen=True):
    """Thresholds per source, protocol and port within the window."""

    min_targets: int = 25  # hosts; Zeek's default, NEMEA confirms at 50
    min_pinged: int = 15  # hosts asked by ICMP; echo sweeps are slower and cost an innocent little (only observed)
    min_silent_udp: int = 50  # % of UDP targets that never answer; a resolver's servers answer nearly always
    min_silent_icmp: int = 30  # % of pinged hosts that never answer; who searches also knocks where nobody lives
    most_repeats_icmp: int = 3  # flows per pinged host; a monitor comes again, a sweep does not
    plausible_targets: int = 25  # hosts; the evidence decide asks of a plausible source


def relevant(f: Any) -> Any:
    """Probes of any kind towards one host."""
    return (probes.tcp(f) | probes.udp(f) | probes.echo(f)) & probes.incoming(f) & probes.to_one(f)


def answers(f: Any) -> Any:
    """What a probed host sends back."""
    return probes.udp_back(f) | probes.echo_back(f)


def detect(flows: Any, settings: Settings) -> Any:
    """Detections per (source, protocol, port). Lazy: nothing is computed here."""
    probing = flows.filter(relevant(flows))
    # computed before scaling: a probe is small as exported
    how = {name: probe(probing).cast("int64") for name, probe in probes.TCP_KINDS.items()}
    asked = scaled(probing.mutate(**how), *KEY, *TARGET, *how, *WAY)
    replied = flows.filter(answers(flows))
    replied = replied.select(
        src_hi=replied.dst_hi, src_lo=replied.dst_lo, proto=replied.proto, dport=replied.sport, dst_hi=replied.src_hi, dst_lo=replied.src_lo
    ).distinct()
    replied = replied.mutate(answered=ibis.literal(1, "int64"))
    per_target = asked.group_by([*KEY, *TARGET]).aggregate(
        **sums(asked),
        member=asked.member.max(),
        **{name: int64(asked[name].sum()) for name in how},
        **{f"{name}_low": asked[name].min() for name in WAY},
        **{f"{name}_high": asked[name].max() for name in WAY},
    )
    met = per_target.left_join(replied, [*KEY, *TARGET])
    met = met.select(*per_target.columns, answered=int64(met.answered))
    found = met.group_by(list(KEY)).aggregate(
        **sums(met),
        targets=int64(met.count()),
        silent=int64(met.count() - met.answered.sum()),
        members=int64(met.member.nullif(0).nunique()),
        member=int64(met.member.max()),
        **{name: int64(met[name].sum()) for name in how},
        **{f"{name}_low": met[f"{name}_low"].min() for name in WAY},
        **{f"{name}_high": met[f"{name}_high"].max() for name in WAY},
    )
    return _told(found.filter(_fires(found, settings)), settings)


def _fires(t: Any, s: Settings) -> Any:
    tcp = (t.proto == probes.TCP) & (t.targets >= s.min_targets)
    udp = (t.proto == probes.UDP) & (t.silent >= s.min_targets) & (t.silent * 100 >= t.targets * s.min_silent_udp)
    icmp = (t.proto == probes.ICMP) | (t.proto == probes.ICMP6)
    sweep = (t.targets >= s.min_pinged) & (t.silent * 100 >= t.targets * s.min_silent_icmp) & (t.n <= t.targets * s.most_repeats_icmp)
    return tcp | udp | (icmp & sweep)


def _told(t: Any, s: Settings) -> Any:
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
    one_way = (t.exporter_low == t.exporter_high) & (t.ingress_if_low == t.ingress_if_high)
    # 0 = not exported, 1 = one constant way in (which decide asks of a plausible source), 2 = several
    ways = ibis.cases((t.ingress_if_low < 0, 0), (one_way, 1), else_=2)
    plausible = tcp & (t.targets >= s.plausible_targets)
    return detections(
        t,
        detector=NAME,
        src_hi=t.src_hi,
        src_lo=t.src_lo,
        src_bits=ONE,
        dst_hi=0,
        dst_lo=0,
        dst_bits=NOBODY,
        proto=t.proto,
        port=ibis.ifelse(tcp | (t.proto == probes.UDP), t.dport, NOBODY),
        vector=vector,
        member=ibis.ifelse(t.members == 1, t.member, 0),
        members=t.members,
        sources=1,
        targets=t.targets,
        ports=1,
        trust=ibis.ifelse(plausible, int(Trust.PLAUSIBLE), int(Trust.SPOOFABLE)),
        evidence={"silent": t.silent, "syn": t.syn, "bare": t.bare, "ack": t.ack, "hollow": t.hollow, "ingresses": ways},
    )


def least(settings: Settings) -> Least:
    """No detection without this many different targets, of which the least share of any protocol is silent (over TCP all are)."""
    amount, silent = min(settings.min_targets, settings.min_pinged), min(settings.min_silent_udp, settings.min_silent_icmp, 100)
    return Least("distinct", amount, TARGET, silent=silent, mirror_of=("src_hi", "src_lo"))


DETECTOR: Final = Detector(
    name=NAME,
    category=Category.SCANNING,
    settings=Settings(),
    relevant=relevant,
    key=KEY,
    least=least,
    detect=detect,
    named=("src_hi", "src_lo", "proto", "port"),
    vectors=("udp", "icmp", "syn", "null-fin-xmas", "ack", "connect"),
    mirror=Mirror(answers, ("dst_hi", "dst_lo", "proto", "sport")),
)
