"""The day that is scored: ordinary traffic, what only looks guilty, and strikes of every class, in time order. Never: the engine.

Sampling is that of routers: of each flow a binomial number of packets is seen, flows with none are not exported, flags are those of the
packets seen. So a scan at 1:1000 is mostly invisible, which is what a table of sampled recall is to say.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

import msgspec
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from hsoc.perimeter.simulate import benign, rhythm
from hsoc.perimeter.simulate.campaigns import table as campaigns
from hsoc.perimeter.simulate.campaigns.base import ACK, FIN, PSH, RST, SYN, Strike
from hsoc.perimeter.simulate.columns import Columns, in_time, joined, rows, table, taken, whole

HOUR_MS: Final = 3_600_000
SLICE_MS: Final = 30_000  # of event time in one batch
INNOCENT, NOBODYS = -1, -2
DAY_MS: Final = 24 * HOUR_MS
PAST: Final = (28, 21, 14, *range(8, 0, -1))  # days before, of which the long memory knows the same hours, and half an hour around them …
WHOLE: Final = 8  # … and of the last ones who asked in all their 24 hours, as the mean hour of a week is what sets are compared with


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """What is played. background: ordinary flows in the whole time; each: strikes of every class; one_of: sampling, 1 = every packet."""

    seed: int
    day: date = date(2026, 11, 19)
    hour: int = 9
    hours: int = 2
    background: int = 300_000
    each: int = 10
    one_of: int = 1

    @property
    def since(self) -> int:
        """First ms."""
        return rhythm.bounds(self.day)[0] + self.hour * HOUR_MS

    @property
    def until(self) -> int:
        """The ms after the last in which a strike may begin."""
        return self.since + self.hours * HOUR_MS


class Played(msgspec.Struct, frozen=True):
    """A field's flows by their ends. strike: number of the strike that a flow belongs to, INNOCENT or NOBODYS; shape (rows,)."""

    strikes: tuple[Strike, ...]
    flows: Columns
    strike: NDArray[np.int64]

    def slices(self, *, sampling: int) -> Iterator[pa.Table]:
        """The flows as canonical tables, SLICE_MS of event time each."""
        last = self.flows["last"]
        edges = np.searchsorted(last, np.arange(int(last[0]), int(last[-1]) + SLICE_MS, SLICE_MS))
        for low, high in zip(edges, [*edges[1:], len(last)], strict=True):
            if low < high:
                part = table(taken(self.flows, np.arange(low, high)))
                place = part.schema.get_field_index("sampling")
                yield part.set_column(place, part.schema.field(place), pa.array(np.full(high - low, sampling), pa.int64()))


def played(field: Field) -> Played:
    """All flows of a field. The same field gives the same flows."""
    # what begins late still ends within the ordinary traffic
    strikes = campaigns.drawn(seed=field.seed, each=field.each, since=field.since, until=field.until - field.hours * HOUR_MS // 6)
    innocent = [*_background(field), *campaigns.innocent(seed=field.seed, since=field.since, until=field.until)]
    nobodys = campaigns.nobodys(seed=field.seed, since=field.since, until=field.until)
    parts = [*innocent, nobodys, *(strike.flows for strike in strikes)]
    theirs = [(rows(part), INNOCENT) for part in innocent] + [(rows(nobodys), NOBODYS)]
    theirs += [(rows(strike.flows), number) for number, strike in enumerate(strikes)]
    whose = np.concatenate([np.full(count, one) for count, one in theirs])
    flows = joined(parts)
    if field.one_of > 1:
        flows, seen = sampled(flows, field.one_of, np.random.default_rng([field.seed, 47]))
        whose = whose[seen]
    order = np.argsort(flows["last"], kind="stable")
    bare = tuple(msgspec.structs.replace(strike, flows=whole(0)) for strike in strikes)
    return Played(bare, taken(flows, order), whose[order].astype(np.int64))


def past(field: Field) -> Iterator[pa.Table]:
    """What was ordinary before, a table a day, the oldest first. A day is the 24 hours from the field's first one on.

    Conversations are played in the field's own hours (and half an hour around them), which baselines and collateral compare with. Nobody
    who converses is counted among those who only ask, so that of the other hours the radiation alone makes a difference.
    """
    for days in PAST:
        since, until = (at - days * DAY_MS for at in (field.since - HOUR_MS // 2, field.until + HOUR_MS // 2))
        before = msgspec.structs.replace(field, day=field.day - timedelta(days), hour=field.hour)
        innocent = campaigns.innocent(seed=field.seed + days, since=since, until=until)
        nobodys = campaigns.nobodys(seed=field.seed + days, since=since, until=since + DAY_MS if days <= WHOLE else until)
        flows = in_time(joined([*_ordinary(before, since, until, step=HOUR_MS // 2), *innocent, nobodys]))
        yield table(flows)


def _background(field: Field) -> list[Columns]:
    return _ordinary(field, field.since, field.until, step=60_000)


def _ordinary(field: Field, since: int, until: int, *, step: int) -> list[Columns]:
    all_day = field.background / 2 / benign.activity(field.day, since=field.since, until=field.until)
    minutes = range(since, until, step)
    return [in_time(benign.flows(field.day, seed=field.seed, conversations=all_day, since=at, until=at + step)) for at in minutes]


def sampled(flows: Columns, one_of: int, rng: np.random.Generator) -> tuple[Columns, NDArray[np.int64]]:
    """What a router that looks at one packet of `one_of` exports, and which of the flows those are."""
    packets = rng.binomial(flows["packets"], 1 / one_of)
    seen = np.flatnonzero(packets)
    size = flows["bytes"][seen] // np.maximum(flows["packets"][seen], 1)
    out = taken(flows, seen) | {"packets": packets[seen], "bytes": packets[seen] * size}
    out["tcp_flags"] = _flags(flows["tcp_flags"][seen], flows["packets"][seen], packets[seen], rng)
    return out, seen


def _flags(flags: NDArray[np.int64], all_: NDArray[np.int64], seen: NDArray[np.int64], rng: np.random.Generator) -> NDArray[np.int64]:
    """Flags of the packets seen of a connection: its SYN and its FIN or RST stand in one packet each, ACK in nearly all, PSH in half."""
    spoke = (flags & (SYN | ACK)) == (SYN | ACK)
    out = np.zeros(len(flags), np.int64)
    for bit in (SYN, FIN, RST):
        out |= np.where(rng.random(len(flags)) < seen / np.maximum(all_, 1), flags & bit, 0)
    out |= flags & ACK
    out |= np.where(rng.random(len(flags)) < 1 - 0.5**seen, flags & PSH, 0)
    return np.where(spoke & (all_ > 1), out, flags)
