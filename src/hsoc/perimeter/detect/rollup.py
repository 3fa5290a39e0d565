"""The contract of what long memory keeps and of who judges it. Belongs here: the two shapes and the fold. Never: a threshold, I/O, a clock.

A roll-up says what stays of a bucket's flows (a day, five minutes): a key, and values that can be merged piece by piece. A look-back is a
detector over roll-up rows: `detect` is the definition, from Ibis tables of rows to one of detections, the same on DuckDB and Spark.
Window detectors (detect.base) see single flows for five minutes; a look-back sees thirty days and no single flow.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import SimpleNamespace
from typing import Any, Final, Literal

import ibis
import msgspec
import numpy as np
import pyarrow as pa

from hsoc.perimeter.measure.fold import Fold, Loop, folded
from hsoc.perimeter.measure.hashing import SEED, Int64s
from hsoc.perimeter.measure.probes import View

Operation = Literal["sum", "min", "max", "or"]

MINUTE_MS: Final = 60_000
HOUR_MS: Final = 60 * MINUTE_MS
DAY_MS: Final = 24 * HOUR_MS
BUCKET: Final = "bucket"  # first column of every key: start of the bucket, ms
AGE: Final = "age"  # column that whoever runs a definition adds: buckets before the last one of the window; 0 = the last
SUSPECTS: Final = "suspects"  # the table of those who may be found at all, where a look-back says who (LookBack.suspects)
PLACES: Final = 61  # bits of a mark; prime, so that regular addresses spread, and below 62, so that a bit never is the sign

# what every kind of row counts (scaled by sampling); d_ = what the routers say they dropped
COUNTS: Final[dict[str, Operation]] = dict.fromkeys(("n", "packets", "bytes", "d_n", "d_packets", "d_bytes"), "sum")


class RollUp(msgspec.Struct, frozen=True, kw_only=True):
    """What is kept of each bucket. All columns are int64; `name` is the kind of the journal that holds its rows.

    bucket: ms; key: the columns that make a row, `bucket` first; values: the other columns and how they merge. relevant: mask over NumPy
    columns as attributes (a View over flows, or over rows of the roll-up `of`). row: key and values of each such one, from the same
    attributes; both with operators, np.where and np.isin only, as they are compiled (measure/fold.py). of: name of the roll-up whose rows
    this one is made of when they leave memory; empty = made of flows. spreads: a column of the key with many values, by which a day is
    merged in parts. worth: rows that are worth a place on disk (the others are small in every question asked of them). ceiling: rows in
    memory.
    """

    name: str
    bucket: int
    key: tuple[str, ...]
    values: dict[str, Operation]
    relevant: Callable[[Any], Any]
    row: Callable[[Any], dict[str, Any]]
    of: str = ""
    spreads: str = "src_lo"
    worth: Callable[[Any], Any] | None = None
    ceiling: int = 500_000

    @property
    def columns(self) -> tuple[str, ...]:
        """Key and values in order."""
        return (*self.key, *self.values)

    @property
    def schema(self) -> pa.Schema:
        """The columns as the journal keeps them."""
        return pa.schema([pa.field(name, pa.int64(), nullable=False) for name in self.columns])


class LookBack(msgspec.Struct, frozen=True, kw_only=True):
    """A detector over roll-up rows.

    reads: names of roll-ups; detect: ({name: Ibis table with AGE}, settings) -> detections with `e_` columns; named: the columns of a
    detection that name its story; vectors: what it may put into the column `vector`. every: ms between judgements; look: ms looked back;
    fresh: the last part of it (ms) in which something must have happened to be found;
    quiet: ms after its last flow at which a story is over. learn: days that must be held (of each roll-up it reads) before it may say
    anything; before that it is silent, and the engine's status says so. weekly: only the same hours of the weeks before are read (and
    counted for `learn`), which spares opening the other days' files. suspects: a first question with a small answer,
    which `detect` finds among its tables as SUSPECTS: who may be found at all. It is asked once, however often `detect` names it.
    """

    name: str
    category: str
    settings: Any
    reads: tuple[str, ...]
    detect: Callable[[Mapping[str, Any], Any], Any]
    named: tuple[str, ...]
    vectors: tuple[str, ...]
    every: int
    look: int
    fresh: int
    quiet: int
    learn: int = 0
    weekly: bool = False
    suspects: Callable[[Mapping[str, Any], Any], Any] | None = None

    @property
    def window(self) -> int:
        """The same as `look`, by the name under which evidence is told."""
        return self.look


class Memory:
    """The rows of one roll-up that are in memory: flows in, rows out."""

    def __init__(self, rollup: RollUp, *, seed: int = SEED) -> None:
        self.rollup = rollup
        operations = tuple(rollup.values.values())
        self._fold = Fold(keys=len(rollup.key), operations=operations, ceiling=rollup.ceiling, seed=seed)
        self._loop = Loop(rollup.relevant, rollup.row, names=rollup.columns, operations=operations)

    def __len__(self) -> int:
        return len(self._fold)

    @property
    def left_out(self) -> int:
        """Flows whose key found no room."""
        return self._fold.left_out

    def add(self, columns: Mapping[str, Int64s]) -> None:
        """Fold a batch of flows in: what `fold` says of them, in one compiled loop."""
        self._fold.run(self._loop, columns, len(next(iter(columns.values()))))

    def take(self) -> pa.Table:
        """All rows, sorted by key; memory is empty afterwards."""
        return _table(self.rollup, self._fold.take()).sort_by([(name, "ascending") for name in self.rollup.key])


def rows_of(rollup: RollUp, view: Any) -> list[Int64s]:
    """One row for each relevant flow (or row of `of`), as columns in the order of `rollup.columns`; not folded yet."""
    chosen = np.flatnonzero(rollup.relevant(view))
    made = rollup.row(_Part(view, chosen))
    return [np.broadcast_to(np.asarray(made[name], np.int64), chosen.shape) for name in rollup.columns]


def fold(rollup: RollUp, columns: Mapping[str, Int64s]) -> pa.Table:
    """The pure fold: flows (or rows of `of`) as int64 columns to rows of the roll-up, sorted by key."""
    made = rows_of(rollup, View(**columns))
    return _table(rollup, folded(made, keys=len(rollup.key), operations=tuple(rollup.values.values())))


def merged(rollup: RollUp, pieces: Iterable[pa.Table]) -> pa.Table:
    """Rows of several pieces as one, sorted by key; merging pieces of flows' folds is folding all the flows."""
    table = pa.concat_tables([rollup.schema.empty_table(), *pieces]).combine_chunks()
    columns = [table.column(name).to_numpy() for name in rollup.columns]
    return _table(rollup, folded(columns, keys=len(rollup.key), operations=tuple(rollup.values.values())))


