"""What is kept for long and who looks back over it. One line each: the engine, history and the contract suite know them from here."""

from __future__ import annotations

from typing import Final

from hsoc.perimeter.detect import (
    contacts,
    slow_scan,
)
from hsoc.perimeter.detect.rollup import LookBack, RollUp

ROLLUPS: Final[dict[str, RollUp]] = {
    one.name: one
    for one in (
        contacts.CONTACTS,
        contacts.SOURCES,
    )
}

LOOKBACKS: Final[tuple[LookBack, ...]] = (slow_scan.DETECTOR,)
