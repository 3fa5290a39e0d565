"""C2 contact: a hospital's host calls a listed command-and-control address. Belongs here: this definition. Never: the list.

Sees: a flow that a host of ours began towards an address on the policy's list (bit CONTROL, set by locate): a SYN even if nobody answers (a
sinkhole, a block), a connection towards the lower port, a datagram from a client's port. One such flow is enough.

Cannot see: controllers that nobody has listed, or reached through a proxy or a shared cloud address; which machine it is behind a NAT.
Looks guilty and is not: our server answering a listed host that scans us (we did not begin); a researcher or a sandbox of the hospital;
an address that has changed hands since it was listed: lists age, so the evidence counts how often it was called and whether it answered.

Trust: ours. The hospital is told at once; blocking the controller is a person's or the policy's choice.
Reference: NEMEA blacklistfilter (and its PR 63: active attackers and controllers are two meanings of a list); IDEA Intrusion.Botnet.
"""

from __future__ import annotations

from typing import Any, Final

import ibis
import msgspec

from hsoc.perimeter.detect.base import Detector, Least
from hsoc.perimeter.detect.columns import ONE, detections, int64, scaled, sums
from hsoc.perimeter.measure import probes
from hsoc.records.detection import NOBODY
from hsoc.records.flow import Bogon
from hsoc.records.taxonomy import Category, Trust

NAME: Final = "c2_contact"
KEY: Final = ("src_hi", "src_lo", "dst_hi", "dst_lo")


class Settings(msgspec.Struct, frozen=True):
    """Thresholds per own host and controller within the window."""

    min_flows: int = 1  # flows; nobody calls a controller by chance, and a beacon may be hours apart


def relevant(f: Any) -> Any:
    """Begun by ours, towards a listed address."""
    both = (f.tcp_flags & (probes.SYN | probes.ACK)) == (probes.SYN | probes.ACK)
    tcp = probes.syn(f) | ((f.proto == probes.TCP) & both & (f.dport < f.sport))
    udp = (f.proto == probes.UDP) & (f.sport >= probes.FIRST_UNPRIVILEGED) & (f.dport < f.sport)
    return ((f.bogon & int(Bogon.CONTROL)) != 0) & probes.outgoing(f) & (tcp | udp)


def detect(flows: Any, settings: Settings) -> Any:
    """Detections per own host and controller. Lazy: nothing is computed here."""
    called = flows.filter(relevant(flows))
    spoke = ((called.tcp_flags & (probes.ACK | probes.PSH)) == (probes.ACK | probes.PSH)).cast("int64")
    called = scaled(called.mutate(spoke=spoke), *KEY, "proto", "dport", "spoke")
    found = called.group_by(list(KEY)).aggregate(
        **sums(called),
        member=int64(called.member.max()),
        spoke=int64(called.spoke.sum()),
        doors=int64(called.dport.nunique()),
        lowest=int64(called.dport.min()),
        tcp=int64((called.proto == probes.TCP).cast("int64").sum()),
    )
    found = found.filter(found.n >= settings.min_flows)
    vector = ibis.cases(
        (found.tcp * 2 >= found.n, "tcp"),
        else_="udp",
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
        proto=NOBODY,
        port=NOBODY,
        vector=vector,
        member=found.member,
        members=ibis.ifelse(found.member > 0, 1, 0),
        sources=1,
        targets=1,
        ports=found.doors,
        trust=int(Trust.PLAUSIBLE),
        evidence={"calls": found.n, "conversations": found.spoke, "lowest_port": found.lowest},
    )


def least(settings: Settings) -> Least:
    """One flow is enough."""
    return Least("flows", settings.min_flows)


DETECTOR: Final = Detector(
    name=NAME,
    category=Category.BOTNET,
    settings=Settings(),
    relevant=relevant,
    key=KEY,
    least=least,
    detect=detect,
    named=KEY,
    vectors=("tcp", "udp"),
)
