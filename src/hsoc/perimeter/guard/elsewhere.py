"""Members that are reached in BGP by others than us: their prefix, or a part of it, was announced on a path without us. Never: an alarm.

Only members that are declared to have no other way in are looked at; of the others nobody assumes it. What is forgotten for want of room
counts as seen: then a source of theirs from outside is told, not dropped.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numba import njit

from hsoc.perimeter.guard.memory import mixed
from hsoc.perimeter.guard.settings import Settings
from hsoc.perimeter.guard.tree import Tree, find, of_texts
from hsoc.records.address import Int64s
from hsoc.records.policy import Policy
from hsoc.records.route import Routes

MOST_HELD: Final = 65_536  # views (a peer and a prefix) remembered, 24 bytes each
FULL: Final = 0.9  # of them, so that the search for a place stays short
OWN: Final = "own"


class Elsewhere:
    """What was heard about the members of one policy. seed hinders chosen collisions."""

    def __init__(self, policy: Policy, settings: Settings, *, seed: int) -> None:
        alone = [one for one in policy.members if one.single_homed and not one.other_networks]
        said = [(prefix, one.number) for one in alone for prefix in one.prefixes]
        self._tree, index = of_texts(prefix for prefix, _ in said)
        self._member = np.zeros(len(self._tree.hi), np.int64)
        self._member[index] = [number for _, number in said]
        theirs = {asn for one in policy.members for asn in one.asns}
        ours = {*settings.own_asns, *(asn for one in policy.announcements if one.purpose == OWN for asn in one.origins)}
        self._own = np.array(sorted(ours - theirs), np.int64)
        self._held = np.zeros((MOST_HELD if said else 1, 3), np.int64)
        self._counts = np.zeros(len(self._tree.hi) + 1, np.int64)  # the last: places of the table that are taken
        self._seed = seed
        self.key = (tuple(said), tuple(sorted(ours - theirs)))

    @property
    def idle(self) -> bool:
        """True where there is nobody to look at."""
        return not len(self._tree.hi)

    def learn(self, batch: Routes) -> None:
        """Take in a batch in its order."""
        if len(batch) and not self.idle:
            _learn(batch.rows, batch.told, batch.path, self._tree, self._own, self._held, self._counts, self._seed)

    @property
    def members(self) -> frozenset[int]:
        """Numbers of members that are reached by others just now."""
        return frozenset(self._member[self._counts[:-1] > 0].tolist())


@njit(cache=True, nogil=True)
def _learn(rows: Int64s, told: Int64s, path: Int64s, t: Tree, own: Int64s, held: Int64s, counts: Int64s, seed: int) -> None:
    """held: hash of peer and prefix, node + 1 (0 = not any more), hash of the peer. counts: views per node, last the places taken."""
    for i in range(rows.shape[1]):
        kind = rows[1, i]
        if kind == 2:
            _silent(held, counts, mixed(seed, rows[2, i], rows[3, i], rows[4, i], 2))
        elif kind != 3:
            node = find(t, rows[5, i], rows[6, i], rows[7, i])
            if node >= 0:
                peer = mixed(seed, rows[2, i], rows[3, i], rows[4, i], 2)
                key = mixed(seed, rows[5, i], rows[6, i], rows[7, i], peer)
                others = kind == 0 and _without(own, path, told[5, rows[8, i]], told[5, rows[8, i] + 1])
                _view(held, counts, key, peer, node, others)


@njit(cache=True, nogil=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
def _without(own: Int64s, path: Int64s, start: int, end: int) -> bool:
    """Whether a path leaves us out; an empty one is our own router's word."""
    for hop in range(start, end):
        for n in range(len(own)):
            if path[hop] == own[n]:
                return False
    return end > start


@njit(cache=True, nogil=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
def _silent(held: Int64s, counts: Int64s, peer: int) -> None:
    """A session ended: its views are over."""
    for at in range(len(held)):
        if held[at, 2] == peer and held[at, 1]:
            counts[held[at, 1] - 1] -= 1
            held[at, 1] = 0


@njit(cache=True, nogil=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
def _view(held: Int64s, counts: Int64s, key: int, peer: int, node: int, others: int) -> None:
    """One view is that others lead there, or that they do not."""
    mask, used = len(held) - 1, len(counts) - 1
    at = key & mask
    while held[at, 0] and held[at, 0] != key:
        at = (at + 1) & mask
    if not others:
        if held[at, 0] and held[at, 1]:
            counts[held[at, 1] - 1] -= 1
            held[at, 1] = 0
        return
    if not held[at, 0]:
        if counts[used] + 1 > FULL * len(held):  # one place stays free, so that every search ends
            counts[node] += 1
            return
        counts[used] += 1
        held[at, 0] = key
    if not held[at, 1]:
        held[at, 1], held[at, 2] = node + 1, peer
        counts[node] += 1
