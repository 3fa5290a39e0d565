"""Flows out of packet sections: routers that send the first bytes of a frame instead of fields (IE 315, 313, 104). Never: other fields."""

from __future__ import annotations

from typing import Final

import numpy as np
from numba import njit

from hsoc.perimeter.collect.canonical import Columns
from hsoc.perimeter.collect.dissect import COLUMNS, ETHERNET, RAW, WIDTH, dissect
from hsoc.perimeter.collect.fixed import Raw
from hsoc.perimeter.collect.framing import Bytes, Int64s

# element: link type of its content (RFC 5477, 8.5; 104 is the older Cisco one)
SECTIONS: Final = {"dataLinkFrameSection": ETHERNET, "ipHeaderPacketSection": RAW, "layer2packetSectionData": ETHERNET}


@njit(cache=True, nogil=True)
def _dissect(b: Bytes, starts: Int64s, lengths: Int64s, link: int, rows: Int64s, good: Int64s) -> None:
    for i in range(len(starts)):
        good[i] = dissect(b, starts[i], starts[i] + lengths[i], link, rows[i])


def sections(buffer: Bytes, raw: Raw, out: Columns, keep: Int64s) -> Int64s:
    """Fill the columns of records that have no address of their own from their packet section; the new `keep`."""
    for name, link in SECTIONS.items():
        if f"{name}.start" not in raw:
            continue
        rows = np.zeros((len(keep), WIDTH), np.int64)
        good = np.zeros(len(keep), np.int64)
        _dissect(buffer, raw[f"{name}.start"], raw[f"{name}.length"], link, rows, good)
        use = (good != 0) & (keep == 0)
        for place, column in enumerate(COLUMNS[:-1]):
            before = out.get(column)
            found = rows[:, place]
            if before is None:
                before = np.full(len(keep), -1 if column == "icmp" else 0, np.int64)
            if column == "bytes":
                found = np.where(before > 0, before, found)
            out[column] = np.where(use, found, before)
        out["packets"] = np.where(use & (out["packets"] == 0), 1, out["packets"])
        keep = np.where(use, 1, keep)
    return keep
