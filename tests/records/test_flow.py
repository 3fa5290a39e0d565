"""The canonical table: defaults, nulls and what a router says it dropped."""

import numpy as np
import pytest

from hsoc.records.flow import FLOW_SCHEMA, flow_columns, flow_table, is_dropped, no_flows


def test_flow_table_fills_defaults() -> None:
    row = flow_table({"packets": np.array([3], np.int64)}, rows=1).to_pylist()[0]
    assert (row["packets"], row["sampling"], row["ingress_if"], row["icmp"], row["forwarding"], row["member"]) == (3, 1, -1, -1, None, 0)


def test_flow_table_refuses_an_unknown_column() -> None:
    with pytest.raises(KeyError, match="packetz"):
        flow_table({"packetz": np.array([3], np.int64)}, rows=1)


def test_flow_columns_undo_flow_table() -> None:
    columns = {"forwarding": np.array([-1, 64, 129], np.int64), "bytes": np.array([1, 2, 3], np.int64)}
    back = flow_columns(flow_table(columns, rows=3))
    assert (back["forwarding"].tolist(), back["bytes"].tolist()) == ([-1, 64, 129], [1, 2, 3])


def test_no_flows_has_the_schema() -> None:
    assert (no_flows().schema, no_flows().num_rows) == (FLOW_SCHEMA, 0)


def test_is_dropped_reads_the_status_bits() -> None:
    assert is_dropped(np.array([-1, 0, 64, 127, 128, 191, 192], np.int64)).tolist() == [False, False, False, False, True, True, False]
