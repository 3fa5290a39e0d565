"""The days of `met` against the flows they were made of, whatever happens to the files of flows meanwhile."""

from pathlib import Path

import pyarrow as pa
import pytest
from tests.factories import traffic

from hsoc.journal import met, met_book
from hsoc.journal.compact import cluster_step
from hsoc.journal.own_traffic import within
from hsoc.journal.reader import arrow, segments
from hsoc.journal.writer import Writer
from hsoc.records.address import bounds
from hsoc.records.flow import FLOW_SCHEMA

DAY, NOW = traffic.DAY, traffic.NOON + 20 * traffic.HOUR


def sealed(root: Path, *tables: pa.Table) -> None:
    traffic.written(root, *tables)


def followed(root: Path, **more: int) -> int:
    with met_book.Book(root, root) as book:
        steps = 0
        while book.follow(now=NOW, **more):
            steps += 1
        return steps


def held(root: Path) -> pa.Table:
    return met.merged([arrow(root, "met", days=(DAY,), schema=met.MET_SCHEMA)], bucket=traffic.BEGIN)


def truth(*tables: pa.Table) -> pa.Table:
    return met.merged([met.of_flows(one) for one in tables], bucket=traffic.BEGIN)


def test_days_are_kept_up_while_flows_are_rewritten(tmp_path: Path) -> None:
    one, two, three = (traffic.many(300, seed=seed) for seed in range(3))
    sealed(tmp_path, one)
    assert followed(tmp_path) == 1
    sealed(tmp_path, two)
    with Writer(tmp_path, kind="flows", schema=FLOW_SCHEMA) as writer:
        while cluster_step(writer, DAY, now=NOW + traffic.HOUR):  # two was never read in the shape it came in
            pass
    sealed(tmp_path, three)
    assert followed(tmp_path) == 1
    assert held(tmp_path).equals(truth(one, two, three))
    assert followed(tmp_path) == 0


def test_a_step_is_bounded_and_goes_on_where_it_stopped(tmp_path: Path) -> None:
    tables = [traffic.many(100, seed=seed) for seed in range(12)]
    sealed(tmp_path, *tables)
    assert followed(tmp_path, rows=150) == 6
    assert held(tmp_path).equals(truth(*tables))
    sealed(tmp_path, *tables[:6])
    assert followed(tmp_path, rows=1) == 6
    assert held(tmp_path).equals(truth(*tables))
    assert len(segments(tmp_path, "met", days=(DAY,))) <= met_book.MOST_SMALL + 1


def test_what_is_told_of_a_step_is_what_was_read(tmp_path: Path) -> None:
    sealed(tmp_path, traffic.many(300))
    with met_book.Book(tmp_path, tmp_path) as book:
        (piece,) = book.follow(now=NOW)
    assert piece.equals(held(tmp_path))


@pytest.mark.parametrize("prefix", ["198.19.0.1", "198.19.0.0/29", "2001:db8:fe00::9", "2001:db8:fe00::/48", "192.0.2.0/24"])
def test_one_and_many_find_the_same(tmp_path: Path, prefix: str) -> None:
    sealed(tmp_path, traffic.many(2000), traffic.story())
    followed(tmp_path, rows=1)
    net = within("", (prefix,), "x")[1]
    assert net
    found = met_book.look_up(tmp_path, prefix, days=(DAY,), members=(2, 3, 4))
    whole = prefix if "/" in prefix else f"{prefix}/{128 if ':' in prefix else 32}"
    ((low_hi, low_lo), (high_hi, high_lo)) = met_book_bounds(whole)
    wanted = met.wanted_of([(f"{low_hi:016x}{low_lo:016x}", f"{high_hi:016x}{high_lo:016x}")])
    hits = met_book.search_day(tmp_path, DAY, wanted)
    assert [(one.member, one.first, one.last) for one in found] == list(
        zip(hits.member.tolist(), hits.first.tolist(), hits.last.tolist(), strict=True)
    )
    assert bool(found) == (prefix != "192.0.2.0/24")
    assert met_book.look_up(tmp_path, prefix, days=(DAY,), members=(99,)) == ()


def met_book_bounds(prefix: str):
    return [tuple(half % 2**64 for half in pair) for pair in bounds(prefix)]


def test_many_in_any_order_are_told_by_their_place(tmp_path: Path) -> None:
    sealed(tmp_path, traffic.story())
    followed(tmp_path)
    asked = ["198.19.16.6", "192.0.2.1", "198.19.0.1", "2001:db8:fe00::9", "198.19.0.3"]
    low = [met_book_bounds(f"{one}/{128 if ':' in one else 32}")[0] for one in asked]
    hits = met_book.search_day(tmp_path, DAY, met.wanted_of((f"{hi:016x}{lo:016x}",) * 2 for hi, lo in low))
    assert sorted(zip(hits.wanted.tolist(), hits.member.tolist(), strict=True)) == [(0, 2), (2, 2), (2, 3), (3, 2), (4, 4)]


def test_nothing_is_held_where_nothing_was_read(tmp_path: Path) -> None:
    assert followed(tmp_path) == 0
    assert met_book.held_days(tmp_path) == ()
    assert met_book.look_up(tmp_path, "192.0.2.1", days=(DAY,), members=(1,)) == ()
    assert len(met_book.search_day(tmp_path, DAY, met.wanted_of([("0" * 32, "f" * 32)])).member) == 0
