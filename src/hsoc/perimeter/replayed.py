"""The ordinary traffic of a recording as the engine would look back on it: this hour of each of the seven days before. Never: judging it.

Flows are held as they went through, at most MOST_ROWS; beyond that a share of the talks, both directions of each, as shares are all that is
asked of them. A recording that does not reach back to yesterday's hour knows nothing, and then nothing is weighed.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from hsoc.perimeter.decide.collateral import DAYS, HOUR_MS, Sample, hours, sample
from hsoc.perimeter.decide.gentle import History
from hsoc.perimeter.measure.hashing import hashed
from hsoc.records.flow import Direction, flow_columns, no_flows

MOST_ROWS: Final = 4_000_000  # flows held, 0.7 GB at most
MOST_SHARE: Final = 1 << 10  # one talk in so many; where that is still too much, a single talk fills an hour, and the oldest hours go
KEPT_HOURS: Final = DAYS * 24 + 1  # the oldest hour that is looked at, and the one that runs
MOST_SAMPLES: Final = 1_000  # of members and hours, the newest
_SEED: Final = 0


class Replayed:
    """Give it every located batch; ask `history` before the next one."""

    def __init__(self, *, most: int = MOST_ROWS) -> None:
        self._most, self._share, self._rows = most, 1, 0
        self._hours: dict[int, list[pa.Table]] = {}
        self._samples: dict[tuple[int, int], Sample | None] = {}
        self.weighed = False

    def fold(self, flows: pa.Table, *, now: int) -> None:
        """Take located flows in. now: ms of the recording."""
        ways = flows["direction"].to_numpy()
        mine = (flows["member"].to_numpy() > 0) & ((ways == Direction.INBOUND) | (ways == Direction.OUTBOUND))
        if not mine.any():
            return
        kept = _thinned(flows if mine.all() else flows.filter(pa.array(mine)), self._share)
        began = kept["first"].to_numpy() // HOUR_MS
        for hour in np.unique(began[(began <= now // HOUR_MS) & (began > now // HOUR_MS - KEPT_HOURS)]).tolist():
            part = kept.filter(pa.array(began == hour))
            self._hours.setdefault(hour, []).append(part)
            self._rows += part.num_rows
        for hour in [hour for hour in self._hours if hour <= now // HOUR_MS - KEPT_HOURS]:
            self._rows -= sum(one.num_rows for one in self._hours.pop(hour))
        while self._rows > self._most and self._share < MOST_SHARE:
            self._share *= 2
            self._hours = {hour: [_thinned(one, self._share) for one in parts] for hour, parts in self._hours.items()}
            self._rows = sum(one.num_rows for parts in self._hours.values() for one in parts)
        while self._rows > self._most and len(self._hours) > 1:
            self._rows -= sum(one.num_rows for one in self._hours.pop(min(self._hours)))

    def history(self, *, now: int) -> History | None:
        """Samples by member for this hour; None where the recording holds nothing of it on the days before."""
        looked = [begin // HOUR_MS for begin, _end, _weight in hours(now)]
        if not any(hour in self._hours for hour in looked):
            return None

        def of(member: int) -> Sample | None:
            self.weighed = True
            key = (member, now // HOUR_MS)
            if key not in self._samples:
                while len(self._samples) >= MOST_SAMPLES:
                    del self._samples[next(iter(self._samples))]
                parts = [
                    one.filter(pc.equal(one["member"], pa.scalar(member, pa.int64())))
                    for hour in looked
                    for one in self._hours.get(hour, ())
                ]
                self._samples[key] = sample(pa.concat_tables([no_flows(), *parts]), member=member, now=now) if member else None
            return self._samples[key]

        return of


def _thinned(flows: pa.Table, share: int) -> pa.Table:
    """One talk in `share`, by its addresses whichever way it goes."""
    if share == 1:
        return flows
    columns = flow_columns(flows)
    ends = [np.minimum(columns["src_lo"], columns["dst_lo"]), np.maximum(columns["src_lo"], columns["dst_lo"])]
    talk = hashed(ends, rows=np.arange(flows.num_rows), seed=_SEED)
    return flows.filter(pa.array(talk % np.uint64(share) == 0))
