"""STIX timestamps. Belongs here: RFC 3339 text to ms since 1970 UTC and back. Never: a clock."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import Final

from hsoc.records.indicator import shown

LONGEST: Final = 40  # characters
LATEST: Final = 253_402_300_799_999  # ms: the last of the year 9999; STIX's way to say that there is no end

_EPOCH: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_NAIVE: Final = dt.datetime(1970, 1, 1)  # noqa: DTZ001 (a base for text that ends with Z; an aware one costs twice the time)
_MS: Final = dt.timedelta(milliseconds=1)


@lru_cache(maxsize=4096)  # a feed writes the same few times over and over
def read(text: str) -> int:
    """Ms since 1970 UTC; no zone reads as UTC. Raises ValueError with a sentence part."""
    if len(text) > LONGEST:
        raise ValueError("a time of too many characters")
    try:
        moment = dt.datetime.fromisoformat(text.strip().upper())
        ms = ((moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)) - _EPOCH) // _MS
    except (ValueError, OverflowError) as error:
        raise ValueError(f"{shown(text)} is not a time") from error
    if not 0 <= ms <= LATEST:
        raise ValueError(f"{shown(text)} lies before 1970 or after 9999")
    return ms


@lru_cache(maxsize=4096)
def written(ms: int) -> str:
    """To the millisecond, always three digits, so that two writings of one instant are the same text."""
    return (_NAIVE + dt.timedelta(milliseconds=min(max(ms, 0), LATEST))).isoformat(timespec="milliseconds") + "Z"
