"""What is kept for long and who looks back over it. One line each: the engine, history and the contract suite know them from here."""

from __future__ import annotations

from typing import Final

from hsoc.perimeter.detect import (
    addresses,
    carpet_bombing,
    contacts,
    dark_addresses,
    distributed_scan,
    host_baseline,
    member_baseline,
    slow_scan,
    volumes,
)
from hsoc.perimeter.detect.rollup import LookBack, RollUp

ROLLUPS: Final[dict[str, RollUp]] = {
    one.name: one
    for one in (
        contacts.CONTACTS,
        contacts.SOURCES,
        addresses.CALLS,
        addresses.REPLIES,
        volumes.HOSTS,
        volumes.NETWORKS,
    )
}

LOOKBACKS: Final[tuple[LookBack, ...]] = (
    slow_scan.DETECTOR,
    distributed_scan.DETECTOR,
    dark_addresses.DETECTOR,
    host_baseline.DETECTOR,
    member_baseline.DETECTOR,
    carpet_bombing.DETECTOR,
)
