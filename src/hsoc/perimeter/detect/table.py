"""The detectors there are. One line each: configuration, history and the contract suite know them from here and from nowhere else."""

from __future__ import annotations

from typing import Final

from hsoc.perimeter.detect import (
    backscatter,
    block_scan,
    bogon_source,
    c2_contact,
    failed_contacts,
    flag_flood,
    horizontal_scan,
    icmp_flood,
    login_attempts,
    login_success,
    own_flood,
    own_prefix_outside,
    own_scan,
    reflection,
    source_not_allowed,
    syn_flood,
    udp_flood,
    vertical_scan,
)
from hsoc.perimeter.detect.base import Detector

DETECTORS: Final[tuple[Detector, ...]] = (
    horizontal_scan.DETECTOR,
    vertical_scan.DETECTOR,
    block_scan.DETECTOR,
    failed_contacts.DETECTOR,
    reflection.DETECTOR,
    syn_flood.DETECTOR,
    flag_flood.DETECTOR,
    udp_flood.DETECTOR,
    icmp_flood.DETECTOR,
    bogon_source.DETECTOR,
    own_prefix_outside.DETECTOR,
    source_not_allowed.DETECTOR,
    backscatter.DETECTOR,
    login_attempts.DETECTOR,
    login_success.DETECTOR,
    own_scan.DETECTOR,
    own_flood.DETECTOR,
    c2_contact.DETECTOR,
)
