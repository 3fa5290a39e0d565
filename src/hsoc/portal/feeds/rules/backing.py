"""How many organisations stand behind each range of addresses. Pure and vectorised. Never: which indicators count, how many are enough."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Keys = NDArray[np.bytes_]  # 16 bytes, most significant first
Ints = NDArray[np.int64]
_MAPPED = b"\0" * 10 + b"\xff\xff"  # begins the addresses of IPv4


class Backed(NamedTuple):
    """One place for each distinct range. bounds: (n, 2); voices: organisations; trusted: one of them is; label: the highest of theirs."""

    bounds: Keys
    voices: Ints
    trusted: NDArray[np.bool_]
    label: Ints

    def those(self, chosen: NDArray[np.bool_]) -> Backed:
        """Some of them."""
        return Backed(self.bounds[chosen], self.voices[chosen], self.trusted[chosen], self.label[chosen])


def backed(bounds: Keys, organisation: Ints, label: Ints, trusted: NDArray[np.bool_]) -> Backed:
    """Rows (range, who, their label, whether trusted) told by distinct range."""
    four = is_four(bounds)
    ends = tails(bounds[four]).astype(np.uint64)
    # a range of IPv4 is one number, which sorts ten times as quickly as a text
    numbers = (ends[:, 0] << np.uint64(32) | ends[:, 1], np.unique(_texts(bounds[~four]), return_inverse=True)[1].astype(np.uint64))
    rows = [(bounds[part], organisation[part], label[part], trusted[part]) for part in (four, ~four)]
    told = [_told(number, *of) for number, of in zip(numbers, rows, strict=True) if len(number)]
    if not told:
        return Backed(bounds, np.empty(0, np.int64), np.empty(0, np.bool_), np.empty(0, np.int64))
    ranges, voices, trust, labels = (np.concatenate(columns) for columns in zip(*told, strict=True))
    return Backed(ranges, voices, trust, labels)


def _told(number: NDArray[np.uint64], bounds: Keys, organisation: Ints, label: Ints, trusted: NDArray[np.bool_]) -> Backed:
    """Of ranges that are known by a number."""
    order = np.lexsort((organisation, number))
    ranked, who = number[order], organisation[order]
    begins = np.append([True], ranked[1:] != ranked[:-1])
    another = begins | np.append([True], who[1:] != who[:-1])
    starts = np.flatnonzero(begins)
    return Backed(
        bounds[order[starts]],
        np.add.reduceat(another.astype(np.int64), starts),
        np.logical_or.reduceat(trusted[order], starts),
        np.maximum.reduceat(label[order], starts),
    )


def is_four(bounds: Keys) -> NDArray[np.bool_]:
    """Which ranges begin among the addresses of IPv4."""
    heads = np.ascontiguousarray(bounds[:, 0]).view(np.uint8).reshape(-1, 16)[:, :12]
    found: NDArray[np.bool_] = (heads == np.frombuffer(_MAPPED, np.uint8)).all(axis=1)
    return found


def tails(bounds: Keys) -> Ints:
    """The last 32 bits of both ends of ranges, (n, 2)."""
    return np.frombuffer(bounds.tobytes(), ">u4").reshape(-1, 2, 4)[:, :, 3].astype(np.int64)


def keys(pairs: list[tuple[str, str]]) -> Keys:
    """Ranges of texts of 32 hex digits."""
    return np.frombuffer(bytes.fromhex("".join(low + high for low, high in pairs)), "S16").reshape(-1, 2)


def hexed(column: Keys) -> NDArray[np.bytes_]:
    """One end of ranges as texts of 32 hex digits."""
    return np.frombuffer(column.tobytes().hex().encode(), "S32")


def among(bounds: Keys, chosen: Keys) -> NDArray[np.bool_]:
    """Which of the ranges are chosen ones."""
    if not len(chosen) or not len(bounds):
        return np.zeros(len(bounds), np.bool_)
    return np.isin(_texts(bounds), _texts(chosen))


def _texts(bounds: Keys) -> NDArray[np.bytes_]:
    return np.frombuffer(bounds.tobytes(), "S32")
