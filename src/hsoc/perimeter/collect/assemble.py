"""Parts of flow columns become one Arrow table. Belongs here: joining and defaults. Never: decoding."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from hsoc.perimeter.collect.canonical import Columns
from hsoc.perimeter.collect.framing import Int64s
from hsoc.records.address import pair
from hsoc.records.flow import DEFAULTS, FLOW_COLUMNS, flow_table, no_flows
from hsoc.records.packets import Exporter

Part = tuple[Exporter, Columns]


def exporter_number(exporter: Exporter) -> int:
    """The `exporter` column: lower half of the address, 0 for a file or an address that is none."""
    try:
        return pair(exporter.address)[1]
    except ValueError:
        return 0


def assemble(parts: list[Part]) -> pa.Table:
    """One table of all parts, in their order; each part's columns have the same length, absent ones get their default."""
    parts = [part for part in parts if len(part[1]["first"])]
    if not parts:
        return no_flows()
    sizes = [len(columns["first"]) for _, columns in parts]
    out: dict[str, Int64s] = {}
    for name in FLOW_COLUMNS:
        if not any(name in columns for _, columns in parts) and name != "exporter":
            continue
        pieces = []
        for (exporter, columns), size in zip(parts, sizes, strict=True):
            value = columns.get(name)
            if value is None:
                constant = exporter_number(exporter) if name == "exporter" else DEFAULTS.get(name, 0)
                value = np.full(size, constant, np.int64)
            pieces.append(value)
        out[name] = pieces[0] if len(pieces) == 1 else np.concatenate(pieces)
    return flow_table(out, rows=sum(sizes))
