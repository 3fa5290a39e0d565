"""What counts only where its neighbours get the same. Belongs here: the memory of who was found in a network. Never: what a flood is.

A definition may ask less of a host where many hosts of its network are attacked alike at the same time. It counts them itself, but the
watch hands it a few hosts at a time, as each is due. So the watch has each told as if it had its neighbours, and what is too little by
itself is kept here until enough others of its /24 (IPv6: of its /64) have been judged since.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute

from hsoc.perimeter.measure.hashing import SEED, hashed
from hsoc.records.detection import no_detections

MOST: Final = 20_000  # findings remembered, the newest; 80 networks under a carpet each
NETWORK_V4: Final = 0xFF  # a host in its /24; in IPv6 all of the lower half
SEEN, SAID = "seen", "said"  # ms of the judgement; 1 = was told
pc: Final[Any] = pyarrow.compute


class Waiting:
    """Findings of one detector that wait for their neighbours."""

    def __init__(self, *, alone: int, many: int, lasts: int, seed: int = SEED, most: int = MOST) -> None:
        """alone: packets that need no neighbours; many: hosts of a network; lasts: ms until who is still attacked was judged again."""
        self._alone, self._many, self._lasts, self._seed, self._most = alone, many, lasts, seed, most
        self._held = _marked(no_detections(), 0)

    def told(self, found: pa.Table, *, at: int) -> pa.Table:
        """Of these findings (DETECTION_SCHEMA, of hosts) and those that wait, what counts now; each is told once. at: ms."""
        held = self._held.filter(pc.greater(self._held[SEEN], at - self._lasts))
        both = pa.concat_tables([held, _marked(found, at)]).combine_chunks()
        hi, lo = both["dst_hi"].to_numpy(), both["dst_lo"].to_numpy()
        kind = [both["proto"].to_numpy(), both["port"].to_numpy()]
        rows = np.arange(len(hi))
        hosts = hashed([hi, lo, *kind], rows=rows, seed=self._seed)
        # the last word of each host counts
        newest = np.sort(len(hosts) - 1 - np.unique(hosts[::-1], return_index=True)[1])[-self._most :]
        network = hashed([hi, np.where(hi == 0, lo & ~NETWORK_V4, 0), *kind], rows=rows, seed=self._seed)[newest]
        both = both.take(newest)
        _, which, count = np.unique(network, return_inverse=True, return_counts=True)
        counts = (both["packets"].to_numpy() >= self._alone) | (count[which] >= self._many)
        said = both[SAID].to_numpy() != 0
        out = both.filter(pa.array(counts & ~said)).drop_columns([SEEN, SAID])
        self._held = both.drop_columns([SAID]).append_column(SAID, pa.array((counts | said).astype(np.int64)))
        return out


def _marked(rows: pa.Table, at: int) -> pa.Table:
    same = {SEEN: at, SAID: 0}
    for name, value in same.items():
        rows = rows.append_column(name, pa.array(np.full(rows.num_rows, value), pa.int64()))
    return rows
