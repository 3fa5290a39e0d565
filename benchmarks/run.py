"""Runs every `bench_*.py` beside it, writes results.json and prints the table. Belongs here: collecting. Never: a measurement.

A module has `results(*, quick)` (or `run(...)`) → rows {name, value, unit, peer, ratio, aim, holds}. A row without `holds` is a figure
without an aim. A module that cannot run here says so as a row of its own. Nothing fails: figures belong to the machine they were taken on.
"""

import argparse
import importlib.util
import inspect
import json
import os
import platform
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
COLUMNS = ("name", "value", "unit", "peer", "ratio", "aim", "holds")


def cpu() -> str:
    """The CPU's model with the number of its cores."""
    info = Path("/proc/cpuinfo")
    names = (
        [line.split(":", 1)[1].strip() for line in info.read_text().splitlines() if line.startswith("model name")] if info.exists() else []
    )
    return f"{names[0] if names else platform.processor() or 'unknown'}, {os.cpu_count()} cores"


def rows_of(path: Path, *, quick: bool) -> list[dict[str, Any]]:
    """What one module measured; one row with the reason where it could not."""
    try:
        spec = importlib.util.spec_from_file_location(path.stem, path)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        measure = getattr(module, "results", None) or module.run
        return list(measure(quick=quick) if "quick" in inspect.signature(measure).parameters else measure())
    except Exception as error:  # noqa: BLE001 - one broken benchmark must not hide the others
        return [{"name": path.stem, "value": None, "unit": "", "peer": f"could not run: {type(error).__name__}: {error}"}]


def table(rows: list[dict[str, Any]]) -> str:
    """The rows for people."""
    shown = [[_cell(row.get(name)) for name in COLUMNS] for row in rows]
    widths = [max(len(line[k]) for line in [list(COLUMNS), *shown]) for k in range(len(COLUMNS))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in [list(COLUMNS), *shown]]
    return "\n".join(lines)


def _cell(value: Any) -> str:
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "NO"
    return (
        f"{value:,.3g}"
        if isinstance(value, float) and abs(value) < 1000
        else f"{value:,.0f}"
        if isinstance(value, int | float)
        else str(value)
    )


def main() -> None:
    parser = argparse.ArgumentParser(description="Run the benchmarks.")
    parser.add_argument("--quick", action="store_true", help="short runs: figures are rough")
    parser.add_argument("--only", default="", help="only modules whose name holds this text")
    parser.add_argument("--out", type=Path, default=HERE / "results.json")
    given = parser.parse_args()
    machine, rows, today = cpu(), [], datetime.now(UTC).date().isoformat()
    for path in sorted(HERE.glob("bench_*.py")):
        if given.only in path.stem:
            begun, beside = time.monotonic(), round(os.getloadavg()[0], 1)  # what else the machine did: above its cores a figure is rough
            found = rows_of(path, quick=given.quick)
            rows += [
                {**dict.fromkeys(COLUMNS), **row, "cpu": machine, "quick": given.quick, "taken": today, "load": beside} for row in found
            ]
            print(f"{path.stem}: {time.monotonic() - begun:.0f} s", file=sys.stderr, flush=True)
    if given.only and given.out.exists():  # rows of other modules stay
        names = {row["name"] for row in rows}
        rows = [row for row in json.loads(given.out.read_text(encoding="utf-8")) if row["name"] not in names] + rows
    given.out.write_text(json.dumps(rows, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"{machine}{'  (quick)' if given.quick else ''}\n{table(rows)}")


if __name__ == "__main__":
    main()
