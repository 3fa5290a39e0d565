"""`hsoc perimeter what-if`: files and journal in, an answer for people or programs out. Never: the reckoning (what_if)."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, TextIO

import click
import msgspec
import pyarrow as pa

from hsoc.journal import reader
from hsoc.journal.days import day_bounds
from hsoc.perimeter.config import BadConfig, Config, detectors, read_config
from hsoc.perimeter.decide.policy_check import faults
from hsoc.perimeter.detect.base import Detector
from hsoc.perimeter.what_if import what_if
from hsoc.perimeter.wires.past import stretch
from hsoc.records.policy import Policy
from hsoc.records.what_if import Amount, Side, WhatIf

CHUNK_MS: Final = 600_000  # ms of a day read at once: both directions of most talks, and at 100 M flows a day 130 MB
LARGEST: Final = 16 << 20  # bytes of a policy as JSON
IN_FORCE: Final = "in-force.json"
MOST_LINES: Final = 10  # of each list in the text


class Unusable(ValueError):
    """A file, day or folder that cannot be used; the text names it and says why."""


def ask(*, day: str, policy: Path, present: Path | None, data: Path, as_json: bool = False, out: TextIO | None = None) -> None:
    """Answer on `out`; progress goes to standard error. Raises BadConfig or Unusable."""
    out = out or sys.stdout
    if not data.is_dir():
        raise Unusable(f"{data}: there is no such folder; name the engine's data folder with --data")
    try:
        begin, end = day_bounds(day)
    except ValueError:
        raise Unusable(f"--day {day}: a day is written YYYY-MM-DD") from None
    journal = data / "journal"
    if day not in reader.days(journal, "flows"):
        raise Unusable(f"{journal}: holds no flows of {day}; it holds {', '.join(reader.days(journal, 'flows')[-3:]) or 'none at all'}")
    kept = data / IN_FORCE
    if present is None and not kept.is_file():
        raise Unusable(f"{kept}: the engine has not left its policy here; name the present one with --present")
    before, after = read_policy(present or kept), read_policy(policy)
    chunks = range(begin, end, CHUNK_MS)
    with click.progressbar(length=len(chunks), label="what-if", file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:
        answer = what_if(
            _stretches(journal, chunks, end),
            day=day,
            begin=begin,
            present=before[0],
            changed=after[0],
            detectors=(before[1], after[1]),
            progress=lambda: bar.update(1),
        )
    out.write(msgspec.json.encode(answer).decode() + "\n" if as_json else "\n".join(told(answer)) + "\n")


def read_policy(path: Path) -> tuple[Policy, Sequence[Detector]]:
    """A policy and the detectors with their settings, of a perimeter.toml or of JSON. Raises BadConfig with file, place and reason."""
    if path.suffix != ".json":
        config = read_config(path)
        policy, chosen = config.policy, detectors(config)
    else:
        if path.stat().st_size > LARGEST:
            raise BadConfig(f"{path}: larger than {LARGEST >> 20} MiB, which no policy needs")
        try:
            policy = msgspec.json.decode(path.read_bytes(), type=Policy)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise BadConfig(f"{path}: {error}") from error
        chosen = detectors(Config())
    wrong = faults(policy)
    if wrong:
        raise BadConfig(f"{path}: {wrong[0]}")
    return policy, chosen


def _stretches(journal: Path, chunks: range, end: int) -> Iterator[tuple[pa.Table, int]]:
    for begin in chunks:
        yield stretch(journal, begin=begin, end=min(begin + CHUNK_MS, end))


def told(answer: WhatIf) -> list[str]:
    """The answer for people."""
    out = [f"{answer.day}: {answer.flows:,} flows" + (f", {answer.left_out:,} more were left out" if answer.left_out else "")]
    out.append(f"  {'':<26} {'present':>18} {'changed':>18}")
    before, after = _figures(answer.present), _figures(answer.changed)
    out += [f"  {name:<26} {figure:>18,} {after[name]:>18,}" for name, figure in before.items()]
    for title, side in (("present", answer.present), ("changed", answer.changed)):
        out += [f"{title}:", *_listed(side)]
    change = answer.difference
    out += [f"only in the changed policy: {key}" for key in change.only_changed[:MOST_LINES]]
    return out + [f"only in the present policy: {key}" for key in change.only_present[:MOST_LINES]]


def _figures(side: Side) -> dict[str, int]:
    return {
        "preventive, packets": side.preventive.packets,
        "reactive, packets": side.reactive.packets,
        "ordinary partners hurt": sum(one.peers for one in side.hurt),
        "their bytes": sum(one.bytes for one in side.hurt),
        "entries of the day": side.entries,
        "entries at the peak": side.peak.entries,
        "TCAM units at the peak": max(side.peak.units.values(), default=0),
        "decisions refused": sum(side.refused.values()),
    }


def _listed(side: Side) -> list[str]:
    lines = [f"  dropped by {one.name}: {_amount(one.dropped)}" for one in side.kinds[:MOST_LINES] if one.dropped.packets]
    lines += [
        f"  hurt at {one.name or one.member}: {one.peers:,} of {one.of_peers:,} ordinary partners, {one.bytes:,} of {one.of_bytes:,} bytes"
        for one in side.hurt
        if one.peers or one.bytes
    ][:MOST_LINES]
    lines += [
        f"  worst: {one.key}: {one.benign_bytes:,} ordinary bytes of {one.benign_peers:,} partners" for one in side.worst[:MOST_LINES]
    ]
    return lines or ["  nothing"]


def _amount(amount: Amount) -> str:
    return f"{amount.flows:,} flows, {amount.packets:,} packets, {amount.bytes:,} bytes"
