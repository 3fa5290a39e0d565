"""Own prefix from outside: our or a member's address as source of what enters from a transit or a peer. Never: deciding whether it may.

Sees: at least `min_packets` packets in a minute to one host of ours from sources of ours, over an interface of role transit or peer. All
of them may be dropped only where locate marks them NOWHERE_ELSE: the source's member is declared single-homed, has no other networks,
was not seen in BGP through anybody else, and is the target's own member, so that a rule cannot touch talk between two members.

Cannot see: where exporters do not say interfaces; own sources of floods (told by the flood detectors); a tunnel that carries them inside.
Looks guilty and is not: a multi-homed member answering over its second provider, two members who meet over the outside, traffic led
back to us by a scrubbing provider: declared as other networks, they stay a notice, and a notice is all that is made of anything unsure.

Trust: forged or misrouted; never a match of ours beyond the case above.
Reference: RFC 2827, RFC 3704; CoNEXT 2019 and arXiv 1911.05164 on what must not be inferred from customer cones.
"""

from __future__ import annotations

from typing import Any, Final

import ibis
import msgspec

from hsoc.perimeter.detect.base import Detector, Least
from hsoc.perimeter.detect.columns import int64
from hsoc.perimeter.detect.forged import VECTORS, at_victims, told
from hsoc.perimeter.detect.victims import FLOOD_MS, VICTIM
from hsoc.perimeter.measure import probes
from hsoc.records.flow import Bogon
from hsoc.records.taxonomy import Category

NAME: Final = "own_prefix_outside"


class Settings(msgspec.Struct, frozen=True):
    """Thresholds per target within the window."""

    min_packets: int = 4  # packets as exported; a single one may be a loop that is just closing


def relevant(f: Any) -> Any:
    """From ours, from outside, towards one host of ours."""
    return ((f.bogon & int(Bogon.OWN_OUTSIDE)) != 0) & (f.direction <= probes.BETWEEN) & probes.to_one(f)


def detect(flows: Any, settings: Settings) -> Any:
    """Detections per target. Lazy: nothing is computed here."""
    forged = flows.filter(relevant(flows))
    found = at_victims(forged, member=forged.member)
    unsure = forged.filter((forged.bogon & int(Bogon.NOWHERE_ELSE)) == 0)
    unsure = unsure.group_by(list(VICTIM)).aggregate(unsure=int64(unsure.count()))
    found = found.left_join(unsure, list(VICTIM)).select(*found.columns, "unsure")
    found = found.mutate(sure=ibis.ifelse(int64(found.unsure) == 0, 1, 0))
    found = found.filter(found.seen >= settings.min_packets)
    return told(found, detector=NAME, member=found.owner, evidence={"sure": found.sure})


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