def kept(rollup: RollUp, table: pa.Table) -> pa.Table:
    """The rows that are worth a place on disk."""
    if rollup.worth is None or not table.num_rows:
        return table
    mask = rollup.worth(SimpleNamespace(**{name: table.column(name).to_numpy() for name in table.column_names}))
    return table.filter(pa.array(mask))


class _Part:
    """Some rows of a view; a column is only taken when it is asked for."""

    def __init__(self, view: Any, chosen: Int64s) -> None:
        self._view, self._chosen = view, chosen

    def __getattr__(self, name: str) -> Int64s:
        values: Int64s = getattr(self._view, name)[self._chosen]
        self.__dict__[name] = values
        return values


def _table(rollup: RollUp, columns: list[Int64s]) -> pa.Table:
    return pa.Table.from_arrays([pa.array(values, pa.int64()) for values in columns], schema=rollup.schema)


def counts(f: Any) -> dict[str, Any]:
    """COUNTS of each flow."""
    dropped = ((f.forwarding >= 128) & (f.forwarding < 192)).astype(np.int64)
    packets, size = f.packets * f.sampling, f.bytes * f.sampling
    return {"n": 1, "packets": packets, "bytes": size, "d_n": dropped, "d_packets": dropped * packets, "d_bytes": dropped * size}


def bucket_of(times: Any, length: int) -> Any:
    """Start of the bucket of each time, ms."""
    return times - times % length


def aged(table: Any, rollup: RollUp, *, at: int, look: int) -> Any:
    """An Ibis table of rows with AGE, only those of the window that ends at `at` (ms, not included)."""
    last = bucket_of(at - 1, rollup.bucket)
    within = table.filter((table[BUCKET] <= last) & (table[BUCKET] > last - max(look, rollup.bucket)))
    return within.mutate(**{AGE: ((last - within[BUCKET]) / rollup.bucket).cast("int64")})


@ibis.udf.scalar.builtin
def bit_count(x: int) -> int:
    """How many bits of a non-negative number are set (DuckDB and Spark call it alike)."""
    raise NotImplementedError  # the engines have it; Ibis only reads the signature


@ibis.udf.agg.builtin(name="bit_or")
def any_bit(x: int) -> int:
    """OR over rows (DuckDB and Spark call it alike; Ibis has it for one of them only)."""
    raise NotImplementedError  # as above


def bit(place: Any) -> Any:
    """1 << place as an Ibis number, place 0 … 30; Spark shifts by 32-bit numbers only."""
    return ibis.literal(1, "int32") << place.cast("int32")


def bits(mask: Any) -> Any:
    """Bits set in an Ibis mask, int64, 0 for null."""
    return ibis.coalesce(bit_count(mask).cast("int64"), 0)
