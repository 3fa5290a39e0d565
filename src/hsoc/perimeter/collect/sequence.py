"""Sequence numbers: what got lost between a router and us. The unit differs: v5 and IPFIX count records, v9 and sFlow datagrams."""

from __future__ import annotations

import msgspec
import numpy as np

from hsoc.perimeter.collect.framing import Int64s

WRAP = 1 << 32


class Gaps(msgspec.Struct, frozen=True):
    """What a run of sequence numbers showed. `expected` is None where the next number cannot be known."""

    expected: int | None
    gaps: int = 0
    lost: int = 0
    resets: int = 0


def gaps(numbers: Int64s, steps: Int64s, *, expected: int | None) -> Gaps:
    """Compare sequence numbers with what came before.

    steps[i]: how far number i+1 should be from number i, -1 = not known (records of an unknown template). A step back of less than
    half the circle is a restart or re-ordering and counts as a reset, never as loss.
    """
    if not len(numbers):
        return Gaps(expected)
    wanted = np.empty(len(numbers), np.int64)
    wanted[1:] = np.where(steps[:-1] >= 0, (numbers[:-1] + steps[:-1]) % WRAP, -1)
    wanted[0] = -1 if expected is None else expected
    known = wanted >= 0
    ahead = (numbers - wanted) % WRAP
    forward = known & (ahead > 0) & (ahead < WRAP // 2)
    back = known & (ahead >= WRAP // 2)
    following = None if steps[-1] < 0 else int((numbers[-1] + steps[-1]) % WRAP)
    return Gaps(following, int(forward.sum()), int(ahead[forward].sum()), int(back.sum()))
