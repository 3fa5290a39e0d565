"""What every definition ends with: portable whole numbers, counts times sampling, and what routers dropped."""

from __future__ import annotations

import duckdb
import ibis
import numpy as np
import pyarrow as pa
import pytest
from tests.factories.flows import START, flows

from hsoc.perimeter.detect.columns import detections, int64, scaled, sums, whole
from hsoc.perimeter.measure.judge import Judge
from hsoc.records.detection import DETECTION_COLUMNS


def summed(table):
    """All flows of a window as one sum."""
    counted = scaled(table)
    return counted.aggregate(**sums(counted))


def asked(define, table: pa.Table) -> list[dict]:
    judge = Judge()
    return judge.judge(judge.learn(define), flows=table).to_pylist()


def test_sum_over_no_row_is_zero() -> None:
    assert asked(summed, flows(0)) == [dict.fromkeys(["first", "last", "n", "packets", "bytes", "d_n", "d_packets", "d_bytes"], 0)]


def test_counts_are_times_sampling_and_flows_are_not() -> None:
    [row] = asked(summed, flows(3, every=10, packets=2, bytes=100, sampling=[1, 10, 100]))
    assert row == {
        "first": START, "last": START + 20, "n": 3, "packets": 222, "bytes": 11_100, "d_n": 0, "d_packets": 0, "d_bytes": 0,
    }  # fmt: skip


@pytest.mark.parametrize(("status", "dropped"), [(-1, 0), (0, 0), (64, 0), (127, 0), (128, 1), (191, 1), (192, 0)])
def test_only_the_statuses_of_rfc_7270_say_dropped(status: int, dropped: int) -> None:
    [row] = asked(summed, flows(1, packets=3, bytes=120, sampling=2, forwarding=status))
    assert (row["d_n"], row["d_packets"], row["d_bytes"]) == (dropped, 6 * dropped, 240 * dropped)


@pytest.mark.parametrize(("part", "of"), [(0, 1), (1, 3), (2, 3), (99, 100), (7 * 2**40 + 6, 7), (2**53 - 1, 2)])
def test_whole_rounds_down(part: int, of: int) -> None:
    expression = whole(ibis.literal(part, "int64"), ibis.literal(of, "int64"))
    assert duckdb.sql(str(ibis.to_sql(expression.name("x"), dialect="duckdb"))).fetchall() == [(part // of,)]


def test_int64_reads_null_as_zero() -> None:
    expression = int64(ibis.null("int32"))
    assert duckdb.sql(str(ibis.to_sql(expression.name("x"), dialect="duckdb"))).fetchall() == [(0,)]


def test_detections_have_the_columns_in_order_and_the_evidence_behind() -> None:
    plain = {name: 7 for name in DETECTION_COLUMNS if name not in {"detector", "vector", "first", "last", "flows", "packets", "bytes"}}
    plain = {name: value for name, value in plain.items() if not name.startswith("dropped_")}

    def define(t):
        found = summed(t)
        return detections(found, detector="of_a_test", evidence={"twice": found.n * 2}, vector="syn", **plain)

    [row] = asked(define, flows(4, packets=5))
    assert list(row) == [*DETECTION_COLUMNS, "e_twice"]
    assert (row["detector"], row["vector"], row["flows"], row["packets"], row["e_twice"]) == ("of_a_test", "syn", 4, 20, 8)
    assert {row[name] for name in plain} == {7}


def test_detections_are_all_of_64_bits() -> None:
    judge = Judge()
    plain = {name: 7 for name in DETECTION_COLUMNS if name not in {"detector", "vector"}}
    number = judge.learn(lambda t: detections(summed(t), detector="x", evidence={}, vector="y", **plain))
    answer = judge.judge(number, flows=flows(2, packets=np.int64(1) << 40, sampling=1000))
    assert {str(field.type) for field in answer.schema if field.name not in {"detector", "vector"}} == {"int64"}
