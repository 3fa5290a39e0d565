"""The fast path: all data sets of one fixed template in a batch, seen as one big-endian structured array. Never: variable lengths."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from hsoc.perimeter.collect.elements import Kind
from hsoc.perimeter.collect.framing import Bytes, Int64s
from hsoc.perimeter.collect.templates import Template, parts

Raw = dict[str, Int64s]  # element name (addresses: name.hi and name.lo, bytes: name.start and name.length) to values


@njit(cache=True, nogil=True)
def _coalesce(b: Bytes, starts: Int64s, counts: Int64s, size: int, out: Bytes, owner: Int64s) -> None:
    at = 0
    record = 0
    for i in range(len(starts)):
        length = counts[i] * size
        out[at : at + length] = b[starts[i] : starts[i] + length]
        at += length
        for _ in range(counts[i]):
            owner[record] = i
            record += 1


def coalesced(buffer: Bytes, starts: Int64s, counts: Int64s, *, size: int) -> tuple[Bytes, Int64s]:
    """Records of many sets behind one another, and the index of the set that each came from."""
    total = int(counts.sum())
    out = np.empty(total * size, np.uint8)
    owner = np.empty(total, np.int64)
    _coalesce(buffer, starts, counts, size, out, owner)
    return out, owner


def number(view: NDArray[Any], name: str, length: int) -> Int64s:
    """A field of 1 to 8 bytes as int64, put together from its parts; the view and its type come from `Template.view`."""
    sizes = parts(length)
    value: Int64s = view[f"{name}.0"].astype(np.int64)
    for part, size in enumerate(sizes[1:], start=1):
        value <<= 8 * size
        value |= view[f"{name}.{part}"]
    return value


def read_fixed(buffer: Bytes, template: Template, starts: Int64s, ends: Int64s) -> tuple[Raw, Int64s, Int64s]:
    """Raw columns, the owning set of each record, and the records per set. What is left over in a set is padding."""
    size = template.least
    counts = (ends - starts) // size
    block, owner = coalesced(buffer, starts, counts, size=size)
    view = block.view(template.view) if template.view.names else None
    raw: Raw = {}
    for read in template.reads:
        if read.kind is Kind.BYTES:
            first = np.cumsum(counts) - counts
            position = np.arange(len(owner), dtype=np.int64) - first[owner]
            raw[f"{read.name}.start"] = starts[owner] + position * size + read.offset
            raw[f"{read.name}.length"] = np.full(len(owner), read.length, np.int64)
        elif view is not None and read.kind is Kind.ADDRESS:
            raw[f"{read.name}.hi"] = view[f"{read.name}.0"].astype(np.int64)
            raw[f"{read.name}.lo"] = view[f"{read.name}.1"].astype(np.int64)
        elif view is not None:
            raw[read.name] = number(view, read.name, read.length)
    return raw, owner, counts
