"""Whose network an address is in, and in which country: a table that the operator supplies. Belongs here: reading it, looking up.

A CSV file with the head `prefix,asn,country,name`: a canonical prefix, the number of the autonomous system, two letters, a name. The
longest prefix wins. What no line covers is unknown and stays so: nothing is guessed. IPv6 is looked up by its upper half, so lines
longer than /64 are refused.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from hsoc.records.address import V4_MAPPED, Network, network, pair

Int64s = NDArray[np.int64]

HEAD: Final = ("prefix", "asn", "country", "name")
MOST_LINES: Final = 2_000_000  # twice the routing table of 2026
LONGEST_NAME: Final = 80  # letters kept
UNKNOWN: Final = -1  # index of no line


class Faulty(ValueError):
    """The table cannot be used; the text names the line and the reason."""


class Entry(msgspec.Struct, frozen=True):
    """One network. asn 0 = not said; country '' = not said."""

    asn: int
    country: str
    name: str


class Networks:
    """The table, by prefix length."""

    def __init__(self, lines: Iterable[tuple[str, Entry]] = ()) -> None:
        """Raises ValueError for a prefix that is none."""
        self.entries: list[Entry] = []
        known: dict[Entry, int] = {}
        by_length: dict[tuple[int, int], dict[int, int]] = {}
        for prefix, entry in lines:
            net = _short_enough(prefix)
            index = known.setdefault(entry, len(known))
            hi, lo = pair(str(net.network_address))
            key = lo & 0xFFFF_FFFF if net.version == 4 else hi
            by_length.setdefault((net.version, net.prefixlen), {})[key] = index
        self.entries = list(known)
        # the longest first; keys sorted for the search
        self._tables = [(version, length, *_sorted(keys)) for (version, length), keys in sorted(by_length.items(), reverse=True)]

    def index(self, hi: Int64s, lo: Int64s) -> Int64s:
        """For each address its line in `entries`, UNKNOWN where there is none."""
        found = np.full(len(hi), UNKNOWN, np.int64)
        v4 = (hi == 0) & (lo >> 32 == V4_MAPPED >> 32)
        for version, length, keys, entries in self._tables:
            family, bits, values = (v4, 32, lo & 0xFFFF_FFFF) if version == 4 else (~v4, 64, hi)
            open_ = np.flatnonzero(family & (found == UNKNOWN))
            masked = values[open_] >> (bits - length) << (bits - length) if length else np.zeros(len(open_), np.int64)
            place = np.minimum(np.searchsorted(keys, masked), len(keys) - 1)
            hit = keys[place] == masked
            found[open_[hit]] = entries[place[hit]]
        return found

    def entry(self, index: int) -> Entry | None:
        """The line of an index; None for UNKNOWN."""
        return self.entries[index] if index >= 0 else None


def _number(asn: str) -> int:
    value = int(asn or 0)
    if not 0 <= value < 1 << 32:
        raise ValueError(f"{asn} is no number of an autonomous system")
    return value


def _short_enough(prefix: str) -> Network:
    net = network(prefix)
    if net.version == 6 and net.prefixlen > 64:
        raise ValueError(f"{prefix}: longer than /64")
    return net


def _sorted(keys: dict[int, int]) -> tuple[Int64s, Int64s]:
    found = np.array(sorted(keys.items()), np.int64).reshape(-1, 2)
    return np.ascontiguousarray(found[:, 0]), np.ascontiguousarray(found[:, 1])


def read(path: Path) -> Networks:
    """The table of a file; an empty one where there is no file. Raises Faulty."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file)
            if tuple(next(reader, ())) != HEAD:
                raise Faulty(f"{path}: line 1: the head must be {','.join(HEAD)}")
            return Networks(_lines(path, reader))
    except FileNotFoundError:
        return Networks()
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise Faulty(f"{path}: {error}") from error


def _lines(path: Path, reader: Iterable[list[str]]) -> Iterable[tuple[str, Entry]]:
    for number, row in enumerate(reader, 2):
        if number > MOST_LINES:
            raise Faulty(f"{path}: more than {MOST_LINES} lines")
        if not row:
            continue
        try:
            prefix, asn, country, name = (cell.strip() for cell in row)
            entry = Entry(_number(asn), country.upper()[:2], name[:LONGEST_NAME])
            _short_enough(prefix)
        except ValueError as error:
            raise Faulty(f"{path}: line {number}: {error}") from error
        yield prefix, entry
