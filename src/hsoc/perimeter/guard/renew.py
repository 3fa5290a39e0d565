"""The guard under another policy: what stands is judged again by its example, what is registered anew starts unseen. Never: updates."""

from __future__ import annotations

import numpy as np
from numba import njit

from hsoc.perimeter.guard.judge import around, hijack_label
from hsoc.perimeter.guard.memory import (
    ACTIVE,
    BITS,
    DIRTY,
    ENDED,
    EXAMPLE_BITS,
    EXAMPLE_HI,
    EXAMPLE_LO,
    FAMILY,
    HOPS,
    NODE,
    ORIGIN,
    RULE,
    USED,
    Memory,
)  # fmt: skip
from hsoc.perimeter.guard.rules import Rules
from hsoc.perimeter.guard.validity import Validity

_HIJACK = 0
_LOSS = 3


@njit(cache=True, nogil=True)
def _again(m: Memory, r: Rules, v: Validity) -> None:
    a = m.alarms
    for k in range(a.shape[1]):
        if a[USED, k] != ACTIVE:
            continue
        a[DIRTY, k] = 1
        if a[FAMILY, k] == _LOSS:
            a[USED, k], a[NODE, k], a[RULE, k] = ENDED, -1, -1  # who sees what is learned anew
            continue
        hi, lo, bits = a[EXAMPLE_HI, k], a[EXAMPLE_LO, k], a[EXAMPLE_BITS, k]
        node = around(r, hi, lo, bits) if a[BITS, k] >= 0 else np.int64(-1)
        a[NODE, k], a[RULE, k] = node, (r.rule_at[node] if node >= 0 else -1)
        if a[FAMILY, k] != _HIJACK:
            continue
        label = np.int64(0)
        if node >= 0:
            # of a path longer than the example only the far end is missing, so what says `permitted` is what the whole would say
            label, _, _, _ = hijack_label(r, v, node, hi, lo, bits, a[ORIGIN, k], m.hops[k], 0, a[HOPS, k])
        if label == 0:
            a[USED, k] = ENDED


def renewed(old: Memory, fresh: Memory, r: Rules, v: Validity) -> Memory:
    """The memory for other rules: alarms, sightings and peers of `old`, views of `fresh`."""
    kept = old._replace(views=fresh.views, view_counts=fresh.view_counts)
    kept.peers[7, :] = 0
    _again(kept, r, v)
    return kept
