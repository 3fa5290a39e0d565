"""SYN flood: more half-open connections to one host than visitors leave behind. Belongs here: this definition. Never: acting.

Sees: a host that gets at least `floor` SYNs in a minute that were never followed by an ACK, from any number of sources, forged or not,
at one port or many. In sampled telemetry also what share of the host's TCP these are, as there one packet stands for a connection.

Cannot see: a flood below the floor; SYNs with ECE and CWR (flag_flood's work); floods that complete their handshakes; at 1:1000 a flood
of fewer than `min_seen` sampled packets a minute.
Looks guilty and is not: a popular server that has died while its visitors keep trying (each gives up after a few SYNs, but a thousand
do not): found, and told as what it is at the wire. A scan of all ports is a walk of one source and left to vertical_scan; a server
with many short visits is not seen, since their flows carry the ACK too.

Trust: 37,623 sources of 37,841 packets in a public capture: the source is no evidence and never a match.
Reference: RFC 4987; captures of perimeter.md 2.3; NEMEA hoststats (270,000 connections, for a backbone).
"""

from __future__ import annotations

from typing import Any, Final

import ibis
import msgspec

from hsoc.perimeter.detect.base import Detector, Least
from hsoc.perimeter.detect.columns import whole
from hsoc.perimeter.detect.victims import FLOOD_MS, VICTIM, counted, per_door, per_victim, victims, without_walks
from hsoc.perimeter.measure import probes
from hsoc.records.taxonomy import Category

NAME: Final = "syn_flood"


class Settings(msgspec.Struct, frozen=True):
    """Thresholds per victim within the window."""

    floor: int = 1000  # SYNs in the window, scaled; 17/s, more than a dying server leaves, far less than one breaks from
    min_share: int = 60  # % of the host's sampled TCP packets that are SYNs; a busy server shows about 10 %
    min_seen: int = 10  # packets as exported; one packet at 1:1000 would be a flood by itself


def half_open(f: Any) -> Any:
    """A SYN that nothing followed, unless its flags are flag_flood's matter."""
    return probes.syn(f) & ~probes.odd_flags(f)


def relevant(f: Any) -> Any:
    """Half-open connections to one host, and where it is sampled all TCP beside them."""
    return (half_open(f) | probes.sampled_tcp(f)) & probes.incoming(f) & probes.to_one(f)


def detect(flows: Any, settings: Settings) -> Any:
    """Detections per victim. Lazy: nothing is computed here."""
    tcp = flows.filter(relevant(flows))
    found = per_victim(without_walks(per_door(counted(tcp, half_open(tcp)))))
    fires = (found.counted >= settings.floor) & (found.seen >= settings.min_seen)
    fires = fires & (found.counted * 100 >= found.packets * settings.min_share)
    found = found.filter(fires)
    share = whole(found.counted * 100, found.packets)
    return victims(found, detector=NAME, vector=ibis.literal("syn"), proto=probes.TCP, evidence={"syn_share": share, "seen": found.seen})


def least(settings: Settings) -> Least:
    """No detection without the floor."""
    return Least("packets", settings.floor)


DETECTOR: Final = Detector(
    name=NAME,
    category=Category.DDOS,
    settings=Settings(),
    relevant=relevant,
    key=VICTIM,
    least=least,
    detect=detect,
    named=VICTIM,
    vectors=("syn",),
    window=FLOOD_MS,
)
