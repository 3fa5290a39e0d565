"""The second sieve: exact sums over the few flows that the first one let through. Belongs here: what `least` says, per key. Never: more.

Hashed counters cannot subtract without missing keys, so what a key's own requests explain (`least.discount`) is taken off here, where
every key is told apart by 64 bits. It costs a twentieth of a judgement and spares nearly all of them: people who download.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hsoc.perimeter.detect.base import Detector
from hsoc.perimeter.measure.hashing import Int64s, Uint64s, continued, hashed
from hsoc.perimeter.measure.ring import Rows


def promising(rows: Rows, concerned: NDArray[np.bool_], detector: Detector, *, seed: int) -> Rows:
    """The rows (and mirrored rows) of keys that still reach what `least` asks for. concerned: (key and mirror, rows)."""
    least, mirror = detector.least(detector.settings), detector.mirror
    if not least.discount or mirror is None:
        return rows
    own, turned = np.flatnonzero(concerned[0]), np.flatnonzero(concerned[1])
    keys, parts = _hashes(rows, own, detector.key, least.per, seed)
    turned_keys, turned_parts = _hashes(rows, turned, mirror.key, least.mirror_per, seed)
    weights = rows["packets"] * rows["sampling"]
    different, which = np.unique(parts, return_inverse=True)
    sums = np.bincount(which, weights=weights[own], minlength=len(different))
    asked = np.zeros(len(different))
    if len(different):
        place = np.searchsorted(different, turned_parts).clip(max=len(different) - 1)
        known = different[place] == turned_parts
        np.add.at(asked, place[known], weights[turned[known]])
    enough = (sums >= least.amount) & (sums > asked * least.discount)
    wanted = np.unique(keys[enough[which]])
    keep = np.zeros(len(rows), np.bool_)
    keep[own[np.isin(keys, wanted)]] = True
    keep[turned[np.isin(turned_keys, wanted)]] = True
    return rows[keep]


def _hashes(rows: Rows, chosen: Int64s, key: tuple[str, ...], per: tuple[str, ...], seed: int) -> tuple[Uint64s, Uint64s]:
    everything = np.arange(len(chosen))
    keys = hashed([rows[name][chosen].astype(np.int64) for name in key], rows=everything, seed=seed)
    return keys, continued(keys, [rows[name][chosen].astype(np.int64) for name in per], rows=everything)
