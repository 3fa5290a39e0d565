"""How often somebody may ask: a bucket that fills with time (as NERD's: so many a second, so many at once). Pure: time comes in."""

from __future__ import annotations

import math
from typing import Final

import msgspec

RATE: Final = 2.0  # requests a second that go on for ever
BURST: Final = 120  # requests at once
# of doors where a machine sends one event a request and gives up at the first 429, as IntelMQ's output does
PUSH_RATE: Final = 50.0
PUSH_BURST: Final = 2000


class Bucket(msgspec.Struct, frozen=True):
    """tokens at an instant (s)."""

    tokens: float = float(BURST)
    at: float = 0.0


class Verdict(msgspec.Struct, frozen=True):
    """Whether this request may pass, how many more may at once, and in how many seconds the next one or the full bucket is there."""

    passes: bool
    remaining: int
    reset: int
    retry_after: int


def asked(bucket: Bucket, *, now: float, rate: float = RATE, burst: int = BURST) -> tuple[Bucket, Verdict]:
    """One request at `now` (s, never going back)."""
    tokens = min(float(burst), bucket.tokens + max(0.0, now - bucket.at) * rate)
    passes = tokens >= 1.0
    left = tokens - 1.0 if passes else tokens
    return Bucket(left, now), Verdict(
        passes=passes,
        remaining=int(left),
        reset=math.ceil((burst - left) / rate),
        retry_after=0 if passes else max(1, math.ceil((1.0 - left) / rate)),
    )
