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
from hsoc.journal import event_rows, inbox, rollup
from hsoc.journal.daily_view import daily_view
from hsoc.journal.days import DAY_MS, HOUR_MS, day_bounds
from hsoc.journal.event_filter import Filter
from hsoc.journal.event_list import EVERYTHING, Scope, total
from hsoc.journal.event_pages import page
from hsoc.journal.event_rows import asked, held, held_days
from hsoc.journal.tables import EVENT_SCHEMA, NEWEST
from hsoc.journal.writer import Writer
from hsoc.perimeter.simulate import history, telling
from hsoc.portal.events.rules.door import checked
from hsoc.portal.events.rules.places import Places
from hsoc.portal.events.tasks import EventWriter

LAST = date(2026, 11, 20)
DISTINCT_DAYS = 8  # generated; the others are these, moved in time and numbered anew
REPEATS = 7
MEMBERS = 42
FIRST_SECONDS = 0.25  # s, as hsoc.portal.events.web.reading has it
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
    with Writer(root, kind="events", schema=EVENT_SCHEMA) as writer, Writer(root, kind="rollups", schema=rollup.SCHEMA) as rollups:
        while done < events:
            back += 1
            if back <= DISTINCT_DAYS:
                day = LAST - timedelta(days=back)
                made = telling.events(history.of_past_day(day, seed=1), day=day, org=1, serial=1, seed=1)
                templates.append(made)
            turn = (back - 1) // DISTINCT_DAYS * DISTINCT_DAYS
            table = moved(templates[(back - 1) % DISTINCT_DAYS], days=turn, serial=1 + done)
            name = table.column("day")[0].as_py()
            writer.replace(name, old=(), tables=[table], now=0)
            rollup.write(rollups, root, name, now=0)
            done += table.num_rows
    return done


