"""Bogon source: packets from addresses that nobody can have, arriving from outside. Belongs here: this definition. Never: the list.

Sees: at least `min_packets` packets in a minute to one host of ours whose source is on the policy's list of bogons (RFC 6890 and what
the operator adds), entering from a transit or a peer. Evidence: how many sources, and examples by which decide finds the listed prefixes.

Cannot see: where the exporter does not say the interface, or the policy gives it no role; forged sources that could exist; floods of
SYNs, UDP or ICMP (told by the flood detectors at the same victim).
Looks guilty and is not: routers on private transfer networks whose ICMP errors answer our own traceroutes (errors are left out); a
neighbour's leaking NAT: found, harmless, and rightly so. A list that still holds space given out since accuses honest hosts: keep it fresh.

Trust: the source is forged by definition; a match of the listed prefix towards this host hurts nobody.
Reference: RFC 2827, RFC 6890; IMC 2017 (classes of spoofed traffic): bogons are the class that may be dropped without a person.
"""

from __future__ import annotations

from typing import Any, Final

import msgspec

from hsoc.perimeter.detect.base import Detector, Least
from hsoc.perimeter.detect.forged import VECTORS, at_victims, told
from hsoc.perimeter.detect.victims import FLOOD_MS, VICTIM
from hsoc.perimeter.measure import probes
from hsoc.records.flow import Bogon
from hsoc.records.taxonomy import Category

NAME: Final = "bogon_source"


class Settings(msgspec.Struct, frozen=True):
    """Thresholds per target within the window."""

    min_packets: int = 4  # packets as exported; one or two are somebody's typing error, and say nothing


def relevant(f: Any) -> Any:
    """From a bogon, from outside, towards one host of ours; no ICMP errors."""
    return ((f.bogon & int(Bogon.SOURCE)) != 0) & probes.external(f) & probes.incoming(f) & probes.to_one(f) & ~probes.icmp_error(f)


def detect(flows: Any, settings: Settings) -> Any:
    """Detections per target. Lazy: nothing is computed here."""
    forged = flows.filter(relevant(flows))
    found = at_victims(forged, member=forged.member)
    return told(found.filter(found.seen >= settings.min_packets), detector=NAME, member=found.owner, evidence={})


def least(settings: Settings) -> Least:
    """No detection without so many packets."""
    return Least("packets", settings.min_packets)


DETECTOR: Final = Detector(
    name=NAME,
    category=Category.TRAFFIC,
    settings=Settings(),
    relevant=relevant,
    key=VICTIM,
    least=least,
    detect=detect,
    named=VICTIM,
    vectors=VECTORS,
    window=FLOOD_MS,
)
