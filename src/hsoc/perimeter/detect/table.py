"""The detectors there are. One line each: configuration, history and the contract suite know them from here and from nowhere else."""

from __future__ import annotations

from typing import Final

from hsoc.perimeter.detect import (
    flag_flood,
    horizontal_scan,
    icmp_flood,
    reflection,
    syn_flood,
    vertical_scan,
)
from hsoc.perimeter.detect.base import Detector

DETECTORS: Final[tuple[Detector, ...]] = (
    horizontal_scan.DETECTOR,
    vertical_scan.DETECTOR,
    reflection.DETECTOR,
    syn_flood.DETECTOR,
    flag_flood.DETECTOR,
    icmp_flood.DETECTOR,
)
