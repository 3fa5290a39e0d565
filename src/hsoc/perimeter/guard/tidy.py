"""Making room: alarms that are over, sightings that stand for nothing any more, prefixes of ended sessions. Never: during a batch."""

from __future__ import annotations

import numpy as np
from numba import njit

from hsoc.perimeter.guard.memory import (
    ACTIVE,
    ALARMS,
    BITS,
    CODE,
    CULPRIT,
    FAMILY,
    FULL,
    HELDS,
    HI,
    LO,
    PEER,
    SIGHTINGS,
    USED,
    Memory,
    mixed,
    standing,
)  # fmt: skip
from hsoc.records.address import Int64s


@njit(cache=True, nogil=True)
def _slots(m: Memory, seed: int) -> None:
    m.slots[:] = 0
    a, mask, count = m.alarms, len(m.slots) - 1, 0
    for k in range(a.shape[1]):
        if a[USED, k]:
            count += 1
            at = (
                mixed(seed, a[FAMILY, k] * 4096 + a[CODE, k], a[HI, k] ^ (a[CULPRIT, k] << 13), a[LO, k], (a[BITS, k] << 20) + a[PEER, k])
                & mask
            )
            while m.slots[at]:
                at = (at + 1) & mask
            m.slots[at] = k + 1
    m.counts[ALARMS] = count


@njit(cache=True, nogil=True)
def _sightings(m: Memory, kept: Int64s) -> None:
    """Keep what stands for an alarm; `kept` is an empty table of the same shape to work in."""
    m.peers[4, :] = 0
    m.marks[:] = 0
    mask, count = len(kept) - 1, 0
    for i in range(len(m.sightings)):
        if m.sightings[i, 0] == 0:
            continue
        stands = False
        for family in range(3):
            stands = stands or (standing(m, i, family) >= 0 and m.sightings[i, 4 + 4 * family + 3] == 0)
        if not stands:
            continue
        at = m.sightings[i, 0] & mask
        while kept[at, 0]:
            at = (at + 1) & mask
        kept[at] = m.sightings[i]
        m.marks[(kept[at, 0] >> 20) & (len(m.marks) - 1)] = 1
        peer = kept[at, 1]
        kept[at, 2], kept[at, 3] = m.peers[4, peer], 1
        m.peers[4, peer] = at + 1
        count += 1
    m.sightings[:] = kept
    m.counts[SIGHTINGS] = count


@njit(cache=True, nogil=True)
def _held(m: Memory, kept: Int64s) -> None:
    mask, count = len(kept) - 1, 0
    for i in range(len(m.held)):
        if m.held[i, 0] == 0:
            continue
        peer, epoch = m.held[i, 1] >> 32, m.held[i, 1] & 0xFFFFFFFF
        if epoch != m.peers[6, peer] & 0xFFFFFFFF or m.held[i, 0] == -1:
            continue
        at = m.held[i, 0] & mask
        while kept[at, 0]:
            at = (at + 1) & mask
        kept[at] = m.held[i]
        count += 1
    m.held[:] = kept
    m.counts[HELDS] = count


def tidy(m: Memory, *, seed: int) -> None:
    """Free alarms that are over and were told; clear the tables that are filling up."""
    over = (m.alarms[USED] != 0) & (m.alarms[USED] != ACTIVE)
    if over.any():
        m.alarms[USED, over] = 0
        _slots(m, seed)
    if m.counts[SIGHTINGS] >= FULL * len(m.sightings) / 2:
        _sightings(m, np.zeros_like(m.sightings))
    if m.counts[HELDS] >= FULL * len(m.held):
        _held(m, np.zeros_like(m.held))
