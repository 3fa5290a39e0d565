"""sFlow v5 (sflow.org/sflow_version_5.txt): sampled packet headers become flows of one packet. Never: counter samples.

A compiled walk over samples and records; every length is checked against the datagram before it is followed.
"""

# mypy: disable-error-code="assignment,return-value,no-any-return,operator"
# (a Numba kernel has one kind of integer; NumPy's stubs see many)

from __future__ import annotations

from typing import Final

import numpy as np
from numba import njit

from hsoc.perimeter.collect.canonical import Columns
from hsoc.perimeter.collect.counters import Tally
from hsoc.perimeter.collect.dissect import COLUMNS, ETHERNET, RAW, WIDTH, dissect
from hsoc.perimeter.collect.framing import Bytes, Int64s, u32
from hsoc.perimeter.collect.options import MOST_SAMPLING
from hsoc.perimeter.collect.sequence import gaps

Agents = dict[int, int]

EXTRA: Final = 4  # columns after WIDTH: datagram, sampling, ingress, egress
LEAST_SAMPLE: Final = 8
MOST_AGENTS: Final = 256  # sub-agents of one exporter
MOST_RECORDS: Final = 64  # records of one sample
# header_protocol of a raw packet header → link type
_ETHERNET: Final = 1
_IPV4: Final = 11
_IPV6: Final = 12
_MPLS: Final = 13


@njit(cache=True, nogil=True)
def _interface(value: int, kind: int) -> int:
    """SNMP index, -1 where the format says that it is dropped, several or unknown (compact: two upper bits)."""
    if kind != 0 or value in (0x3FFFFFFF, 0xFFFFFFFF):
        return -1
    return value


@njit(cache=True, nogil=True)
def _plain(b: Bytes, at: int, end: int, six: bool, row: Int64s) -> bool:  # noqa: FBT001 - a kernel
    """Records 3 and 4, sampled IPv4 and IPv6: fields instead of a header."""
    size = 16 if six else 4
    if at + 8 + 2 * size + 12 > end:
        return False
    row[:12] = 0
    row[8] = -1
    row[10], row[4] = u32(b, at), u32(b, at + 4) & 0xFF
    at += 8
    if six:
        row[0], row[1] = u32(b, at) << 32 | u32(b, at + 4), u32(b, at + 8) << 32 | u32(b, at + 12)
        row[2], row[3] = u32(b, at + 16) << 32 | u32(b, at + 20), u32(b, at + 24) << 32 | u32(b, at + 28)
    else:
        row[1], row[3] = 0xFFFF_0000_0000 | u32(b, at), 0xFFFF_0000_0000 | u32(b, at + 4)
    at += 2 * size
    if row[4] in (1, 58):
        row[8] = (u32(b, at) & 0xFF) << 8 | u32(b, at + 4) & 0xFF
    else:
        row[5], row[6] = u32(b, at) & 0xFFFF, u32(b, at + 4) & 0xFFFF
    if row[4] == 6:
        row[7] = u32(b, at + 8) & 0xFF
    return True


@njit(cache=True, nogil=True)
def _record(b: Bytes, kind: int, at: int, end: int, row: Int64s) -> bool:
    if kind == 1 and at + 16 <= end:
        protocol, length = u32(b, at), u32(b, at + 12)
        frame, stripped = u32(b, at + 4), u32(b, at + 8)
        last = min(at + 16 + length, end)
        link = ETHERNET if protocol == _ETHERNET else RAW if protocol in (_IPV4, _IPV6) else -1
        if link < 0 or not dissect(b, at + 16, last, link, row[:12]):
            return False
        if row[10] == 0:
            row[10] = max(frame - stripped - 14, 0)
        return True
    if kind in (3, 4):
        return _plain(b, at, end, kind == 4, row)
    return False


