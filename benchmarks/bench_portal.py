"""How fast the portal answers over 2 and 20 million events: daily view, event list, and the Warden door with its writer.

`run()` returns rows {name, value, unit, peer, ratio, aim, holds}; the store is invented (simulator's history) in a temporary folder and
deleted. The peer of an answer is the plain DuckDB scan of the same files in the same run: a ratio below 1 means less work than one scan.
"""

import argparse
import json
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from hsoc.journal import daily_view as views
from hsoc.journal import event_rows, inbox
from hsoc.journal.daily_view import daily_view
from hsoc.journal.days import DAY_MS, HOUR_MS, day_bounds
from hsoc.journal.event_filter import Filter
from hsoc.journal.event_list import EVERYTHING, Scope, page, total
from hsoc.journal.event_rows import NEWEST, asked, held, held_days
from hsoc.journal.tables import EVENT_SCHEMA
from hsoc.journal.writer import Writer
from hsoc.perimeter.simulate import history, telling
from hsoc.portal.events.rules.door import checked
from hsoc.portal.events.rules.places import Places
from hsoc.portal.events.tasks import EventWriter

LAST = date(2026, 11, 20)
DISTINCT_DAYS = 8  # generated; the others are these, moved in time and numbered anew
REPEATS = 7
MEMBERS = 42
COLUMNS_MOVED = ("received", "detected", "first", "last")


def moved(day: pa.Table, *, days: int, serial: int) -> pa.Table:
    """A day's table so many days earlier, with its own serials and IDs. Days of 23 or 25 hours stay as they were: 24."""
    columns = {name: day.column(name) for name in EVENT_SCHEMA.names}
    for name in COLUMNS_MOVED:
        columns[name] = pc.subtract(day.column(name), days * DAY_MS)
    was = date.fromisoformat(day.column("day")[0].as_py())
    columns["day"] = pa.array([(was - timedelta(days=days)).isoformat()] * day.num_rows)
    columns["serial"] = pa.array(np.arange(serial, serial + day.num_rows))
    columns["id"] = pc.binary_join_element_wise(day.column("id"), pa.scalar(str(days)), ".")
    return pa.table(columns).cast(EVENT_SCHEMA.with_metadata({NEWEST: b"1"}))


def store(root: Path, *, events: int) -> int:
    """A journal of at least so many events, finished days cut down as the worker leaves them; returns how many it holds."""
    templates, done, back = [], 0, 0
    with Writer(root, kind="events", schema=EVENT_SCHEMA) as writer:
        while done < events:
            back += 1
            if back <= DISTINCT_DAYS:
                day = LAST - timedelta(days=back)
                made = telling.events(history.of_past_day(day, seed=1), day=day, org=1, serial=1, seed=1)
                templates.append(made)
            turn = (back - 1) // DISTINCT_DAYS * DISTINCT_DAYS
            table = moved(templates[(back - 1) % DISTINCT_DAYS], days=turn, serial=1 + done)
            writer.replace(table.column("day")[0].as_py(), old=(), tables=[table], now=0)
            done += table.num_rows
    return done


def seconds(call: Callable[[], Any], *, repeats: int = REPEATS) -> float:
    """The median of several runs: one other process's burst is not ours."""
    took = []
    for _ in range(repeats):
        began = time.perf_counter()
        call()
        took.append(time.perf_counter() - began)
    return statistics.median(took)


def row(name: str, value: float, unit: str, *, aim: str, holds: bool | None, peer: str = "", ratio: float | None = None) -> dict[str, Any]:
    return {"name": name, "value": round(value, 2), "unit": unit, "peer": peer, "ratio": ratio, "aim": aim, "holds": holds}


def scopes() -> dict[str, Scope]:
    places = Places([(number, f"198.18.{number}.0/24") for number in range(1, MEMBERS + 1)])
    return {"operator": EVERYTHING, "analyst": Scope(own=(2,), hidden=(5,), guarded=places.guarded({2}))}


