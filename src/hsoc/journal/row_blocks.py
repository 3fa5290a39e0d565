"""The rows of a finished day of events once more, in small blocks by serial. Belongs here: their file, written and read. Never: masks.

A page takes a row or two of each of many days. Out of Parquet one row costs as much as its row group in each of 45 columns, some 10 ms;
out of its block a fraction of one. Left out are the columns that no list shows, which are most of a day's bytes.

    blocks     each one record batch of Arrow, zstd; texts of few values are numbers of WORDED words
    index      msgpack: `_Index`
    last 8 B   length of the index, little endian
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import msgspec
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from hsoc.journal.tables import EVENT_SCHEMA

BLOCK: Final = 128  # rows; 64 take 10 % more of the disk, 256 twice the time of a row
LEVEL: Final = 3  # zstd
MOST_WORDS: Final = 4096  # distinct texts of a column; a day in which strangers told more has no blocks, and is read from Parquet
KEPT: Final = 600  # indexes in a process, about 20 kB each: longer than events are kept
FORM: Final = 1
SUFFIX: Final = ".rows"
TAIL: Final = 8  # bytes
ABSENT: Final = ("source_list", "target_list", "raw")
SCHEMA: Final = pa.schema([field for field in EVENT_SCHEMA if field.name not in ABSENT])
WORDED: Final = tuple(field.name for field in SCHEMA if pa.types.is_string(field.type) and field.name != "id")
_STORED: Final = pa.schema([field.with_type(pa.int32()) if field.name in WORDED else field for field in SCHEMA])
_CODEC: Final = pa.Codec("zstd", compression_level=LEVEL)


class _Index(msgspec.Struct, frozen=True, array_like=True):
    """Where each block begins (and where the last one ends), its first serial, its size unpacked; the words of each of WORDED."""

    form: int
    starts: tuple[int, ...]
    first: tuple[int, ...]
    sizes: tuple[int, ...]
    words: tuple[tuple[str, ...], ...]


class _Known(msgspec.Struct, frozen=True):
    """An index as it is asked."""

    path: Path
    starts: tuple[int, ...]
    first: NDArray[np.int64]
    sizes: tuple[int, ...]
    words: dict[str, pa.StringArray]


def packed(table: pa.Table) -> tuple[bytes, ...]:
    """What the file of these events consists of, () where they have none. Serials must be distinct."""
    rows = table.select(SCHEMA.names).cast(SCHEMA).sort_by("serial").combine_chunks()
    columns: list[pa.ChunkedArray[Any]] = []
    words: list[tuple[str, ...]] = []
    for field in SCHEMA:
        column = rows.column(field.name)
        if field.name in WORDED:
            coded: Any = column.combine_chunks().dictionary_encode()
            if len(coded.dictionary) > MOST_WORDS:
                return ()
            words.append(tuple(coded.dictionary.to_pylist()))
            column = pa.chunked_array([coded.indices])
        columns.append(column)
    batches = pa.table(columns, schema=_STORED).to_batches(max_chunksize=BLOCK)
    plain = [one.serialize() for one in batches]
    blocks = [_CODEC.compress(one, asbytes=True) for one in plain]
    index = _Index(
        form=FORM,
        starts=(0, *np.cumsum([len(one) for one in blocks]).tolist()),
        first=tuple(one.column("serial")[0].as_py() for one in batches),
        sizes=tuple(one.size for one in plain),
        words=tuple(words),
    )
    tail = msgspec.msgpack.encode(index)
    return (*blocks, tail, len(tail).to_bytes(TAIL, "little"))


def taken(paths: Iterable[Path], serials: Iterable[int]) -> pa.Table:
    """The rows with these serials out of some days' files, in the columns of EVENT_SCHEMA; those of ABSENT are empty.

    Raises OSError, ValueError (of Arrow and msgspec too) where a file cannot be read: the day's Parquet file holds all of it.
    """
    wanted = np.unique(np.fromiter(serials, np.int64))
    files = [_index(str(path)) for path in paths]
    found = [list(_of_file(one, wanted)) for one in files]
    counts = [len(rows) for rows in found]
    stored = pa.Table.from_batches([row for rows in found for row in rows], schema=_STORED).combine_chunks()
    columns = {name: stored.column(name) for name in SCHEMA.names}
    for name in WORDED:  # the words of all files behind one another, each file's numbers moved to where its own begin
        begins = np.cumsum([0, *(len(one.words[name]) for one in files)])[:-1]
        places = columns[name].to_numpy() + np.repeat(begins, counts)
        columns[name] = pa.chunked_array([one.words[name] for one in files], pa.string()).take(pa.array(places))
    return widened(pa.table(columns))


def widened(rows: pa.Table) -> pa.Table:
    """Rows in the columns of SCHEMA in those of EVENT_SCHEMA; those of ABSENT are empty."""
    absent = {name: pa.nulls(len(rows), EVENT_SCHEMA.field(name).type) for name in ABSENT}
    return pa.table({name: absent[name] if name in absent else rows.column(name) for name in EVENT_SCHEMA.names})


def _of_file(index: _Known, wanted: NDArray[np.int64]) -> Iterator[pa.RecordBatch]:
    """The rows with these serials (sorted), each alone, as they are stored."""
    place = np.searchsorted(index.first, wanted, side="right") - 1
    with index.path.open("rb") as file:
        for block in np.unique(place[place >= 0]).tolist():
            begin, end = index.starts[block], index.starts[block + 1]
            plain = _CODEC.decompress(os.pread(file.fileno(), end - begin, begin), decompressed_size=index.sizes[block])
            batch = pa.ipc.read_record_batch(plain, _STORED)
            held, mine = batch.column("serial").to_numpy(), wanted[place == block]
            at = np.minimum(np.searchsorted(held, mine), len(held) - 1)
            yield from (batch.slice(one, 1) for one in at[held[at] == mine].tolist())


def forget() -> None:
    """Forget the indexes that were read."""
    _index.cache_clear()


@lru_cache(maxsize=KEPT)  # files are immutable
def _index(path: str) -> _Known:
    with Path(path).open("rb") as file:
        length = file.seek(-TAIL, os.SEEK_END)
        size = int.from_bytes(file.read(TAIL), "little")
        if size > length:
            raise ValueError(f"{path}: not a file of blocks")
        file.seek(length - size)
        found = msgspec.msgpack.decode(file.read(size), type=_Index)
    if found.form != FORM:
        raise ValueError(f"{path}: form {found.form}, this program reads {FORM}")
    words = {name: pa.array(texts, pa.string()) for name, texts in zip(WORDED, found.words, strict=True)}
    return _Known(Path(path), found.starts, np.array(found.first, np.int64), found.sizes, words)
