"""`make accuracy`: fields of several seeds and sizes, sampled ones, a slow month. Belongs here: that list. Never: how one is scored."""

from __future__ import annotations

import multiprocessing
import os
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path
from typing import Final

import click
import msgspec

from hsoc.perimeter.simulate.accuracy import captures as real
from hsoc.perimeter.simulate.accuracy import slow
from hsoc.perimeter.simulate.accuracy.count import counted
from hsoc.perimeter.simulate.accuracy.engine import told
from hsoc.perimeter.simulate.accuracy.field import Field, past, played
from hsoc.perimeter.simulate.accuracy.hurt import hurt
from hsoc.perimeter.simulate.accuracy.peers import named
from hsoc.perimeter.simulate.accuracy.table import Scored, blind, rows, text
from hsoc.perimeter.simulate.campaigns.base import Strike
from hsoc.perimeter.simulate.campaigns.table import CAMPAIGNS

# seeds that no test, no demonstration and nobody who works on a detector uses; chosen before any of them was looked at
FIELDS: Final = (
    ("small", Field(seed=1009, background=200_000, each=6)),
    ("small", Field(seed=1013, background=200_000, each=6)),
    ("busy", Field(seed=1109, background=600_000, each=6)),
)
SAMPLED: Final = (Field(seed=1009, background=200_000, each=6, one_of=100), Field(seed=1009, background=200_000, each=6, one_of=1000))
BLIND: Final = 0.5  # a class of which less than half is found is called blind


def scored(name: str, field: Field) -> Scored:
    """Play a field, run engine and peers over it, count."""
    play = played(field)
    said = told(play, sampling=field.one_of, past=past(field))
    classes, detectors = counted(play.strikes, said, CAMPAIGNS)
    others = named(play.flows)
    return Scored(
        name=name, sampling=field.one_of, flows=len(play.strike), classes=tuple(classes), detectors=tuple(detectors),
        hurt=hurt(play, said.acts), peers={peer: recalls(play.strikes, known) for peer, known in others.items()},
        peer_false={peer: len(strangers(play.strikes, known)) for peer, known in others.items()},
    )  # fmt: skip


def recalls(strikes: tuple[Strike, ...], known: set[str]) -> dict[str, float]:
    """Part of each class of which a peer names source or victim."""
    out = {}
    for campaign in CAMPAIGNS:
        mine = [one for one in strikes if one.kind == campaign.name]
        out[campaign.name] = sum(bool({one.src, one.dst} & known) for one in mine) / len(mine) if mine else 0.0
    return out


def strangers(strikes: tuple[Strike, ...], known: set[str]) -> set[str]:
    """Whom a peer names that attacked nobody and was not attacked; every host of a carpeted network was."""
    involved = {name for strike in strikes for name in (strike.src, strike.dst)}
    nets = tuple(one.dst.rsplit(".", 1)[0] + "." for one in strikes if "/" in one.dst)
    return {name for name in known - involved if not (nets and name.startswith(nets))}


def scores(fields: Sequence[tuple[str, Field]], *, workers: int) -> list[Scored]:
    """All of them, `workers` at a time, with a line of progress as each ends; in the order of the list."""
    began = time.monotonic()
    with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn")) as pool:
        asked = {pool.submit(scored, name, field): field for name, field in fields}
        for one in as_completed(asked):
            field, got = asked[one], one.result()
            took = time.monotonic() - began
            sys.stderr.write(f"{got.name}, seed {field.seed}, 1:{field.one_of}: {got.flows:,} flows; {took:.0f} s since the start\n")
    return [one.result() for one in asked]


@click.command()
@click.option("--quick", is_flag=True, help="The first field only, without sampled ones.")
@click.option("--captures", type=click.Path(path_type=Path, exists=True, file_okay=False), help="A folder of recordings to score, too.")
@click.option("--workers", type=click.IntRange(1, 64), default=os.cpu_count() or 1, help="Fields played side by side.", show_default=True)
@click.option("--out", type=click.Path(path_type=Path), help="Also write the figures as JSON.")
def main(*, quick: bool, captures: Path | None, workers: int, out: Path | None) -> None:
    """Score every detector against the truth of invented days, beside the thresholds of others."""
    fields = FIELDS[:1] if quick else (*FIELDS, *(("sampled", field) for field in SAMPLED))
    every = scores(fields, workers=workers)
    whole = [one for one in every if one.sampling == 1]
    click.echo(f"every packet looked at, {len(whole)} days; what is counted and when a story is right: simulate/accuracy/count.py\n")
    click.echo(text(whole))
    for part in ([one] for one in every if one.sampling > 1):
        click.echo(f"\nsampled 1:{part[0].sampling}\n\n{text(part)}\nblind: {', '.join(blind(part, least=BLIND)) or 'none'}")
    month = slow.scored(seed=211)
    click.echo(f"\n{slow.words(month)}")
    recordings = list(real.scored(captures)) if captures is not None else []
    if recordings:
        click.echo(f"\n{real.words(recordings)}")
    if out is not None:
        figures = {"fields": rows(every), "slow": month, "recordings": recordings}
        out.write_bytes(msgspec.json.format(msgspec.json.encode(figures), indent=1))


if __name__ == "__main__":
    main()
