"""What can be told of a finished day without reading its events: who is named, which letters, kinds and figures. Never: events, files.

One `Finder` a day lies in its roll-up (rollup.FINDER) and is asked by day_search. A wrong yes costs a look at the day, a wrong no cannot
be. It knows nothing of who asks: masks come after.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

import msgspec
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from hsoc.journal.event_filter import FIGURES, Filter, Network
from hsoc.journal.event_rows import Params, asked, column, table
from hsoc.records.address import V4_BITS, V4_MAPPED, bounds, mapped_bits

GRAM: Final = 3  # bytes; a text that is shorter is not looked up
GRAM_BITS: Final = 16  # of the hash of three bytes: 8 kB a day

KEY: Final = "(md5_number_lower({0}) >> 32)::UINTEGER"  # MD5, since it is kept on disk: a hash of DuckDB's own may change with its version
_LISTED: Final = "split_part(unnest(list_concat(source_list, target_list)), '/', 1)"  # a prefix by its first address
_V4: Final = "({0}_hi = 0 AND ({0}_lo >> 32) = 65535)"
_FIRSTS: Final = " UNION ".join(
    f"SELECT {_V4.format(side)} AS four, CASE WHEN {_V4.format(side)} THEN {side}_lo & 4294967295 ELSE {side}_hi END AS key "  # noqa: S608
    f"FROM {{0}} WHERE {side}_bits >= 0"
    for side in ("src", "dst")
)
_PEAKS: Final = ", ".join(f'max("{one}")::BIGINT AS "high_{one}", min("{one}")::BIGINT AS "low_{one}"' for one in FIGURES)
_WORDS: Final = "SELECT DISTINCT lower(concat_ws(chr(10), category, detector, vector, why)) AS word FROM "

Int64s = NDArray[np.int64]


class Finder(msgspec.Struct, frozen=True, array_like=True):
    """Arrays are bytes of NumPy's own order (little-endian), sorted.

    named: uint32, hashes of all addresses in the lists; first4: uint32, the first sources and targets of IPv4; first6: int64, the upper
    halves of those of IPv6; grams: a bitmap of the hashed triples of bytes in ID, category, detector, vector and reason, lowered;
    categories; kinds: the distinct (place in categories, member), int64; highs, lows: FIGURES of each of them, int64; serials: first, last.
    """

    named: bytes
    first4: bytes
    first6: bytes
    grams: bytes
    categories: tuple[str, ...]
    kinds: bytes
    highs: bytes
    lows: bytes
    serials: tuple[int, int]


# --- making ------------------------------------------------------------------------------------------------------------------
def made(origin: str, params: Params) -> bytes:
    """The finder of the rows of `origin` (an own SQL fragment), encoded."""
    firsts = table(_FIRSTS.format(origin), params)
    four, key = firsts.column("four").to_numpy(), firsts.column("key").to_numpy()
    kinds = table(f"SELECT category, member, {_PEAKS} FROM {origin} GROUP BY category, member ORDER BY category, member", params)  # noqa: S608
    names = [str(name) for name in kinds.column("category").to_pylist()]
    categories = tuple(dict.fromkeys(names))
    pairs = [np.array([categories.index(name) for name in names], np.int64), kinds.column("member").to_numpy()]
    named = column(f"SELECT DISTINCT {KEY.format('name')} FROM (SELECT DISTINCT {_LISTED} AS name FROM {origin})", params)  # noqa: S608
    found = Finder(
        named=np.sort(named.astype(np.uint32)).tobytes(),
        first4=np.sort(key[four].astype(np.uint32)).tobytes(),
        first6=np.sort(key[~four].astype(np.int64)).tobytes(),
        grams=_bitmap((*_letters(f"SELECT lower(id) AS word FROM {origin}", params), *_letters(_WORDS + origin, params))),  # noqa: S608
        categories=categories,
        kinds=np.stack(pairs).tobytes(),
        highs=np.stack([kinds.column(f"high_{one}").to_numpy() for one in FIGURES]).astype(np.int64).tobytes(),
        lows=np.stack([kinds.column(f"low_{one}").to_numpy() for one in FIGURES]).astype(np.int64).tobytes(),
        serials=asked(f"SELECT coalesce(min(serial), 0), coalesce(max(serial), 0) FROM {origin}", params, seconds=60)[0],  # noqa: S608
    )
    return msgspec.msgpack.encode(found)


def _letters(sql: str, params: Params) -> Iterator[bytes]:
    """The bytes of a column's texts, one after the other; triples that span two texts are a few wrong yeses."""
    for chunk in table(sql, params).column("word").cast(pa.large_string()).chunks:
        yield bytes(chunk.buffers()[2] or b"")


