"""ICMP flood: more ICMP to one host than anybody who looks for it sends. Belongs here: this definition. Never: acting.

Sees: at least `floor` ICMP or ICMPv6 packets in a minute to one host that are no echo replies: pings, timestamp and mask requests,
errors of any type (BlackNurse sends 3/3), from one source or many. The evidence names the heaviest type.

Cannot see: echo replies (reflection counts them where nobody asked); a flood below the floor.
Looks guilty and is not: smokeping and monitors (some packets a minute), traceroute's answers (90), errors that a busy resolver's dead
servers cause (they come from many routers, one per question: found only beyond the floor). A sweep sends one packet to each host.

Trust: ICMP needs no handshake: spoofable, never a match. Reference: RFC 792, RFC 4443; BlackNurse (TDC SOC, 2016).
"""

from __future__ import annotations

from typing import Any, Final

import ibis
import msgspec

from hsoc.perimeter.detect.base import Detector, Least
from hsoc.perimeter.detect.columns import int64, whole
from hsoc.perimeter.detect.victims import FLOOD_MS, VICTIM, counted, per_door, per_victim, victims
from hsoc.perimeter.measure import probes
from hsoc.records.taxonomy import Category

NAME: Final = "icmp_flood"
TYPES: Final = 256


class Settings(msgspec.Struct, frozen=True):
    """Thresholds per victim within the window."""

    floor: int = 1000  # packets in the window, scaled; a monitor sends one a second at most
    min_seen: int = 10  # packets as exported; one packet at 1:1000 would be a flood by itself


def relevant(f: Any) -> Any:
    """ICMP that answers nobody's echo, towards one host."""
    return probes.icmp_unasked(f) & probes.incoming(f) & probes.to_one(f)


def detect(flows: Any, settings: Settings) -> Any:
    """Detections per victim. Lazy: nothing is computed here."""
    messages = flows.filter(relevant(flows))
    found = per_victim(per_door(counted(messages, messages.packets >= 0)))
    found = found.join(_heaviest(messages), list(VICTIM)).select(*found.columns, "type", "six")
    found = found.filter((found.counted >= settings.floor) & (found.seen >= settings.min_seen))
    echo = ((found.six == 0) & (found.type == 8)) | ((found.six == 1) & (found.type == 128))
    vector = ibis.cases(
        (echo, "icmp-request"),
        ((found.six == 0) & (found.type == 3), "icmp-unreachable"),
        else_="icmp",
    )
    proto = ibis.ifelse(found.six == 1, probes.ICMP6, probes.ICMP)
    return victims(found, detector=NAME, vector=vector, proto=proto, evidence={"type": found.type, "seen": found.seen})


def _heaviest(messages: Any) -> Any:
    """Per victim the type of which most packets came (of ICMPv6 before ICMP where equal), -1 where it is not exported."""
    six = (messages.proto == probes.ICMP6).cast("int64")
    kind = ibis.ifelse(messages.icmp < 0, TYPES - 1, whole(messages.icmp, ibis.literal(256)))
    types = messages.mutate(kind=(six * TYPES + kind).cast("int64"), sent=messages.packets * messages.sampling)
    types = types.group_by([*VICTIM, "kind"]).aggregate(sent=lambda t: int64(t.sent.sum()))
    best = types.group_by(list(VICTIM)).aggregate(best=int64((types.sent * 2 * TYPES + types.kind).max()))
    kind = (best.best % (2 * TYPES)).cast("int64")
    return best.select(*VICTIM, type=(kind % TYPES).cast("int64"), six=ibis.ifelse(kind >= TYPES, 1, 0).cast("int64"))


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
    vectors=("icmp-request", "icmp-unreachable", "icmp"),
    window=FLOOD_MS,
)
