"""Reflection at its thresholds, and what is asked for."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from tests.factories.flows import INSIDE, OUTSIDE, back, ephemeral, mixed, reflected, some, with_columns

from hsoc.perimeter.detect.reflection import DETECTOR, detect
from hsoc.perimeter.detect.watch import Watch
from hsoc.perimeter.measure.judge import Judge


def judged(table):
    judge = Judge()
    return judge.judge(judge.learn(lambda flows: detect(flows, DETECTOR.settings)), flows=table).to_pylist()


@pytest.mark.parametrize(("packets", "found"), [(999, 0), (1000, 1)])
def test_reflection_fires_at_its_floor(packets, found):
    assert len(judged(reflected(packets))) == found


@pytest.mark.parametrize(("sources", "found"), [(9, 0), (10, 1)])
def test_reflection_needs_many_sources(sources, found):
    assert len(judged(reflected(2000, src_lo=OUTSIDE + np.arange(2000) % sources))) == found


def test_few_kinds_have_to_hold_most_of_the_bytes():
    spread = with_columns(reflected(3000), sport=1024 + np.arange(3000) % 500)
    assert len(judged(mixed(reflected(3000), some(spread, 0.6)))) == 1
    assert judged(mixed(some(reflected(3000), 0.5), spread)) == []


def test_answers_to_own_requests_are_asked_for():
    answers = reflected(3000)
    assert judged(mixed(answers, some(back(answers, after=-5, bytes=70), 0.2))) == []
    assert len(judged(mixed(answers, some(back(answers, after=-5, bytes=70), 0.05)))) == 1


def test_three_vectors_together_are_found_and_named_by_the_heaviest():
    parts = [reflected(800, sport=port, dport=ephemeral(800)) for port in (123, 11211, 389)]
    [row] = judged(mixed(*parts, reflected(500, sport=11211)))
    assert (row["vector"], row["port"], row["packets"], row["e_kinds"]) == ("memcached", 11211, 2900, 3)


def test_later_fragments_alone_are_called_so():
    [row] = judged(reflected(fragment=2, sport=0, dport=0))
    assert (row["vector"], row["port"], row["e_fragment_share"]) == ("fragments", -1, 100)


def carpet(hosts: int, packets: int, **columns):
    """So many answers to each of so many neighbours, all within a minute."""
    n = np.arange(hosts * packets)
    return reflected(len(n), every=50_000 / len(n), dst_lo=INSIDE + n % hosts, src_lo=OUTSIDE + n // hosts % 240, **columns)


@pytest.mark.parametrize(("hosts", "packets", "found"), [(16, 334, 16), (15, 334, 0), (16, 333, 0)])
def test_beside_neighbours_less_is_enough(hosts, packets, found):
    assert len(judged(carpet(hosts, packets))) == found


def test_neighbours_are_those_of_one_network_that_get_the_same():
    other = with_columns(carpet(8, 400), sport=123)
    assert judged(mixed(carpet(8, 400), with_columns(other, dst_lo=other["dst_lo"].to_numpy() + 100))) == []
    far = carpet(8, 400)
    assert judged(mixed(carpet(8, 400), with_columns(far, dst_lo=far["dst_lo"].to_numpy() + 256))) == []


def test_the_watch_finds_a_carpet_that_it_judges_host_by_host():
    table = carpet(40, 600)
    # each host's answers begin a second after those of the host before it, so that no two are due at the same tick
    later = (table["dst_lo"].to_numpy() - INSIDE) * 1000
    table = with_columns(table, **{name: table[name].to_numpy() + later for name in ("first", "last")}).sort_by("last")
    watch = Watch([DETECTOR])
    cuts = np.searchsorted(table["last"].to_numpy(), table["last"][0].as_py() + np.arange(0, 100_000, 1000))
    steps = [watch.step(table.slice(a, b - a), now=table["last"][max(b - 1, 0)].as_py()) for a, b in pairwise(cuts.tolist())]
    told = [set(step["dst_lo"].to_pylist()) for step in steps if step.num_rows]
    assert len(told[0]) >= DETECTOR.settings.neighbours
    assert set.union(*told) == set(table["dst_lo"].to_pylist())


def test_the_watch_keeps_a_few_hosts_of_so_little_to_itself():
    watch = Watch([DETECTOR])
    table = carpet(12, 600)
    assert watch.step(table, now=table["last"][-1].as_py()).num_rows == watch.finish().num_rows == 0
