"""`hsoc simulate`: one function that does what the command says. Belongs here: checking its arguments. Never: click (cli.py)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from hsoc.perimeter.simulate import day, scenarios, send, write


class Unusable(ValueError):
    """Arguments that make no sense: one line that names the argument and the reason."""


def simulate(
    *,
    scenario: str,
    seed: int = 1,
    flows: int | None = None,
    out: Path | None = None,
    truth: Path | None = None,
    to: str | None = None,
    speed: float = 1.0,
    progress: Callable[[int], None] = lambda _: None,
) -> str:
    """Simulate a scenario to a file, over UDP or both; the sentence that says what was done.

    flows: background flows within the scenario's window (None: the scenario's own measure); to: HOST:PORT; speed: how many
    seconds of the scenario pass in one. Raises Unusable on arguments, and on files and sockets that refuse.
    """
    try:
        return _simulated(scenario=scenario, seed=seed, flows=flows, out=out, truth=truth, to=to, speed=speed, progress=progress)
    except OSError as error:
        raise Unusable(f"{error.filename or to}: {error.strerror}") from error


def _simulated(
    *,
    scenario: str,
    seed: int,
    flows: int | None,
    out: Path | None,
    truth: Path | None,
    to: str | None,
    speed: float,
    progress: Callable[[int], None],
) -> str:
    chosen = scenarios.SCENARIOS.get(scenario)
    if chosen is None:
        raise Unusable(f"--scenario {scenario}: unknown, there are {', '.join(scenarios.SCENARIOS)}")
    if flows is not None and not 0 <= flows <= 1_000_000_000:
        raise Unusable(f"--flows {flows}: must be between 0 and 1,000,000,000")
    if not 0 <= seed < 1 << 63:
        raise Unusable(f"--seed {seed}: must be between 0 and 2^63 - 1")
    if out is None and truth is None and to is None:
        raise Unusable("--out, --truth or --to: at least one is needed, or nothing would come of it")
    if not speed > 0:
        raise Unusable(f"--speed {speed}: must be more than 0")
    place = _target(to) if to is not None else None
    amount = chosen.flows if flows is None else flows
    plan = scenarios.plan(chosen, seed=seed)
    done = []
    if out is not None:
        with out.open("wb") as file:
            written = write.ipfix_file(day.slices(chosen, plan, seed=seed, flows=amount), file, progress=progress)
        done.append(f"{written.flows} flows ({written.bytes} bytes) in {out}")
    if truth is not None:
        done.append(f"{write.truth_file(plan, truth)} threats in {truth}")
    if place is not None:
        sent = send.paced(day.slices(chosen, plan, seed=seed, flows=amount), to=place, speed=speed, progress=progress)
        done.append(f"{sent.flows} flows ({sent.datagrams} datagrams) to {to}")
    return f"{scenario}, seed {seed}: " + ", ".join(done)


def _target(text: str) -> tuple[str, int]:
    try:
        return send.target(text)
    except ValueError as error:
        raise Unusable(str(error)) from error
