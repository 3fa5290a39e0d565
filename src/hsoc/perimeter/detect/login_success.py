"""Login success: after many attempts the same source has a longer session with the same host. Belongs here: this definition. Never: acting.

Sees: a connection larger than any refused login of its service, begun after at least `min_before` connections of the size of refused ones
from the same source to the same port of the same host, within the window. That may be the guessed password: a possible break-in, told to
the hospital at once with the highest severity.

Cannot see: who comes back after the window, from another address, or to another port; sessions whose flows the exporter cuts so short
that no piece is larger than an attempt; sampled telemetry.
Looks guilty and is not: an administrator's robot that opens short sessions and then copies a file; somebody who at last remembers the
password after ten connections. A person has to look; that is why it is told and nothing is dropped by this alone.

Trust: plausible: the flow alone does not show what the host answered; login_attempts proves the same source by its answers.
Reference: phases of SSH compromise from flows (Hofstede et al. 2014: scan, brute force, compromise); perimeter.md 2.5.
"""

from __future__ import annotations

from typing import Any, Final

import ibis
import msgspec

from hsoc.perimeter.detect import logins
from hsoc.perimeter.detect.base import Detector, Least, Mirror
from hsoc.perimeter.detect.columns import ONE, detections, int64, scaled, sums
from hsoc.perimeter.measure import probes
from hsoc.records.taxonomy import Category, Trust

NAME: Final = "login_success"
KEY: Final = ("src_hi", "src_lo", "dst_hi", "dst_lo", "dport")


class Settings(msgspec.Struct, frozen=True):
    """Thresholds per source, host and port within the window."""

    min_before: int = 10  # attempts before the longer session; as many as login_attempts asks for


def relevant(f: Any) -> Any:
    """Sessions: connections with a service where one logs in that are larger than a refused login."""
    return logins.session(f) & probes.to_one(f)


def doors(f: Any) -> Any:
    """All connections with such services: the attempts before are among them."""
    return logins.door(f) & probes.to_one(f)


def detect(flows: Any, settings: Settings) -> Any:
    """Detections per source, host and port. Lazy: nothing is computed here."""
    opened = flows.filter(doors(flows))
    opened = opened.mutate(attempt=logins.attempt(opened), longer=logins.session(opened).cast("int64"))
    asked = scaled(opened, *KEY, "sport", "attempt", "longer")
    before = ibis.window(
        group_by=list(KEY), order_by=[ibis.asc("first"), ibis.asc("longer"), ibis.asc("sport")], preceding=None, following=0
    )
    asked = asked.mutate(before=int64(asked.attempt.sum().over(before)))
    inside = asked.filter((asked.longer == 1) & (asked.before >= settings.min_before))
    found = inside.group_by(list(KEY)).aggregate(
        **sums(inside),
        member=int64(inside.member.max()),
        before=int64(inside.before.max()),
        biggest=int64(inside.packets.max()),
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
        proto=probes.TCP,
        port=found.dport,
        vector=logins.service(found.dport),
        member=found.member,
        members=ibis.ifelse(found.member > 0, 1, 0),
        sources=1,
        targets=1,
        ports=1,
        trust=int(Trust.PLAUSIBLE),
        evidence={"attempts_before": found.before, "sessions": found.n, "biggest_packets": found.biggest},
    )


def least(_: Settings) -> Least:
    """No detection without a session; the attempts alone make nothing due, so that the session is judged as soon as it is there."""
    return Least("flows", 1)


DETECTOR: Final = Detector(
    name=NAME,
    category=Category.COMPROMISE,
    settings=Settings(),
    relevant=relevant,
    key=KEY,
    least=least,
    detect=detect,
    named=("src_hi", "src_lo", "dst_hi", "dst_lo", "port"),
    vectors=tuple(logins.SERVICES),
    mirror=Mirror(doors, KEY),
)
