"""Host baseline: a host is sent far more than at this hour of the last weeks. Belongs here: this definition. Never: what is usual.

Sees: any flood of one host, whatever it is made of, in two consecutive five-minute buckets: above `times` the median of the same hour of
the week and above a share of the hospital's access line. It names the kinds that grew, so that decide can stop these and nothing else.

Cannot see: a flood shorter than two buckets (the window detectors are there within seconds); one below the floor; one that grew over weeks
together with its own baseline; the first week. Looks guilty and is not: a backup that moved to another hour, a download of images for many
machines, a lecture; all from few sources at well-known ports. A growth that has no telling port is told, and nothing is done about it.
Reference: perimeter.md 1.2 (FastNetMon's thresholds, NEMEA's two consecutive windows), 2.3; issue 3 (median + MAD, release after quiet).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from hsoc.perimeter.detect import baseline
from hsoc.perimeter.detect.columns import ONE, detections
from hsoc.perimeter.detect.rollup import LookBack
from hsoc.perimeter.detect.volumes import FIVE_MINUTES
from hsoc.records.detection import NOBODY
from hsoc.records.taxonomy import Category, Trust

NAME: Final = "host_baseline"


class Settings(baseline.Settings, frozen=True):
    """As all baselines, per host."""


def detect(rows: Mapping[str, Any], settings: Settings) -> Any:
    """Detections per host from `hosts`. Lazy: nothing is computed here."""
    t = baseline.grown(rows["hosts"], ("member", "dst_hi", "dst_lo"), settings)
    return detections(
        t,
        detector=NAME,
        src_hi=0,
        src_lo=0,
        src_bits=NOBODY,
        dst_hi=t.dst_hi,
        dst_lo=t.dst_lo,
        dst_bits=ONE,
        proto=baseline.proto(t),
        port=baseline.port(t),
        vector=baseline.vector(t),
        member=t.member,
        members=(t.member > 0).cast("int64"),
        sources=t.sources,
        targets=1,
        ports=0,
        trust=int(Trust.SPOOFABLE),
        evidence=baseline.evidence(t),
    )


DETECTOR: Final = LookBack(
    name=NAME,
    category=Category.DDOS,
    settings=Settings(),
    reads=("hosts",),
    detect=detect,
    named=("dst_hi", "dst_lo"),
    vectors=baseline.VECTORS,
    every=FIVE_MINUTES,
    look=baseline.LOOK,
    fresh=baseline.NOW * FIVE_MINUTES,
    quiet=4 * FIVE_MINUTES,  # three quiet buckets, and the time until the last one is judged
    learn=2,
    weekly=True,
)
