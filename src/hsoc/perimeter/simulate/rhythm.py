"""When things happen: night and day, weekday and weekend, bursts. Belongs here: densities over a local day. Never: what happens."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Final, Literal
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from hsoc.perimeter.simulate.columns import Int64s

PRAGUE: Final = ZoneInfo("Europe/Prague")
MINUTES: Final = 1440
WEEKEND_OFFICE: Final = 0.45  # hospitals never close, but laboratories and out-patients do
WEEKEND_SCAN: Final = 0.93
Kind = Literal["flat", "scan", "office", "night"]


def bounds(day: date) -> tuple[int, int]:
    """First ms of a Europe/Prague day and of the next one (a day has 23, 24 or 25 hours)."""
    edges = [datetime.combine(d, time(), PRAGUE).astimezone(UTC) for d in (day, day + timedelta(days=1))]
    return int(edges[0].timestamp() * 1000), int(edges[1].timestamp() * 1000)


def day_of(instant: int) -> date:
    """The Europe/Prague day of an instant (ms)."""
    return datetime.fromtimestamp(instant / 1000, PRAGUE).date()


def density(kind: Kind) -> NDArray[np.float64]:
    """Relative activity per minute of the day, mean 1. Night to day is about 1 : 1.2 for scans and 1 : 3 for the office."""
    hour = np.arange(MINUTES) / 60
    if kind == "office":
        value = 0.5 + 1.25 * np.exp(-(((hour - 10.5) / 3.6) ** 2)) + 0.45 * np.exp(-(((hour - 18.0) / 3.0) ** 2))
    elif kind == "night":
        value = 0.15 + 3.0 * np.exp(-(((hour - 2.0) / 1.6) ** 2)) + 1.2 * np.exp(-(((hour - 22.5) / 1.0) ** 2))
    elif kind == "scan":
        value = 1.0 + 0.09 * np.sin((hour - 8.0) / 24 * 2 * np.pi)
    else:
        value = np.ones(MINUTES)
    return np.asarray(value / value.mean(), np.float64)


def weekday_factor(day: date, kind: Kind) -> float:
    """How busy the day is against a working day."""
    weekend = day.weekday() >= 5
    if kind == "office":
        return WEEKEND_OFFICE if weekend else 1.0 + 0.04 * (2 - day.weekday())
    return WEEKEND_SCAN if weekend else 1.0


def bursts(shape: NDArray[np.float64], rng: np.random.Generator, *, count: int) -> NDArray[np.float64]:
    """The same density with `count` bursts of 5 to 40 minutes, 3 to 10 times as busy; mean 1 again."""
    value = shape.copy()
    for start, length, factor in zip(rng.integers(0, MINUTES, count), rng.integers(5, 40, count), rng.uniform(3, 10, count), strict=True):
        value[start : start + length] *= factor
    return np.asarray(value / value.mean(), np.float64)


def instants(quantile: NDArray[np.float64], shape: NDArray[np.float64], *, begin: int, end: int) -> Int64s:
    """Instants (ms) for quantiles 0 … 1 of a density over the day from `begin` to `end`."""
    edges = np.concatenate(([0.0], np.cumsum(shape))) / shape.sum()
    share = np.interp(quantile, edges, np.linspace(0, 1, len(edges)))
    return begin + (share * (end - begin)).astype(np.int64)


def share(shape: NDArray[np.float64], *, begin: int, end: int, since: int, until: int) -> float:
    """Part of a day's activity that falls between two instants."""
    edges = np.concatenate(([0.0], np.cumsum(shape))) / shape.sum()
    low, high = np.interp([(since - begin) / (end - begin), (until - begin) / (end - begin)], np.linspace(0, 1, len(edges)), edges)
    return float(high - low)
