"""The guard under another policy: what stands is judged again by its example, what is registered anew starts unseen. Never: updates."""

from __future__ import annotations

from collections.abc import Sequence

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
from hsoc.perimeter.guard.rules import OWN, Rules, rules
from hsoc.perimeter.guard.validity import Validity
from hsoc.records.address import Int64s
from hsoc.records.policy import Announcement

_HIJACK = 0
_LOSS = 3


@njit(cache=True, nogil=True)
def _again(m: Memory, r: Rules, v: Validity, moved: Int64s) -> None:
    a = m.alarms
    for k in range(a.shape[1]):
        if a[USED, k] != ACTIVE:
            continue
        a[DIRTY, k] = 1
        if a[FAMILY, k] == _LOSS:
            node = moved[a[NODE, k]] if 0 <= a[NODE, k] < len(moved) else np.int64(-1)
            a[NODE, k], a[RULE, k] = node, (r.rule_at[node] if node >= 0 else -1)
            if node < 0:
                a[USED, k] = ENDED  # who sees it is learned anew
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


def moves(known: Rules, r: Rules, before: Sequence[Announcement], after: Sequence[Announcement]) -> Int64s:
    """Per node of `known` its place in `r`, -1 where it has none or is ours by other words: what was seen of it then says nothing now.

    What only defends comes and goes beside an own prefix, and takes nothing from what is known of that.
    """
    said, says = _own(before), _own(after)
    same = rules([Announcement(prefix=prefix, origins=()) for prefix, words in said.items() if says.get(prefix) == words])
    stays = set(zip(same.hi.tolist(), same.lo.tolist(), same.bits.tolist(), strict=True))
    place = {node: n for n, node in enumerate(zip(r.hi.tolist(), r.lo.tolist(), r.bits.tolist(), strict=True))}
    nodes = zip(known.hi.tolist(), known.lo.tolist(), known.bits.tolist(), strict=True)
    return np.array([place[node] if node in stays else -1 for node in nodes], np.int64)


def _own(announcements: Sequence[Announcement]) -> dict[str, list[Announcement]]:
    found: dict[str, list[Announcement]] = {}
    for one in announcements:
        if one.purpose == OWN:
            found.setdefault(one.prefix, []).append(one)
    return found


def renewed(old: Memory, fresh: Memory, r: Rules, v: Validity, moved: Int64s) -> Memory:
    """The memory for other rules: alarms, sightings and peers of `old`, and its views of the prefixes that stay (moved: see `moves`)."""
    kept = old._replace(views=fresh.views, view_counts=fresh.view_counts)
    stay = np.flatnonzero(moved >= 0)
    kept.views[moved[stay]], kept.view_counts[:, moved[stay]] = old.views[stay], old.view_counts[:, stay]
    kept.peers[7, :] = np.count_nonzero(kept.views, axis=0)
    _again(kept, r, v, moved)
    return kept
