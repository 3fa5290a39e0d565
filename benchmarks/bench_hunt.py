"""How fast a hunt is: a million indicators against the roll-up of a day of flows, one indicator over thirty days, and keeping the roll-up.

The day is drawn flow by flow and folded as the worker folds it; HSOC_BENCH_HUNT names a folder where it is kept between runs (made there
when missing). The thirty days are one day's files under thirty names, so the second figure is of a warm disk. `results()` as elsewhere.
"""

import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from hsoc.journal import met, met_book
from hsoc.journal.days import DAY_MS, day_bounds, day_of
from hsoc.journal.manifest import MET, publish, read_root
from hsoc.journal.reader import paths, segments
from hsoc.journal.writer import Writer
from hsoc.records.address import V4_MAPPED, text

FLOWS, QUICK_FLOWS = 100_000_000, 4_000_000
PIECE = 2_000_000  # flows of one step of the worker
STEPS = 8  # pieces that become one file, as the worker merges small ones
MEMBERS = 42
PARTNERS = 4_000_000  # addresses outside, drawn so that few are met by all and most by one
INDICATORS, QUICK_INDICATORS = 1_000_000, 100_000
DAY = "2026-03-10"
DAYS = 30
BASE = V4_MAPPED | 0x0A00_0000  # a block that means nothing outside; only its size matters here


def piece(seed: int, count: int) -> pa.Table:
    """Flows of a network, seeded: half of a small set of popular partners, half of the long tail."""
    rng = np.random.default_rng(seed)
    popular = (rng.pareto(0.7, count) * 50).astype(np.int64) % 50_000
    partner = BASE + np.where(rng.random(count) < 0.5, popular, (PARTNERS * rng.random(count) ** 3).astype(np.int64))
    first = day_bounds(DAY)[0] + rng.integers(0, DAY_MS, count)
    columns = {
        "src_hi": np.zeros(count, np.int64), "src_lo": partner, "dst_hi": np.zeros(count, np.int64), "dst_lo": partner,
        "member": rng.integers(1, MEMBERS + 1, count), "direction": rng.integers(1, 3, count), "first": first, "last": first + 1000,
    }  # fmt: skip
    return pa.table(columns)


def made(root: Path, flows: int) -> float:
    """Roll the day up; returns flows a second of the folding alone."""
    bucket, spent = day_bounds(DAY)[0], 0.0
    with Writer(root, kind=MET, schema=met.MET_SCHEMA) as writer:
        waiting: list[pa.Table] = []
        for number in range(flows // PIECE):
            table = piece(number, PIECE)
            begun = time.perf_counter()
            waiting.append(met.merged([met.of_flows(table)], bucket=bucket))
            if len(waiting) == STEPS or number == flows // PIECE - 1:
                writer.append(met.merged(waiting, bucket=bucket), now=0)
                writer.seal(now=0)
                waiting.clear()
            spent += time.perf_counter() - begun
    return flows / spent


def many_days(root: Path, source: Path) -> tuple[str, ...]:
    """The day's files under thirty names."""
    held = segments(source, MET, days=(DAY,))
    changed = {}
    for back in range(DAYS):
        day = day_of(day_bounds(DAY)[0] - back * DAY_MS + DAY_MS // 2)
        changed[day] = tuple(
            msgspec.structs.replace(one, day=day, path=f"day={day}/{number:012d}-000.parquet") for number, one in enumerate(held)
        )
        for one, new in zip(held, changed[day], strict=True):
            place = root / MET / new.path
            place.parent.mkdir(parents=True, exist_ok=True)
            os.link(source / MET / one.path, place)
    publish(root, read_root(root, MET), changed=changed)
    return tuple(sorted(changed, reverse=True))


def best(work: Callable[[], Any], rounds: int) -> float:
    """Seconds of the shortest round."""
    taken = []
    for _ in range(rounds):
        begun = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begun)
    return min(taken)


def asked(count: int) -> np.ndarray:
    """Lower halves of so many addresses, most of them never met."""
    return BASE + np.random.default_rng(9).integers(0, 40 * PARTNERS, count)


def hexed(low: np.ndarray, wide: int) -> met.Wanted:
    """Wanted; every `wide`th is a /24."""
    first = low.astype(np.uint64)
    net = np.arange(len(low)) % wide == 0
    last = np.where(net, first | np.uint64(255), first)
    first = np.where(net, first >> np.uint64(8) << np.uint64(8), first)
    return met.Wanted(np.zeros(len(low), np.uint64), first, np.zeros(len(low), np.uint64), last)


def joined(files: tuple[str, ...], low: np.ndarray) -> int:
    """The peer: the same addresses joined by DuckDB, prefixes left out, which a join cannot find by equality."""
    with duckdb.connect(config={"threads": str(os.cpu_count() or 1)}) as connection:
        wanted = pa.table({"lo": low, "number": np.arange(len(low))})
        connection.register("wanted", wanted)
        sql = (
            "SELECT number, member, min(first), max(last) FROM read_parquet($files, hive_partitioning=false) JOIN wanted USING (lo) "
            "WHERE hi = 0 GROUP BY ALL"
        )
        return connection.execute(sql, {"files": list(files)}).to_arrow_table().num_rows


def results(*, quick: bool = False) -> list[dict[str, Any]]:
    """Rows for run.py."""
    flows, count = (QUICK_FLOWS, QUICK_INDICATORS) if quick else (FLOWS, INDICATORS)
    kept = os.environ.get("HSOC_BENCH_HUNT", "")
    with tempfile.TemporaryDirectory(dir=kept or None) as scratch:
        root = Path(kept or scratch) / f"day-{flows}"
        rate = None if (root / MET).exists() else made(root, flows)
        files = paths(root, MET, days=(DAY,))
        held = sum(pq.read_metadata(one).num_rows for one in files)
        low = asked(count)
        named = f"{count:,} indicators against a day of {flows:,} flows ({held:,} pairs)"
        rounds = 3 if quick else 2
        alone = best(lambda: met_book.search_day(root, DAY, hexed(low, count + 1)), rounds)
        nets = best(lambda: met_book.search_day(root, DAY, hexed(low, 20)), rounds)
        peer = best(lambda: joined(files, low), rounds)
        days = many_days(Path(scratch) / "month", root)
        one = best(lambda: met_book.look_up(Path(scratch) / "month", text(0, int(BASE + 3)), days=days, members=range(1, MEMBERS + 1)), 1)
        again = best(lambda: met_book.look_up(Path(scratch) / "month", text(0, int(BASE + 5)), days=days, members=range(1, MEMBERS + 1)), 3)
    rows = [
        {"name": named, "value": alone, "unit": "s", "peer": f"DuckDB join {peer:.2f} s", "ratio": peer / alone, "aim": "≤ 60 s",
         "holds": alone <= 60},
        {"name": f"{named}, every 20th a /24", "value": nets, "unit": "s", "aim": "≤ 60 s", "holds": nets <= 60},
        {"name": f"one indicator over {len(days)} days, first look", "value": one, "unit": "s", "aim": "≤ 3 s", "holds": one <= 3},
        {"name": f"one indicator over {len(days)} days, again", "value": again, "unit": "s", "aim": "≤ 3 s", "holds": again <= 3},
    ]  # fmt: skip
    if rate is not None:
        rows.append({"name": "flows folded into the roll-up, one core", "value": rate, "unit": "flows/s"})
    return rows
