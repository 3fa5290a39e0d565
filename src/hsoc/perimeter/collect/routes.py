"""Routing data → Routes: MRT, BMP, RIS-Live and ExaBGP's lines, each through its format and BGP. Pure over bytes; opening is in wires.

Belongs here: which format hands what to which, and what was left out. Never: a judgement of a route.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from hsoc.exchange.bgp.decode import Tally, decode
from hsoc.exchange.mrt.decode import Reader
from hsoc.records.route import Routes


class RouteFile:
    """One MRT file, or several as one stream. What is left out is counted and told by `faults`."""

    def __init__(self) -> None:
        """Nothing read yet."""
        self._tally = Tally()
        self._left_out: dict[str, int] = {}
        self._cut: int | None = None
        self.updates = 0

    def routes(self, buffer: Any) -> Iterator[Routes]:
        """Batches of anything with the buffer protocol, in the file's order."""
        reader = Reader()
        for part in reader.read(np.frombuffer(buffer, np.uint8)):
            found, tally = decode(part)
            self._tally = added(self._tally, tally)
            self.updates += len(found)
            yield found
        for reason, count in reader.counted.items():
            self._left_out[reason] = self._left_out.get(reason, 0) + count
        self._cut = reader.cut if reader.cut is not None else self._cut

    def faults(self) -> list[str]:
        """What could not be used, a sentence each."""
        found = [f"{count} {reason} were left out" for reason, count in self._left_out.items()]
        if self._tally.malformed:
            found.append(f"{self._tally.malformed} BGP messages could not be read and were left out")
        if self._tally.treated_as_withdrawn:
            found.append(f"{self._tally.treated_as_withdrawn} announcements were malformed and count as withdrawals (RFC 7606)")
        if self._cut is not None:
            found.append(f"offset {self._cut}: the record that begins here is cut off or no record; the rest was left out")
        return found


def added(one: Tally, other: Tally) -> Tally:
    """Two tallies together."""
    return Tally(
        malformed=one.malformed + other.malformed,
        treated_as_withdrawn=one.treated_as_withdrawn + other.treated_as_withdrawn,
        other_family=one.other_family + other.other_family,
        not_update=one.not_update + other.not_update,
    )
