"""`hsoc perimeter what-if`: files and journal in, an answer for people or programs out. Never: the reckoning (what_if)."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final, TextIO

import click
import msgspec
import pyarrow as pa

from hsoc.journal import reader
from hsoc.journal.days import day_bounds
from hsoc.perimeter.config import BadConfig, Config, detectors, read_config
from hsoc.perimeter.decide.policy_check import faults
from hsoc.perimeter.detect.base import Detector
from hsoc.perimeter.elsewhere import course
from hsoc.perimeter.what_if import what_if
from hsoc.perimeter.wires.past import stretch
from hsoc.records.policy import Policy
from hsoc.records.what_if import Amount, Side, WhatIf

CHUNK_MS: Final = 600_000  # ms of a day read at once: both directions of most talks, and at 100 M flows a day 130 MB
LARGEST: Final = 16 << 20  # bytes of a policy as JSON
IN_FORCE: Final = "in-force.json"
SETTINGS: Final = "in-force-detect.json"
MOST_LINES: Final = 10  # of each list in the text


class Unusable(ValueError):
    """A file, day or folder that cannot be used; the text names it and says why."""


def ask(
    *,
    day: str,
    policy: Path,
    present: Path | None,
    data: Path,
    member: int = 0,
    tuned: Sequence[str] = (),
    as_json: bool = False,
    progress: bool = False,
    out: TextIO | None = None,
) -> None:
    """Answer on `out`; progress goes to standard error. Raises BadConfig or Unusable.

    member: look at this hospital's traffic and entries only, 0 = at all; tuned: `detector.setting=number` on the changed side;
    progress: a line `done/all` a stretch, for programs.
    """
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
    settings = kept_settings(data)
    before, after = read_policy(present or kept, settings), read_policy(policy, settings, tuned)
    if member:
        before, after = (only(before[0], member), before[1]), (only(after[0], member), after[1])
    chunks = range(begin, end, CHUNK_MS)
    done = itertools.count(1)
    with click.progressbar(length=len(chunks), label="what-if", file=sys.stderr, hidden=progress or not sys.stderr.isatty()) as bar:

        def step() -> None:
            if progress:
                print(f"{next(done)}/{len(chunks)}", file=sys.stderr, flush=True)  # noqa: T201  (for programs)
            else:
                bar.update(1)

        answer = what_if(
            _stretches(journal, chunks, end, member=member),
            day=day,
            begin=begin,
            present=before[0],
            changed=after[0],
            detectors=(before[1], after[1]),
            elsewhere=course(data, begin=begin, end=end),
            progress=step,
        )
    out.write(msgspec.json.encode(answer).decode() + "\n" if as_json else "\n".join(told(answer)) + "\n")


def kept_settings(data: Path) -> dict[str, dict[str, Any]]:
    """The detectors' settings that the engine keeps beside its policy; none where it keeps none. Raises BadConfig."""
    path = data / SETTINGS
    try:
        return msgspec.json.decode(path.read_bytes(), type=dict[str, dict[str, Any]])
    except FileNotFoundError:
        return {}
    except (OSError, msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadConfig(f"{path}: {error}") from error


def with_settings(settings: dict[str, dict[str, Any]], tuned: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Settings with `detector.setting=number` laid over them. Raises BadConfig for anything else; that it exists is checked later."""
    out = {name: dict(values) for name, values in settings.items()}
    for one in tuned:
        place, _equals, text = one.partition("=")
        name, _dot, setting = place.partition(".")
        try:
            out.setdefault(name, {})[setting] = float(text) if "." in text else int(text)
        except ValueError:
            raise BadConfig(f"--set {one}: it is written detector.setting=number, for example horizontal_scan.min_targets=50") from None
    return out


def only(policy: Policy, member: int) -> Policy:
    """The policy for one hospital alone. Raises Unusable where it does not know that one."""
    mine = tuple(one for one in policy.members if one.number == member)
    if not mine:
        raise Unusable(f"--member {member}: the policy knows no such member")
    return msgspec.structs.replace(policy, members=mine, rules=tuple(one for one in policy.rules if one.member == member))


def read_policy(
    path: Path, settings: dict[str, dict[str, Any]] | None = None, tuned: Sequence[str] = ()
) -> tuple[Policy, Sequence[Detector]]:
    """A policy and the detectors with their settings, of a perimeter.toml or of JSON. Raises BadConfig with file, place and reason.

    settings: of detectors, for a policy as JSON, which has none; tuned: laid over them, or over those of the file.
    """
    if path.suffix != ".json":
        config = read_config(path)
        policy, chosen = config.policy, detectors(msgspec.structs.replace(config, detect=with_settings(config.detect, tuned)))
    else:
        if path.stat().st_size > LARGEST:
            raise BadConfig(f"{path}: larger than {LARGEST >> 20} MiB, which no policy needs")
        try:
            policy = msgspec.json.decode(path.read_bytes(), type=Policy)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise BadConfig(f"{path}: {error}") from error
        chosen = detectors(Config(detect=with_settings(settings or {}, tuned)))
    wrong = faults(policy)
    if wrong:
        raise BadConfig(f"{path}: {wrong[0]}")
    return policy, chosen


def _stretches(journal: Path, chunks: range, end: int, *, member: int) -> Iterator[tuple[pa.Table, int]]:
    for begin in chunks:
        yield stretch(journal, begin=begin, end=min(begin + CHUNK_MS, end), member=member)


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