class Running:
    """A day that runs: what came before `hour` is sealed, then minutes arrive one by one, a tenth of each being updates of stories."""

    def __init__(self, root: Path, *, serial: int, hour: int = 15, copies: int = 1) -> None:
        """copies: how many times the network's usual day the day is (25 = 2 M events)."""
        self._root, self._serial = root, serial
        self.start = day_bounds(LAST.isoformat())[0]
        self.minute = hour * 60
        made = telling.events(history.of_past_day(LAST, seed=9), day=LAST, org=1, serial=1, seed=9)
        made = made.take(pc.sort_indices(made.column("detected")))
        self._rows = made
        for copy in range(copies):
            before = made if copies > 1 else made.filter(pc.less(made.column("detected"), self.start + hour * HOUR_MS))
            ids = pc.binary_join_element_wise(before.column("id"), pa.scalar(f"r{copy}"), ".")
            self._seal(before.set_column(made.schema.get_field_index("id"), "id", ids))

    def _seal(self, rows: pa.Table) -> None:
        serials = pa.array(np.arange(self._serial, self._serial + rows.num_rows))
        rows = rows.set_column(rows.schema.get_field_index("serial"), "serial", serials).cast(EVENT_SCHEMA.remove_metadata())
        self._serial += rows.num_rows
        with Writer(self._root, kind="events", schema=EVENT_SCHEMA) as writer:
            writer.append(rows, now=0)
            writer.seal(now=0)

    def pass_minute(self) -> int:
        """Events of one more minute and updates of earlier ones; returns the instant."""
        size = max(1, self._rows.num_rows // 1440)
        at = self.minute * size % (self._rows.num_rows - size)
        fresh, older = self._rows.slice(at, size), self._rows.slice(self.minute % 100, size // 10)
        ids = pc.binary_join_element_wise(older.column("id"), pa.scalar("r0"), ".")
        older = older.set_column(older.schema.get_field_index("id"), "id", ids)
        number = pa.array([self.minute] * older.num_rows)
        older = older.set_column(older.schema.get_field_index("revision"), "revision", number)
        self._seal(pa.concat_tables([fresh, older.cast(fresh.schema)]))
        self.minute += 1
        return self.start + self.minute * 60_000


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


def answers(root: Path, label: str, *, most_view: int, most_list: int | None, most_search: int = 300) -> list[dict[str, Any]]:
    """Daily view and list of one store; the aims in ms, None = only told."""
    last = held_days(root)[0]
    end = day_bounds(last)[1]
    files = {"files": list(held(root, (last,)).files)}
    sql = "SELECT category, quarter, count(*), sum(detections) FROM read_parquet($files, hive_partitioning=false) GROUP BY ALL"
    scan = seconds(lambda: asked(sql, files))
    peer = "one plain scan of the day"
    found = []
    middle = held_days(root)[len(held_days(root)) // 2]
    by_weight = Filter(first_day=last, last_day=last, sort="severity")
    rare = page(root, scope=EVERYTHING, wanted=Filter(first_day=middle, last_day=middle, sort="source")).rows[0].source
    login = Filter(category=("Attempt.Login",), port=3389)
    searches = {
        "a category": Filter(category=("Attempt.Login",)),
        "a rare category": Filter(category=("Intrusion.Botnet",)),
        "a category that never was": Filter(category=("Fraud.Scam",)),
        "one hour of one day in the middle": Filter(first_day=middle, last_day=middle, hour=3),
        "a month in the middle": Filter(first_day=held_days(root)[len(held_days(root)) // 2 + 30], last_day=middle),
        "a member": Filter(member=2),
        "a member and a rare category": Filter(member=2, category=("Intrusion.Botnet",)),
        "a member by severity": Filter(member=2, sort="severity"),
        "severity over all days": Filter(sort="severity"),
        "a prefix that never was": Filter(address="192.0.2.0/24"),
        "a text that never was": Filter(text="x17"),
    }

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
        timed(f"list, first page ({who})", lambda s=scope: page(root, scope=s, wanted=Filter()), most_list)
        timed(f"list, count of all ({who})", lambda s=scope: total(root, scope=s, wanted=Filter(), seconds=30), None, 3)
        timed(f"list, one day by severity ({who})", lambda s=scope: page(root, scope=s, wanted=by_weight), None, 3)
        timed(f"list, all days filtered ({who})", lambda s=scope: page(root, scope=s, wanted=login), None, 3)
        for what, wanted in searches.items():
            timed(f"search by {what} ({who})", lambda s=scope, f=wanted: page(root, scope=s, wanted=f), most_search, 3)
        # a list by time that finds nothing in FIRST_SECONDS says how far it looked: what a person waits for until then
        timed(
            f"search by digits that no ID holds, until it says how far it looked ({who})",
            lambda s=scope: page(root, scope=s, wanted=Filter(text="999999"), seconds=FIRST_SECONDS), most_search, 3,
        )  # fmt: skip
        for what, address in (("seen on some days", rare), ("never seen", "192.0.2.77")):
            by_address = Filter(address=address)
            timed(f"list, address {what}, all days ({who})", lambda s=scope, f=by_address: page(root, scope=s, wanted=f), most_search, 3)
    return found


def running(root: Path, label: str, *, serial: int, most_view: int, copies: int = 1) -> list[dict[str, Any]]:
    """The day that runs now, on top of a store: each view comes after a minute of new events and updates, and no view is reused."""
    day, found = Running(root, serial=serial, copies=copies), []
    shown = LAST.isoformat()
    for who, scope in scopes().items():
        views.forget()
        now = day.pass_minute()
        began = time.perf_counter()
        daily_view(root, day=shown, member=None, scope=scope, now=now)
        first = (time.perf_counter() - began) * 1000
        found.append(row(f"running day, first view of the process ({who}), {label}", first, "ms", aim="told only", holds=None))
        views_took, lists_took = [], []
        for _ in range(REPEATS):
            now = day.pass_minute()
            views.hurry()
            began = time.perf_counter()
            daily_view(root, day=shown, member=None, scope=scope, now=now)
            between = time.perf_counter()
            page(root, scope=scope, wanted=Filter())
            views_took.append((between - began) * 1000)
            lists_took.append((time.perf_counter() - between) * 1000)
        for name, took in (("a minute of new events in the view", views_took), ("then the list", lists_took)):
            value, aim = statistics.median(took), f"at most {most_view} ms"
            found.append(row(f"running day, {name} ({who}), {label}", value, "ms", aim=aim, holds=value <= most_view))
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


def run(*, quick: bool = False) -> list[dict[str, Any]]:
    """All rows; a quick run leaves out the store of 20 million events."""
    found = []
    home = Path(tempfile.mkdtemp(prefix="hsoc-bench-"))
    try:
        found += door(home / "door")
        for label, events, most_view, most_list in (("2 M events", 2_000_000, 100, 100), ("20 M events", 20_000_000, 500, None)):
            if events > 2_000_000 and quick:
                continue
            root = home / str(events)
            began = time.perf_counter()
            held_now = store(root, events=events)
            print(f"{held_now:,} events stored in {time.perf_counter() - began:.0f} s")
            found += answers(root, label, most_view=most_view, most_list=most_list)
            found += running(root, label, serial=held_now + 1, most_view=most_view)
            shutil.rmtree(root)
        root = home / "heavy"
        found += running(root, "one day of 2 M events", serial=1 + store(root, events=1), most_view=500, copies=25)
    finally:
        shutil.rmtree(home, ignore_errors=True)
        event_rows.close()
    return found


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", action="store_true", help="only the store of 2 million events")
    for one in run(quick=parser.parse_args().small):
        print(json.dumps(one))
