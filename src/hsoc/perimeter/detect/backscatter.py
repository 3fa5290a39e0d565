"""Backscatter: somebody elsewhere answers packets that we never sent, as our addresses are being forged. Never: acting.

Sees: one host outside that sends SYN+ACK (which nothing followed) or ICMP port unreachable to at least `min_targets` different hosts of
ours, of which at least `min_unasked` had sent it neither a SYN nor a datagram in the window. That host is the victim of a flood with our
addresses as sources, so it is told as a notice and never blocked.

Cannot see: resets alone (exporters cut the ends of honest connections into flows of one RST, and a busy web site sends many); ICMP errors
of routers on the way, which do not say whom they answer; a victim of which fewer than `min_targets` answers reach us.
Looks guilty and is not: a scanner that probes with SYN+ACK (rare, and as harmless); a server answering our own half-open scanner (asked).
SYN+ACKs of many hosts at one of ours are reflection. Where only the incoming direction is exported, a server of many short visits whose
flows hold just the SYN+ACK is found.

Trust: the host is a victim: spoofable, never a match. Reference: Moore et al., Inferring Internet Denial-of-Service Activity (2001).
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

NAME: Final = "backscatter"
KEY: Final = ("src_hi", "src_lo")
TARGET: Final = ("dst_hi", "dst_lo")


class Settings(msgspec.Struct, frozen=True):
    """Thresholds per answering host within the window."""

    min_targets: int = 25  # hosts of ours; a forger draws them at random, so a flood of any size reaches them
    min_unasked: int = 90  # % of them that never sent the host anything


def relevant(f: Any) -> Any:
    """Answers of which the flow itself shows that nothing came of them."""
    return (probes.syn_ack_alone(f) | probes.port_unreachable(f)) & probes.incoming(f) & probes.to_one(f)


def requests(f: Any) -> Any:
    """What would explain them: our SYN that was not followed, our datagram from a client's port."""
    ours = (f.proto == probes.UDP) & (f.sport >= probes.FIRST_UNPRIVILEGED) & (f.direction != probes.INBOUND)
    return probes.syn(f) | ours


def detect(flows: Any, settings: Settings) -> Any:
    """Detections per answering host. Lazy: nothing is computed here."""
    answers = flows.filter(relevant(flows))
    tcp = (answers.proto == probes.TCP).cast("int64")
    answers = scaled(answers.mutate(tcp=tcp), *KEY, *TARGET, "tcp", "sport")
    asked = flows.filter(requests(flows))
    asked = asked.select(src_hi=asked.dst_hi, src_lo=asked.dst_lo, dst_hi=asked.src_hi, dst_lo=asked.src_lo).distinct()
    asked = asked.mutate(asked=ibis.literal(1, "int64"))
    met = answers.group_by([*KEY, *TARGET]).aggregate(
        **sums(answers), member=answers.member.max(), tcp=int64(answers.tcp.sum()), sport=int64(answers.sport.max())
    )
    met = met.left_join(asked, [*KEY, *TARGET]).select(*met.columns, "asked")
    found = met.group_by(list(KEY)).aggregate(
        **sums(met),
        targets=int64(met.count()),
        asked=int64(int64(met.asked).sum()),
        members=int64(met.member.nullif(0).nunique()),
        member=int64(met.member.max()),
        tcp=int64(met.tcp.sum()),
        door=int64(met.sport.max()),
    )
    unasked = found.targets - found.asked
    fires = (unasked >= settings.min_targets) & (unasked * 100 >= found.targets * settings.min_unasked)
    found = found.filter(fires)
    syn_ack = found.tcp * 2 >= found.n
    vector = ibis.cases(
        (syn_ack, "syn-ack"),
        else_="icmp-unreachable",
    )
    return detections(
        found,
        detector=NAME,
        src_hi=found.src_hi,
        src_lo=found.src_lo,
        src_bits=ONE,
        dst_hi=0,
        dst_lo=0,
        dst_bits=NOBODY,
        proto=ibis.ifelse(syn_ack, probes.TCP, NOBODY),
        port=NOBODY,
        vector=vector,
        member=ibis.ifelse(found.members == 1, found.member, 0),
        members=found.members,
        sources=1,
        targets=found.targets,
        ports=0,
        trust=int(Trust.SPOOFABLE),
        evidence={"asked": found.asked, "door": found.door},
    )


def least(settings: Settings) -> Least:
    """No detection without this many different hosts, most of them unasked."""
    return Least("distinct", settings.min_targets, TARGET, silent=min(settings.min_unasked, 100), mirror_of=("src_hi", "src_lo"))


DETECTOR: Final = Detector(
    name=NAME,
    category=Category.TRAFFIC,
    settings=Settings(),
    relevant=relevant,
    key=KEY,
    least=least,
    detect=detect,
    named=KEY,
    vectors=("syn-ack", "icmp-unreachable"),
    mirror=Mirror(requests, ("dst_hi", "dst_lo")),
)
