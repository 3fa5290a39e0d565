"""What is part of something larger is told with it. Belongs here: what a block scan or a carpet takes in. Never: thresholds of either.

A source that walks over many doors of many hosts is a horizontal scan at each port and a vertical scan of each host; a flood over a whole
network is a flood of each of its hosts. Told one by one they are hundreds of stories, each with a rule of its own. So while the larger
finding lasts, those inside it are kept (they are detections all the same) and not passed on to be told or acted upon. A host that by
itself holds more than a share of the carpet is attacked by itself and is passed on.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import msgspec
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from hsoc.perimeter.measure.hashing import SEED, Int64s, Uint64s, hashed

BLOCK: Final = "block_scan"
OF_BLOCK: Final = ("horizontal_scan", "vertical_scan", "failed_contacts")
CARPET: Final = "carpet_bombing"
OF_CARPET: Final = ("reflection", "udp_flood", "syn_flood", "flag_flood", "icmp_flood", "host_baseline")
LASTS_MS: Final = {BLOCK: 300_000, CARPET: 600_000}  # ms after the last finding of it: a window, and two looks back
MOST: Final = 10_000  # larger findings remembered; beyond, the oldest are forgotten and their parts told again
MOST_PERCENT: Final = 25  # % of a carpet's bytes; a host that gets more is attacked by itself
ONE: Final = 128  # bits of an address
NETWORK_V4: Final = 0xFF
NETWORK_V6: Final = 0xFFFF


class _Larger(msgspec.Struct, frozen=True):
    """Until when (ms) it takes in others; bytes: of the whole."""

    until: int
    bytes: int


class Nested:
    """Memory of the larger findings. `told` takes each step's findings once, in order."""

    def __init__(self, *, seed: int = SEED, most: int = MOST) -> None:
        """seed: of the hashes, secret where somebody could choose collisions; most: larger findings remembered."""
        self._seed, self._most = seed, most
        self._blocks: dict[int, _Larger] = {}
        self._carpets: dict[int, _Larger] = {}

    def told(self, found: pa.Table, *, now: int) -> pa.Table:
        """The findings (DETECTION_SCHEMA) that are not part of a larger one. now: ms."""
        if not found.num_rows:
            return found
        names = np.array(found["detector"].to_pylist(), object)
        column = {name: found[name].to_numpy() for name in ("src_hi", "src_lo", "dst_hi", "dst_lo", "dst_bits", "proto", "bytes", "last")}
        sources = hashed([column["src_hi"], column["src_lo"]], rows=np.arange(found.num_rows), seed=self._seed)
        networks = self._networks(column)
        self._blocks = self._grown(self._blocks, names == BLOCK, sources, column["bytes"], until=now + LASTS_MS[BLOCK], now=now)
        self._carpets = self._grown(self._carpets, names == CARPET, networks, column["bytes"], until=now + LASTS_MS[CARPET], now=now)
        inside = np.isin(names, OF_BLOCK) & np.isin(sources, _known(self._blocks))
        # what was gathered (gathered.py) is the carpet itself, seen sooner
        inside |= np.isin(names, OF_CARPET) & (column["dst_bits"] >= 0) & self._small(networks, column["bytes"], column["dst_bits"])
        return found.filter(pa.array(~inside)) if inside.any() else found

    def _grown(
        self, larger: dict[int, _Larger], here: NDArray[np.bool_], keys: Uint64s, size: Int64s, *, until: int, now: int
    ) -> dict[int, _Larger]:
        """Those that still last, with what was found now."""
        alive = {key: one for key, one in larger.items() if one.until > now}
        for key, bytes_ in zip(keys[here].tolist(), size[here].tolist(), strict=True):
            alive.pop(key, None)  # what is found again is the newest
            alive[key] = _Larger(until, bytes_)
        return dict(list(alive.items())[-self._most :])

    def _networks(self, column: Mapping[str, Int64s]) -> Uint64s:
        """Hashes of the /24 or /48 in which a target lies, with the protocol."""
        v4 = column["dst_hi"] == 0
        hi = np.where(v4, 0, column["dst_hi"] & ~NETWORK_V6)
        lo = np.where(v4, column["dst_lo"] & ~NETWORK_V4, 0)
        return hashed([hi, lo, column["proto"]], rows=np.arange(len(hi)), seed=self._seed)

    def _small(self, networks: Uint64s, size: Int64s, bits: Int64s) -> NDArray[np.bool_]:
        """Which lie in a carpet and hold no more than their share of it, or are no single host."""
        known = _known(self._carpets)
        if not len(known):
            return np.zeros(len(networks), np.bool_)
        order = np.argsort(known)
        whole = np.array([self._carpets[int(key)].bytes for key in known])[order]
        place = np.searchsorted(known[order], networks).clip(max=len(known) - 1)
        return np.asarray((known[order][place] == networks) & ((bits < ONE) | (size * 100 <= whole[place] * MOST_PERCENT)))


def _known(larger: Mapping[int, _Larger]) -> Uint64s:
    return np.fromiter(larger, np.uint64, len(larger))
