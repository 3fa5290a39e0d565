"""A scenario to a file: IPFIX messages of two sites and the truth beside them. Belongs here: the writing. Never: pacing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import BinaryIO

import msgspec

from hsoc.perimeter.simulate import community, truth
from hsoc.perimeter.simulate.attacks import Plan
from hsoc.perimeter.simulate.columns import Columns, rows, taken
from hsoc.perimeter.simulate.ipfix import Exporter


class Written(msgspec.Struct, frozen=True):
    """What went into a file."""

    flows: int
    bytes: int


def ipfix_file(slices: Iterable[Columns], out: BinaryIO, *, progress: Callable[[int], None] = lambda _: None) -> Written:
    """Write slices of flows as IPFIX messages (RFC 5655 style: templates first); progress is told the flows so far."""
    sites = [Exporter(domain=number + 1) for number in range(len(community.SITES))]
    total = size = 0
    for flows in slices:
        export = int(flows["last"].max()) // 1000 + 1
        for number, site in enumerate(sites):
            if not total:
                size += out.write(site.templates(export=export))
            for messages in site.data(taken(flows, flows["site"] == number), export=export):
                size += out.write(messages.tobytes())
        total += rows(flows)
        progress(total)
    return Written(total, size)


def truth_file(plan: Plan, path: Path) -> int:
    """Write the truth as JSON lines; the number of threats."""
    count = 0
    with path.open("wb") as out:
        for line in truth.lines(plan):
            out.write(line)
            count += 1
    return count
