"""The journal read with a detector's own definition: windows, and the same answer from DuckDB and from Spark."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.factories.flows import (
    INNOCENT,
    START,
    mixed,
    ping_sweep,
    ports,
    reflected,
    reflected_in_pieces,
    sweep,
    udp_sweep,
    web,
    with_columns,
)

from hsoc.perimeter.detect.table import DETECTORS
from hsoc.perimeter.history import Unusable, history
from hsoc.records.detection import no_detections

HORIZONTAL, VERTICAL, REFLECTION = DETECTORS
LATER = 3 * HORIZONTAL.window


@pytest.fixture
def files(tmp_path):
    pieces = with_columns(reflected_in_pieces(), dst_lo=5)
    scenes = mixed(
        web(),
        INNOCENT["resolver"](),
        sweep(),
        udp_sweep(),
        ping_sweep(),
        ports(),
        reflected(),
        pieces,
    )
    dropped = with_columns(sweep(at=LATER), forwarding=128)
    paths = []
    for number, table in enumerate((scenes, dropped)):
        pq.write_table(table, tmp_path / f"{number}.parquet")
        paths.append(str(tmp_path / f"{number}.parquet"))
    return paths


def test_no_files_is_no_detection():
    assert history(HORIZONTAL, []) == no_detections()


def test_unknown_engine_is_refused_with_the_names_of_those_there_are():
    with pytest.raises(Unusable, match="local-cluster"):
        history(HORIZONTAL, ["x.parquet"], engine="mysql")


def test_each_window_is_judged_by_itself(files):
    found = history(HORIZONTAL, files)
    told = found.filter(pa.compute.equal(found["vector"], "syn")).select(["flows", "targets", "dropped_flows"]).to_pylist()
    assert told == [{"flows": 200, "targets": 200, "dropped_flows": 0}, {"flows": 200, "targets": 200, "dropped_flows": 200}]


def test_a_sweep_across_the_border_is_found_by_sliding_windows(tmp_path):
    window = HORIZONTAL.window
    border = window - START % window
    pq.write_table(sweep(40, every=1000, at=border - 20_000), tmp_path / "f.parquet")
    files = [str(tmp_path / "f.parquet")]
    assert history(HORIZONTAL, files).num_rows == 0
    assert max(history(HORIZONTAL, files, step=60_000)["targets"].to_pylist()) == 40


def test_reflection_over_the_journal_names_its_vectors(files):
    assert sorted(set(history(REFLECTION, files)["vector"].to_pylist())) == ["dns"]


@pytest.mark.spark
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("engine", ["local[2]", "local-cluster[2,1,1024]"])
def test_spark_gives_the_same_as_duckdb(files, engine, monkeypatch):
    for name, value in {"SPARK_LOCAL_IP": "127.0.0.1", "SPARK_LOCAL_HOSTNAME": "127.0.0.1"}.items():
        monkeypatch.setenv(name, value)
    for detector in DETECTORS if engine.startswith("local[") else [REFLECTION]:
        here = history(detector, files)
        assert here.num_rows >= 1
        assert history(detector, files, engine=engine).equals(here)