def answers(root: Path, label: str, *, most_view: int, most_list: int | None) -> list[dict[str, Any]]:
    """Daily view and list of one store; the aims in ms, None = only told."""
    last = held_days(root)[0]
    start, end = day_bounds(last)
    files = {"files": list(held(root, (last,)).files)}
    sql = "SELECT category, quarter, count(*), sum(detections) FROM read_parquet($files, hive_partitioning=false) GROUP BY ALL"
    scan = seconds(lambda: asked(sql, files))
    peer = "one plain scan of the day"
    found = []
    by_weight = Filter(first_day=last, last_day=last, sort="severity")
    login = Filter(category=("Attempt.Login",), port=3389)

    def timed(name: str, call: Callable[[], Any], most: int | None, repeats: int = REPEATS) -> None:
        took = seconds(call, repeats=repeats)
        aim = f"at most {most} ms" if most else "told only"
        ratio = round(took / scan, 2)
        found.append(
            row(f"{name}, {label}", took * 1000, "ms", peer=peer, ratio=ratio, aim=aim, holds=took * 1000 <= most if most else None)
        )

    for who, scope in scopes().items():
        views.forget()
        timed(
            f"daily view, first of the process ({who})", lambda s=scope: daily_view(root, day=last, member=None, scope=s, now=end), None, 1
        )
        timed(f"daily view, warm ({who})", lambda s=scope: daily_view(root, day=last, member=None, scope=s, now=end), most_view)
        minutes = iter(range(1, 1000))

        def live(s: Scope = scope, clock: Any = minutes) -> None:
            views.hurry()
            daily_view(root, day=last, member=None, scope=s, now=start + 15 * HOUR_MS + next(clock) * 60_000)

        timed(f"daily view, a new minute of a running day ({who})", live, most_view)
        timed(f"list, first page ({who})", lambda s=scope: page(root, scope=s, wanted=Filter()), most_list)
        timed(f"list, count of all ({who})", lambda s=scope: total(root, scope=s, wanted=Filter(), seconds=30), None, 3)
        timed(f"list, one day by severity ({who})", lambda s=scope: page(root, scope=s, wanted=by_weight), None, 3)
        timed(f"list, all days filtered ({who})", lambda s=scope: page(root, scope=s, wanted=login), None, 3)
    return found


def door(folder: Path) -> list[dict[str, Any]]:
    """Checking, promising and writing of batches as an engine sends them."""
    day = LAST - timedelta(days=1)
    raws = telling.events(history.of_past_day(day, seed=2), day=day, org=1, serial=1, seed=2).column("raw").to_pylist()[:20_000]
    items = [msgspec.json.encode(msgspec.json.decode(raw)) for raw in raws]
    name = msgspec.json.decode(items[0])["Node"][0]["Name"].lower()
    batches = [items[at : at + 500] for at in range(0, len(items), 500)]
    kept = 0
    began = time.perf_counter()
    for number, batch in enumerate(batches):
        good, _ = checked(batch, name=name, test=False, ours=True)
        kept += len(good)
        received = day_bounds(LAST.isoformat())[0] + number
        inbox.put(folder / "spool", inbox.Batch(client=name, org=1, test=False, ours=True, received=received, events=tuple(good)))
    took = time.perf_counter() - began
    writer = EventWriter(folder / "journal", folder / "spool", places=lambda: Places([]), ours=lambda: frozenset({name}))
    began, written = time.perf_counter(), 0
    while one := writer.drain(now=1):
        written += one
    drained = time.perf_counter() - began
    writer.close()
    return [
        row("door: checked and durable", kept / took, "events/s", aim="at least 1000 events/s", holds=kept / took >= 1000),
        row("writer: into the journal", written / drained, "events/s", aim="at least 1000 events/s", holds=written / drained >= 1000),
    ]


def run(*, large: bool = True) -> list[dict[str, Any]]:
    """All rows; without `large` the store of 20 million events is left out."""
    found = []
    home = Path(tempfile.mkdtemp(prefix="hsoc-bench-"))
    try:
        found += door(home / "door")
        for label, events, most_view, most_list in (("2 M events", 2_000_000, 100, 100), ("20 M events", 20_000_000, 500, None)):
            if events > 2_000_000 and not large:
                continue
            root = home / str(events)
            began = time.perf_counter()
            held_now = store(root, events=events)
            print(f"{held_now:,} events stored in {time.perf_counter() - began:.0f} s")
            found += answers(root, label, most_view=most_view, most_list=most_list)
            shutil.rmtree(root)
    finally:
        shutil.rmtree(home, ignore_errors=True)
        event_rows.close()
    return found


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", action="store_true", help="only the store of 2 million events")
    for one in run(large=not parser.parse_args().small):
        print(json.dumps(one))
