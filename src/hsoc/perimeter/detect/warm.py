"""Warm up: every kernel compiled or loaded, every definition run once, before the first flow comes. Never: anything lasting.

Compiling takes seconds on a fresh machine, while the sockets' buffers hold less than one second of a busy network.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from hsoc.perimeter.detect.watch import Watch
from hsoc.records.flow import flow_table

ROWS: Final = 256  # flows; more different hosts and ports than any `least` asks for
PACKETS: Final = 1_000_000  # packets of a flow; more than any `least` asks for
AT: Final = 1_000_000_000_000  # ms; some time


def warm(watch: Watch) -> int:
    """Show a twin of `watch` a little of everything; the number of detections, for whoever wants to see that it did."""
    count = np.arange(ROWS)
    last = AT + count * 10
    same = np.ones(ROWS, np.int64)
    sweep = {"dst_lo": count, "dport": same, "proto": same * 6, "tcp_flags": same * 2, "packets": same, "bytes": same * 40}
    doors = {**sweep, "dst_lo": same, "dport": count}
    answers = {
        "src_lo": count,
        "sport": same * 53,
        "dport": same * 4000,
        "proto": same * 17,
        "packets": same * PACKETS,
        "bytes": same * PACKETS,
    }
    asked = {"dst_lo": count, "src_lo": same, "dport": same * 53, "sport": same * 4000, "proto": same * 17, "packets": same, "bytes": same}
    watch.prepare()
    twin = watch.twin()
    found = 0
    for columns in (sweep, doors, answers, asked):
        flows = flow_table({"first": last, "last": last, **columns}, rows=ROWS)
        found += twin.step(flows, now=AT + ROWS * 10).num_rows
    return found + twin.finish().num_rows
