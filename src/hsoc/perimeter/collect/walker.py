"""The general path: records whose template has variable-length fields, walked by a compiled kernel (RFC 7011, section 7)."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from hsoc.perimeter.collect.elements import Kind
from hsoc.perimeter.collect.fixed import Raw
from hsoc.perimeter.collect.framing import Bytes, Int64s, u16
from hsoc.perimeter.collect.templates import VARIABLE, Template


@njit(cache=True, inline="always")
def _big(b: Bytes, at: int, length: int) -> Any:
    value = np.int64(0)
    for i in range(length):
        value = value << 8 | np.int64(b[at + i])
    return value


@njit(cache=True, inline="always")
def _span(b: Bytes, at: int, end: int, length: Any) -> tuple[int, Any]:
    """Where the content begins and how long it is; length -1 where it does not fit."""
    if length == VARIABLE:
        if at + 1 > end:
            return at, -1
        length = np.int64(b[at])
        at += 1
        if length == 255:
            if at + 2 > end:
                return at, -1
            length = u16(b, at)
            at += 2
    if at + length > end:
        return at, -1
    return at, length


@njit(cache=True, nogil=True)
def _measure(b: Bytes, starts: Int64s, ends: Int64s, lengths: Int64s, least: int, counts: Int64s, broken: Int64s) -> None:
    for s in range(len(starts)):
        at = starts[s]
        while ends[s] - at >= least:
            record = at
            whole = True
            for length in lengths:
                at, size = _span(b, at, ends[s], length)
                if size < 0:
                    whole = False
                    break
                at += size
            if not whole:
                # padding is zeros (RFC 7011, 3.3.1); anything else lied about a length
                for i in range(record, ends[s]):
                    if b[i] != 0:
                        broken[s] = record
                break
            counts[s] += 1


@njit(cache=True, nogil=True)
def _fill(b: Bytes, starts: Int64s, ends: Int64s, lengths: Int64s, counts: Int64s, plan: Int64s, out: Int64s, owner: Int64s) -> None:
    record = 0
    for s in range(len(starts)):
        at = starts[s]
        for _ in range(counts[s]):
            owner[record] = s
            for f in range(len(lengths)):
                at, size = _span(b, at, ends[s], lengths[f])
                column, kind = plan[f, 0], plan[f, 1]
                if column >= 0:
                    if kind == 0:
                        out[column, record] = _big(b, at, min(size, 8)) if size <= 8 else 0
                    elif kind == 1:
                        if size == 16:
                            out[column, record] = _big(b, at, 8)
                            out[column + 1, record] = _big(b, at + 8, 8)
                    else:
                        out[column, record] = at
                        out[column + 1, record] = size
                at += size
            record += 1


def read_walked(buffer: Bytes, template: Template, starts: Int64s, ends: Int64s) -> tuple[Raw, Int64s, Int64s, Int64s]:
    """As `read_fixed`, plus per set the place where a record lied about its length (0 = nowhere)."""
    lengths = np.array([f.length for f in template.fields], np.int64)
    plan = np.full((len(lengths), 2), -1, np.int64)
    names: list[str] = []
    for read in template.reads:
        plan[read.field] = (len(names), int(read.kind))
        suffixes = {Kind.UNSIGNED: ("",), Kind.ADDRESS: (".hi", ".lo"), Kind.BYTES: (".start", ".length")}[read.kind]
        names += [read.name + suffix for suffix in suffixes]
    counts = np.zeros(len(starts), np.int64)
    broken = np.zeros(len(starts), np.int64)
    _measure(buffer, starts, ends, lengths, template.least, counts, broken)
    total = int(counts.sum())
    out = np.zeros((len(names), total), np.int64)
    owner = np.empty(total, np.int64)
    _fill(buffer, starts, ends, lengths, counts, plan, out, owner)
    return {name: out[i] for i, name in enumerate(names)}, owner, counts, broken
