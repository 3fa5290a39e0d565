"""Source not allowed: a member sends from addresses that are neither its own nor declared. Belongs here: this definition. Never: the list.

Sees: at least `min_packets` packets in five minutes that entered over a member's access interface with a source outside its allow-list
(prefixes, declared sources, prefixes of its other networks: feasible path, locate/sources.py) and left towards somebody outside. One
story per member, since who forges has no address. `private` = mostly bogons, the sign of a leaking NAT; `foreign` = others' addresses.

Cannot see: where interfaces have no role or no member; what goes to another member (the victim's own detectors see that); forged
sources out of the member's own prefixes.
Looks guilty and is not: a NAT that lets the last packets of closed sessions through untranslated (private, few; still worth mending); a
new prefix that nobody declared; a second provider's addresses that nobody declared. So it is told to the member, and nothing is dropped:
FlowSpec knows no interface, and the filter for it (uRPF, an access list) belongs on the access interface.

Trust: forged. Reference: BCP 38 (RFC 2827), BCP 84 (RFC 3704, RFC 8704: enhanced feasible path).
"""

from __future__ import annotations

from typing import Any, Final

import ibis
import msgspec

from hsoc.perimeter.detect.base import Detector, Least
from hsoc.perimeter.detect.columns import detections, int64, scaled, sums
from hsoc.records.detection import NOBODY
from hsoc.records.flow import Bogon, Direction
from hsoc.records.taxonomy import Category, Trust

NAME: Final = "source_not_allowed"
KEY: Final = ("member",)


class Settings(msgspec.Struct, frozen=True):
    """Thresholds per member within the window."""

    min_packets: int = 20  # packets as exported; a NAT that closes a session lets one or two through


def relevant(f: Any) -> Any:
    """Not allowed on this access interface, and towards nobody inside."""
    return ((f.bogon & int(Bogon.NOT_ALLOWED)) != 0) & (f.direction == int(Direction.TRANSIT)) & (f.member > 0)


def detect(flows: Any, settings: Settings) -> Any:
    """Detections per member. Lazy: nothing is computed here."""
    sent = flows.filter(relevant(flows))
    private = ((sent.bogon & int(Bogon.SOURCE)) != 0).cast("int64")
    sent = scaled(sent.mutate(seen=sent.packets, private=private), "src_hi", "src_lo", "dst_hi", "dst_lo", "seen", "private")
    sources = sent.select("member", "src_hi", "src_lo").distinct()
    sources = sources.group_by("member").aggregate(sources=int64(sources.count()))
    targets = sent.select("member", "dst_hi", "dst_lo").distinct()
    targets = targets.group_by("member").aggregate(targets=int64(targets.count()))
    found = sent.group_by("member").aggregate(**sums(sent), seen=int64(sent.seen.sum()), private=int64((sent.packets * sent.private).sum()))
    found = found.join(sources, "member").select(*found.columns, "sources")
    found = found.join(targets, "member").select(*found.columns, "targets")
    found = found.filter(found.seen >= settings.min_packets)
    vector = ibis.cases(
        (found.private * 2 >= found.packets, "private"),
        else_="foreign",
    )
    return detections(
        found,
        detector=NAME,
        src_hi=0,
        src_lo=0,
        src_bits=NOBODY,
        dst_hi=0,
        dst_lo=0,
        dst_bits=NOBODY,
        proto=NOBODY,
        port=NOBODY,
        vector=vector,
        member=found.member,
        members=1,
        sources=found.sources,
        targets=found.targets,
        ports=0,
        trust=int(Trust.SPOOFABLE),
        evidence={"seen": found.seen, "private": found.private},
    )


def least(settings: Settings) -> Least:
    """No detection without so many packets."""
    return Least("packets", settings.min_packets)


DETECTOR: Final = Detector(
    name=NAME,
    category=Category.TRAFFIC,
    settings=Settings(),
    relevant=relevant,
    key=KEY,
    least=least,
    detect=detect,
    named=KEY,
    vectors=("private", "foreign"),
)
