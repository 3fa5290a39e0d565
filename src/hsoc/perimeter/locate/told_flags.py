"""Told flags: which exporters say the TCP flags at all, so that none set can be told from none said. Pure. Never: judging a flow.

A flow without flags is either a NULL packet, which no real connection sends, or of an exporter that leaves the field empty (routers that
forward in hardware, templates without IE 6). Which of the two an exporter is shows by its conversations: their flags are never empty.
"""

from __future__ import annotations

from typing import Final

import msgspec
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from hsoc.records.flow import NO_FLAGS

TCP: Final = 6
CONVERSATION: Final = 4  # packets of a flow that is weighed: what is shorter may be a probe, and probes of NULL are no news
ENOUGH: Final = 1000  # conversations of a stretch before it says anything
STRETCH_MS: Final = 5 * 60 * 1000  # ms of the flows' own time; a small network has its thousand within it, an exchanged router is soon seen
TELLS: Final = 99  # % with flags: line cards of one router differ, and a card that leaves them out must not be believed
LEFT_OUT: Final = 1  # % with flags, of an exporter that told them: it no longer does. A flood of NULL leaves the others' flags there
MOST: Final = 4096  # exporters remembered

Int64s = NDArray[np.int64]


class _Exporter(msgspec.Struct):
    since: int
    seen: int = 0
    told: int = 0
    tells: bool = False


class ToldFlags:
    """Marks TCP flows whose flags are known to be none (NO_FLAGS), exporter by exporter. The only state is what each was seen to say."""

    def __init__(self) -> None:
        """Nobody is believed yet."""
        self._known: dict[int, _Exporter] = {}

    def marked(self, table: pa.Table, *, now: int) -> pa.Table:
        """The same flows (FLOW_SCHEMA); 0 becomes NO_FLAGS in TCP flows of exporters that tell flags. now: ms since 1970 UTC."""
        if not table.num_rows:
            return table
        proto, flags = table.column("proto").to_numpy(), table.column("tcp_flags").to_numpy()
        exporter = table.column("exporter").to_numpy()
        tcp = proto == TCP
        self._learn(exporter, flags, tcp & (table.column("packets").to_numpy() >= CONVERSATION), now=now)
        silent = tcp & (flags == 0)
        if not silent.any():
            return table
        told = silent & np.isin(exporter, [who for who, one in self._known.items() if one.tells])
        if not told.any():
            return table
        place = table.schema.get_field_index("tcp_flags")
        return table.set_column(place, table.schema.field(place), pa.array(np.where(told, NO_FLAGS, flags), pa.int64()))

    def _learn(self, exporter: Int64s, flags: Int64s, talks: NDArray[np.bool_], *, now: int) -> None:
        who, said = exporter[talks], (flags[talks] != 0) & (flags[talks] != NO_FLAGS)
        if not len(who):
            return
        if who[0] == who[-1] and bool((who == who[0]).all()):
            names, seen, told = [int(who[0])], [len(who)], [int(said.sum())]
        else:
            unique, of = np.unique(who, return_inverse=True)
            names, seen = unique.tolist(), np.bincount(of).tolist()
            told = np.bincount(of[said], minlength=len(unique)).tolist()
        for name, all_, some in zip(names, seen, told, strict=True):
            self._weigh(name, all_, some, now=now)

    def _weigh(self, name: int, seen: int, told: int, *, now: int) -> None:
        one = self._known.get(name)
        if one is None:
            if len(self._known) >= MOST:
                return
            one = self._known[name] = _Exporter(since=now)
        one.seen += seen
        one.told += told
        if not one.tells and one.seen >= ENOUGH and one.told * 100 >= one.seen * TELLS:
            one.tells = True
        if now - one.since < STRETCH_MS:
            return
        if one.seen >= ENOUGH and one.told * 100 < one.seen * LEFT_OUT:
            one.tells = False
        one.since, one.seen, one.told = now, 0, 0
