"""The daily view: one day beside the days before it. Belongs here: which days are compared, and what is remembered. Never: SQL, words.

Everything is remembered by the versions of the days it was read from, so a day that nobody writes costs nothing to show again.
"""

from __future__ import annotations

import hashlib
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

import msgspec

from hsoc.journal import day_digest as digest
from hsoc.journal.daily import DayView, Drops, Figures
from hsoc.journal.day_climb import Climb
from hsoc.journal.day_cube import by_category, by_vector, new_among
from hsoc.journal.days import day_bounds, hour_labels
from hsoc.journal.event_list import Scope
from hsoc.journal.event_rows import held, held_days, versions
from hsoc.journal.shelf import Shelf

PAST: Final = 13  # days before the day shown, in the small series
REMEMBERED: Final = 30  # days: a source not seen in them is new
WEEK: Final = 7
HOUR: Final = 3_600_000  # ms
MINUTE: Final = 60_000  # ms; a running day is compared up to the same minute a week before
KEPT: Final = 512  # views and figures remembered in a process
PATIENCE: Final = 10  # a running day is not reckoned again before ten times what it cost: at most a tenth of a core
EMPTY: Final = Figures(drops=Drops(), detections=0, sources=0, new_sources=0, members=0, flows=0, packets=0, bytes=0)

_views: Shelf[DayView] = Shelf(KEPT)
_figures: Shelf[Figures] = Shelf(8 * KEPT)  # a view needs 15 of them
_climbs: Shelf[Climb] = Shelf(64)  # 0.2 MB each
_running: Shelf[tuple[int, float, DayView]] = Shelf(KEPT)


def daily_view(root: Path, *, day: str, member: int | None, scope: Scope, now: int) -> DayView:
    """The figures of a day (YYYY-MM-DD, Europe/Prague) for a scope, of the network (member None) or one member; now in ms.

    Raises ValueError for what is not a day, TooSlow where the journal does not answer in time.
    """
    start, end = day_bounds(day)
    running = start <= now < end
    scope = msgspec.structs.replace(scope, now=scope.now // HOUR * HOUR)  # an hour later nothing is told sooner, and views can be kept
    days = tuple(_back(day, n) for n in range(REMEMBERED + WEEK, -1, -1))
    minute = (now - start) // MINUTE * MINUTE if running else None
    key = (str(root), day, member, scope, versions(root, days), minute)
    known = _views.get(key)
    if known is not None:
        return msgspec.structs.replace(known, complete_until=now) if running else known
    slot = (str(root), day, member, scope)
    earlier = _running.get(slot) if running else None
    if earlier and 0 <= now - earlier[0] < earlier[1] * 1000 * PATIENCE:
        return earlier[2]
    began = time.perf_counter()
    view = _view(root, day=day, member=member, scope=scope, now=now, minute=minute, version=_version(key))
    _views.put(key, view)
    if running:
        _running.put(slot, (now, time.perf_counter() - began, view))
    return view


def _back(day: str, n: int) -> str:
    return (date.fromisoformat(day) - timedelta(days=n)).isoformat()


def _version(key: tuple[Any, ...]) -> str:
    return hashlib.sha256(repr(key[1:]).encode()).hexdigest()[:24]


def _view(root: Path, *, day: str, member: int | None, scope: Scope, now: int, minute: int | None, version: str) -> DayView:
    start, end = day_bounds(day)
    hours = hour_labels(day)
    past = _past(root, day, member, scope)
    known_version = versions(root, (day,))[0]
    shared: dict[str, Any] = {
        "day": day,
        "member": member,
        "complete_until": min(now, end) if now >= start else start,
        "running": minute is not None,
        "hours": hours,
        "before": _before(root, day, member, scope, minute),
        "version": version,
    }
    cube = digest.cube_of(root, day, known_version) if known_version else None
    if cube is None:
        return _nothing(shared, past, day)
    seen = cube.seen(scope.of_day(end), member)
    known = digest.sources_before(root, tuple(_back(day, n) for n in range(1, REMEMBERED + 1)))
    figures = seen.figures(new_among(seen.keys(), known))
    heat, timeline = seen.grid(len(hours))
    serials, count = seen.passing(digest.MOST_ATTENTION)
    listed = digest.attention(digest.base(held(root, (day,)), scope=scope, member=member), serials)
    series = [*past, (day, figures)]
    return DayView(
        **shared, figures=figures, past=tuple((name, one.drops) for name, one in series),
        past_detections=tuple(one.detections for _, one in series), past_sources=tuple(one.sources for _, one in series),
        categories=seen.rows(by_category), vectors=seen.rows(by_vector), heat=heat, timeline=timeline,
        sources=seen.top_sources(known), targets=seen.top_targets(), reasons=seen.reasons(), attention=listed, attention_count=count,
    )  # fmt: skip


def _nothing(shared: dict[str, Any], past: list[tuple[str, Figures]], day: str) -> DayView:
    series = [*past, (day, EMPTY)]
    return DayView(
        **shared, figures=EMPTY, past=tuple((name, one.drops) for name, one in series),
        past_detections=tuple(one.detections for _, one in series), past_sources=tuple(one.sources for _, one in series),
        categories=(), vectors=(), heat=(), timeline=tuple((0, 0, 0) for _ in range(4 * len(shared["hours"]))), sources=(), targets=(),
        reasons=(), attention=(), attention_count=0,
    )  # fmt: skip


def _past(root: Path, day: str, member: int | None, scope: Scope) -> list[tuple[str, Figures]]:
    """Figures of the days before, oldest first; a day that the journal does not hold counts nothing."""
    days = tuple(_back(day, n) for n in range(PAST, 0, -1))
    found = []
    for one, version in zip(days, versions(root, days), strict=True):
        key = ("figures", str(root), one, version, member, scope)
        figures = _figures.get(key)
        if figures is None:
            told = digest.totals_of(root, one, version, scope=scope, member=member) if version else None
            figures = _figures.put(key, told or EMPTY)
        found.append((one, figures))
    return found


def _before(root: Path, day: str, member: int | None, scope: Scope, minute: int | None) -> Figures | None:
    """The same weekday a week before, up to the same time where the day is running."""
    then = _back(day, WEEK)
    if then not in held_days(root):
        return None
    seen = digest.sources_before(root, tuple(_back(then, n) for n in range(1, REMEMBERED + 1)))
    key = (str(root), then, versions(root, (then,)), member, scope)
    climb = _climbs.get(key)
    if climb is None:
        rows = digest.base(held(root, (then,)), scope=scope.of_day(day_bounds(then)[1]), member=member)
        climb = _climbs.put(key, Climb(rows, start=day_bounds(then)[0]))
    return climb.until(None if minute is None else minute // MINUTE, seen)


def forget() -> None:
    """Forget all that is remembered; for measuring a cold start."""
    _views.clear()
    _figures.clear()
    _running.clear()
    _climbs.clear()
    digest.forget()


def hurry() -> None:
    """Let a running day be reckoned again at once, however much it cost; for measuring."""
    _running.clear()