@njit(cache=True, nogil=True)
def _sample(b: Bytes, kind: int, at: int, end: int, row: Int64s) -> bool:
    """A flow sample (1) or expanded flow sample (3)."""
    wide = kind == 3
    if at + (44 if wide else 32) > end:
        return False
    at += 12 if wide else 8  # sequence, source
    row[13] = u32(b, at)
    at += 12  # rate, pool, drops
    if wide:
        row[14], row[15] = _interface(u32(b, at + 4), u32(b, at)), _interface(u32(b, at + 12), u32(b, at + 8))
        at += 16
    else:
        row[14] = _interface(u32(b, at) & 0x3FFFFFFF, u32(b, at) >> 30)
        row[15] = _interface(u32(b, at + 4) & 0x3FFFFFFF, u32(b, at + 4) >> 30)
        at += 8
    records = u32(b, at)
    at += 4
    for _ in range(min(records, MOST_RECORDS)):
        if at + 8 > end:
            return False
        form, length = u32(b, at), u32(b, at + 4)
        at += 8
        if at + length > end:
            return False
        if _record(b, form, at, at + length, row):
            return True
        at += length
    return False


@njit(cache=True, nogil=True)
def _walk(b: Bytes, offsets: Int64s, lengths: Int64s, out: Int64s, sequence: Int64s, broken: Int64s) -> int:
    found = 0
    for i in range(len(offsets)):
        at, end = offsets[i], offsets[i] + lengths[i]
        if at + 28 > end:
            broken[i] = 1
            continue
        family = u32(b, at + 4)
        at += 8 + (4 if family == 1 else 16)
        if family not in (1, 2) or at + 16 > end:
            broken[i] = 4
            continue
        sequence[i, 0], sequence[i, 1] = u32(b, at), u32(b, at + 4)
        samples = u32(b, at + 12)
        at += 16
        for _ in range(samples):
            if at + 8 > end:
                broken[i] = at - offsets[i]
                break
            kind, length = u32(b, at), u32(b, at + 4)
            at += 8
            if at + length > end:
                broken[i] = at - 4 - offsets[i]
                break
            if kind in (1, 3) and _sample(b, kind, at, at + length, out[found]):
                out[found, 12] = i
                found += 1
            at += length
    return found


def _sequences(sequence: Int64s, agents: Agents, tally: Tally) -> None:
    """Missing datagrams per sub-agent; the address in the datagram is not believed to tell senders apart."""
    for agent in np.unique(sequence[sequence[:, 1] >= 0, 0]).tolist():
        if agent not in agents and len(agents) >= MOST_AGENTS:
            continue
        numbers = sequence[(sequence[:, 0] == agent) & (sequence[:, 1] >= 0), 1]
        found = gaps(numbers, np.ones(len(numbers), np.int64), expected=agents.get(agent))
        agents[agent] = found.expected or 0
        for name in ("gaps", "lost", "resets"):
            if count := getattr(found, name):
                tally.add(name, count)


def read_sflow(buffer: Bytes, offsets: Int64s, lengths: Int64s, received: Int64s, tally: Tally, agents: Agents) -> Columns:
    """Flow columns of the sFlow v5 datagrams of one exporter; time is that of receipt, for the format has none.

    agents: next sequence number per sub-agent, changed in place.
    """
    out = np.zeros((int(np.sum(lengths // LEAST_SAMPLE)) + 1, WIDTH + EXTRA), np.int64)
    sequence = np.full((len(offsets), 2), -1, np.int64)
    broken = np.zeros(len(offsets), np.int64)
    found = _walk(buffer, offsets, lengths, out, sequence, broken)
    for place in broken[broken > 0].tolist()[:1]:
        tally.error("malformed", f"offset {place}: sFlow sample beyond the datagram", int((broken > 0).sum()))
    _sequences(sequence, agents, tally)
    out = out[:found]
    columns = {name: out[:, place].copy() for place, name in enumerate(COLUMNS[:-1])}
    owner = out[:, WIDTH]
    columns["first"] = columns["last"] = received[owner]
    columns["packets"] = np.ones(found, np.int64)
    columns["sampling"] = np.clip(out[:, WIDTH + 1], 1, MOST_SAMPLING)
    columns["ingress_if"], columns["egress_if"] = out[:, WIDTH + 2].copy(), out[:, WIDTH + 3].copy()
    tally.add("flows", found)
    return columns