def grams(letters: bytes) -> NDArray[np.uint16]:
    """The hash of each three bytes."""
    one = np.frombuffer(letters, np.uint8).astype(np.uint32)
    if len(one) < GRAM:
        return np.empty(0, np.uint16)
    mixed: NDArray[np.uint32] = (one[:-2] | one[1:-1] << np.uint32(8) | one[2:] << np.uint32(16)) * np.uint32(
        0x9E37_79B1
    )  # Knuth's multiplier
    return (mixed >> np.uint32(32 - GRAM_BITS)).astype(np.uint16)


def _bitmap(texts: Iterable[bytes]) -> bytes:
    there = np.zeros(1 << GRAM_BITS, bool)
    for letters in texts:
        there[grams(letters)] = True
    return np.packbits(there).tobytes()


# --- asking ------------------------------------------------------------------------------------------------------------------
def key_of(address: str) -> np.uint32:
    """What `named` holds of an address (canonical text)."""
    return np.uint32(column(f"SELECT {KEY.format('$address')} AS key", {"address": address})[0])


def chosen(one: Finder, wanted: Filter) -> NDArray[np.bool_]:
    """Which of a day's kinds are asked for. Member 0 is not asked: it may be a masked one."""
    category, member = np.frombuffer(one.kinds, np.int64).reshape(2, -1)
    fits = np.ones(len(category), bool)
    if wanted.category:
        fits &= np.isin(category, [place for place, name in enumerate(one.categories) if name in wanted.category])
    if wanted.member:
        fits &= member == wanted.member
    return fits


def figures(content: bytes, which: NDArray[np.bool_]) -> Int64s:
    """Bounds of FIGURES (highs or lows), one row each, of these kinds."""
    return np.frombuffer(content, np.int64).reshape(len(FIGURES), -1)[:, which]


def has_grams(one: Finder, grams: NDArray[np.uint16]) -> bool:
    """True where all of these triples occur somewhere."""
    bits = np.frombuffer(one.grams, np.uint8)
    return bool((bits[grams >> 3] >> (7 - (grams & 7)) & 1).all())


def has_first(one: Finder, net: Network) -> bool:
    """True where a first source or target may lie in the network; as event_filter reckons it."""
    (hi, lo), _ = bounds(str(net))
    bits = mapped_bits(str(net))
    if hi == 0 and bits >= V4_BITS and lo >> 32 == V4_MAPPED >> 32:
        low = lo & 0xFFFF_FFFF
        return holds(np.frombuffer(one.first4, np.uint32), low, low | (1 << (128 - bits)) - 1)
    sixes = np.frombuffer(one.first6, np.int64)
    if bits > 64:
        return hi == 0 or holds(sixes, hi, hi)  # below ::/64 lie also mapped addresses: no use in being exact
    shift = min(64 - bits, 63)
    return holds(sixes, hi >> shift << shift, (hi >> shift << shift) + (1 << shift) - 1)


def holds(numbers: NDArray[Any], low: Any, high: Any) -> bool:
    """True where a sorted array has a number from low to high."""
    kind = numbers.dtype.type
    place = int(np.searchsorted(numbers, kind(low)))
    return place < len(numbers) and bool(numbers[place] <= kind(high))
