"""MISP's times. Belongs here: seconds since 1970 as text, and ISO 8601, to ms since 1970 UTC and back. Never: a clock."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from typing import Final

from hsoc.exchange.misp.terms import Scalar, text
from hsoc.records.indicator import shown

LATEST: Final = 253_402_300_799_999  # ms: the last of the year 9999

_SECONDS: Final = re.compile(r"\d{1,12}(\.\d{1,9})?", re.ASCII)
_EPOCH: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MS: Final = dt.timedelta(milliseconds=1)


def read(value: Scalar, *, default: int) -> int:
    """Ms since 1970 UTC; `default` for nothing and for "0", which MISP writes for never. Raises ValueError with a sentence part."""
    found = text(value).strip()
    return default if found in ("", "0") else _read(found[:80])


@lru_cache(maxsize=4096)  # an export writes the same few times over and over
def _read(found: str) -> int:
    try:
        if _SECONDS.fullmatch(found):
            ms = round(float(found) * 1000)
        else:
            moment = dt.datetime.fromisoformat(found)
            ms = ((moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)) - _EPOCH) // _MS
    except (ValueError, OverflowError) as error:
        raise ValueError(f"{shown(found)} is not a time") from error
    if not 0 <= ms <= LATEST:
        raise ValueError(f"{shown(found)} lies before 1970 or after 9999")
    return ms


def seconds(ms: int) -> str:
    """Whole seconds since 1970, as text."""
    return str(max(ms, 0) // 1000)


def written(ms: int) -> str:
    """ISO 8601 with microseconds and UTC's offset, as MISP writes first_seen."""
    return (_EPOCH + dt.timedelta(milliseconds=min(max(ms, 0), LATEST))).isoformat(timespec="microseconds")


def day(ms: int) -> str:
    """The day in UTC: 2026-11-21."""
    return (_EPOCH + dt.timedelta(milliseconds=min(max(ms, 0), LATEST))).date().isoformat()
