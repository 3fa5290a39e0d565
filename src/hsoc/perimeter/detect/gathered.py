"""Hosts of one network that are flooded alike become one finding of the network. Belongs here: that sum. Never: what a flood is.

A carpet gives each host of a network a little; the detectors find each of them, and each would be told and answered by itself: two hundred
stories, and two hundred entries where one is enough. So floods of one detector, vector and port that hold MANY hosts of a /24 (IPv6: of a
/64) within a minute are put together: the network is the target, the sums are those of its hosts, the evidence is that of the heaviest with
the number of hosts beside it. A host that by itself holds more than a part of it stays a finding of its own. Slower or thinner carpets than
the detectors see are carpet_bombing's.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute
from msgspec import json

from hsoc.perimeter.measure.hashing import SEED, Uint64s, hashed
from hsoc.records.detection import DETECTION_SCHEMA, NOBODY, no_detections

FLOODS: Final = ("reflection", "udp_flood", "syn_flood", "flag_flood", "icmp_flood")
MANY: Final = 16  # hosts; fewer are attacked one by one, and entries for them cost less than one for their network hurts
LASTS_MS: Final = 60_000  # ms; the window of floods, in which a running one is judged again several times
MOST_HOSTS: Final = 20_000  # findings remembered, the newest; 80 networks under a carpet each
MOST_PERCENT: Final = 25  # % of the sum; a host with more is attacked by itself
ONE: Final = 128  # bits of an address
V4_BITS, V6_BITS = 120, 64  # of a /24 in the mapped space, of a /64
NETWORK_V4: Final = 0xFF
SEEN: Final = "seen"  # ms, when a finding was made
SUMMED: Final = ("flows", "packets", "bytes", "dropped_flows", "dropped_packets", "dropped_bytes", "targets")
pc: Final[Any] = pyarrow.compute


class Gathered:
    """Memory of the floods of the last minute. `told` takes each step's findings once, in order."""

    def __init__(self, *, seed: int = SEED, most: int = MOST_HOSTS) -> None:
        """seed: of the hashes, secret where somebody could choose collisions; most: findings remembered."""
        self._seed, self._most = seed, most
        self._held = _seen(no_detections(), 0)

    def told(self, found: pa.Table, *, now: int) -> pa.Table:
        """The findings (DETECTION_SCHEMA), those of hosts under a carpet replaced by one of their network. now: ms."""
        floods = pc.is_in(found["detector"], pa.array(FLOODS)).to_numpy()
        floods &= (found["src_bits"].to_numpy() < 0) & (found["dst_bits"].to_numpy() == ONE)
        if not floods.any():
            return found
        fresh = np.flatnonzero(floods)
        held = self._held.filter(pc.greater(self._held[SEEN], now - LASTS_MS))
        both = pa.concat_tables([held, _seen(found.take(fresh), now)]).combine_chunks()
        hosts = self._hashes(both, "dst_hi", "dst_lo")
        # the last word of each host counts
        newest = np.sort(len(hosts) - 1 - np.unique(hosts[::-1], return_index=True)[1])
        both = both.take(newest).slice(max(0, len(newest) - self._most))
        self._held = both
        group = self._hashes(both, *_network(both))
        _, which, count = np.unique(group, return_inverse=True, return_counts=True)
        size = both["bytes"].to_numpy()
        whole = np.bincount(which, weights=size)
        now_of = both[SEEN].to_numpy() == now
        carpeted = (count[which] >= MANY) & (size * 100 <= whole[which] * MOST_PERCENT)
        taken_in = both.filter(pa.array(carpeted & now_of))
        if not taken_in.num_rows:
            return found
        gone = np.isin(self._hashes(found, "dst_hi", "dst_lo"), self._hashes(taken_in, "dst_hi", "dst_lo")) & floods
        wanted = np.unique(which[carpeted & now_of])
        sums = [_of_network(both.filter(pa.array(which == one)).drop_columns([SEEN])) for one in wanted]
        return pa.concat_tables([found.filter(pa.array(~gone)), pa.Table.from_pylist(sums, schema=DETECTION_SCHEMA)])

    def _hashes(self, rows: pa.Table, hi: Any, lo: Any) -> Uint64s:
        """Per row, of what was found (detector, vector, protocol, port) and of an address or network: columns or their names."""
        address = [rows[one].to_numpy() if isinstance(one, str) else one for one in (hi, lo)]
        kind = [rows[name].to_numpy() for name in ("proto", "port")]
        words = [_code(rows[name]) for name in ("detector", "vector")]
        return hashed([*address, *kind, *words], rows=np.arange(rows.num_rows), seed=self._seed)


def _code(texts: Any) -> Any:
    """A number for each text, the same in every table."""
    different = pc.unique(texts)
    numbers = [int.from_bytes(blake2b(str(one).encode(), digest_size=7).digest()) for one in different.to_pylist()]
    return np.array(numbers, np.int64)[pc.index_in(texts, different).to_numpy()]


def _network(rows: pa.Table) -> tuple[Any, Any]:
    hi, lo = rows["dst_hi"].to_numpy(), rows["dst_lo"].to_numpy()
    return hi, np.where(hi == 0, lo & ~NETWORK_V4, 0)


def _seen(rows: pa.Table, now: int) -> pa.Table:
    return rows.append_column(SEEN, pa.array(np.full(rows.num_rows, now), pa.int64()))


def _of_network(hosts: pa.Table) -> dict[str, Any]:
    """One finding for the network in which these lie: the heaviest's words, everybody's sums."""
    heaviest = int(np.argmax(hosts["bytes"].to_numpy()))
    row: dict[str, Any] = hosts.slice(heaviest, 1).to_pylist()[0]
    [hi], [lo] = _network(hosts.slice(heaviest, 1))
    sums = {name: int(hosts[name].to_numpy().sum()) for name in SUMMED}
    evidence = json.encode({**json.decode(row["evidence"] or "{}"), "hosts": hosts.num_rows}).decode()
    most = {name: int(hosts[name].to_numpy().max()) for name in ("last", "sources", "ports")}
    return row | sums | most | {
        "first": int(hosts["first"].to_numpy().min()), "src_bits": NOBODY, "dst_hi": int(hi), "dst_lo": int(lo),
        "dst_bits": V4_BITS if hi == 0 else V6_BITS, "evidence": evidence,
    }  # fmt: skip
