"""Flood of odd flags: TCP packets to one host that no real connection sends. Belongs here: this definition. Never: acting.

Sees: at least `floor` packets in a minute to one host with SYN+ECE+CWR that nothing followed (0xC2), FIN, XMAS or NULL without a
connection, SYN together with FIN or RST in one packet (probes.odd_flags). The evidence names the heaviest set: a perfect signature.

Cannot see: floods of lone ACKs or RSTs, because exporters cut the ends of honest connections into just such flows; of an exporter
that leaves flags out, or has not yet been seen to tell them (told_flags), NULL floods of long packets, of more than three packets a
flow or in sampled telemetry: there 0 is also what the acknowledgements of a download look like.
Looks guilty and is not: ECN-capable clients of a dead server (their first SYN carries ECE and CWR, RFC 3168): found at the floor; who
is stopped by that signature repeats without ECN. At 1:1000 such SYNs are weighed against all TCP of the host.
A scan by odd flags is a walk of one source and left to the scan detectors.

Trust: 9,697 sources of 9,878 packets in a public capture: the source is no evidence and never a match.
Reference: perimeter.md 2.3 (capture, flags 0xC2 98 %); RFC 9293 3.1, RFC 3168 6.1.1.
"""

from __future__ import annotations

from typing import Any, Final

import ibis
import msgspec

from hsoc.perimeter.detect.base import Detector, Least
from hsoc.perimeter.detect.columns import int64, whole
from hsoc.perimeter.detect.victims import FLOOD_MS, VICTIM, counted, per_door, per_victim, victims, without_walks
from hsoc.perimeter.measure import probes
from hsoc.records.taxonomy import Category

NAME: Final = "flag_flood"
SETS: Final = 256  # different values of the flags' byte


class Settings(msgspec.Struct, frozen=True):
    """Thresholds per victim within the window."""

    floor: int = 1000  # packets in the window, scaled; none at all is honest, so this only keeps scans and broken hosts out
    min_share: int = 60  # % of the host's sampled TCP packets
    min_seen: int = 10  # packets as exported; one packet at 1:1000 would be a flood by itself


def relevant(f: Any) -> Any:
    """Odd flags towards one host, and where it is sampled all TCP beside them."""
    return (probes.odd_flags(f) | probes.sampled_tcp(f)) & probes.incoming(f) & probes.to_one(f)


def detect(flows: Any, settings: Settings) -> Any:
    """Detections per victim. Lazy: nothing is computed here."""
    tcp = flows.filter(relevant(flows))
    odd = probes.odd_flags(tcp)
    found = per_victim(without_walks(per_door(counted(tcp, odd))))
    found = found.join(_heaviest(tcp.filter(odd)), list(VICTIM)).select(*found.columns, "flags")
    fires = (found.counted >= settings.floor) & (found.seen >= settings.min_seen)
    fires = fires & (found.counted * 100 >= found.packets * settings.min_share)
    found = found.filter(fires)
    flags = found.flags
    vector = ibis.cases(
        ((flags & 0xC2) == 0xC2, "syn-ece-cwr"),
        (flags == 0, "null"),
        ((flags & probes.SYN) != 0, "syn-fin-rst"),
        else_="fin-xmas",
    )
    evidence = {"flags": flags, "share": whole(found.counted * 100, found.packets), "seen": found.seen}
    return victims(found, detector=NAME, vector=vector, proto=probes.TCP, evidence=evidence)


def _heaviest(odd: Any) -> Any:
    """Per victim the set of flags that most packets carry, the lower one of equals."""
    packets = odd.packets * odd.sampling
    odd = odd.mutate(tcp_flags=odd.tcp_flags & (SETS - 1))  # none told is none set
    sets = odd.mutate(sent=packets).group_by([*VICTIM, "tcp_flags"]).aggregate(sent=lambda t: int64(t.sent.sum()))
    best = sets.group_by(list(VICTIM)).aggregate(best=int64((sets.sent * SETS + (SETS - 1 - sets.tcp_flags)).max()))
    return best.select(*VICTIM, flags=(SETS - 1 - best.best % SETS).cast("int64"))


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
    vectors=("syn-ece-cwr", "null", "syn-fin-rst", "fin-xmas"),
    window=FLOOD_MS,
)
