"""The window of a look, in buckets; and the bits that both engines count alike."""

from __future__ import annotations

import pytest
from tests.factories.kept import END, drip, rows

from hsoc.perimeter.detect.contacts import SOURCES
from hsoc.perimeter.detect.rollup import DAY_MS, aged, any_bit, bit, bits
from hsoc.perimeter.history import _duckdb_tables


def asked(question):
    held = rows(drip())
    with _duckdb_tables({"sources": held["sources"]}, {"sources": SOURCES.columns}) as engine:
        return engine.answer(question(engine.tables["sources"]))


@pytest.mark.parametrize(("look", "ages"), [(30, list(range(30))), (7, list(range(7))), (0, [0])])
def test_age_counts_buckets_before_the_last_of_the_window(look, ages):
    table = asked(lambda t: aged(t, SOURCES, at=END, look=look * DAY_MS).order_by("age"))
    assert table["age"].to_pylist() == ages


def test_a_window_ends_before_its_end():
    table = asked(lambda t: aged(t, SOURCES, at=END - DAY_MS, look=DAY_MS))
    assert table["bucket"].to_pylist() == [END - 2 * DAY_MS]


def test_days_are_counted_by_their_bits():
    table = asked(lambda t: t.aggregate(days=bits(any_bit(bit(ibis_age(t))))))
    assert table["days"].to_pylist() == [30]


def ibis_age(table):
    return ((END - DAY_MS - table["bucket"]) / DAY_MS).cast("int64")
