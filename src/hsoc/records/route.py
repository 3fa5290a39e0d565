"""Route updates on their way to the guard: columns for batches, small values for one. Never: bytes of a protocol, or a judgement.

`Frames` says where BGP messages lie in a buffer (what MRT and BMP carry); `Routes` is what they say: one row per prefix and announcement
or withdrawal, with the path attributes once per message (a message may name thousands of prefixes). Prefixes are in the mapped space
(records.address): IPv4 lengths count from 96. Everything is signed int64, times are ms since 1970 UTC.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import Any, Final

import msgspec
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from hsoc.records.address import V4_BITS, V4_MAPPED, is_v4, network, pair, text

Int64s = NDArray[np.int64]
Bytes = NDArray[np.uint8]

NO_ORIGIN: Final = -1  # the path ends in an AS_SET or is empty (RFC 6811, section 2: NONE)
NO_OTC: Final = -1
NOTHING_TOLD: Final = -1  # `told` of a withdrawal
NO_EXPORT: Final = 0xFFFFFF01  # RFC 1997
BLACKHOLE: Final = 65535 << 16 | 666  # RFC 7999


class Kind(IntEnum):
    """What a row says."""

    ANNOUNCE = 0
    WITHDRAW = 1
    DOWN = 2  # the session ended: nothing that it told holds any longer, which is not a withdrawal
    UP = 3


class Flag(IntEnum):
    """Bits of the attribute column `flags`."""

    AS_SET = 1  # the path holds an AS_SET (deprecated by RFC 9774)
    NO_EXPORT = 2
    BLACKHOLE = 4


class Shape(IntEnum):
    """What a frame holds."""

    MESSAGE = 0  # a whole BGP message with its header
    ENTRY = 1  # path attributes of one table entry; the prefix stands beside it
    DOWN = 2
    UP = 3


# rows of Frames.columns
FRAME_COLUMNS: Final = ("start", "end", "shape", "wide", "many", "time", "peer_hi", "peer_lo", "peer_asn", "hi", "lo", "bits")
ROW_COLUMNS: Final = ("time", "kind", "peer_hi", "peer_lo", "peer_asn", "hi", "lo", "bits", "told")
TOLD_COLUMNS: Final = ("origin", "flags", "otc", "next_hop_hi", "next_hop_lo", "path_at", "community_at")


class Envelope(msgspec.Struct, frozen=True):
    """One BGP message with who sent it and when. wide: AS numbers of four bytes (RFC 6793); many: path identifiers (RFC 7911)."""

    time: int
    peer: str
    peer_asn: int
    message: bytes
    wide: bool = True
    many: bool = False


class Frames(msgspec.Struct, frozen=True):
    """Places of BGP messages or table entries: columns (len(FRAME_COLUMNS), n) of int64 over one buffer of uint8."""

    buffer: Bytes
    columns: Int64s

    def __len__(self) -> int:
        return int(self.columns.shape[1])


class Route(msgspec.Struct, frozen=True, kw_only=True):
    """One update as a value, for files of few, tests and evidence. communities are 32-bit numbers (RFC 1997)."""

    time: int
    peer: str
    peer_asn: int
    prefix: str = ""
    kind: Kind = Kind.ANNOUNCE
    path: tuple[int, ...] = ()
    as_set: bool = False
    next_hop: str = ""
    communities: tuple[int, ...] = ()
    otc: int = NO_OTC


class Vrp(msgspec.Struct, frozen=True, order=True):
    """A validated ROA payload (RFC 6811): who may originate a prefix, and how long more-specifics may be."""

    prefix: str
    most_length: int
    asn: int


class Aspa(msgspec.Struct, frozen=True):
    """Who a customer names as its providers (draft-ietf-sidrops-aspa-verification)."""

    customer: int
    providers: tuple[int, ...]


class Routes(msgspec.Struct, frozen=True):
    """A batch. rows: (len(ROW_COLUMNS), n); told: (len(TOLD_COLUMNS), m + 1), whose last column only closes the two lists."""

    rows: Int64s
    told: Int64s
    path: Int64s
    community: Int64s

    def __len__(self) -> int:
        return int(self.rows.shape[1])

    def column(self, name: str) -> Int64s:
        """One row column by name."""
        found: Int64s = self.rows[ROW_COLUMNS.index(name)]
        return found

    def table(self) -> pa.Table:
        """ROUTE_SCHEMA: the attributes repeated for each prefix; for looking, not for speed."""
        told = self.column("told")
        known = told >= 0
        place = np.where(known, told, 0)
        columns: dict[str, Any] = {name: pa.array(self.column(name)) for name in ROW_COLUMNS[:-1]}
        for name in TOLD_COLUMNS[:5]:
            values = self.told[TOLD_COLUMNS.index(name)][place] if self.told.shape[1] > 1 else np.zeros(len(told), np.int64)
            columns[name] = pa.array(np.where(known, values, -1 if name in {"origin", "otc"} else 0))
        for name, values in (("path", self.path), ("communities", self.community)):
            at = self.told[TOLD_COLUMNS.index("path_at" if name == "path" else "community_at")]
            lists: Any = pa.ListArray.from_arrays(pa.array(at.astype(np.int32)), pa.array(values))
            chosen: Any = lists.take(pa.array(place, mask=~known)) if len(lists) else pa.nulls(len(told), pa.list_(pa.int64()))
            columns[name] = chosen.fill_null([])
        return pa.table(columns, schema=ROUTE_SCHEMA)


ROUTE_SCHEMA: Final = pa.schema(
    [pa.field(name, pa.int64(), nullable=False) for name in (*ROW_COLUMNS[:-1], *TOLD_COLUMNS[:5])]
    + [pa.field("path", pa.list_(pa.int64()), nullable=False), pa.field("communities", pa.list_(pa.int64()), nullable=False)]
)


def no_routes() -> Routes:
    """An empty batch."""
    nothing = np.empty(0, np.int64)
    return Routes(np.empty((len(ROW_COLUMNS), 0), np.int64), np.zeros((len(TOLD_COLUMNS), 1), np.int64), nothing, nothing)


def frames(envelopes: Sequence[Envelope]) -> Frames:
    """Frames of single messages, as a session or a test has them."""
    lengths = np.array([len(one.message) for one in envelopes], np.int64)
    columns = np.zeros((len(FRAME_COLUMNS), len(envelopes)), np.int64)
    columns[1] = np.cumsum(lengths)
    columns[0] = columns[1] - lengths
    for n, one in enumerate(envelopes):
        hi, lo = pair(one.peer)
        columns[3:9, n] = (one.wide, one.many, one.time, hi, lo, one.peer_asn)
    return Frames(np.frombuffer(b"".join(one.message for one in envelopes), np.uint8), columns)


def routes(values: Sequence[Route]) -> Routes:
    """A batch of single values, in their order. Raises ValueError for a prefix or address that is none."""
    rows = np.zeros((len(ROW_COLUMNS), len(values)), np.int64)
    told: list[tuple[int, ...]] = []
    path: list[int] = []
    community: list[int] = []
    for n, one in enumerate(values):
        peer, prefix = pair(one.peer), place(one.prefix) if one.prefix else (0, 0, 0)
        index = NOTHING_TOLD
        if one.kind is Kind.ANNOUNCE:
            index = len(told)
            flags = Flag.AS_SET * one.as_set | Flag.NO_EXPORT * (NO_EXPORT in one.communities)
            flags |= Flag.BLACKHOLE * (BLACKHOLE in one.communities)
            origin = one.path[-1] if one.path and not one.as_set else NO_ORIGIN
            told.append((origin, flags, one.otc, *(pair(one.next_hop) if one.next_hop else (0, 0)), len(path), len(community)))
            path += one.path
            community += one.communities
        rows[:, n] = (one.time, one.kind, *peer, one.peer_asn, *prefix, index)
    told.append((0, 0, 0, 0, 0, len(path), len(community)))
    return Routes(rows, np.array(told, np.int64).T.copy(), np.array(path, np.int64), np.array(community, np.int64))


def joined(parts: Sequence[Routes]) -> Routes:
    """One batch of several, in the order given."""
    parts = [one for one in parts if len(one)]
    if len(parts) < 2:
        return parts[0] if parts else no_routes()
    rows, told = [], []
    base, path, community = 0, 0, 0
    for one in parts:
        moved, said = one.rows.copy(), one.told[:, :-1].copy()
        moved[8] = np.where(moved[8] >= 0, moved[8] + base, moved[8])
        said[5] += path
        said[6] += community
        base, path, community = base + said.shape[1], path + len(one.path), community + len(one.community)
        rows.append(moved)
        told.append(said)
    told.append(np.array([[0], [0], [0], [0], [0], [path], [community]], np.int64))
    lists = np.concatenate([one.path for one in parts]), np.concatenate([one.community for one in parts])
    return Routes(np.concatenate(rows, axis=1), np.concatenate(told, axis=1), *lists)


def values(batch: Routes) -> tuple[Route, ...]:
    """Rows as values, the inverse of `routes`; for tests and people."""
    out = []
    for time, kind, peer_hi, peer_lo, peer_asn, hi, lo, bits, told in batch.rows.T.tolist():
        said: dict[str, Any] = {}
        if told >= 0:
            _, flags, otc, hop_hi, hop_lo, path_at, community_at = batch.told[:, told].tolist()
            path_end, community_end = batch.told[5:, told + 1].tolist()
            said = {
                "path": tuple(batch.path[path_at:path_end].tolist()),
                "as_set": bool(flags & Flag.AS_SET),
                "next_hop": text(hop_hi, hop_lo) if hop_hi or hop_lo else "",
                "communities": tuple(batch.community[community_at:community_end].tolist()),
                "otc": otc,
            }
        prefix = prefix_text(hi, lo, bits) if kind in {Kind.ANNOUNCE, Kind.WITHDRAW} else ""
        out.append(Route(time=time, peer=text(peer_hi, peer_lo), peer_asn=peer_asn, prefix=prefix, kind=Kind(kind), **said))
    return tuple(out)


def place(prefix: str) -> tuple[int, int, int]:
    """(hi, lo, bits in the mapped space) of a canonical prefix. Raises ValueError."""
    net = network(prefix)
    if net.version == 4:
        return 0, V4_MAPPED | int(net.network_address), net.prefixlen + V4_BITS
    return (*pair(str(net.network_address)), net.prefixlen)


def prefix_text(hi: int, lo: int, bits: int) -> str:
    """The canonical text of a prefix in the mapped space."""
    return f"{text(hi, lo)}/{bits - V4_BITS if is_v4(hi, lo) and bits >= V4_BITS else bits}"
