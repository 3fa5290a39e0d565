"""The journal read with a detector's own definition: windows, and the same answer from DuckDB and from Spark."""

from __future__ import annotations

import io
import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.factories import kept
from tests.factories.flows import (
    GUILTY,
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

from hsoc.journal.writer import Writer
from hsoc.perimeter.detect.long_memory import LOOKBACKS, ROLLUPS
from hsoc.perimeter.detect.table import DETECTORS
from hsoc.perimeter.history import Unusable, fan_out, history, look_back, print_history, spark_session
from hsoc.records.detection import DETECTION_SCHEMA, no_detections
from hsoc.records.flow import FLOW_SCHEMA, flow_columns

[HORIZONTAL, REFLECTION] = [d for name in ("horizontal_scan", "reflection") for d in DETECTORS if d.name == name]
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


@pytest.mark.parametrize("few", [0, 150, 700])
@pytest.mark.parametrize("detector", [HORIZONTAL, REFLECTION], ids=lambda one: one.name)
def test_windows_too_full_for_memory_give_the_same(files, detector, few):
    assert history(detector, files, step=60_000, few=few).equals(history(detector, files, step=60_000))


def test_progress_is_told_window_by_window(files):
    seen = []
    history(HORIZONTAL, files, progress=lambda done, count: seen.append((done, count)))
    assert seen == [(done, len(seen)) for done in range(1, len(seen) + 1)]
    assert seen


def test_reflection_over_the_journal_names_its_vectors(files):
    assert sorted(set(history(REFLECTION, files)["vector"].to_pylist())) == ["dns"]


def printed(journal, **options):
    out = io.StringIO()
    print_history(**{"detector": "horizontal_scan", "days": 30, "journal": journal, "out": out} | options)
    return [json.loads(line) for line in out.getvalue().splitlines()]


@pytest.fixture
def journal(tmp_path):
    """Two days of flows with a sweep in each."""
    day = 86_400_000
    with Writer(tmp_path, kind="flows", schema=FLOW_SCHEMA) as writer:
        for at in (0, day):
            writer.append(sweep(at=at), now=START + day)
            writer.seal(now=START + day)
    return tmp_path


def test_every_day_of_the_journal_is_told_a_line_each(journal):
    lines = printed(journal)
    assert [(line["detector"], line["targets"]) for line in lines] == [("horizontal_scan", 200)] * 2
    assert list(lines[0]) == DETECTION_SCHEMA.names


def test_only_the_newest_days_are_read(journal):
    assert [line["first"] for line in printed(journal, days=1)] == [START + 86_400_000]


def test_a_journal_without_flows_tells_nothing(tmp_path):
    assert printed(tmp_path) == []


def test_unknown_detector_is_refused_with_the_names_of_those_there_are(tmp_path):
    with pytest.raises(Unusable, match=r"'of_a_test'; there are .*horizontal_scan, .*reflection, .*slow_scan"):
        printed(tmp_path, detector="of_a_test")


def test_a_journal_that_is_not_there_is_named(tmp_path):
    with pytest.raises(Unusable, match="absent"):
        printed(tmp_path / "absent")


def kept_journal(root, scene):
    """A journal that holds what is kept of the flows of a scene."""
    for name, table in kept.rows(scene).items():
        with Writer(root, kind=name, schema=ROLLUPS[name].schema) as writer:
            writer.append(table, now=kept.END)
            writer.seal(now=kept.END)
    return root


def test_a_source_of_one_probe_a_day_is_found_in_the_journal(tmp_path):
    [line] = printed(kept_journal(tmp_path, mixed(kept.drip(), kept.passers_by())), detector="slow_scan")
    assert (line["detector"], line["vector"], line["flows"], line["targets"], line["members"]) == ("slow_scan", "over-a-month", 30, 30, 30)
    assert json.loads(line["evidence"])["days"] == 30


def test_a_look_of_fewer_days_finds_less(tmp_path):
    assert printed(kept_journal(tmp_path, kept.drip()), detector="slow_scan", days=6) == []


@pytest.fixture(scope="module")
def spark():
    """One Spark session on loopback for all questions; compiled in a hurry, because each is asked only once."""
    # so compiled, Java keeps 48 MB for code and ends when they are full; the questions of this file together fill them
    hurry = "-XX:TieredStopAtLevel=1 -XX:ReservedCodeCacheSize=240m"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
        patch.setenv("SPARK_LOCAL_HOSTNAME", "127.0.0.1")
        options = f"--driver-java-options '{hurry}' --conf 'spark.executor.extraJavaOptions={hurry}' pyspark-shell"
        patch.setenv("PYSPARK_SUBMIT_ARGS", options)
        with spark_session("local[2]") as session:
            yield session


@pytest.mark.spark
@pytest.mark.filterwarnings("ignore")
@pytest.mark.usefixtures("spark")
@pytest.mark.parametrize("detector", DETECTORS, ids=lambda d: d.name)
def test_spark_gives_the_same_as_duckdb(tmp_path, detector):
    # its own scene, moved so that it begins with a window
    scene = next(iter(GUILTY[detector.name].values()))()
    times = flow_columns(scene)
    wait = -int(times["last"].min()) % detector.window
    path = tmp_path / "scene.parquet"
    pq.write_table(with_columns(scene, first=times["first"] + wait, last=times["last"] + wait), path)
    here = history(detector, [str(path)])
    assert here.num_rows >= 1
    assert history(detector, [str(path)], engine="local[2]").equals(here)


@pytest.mark.spark
@pytest.mark.filterwarnings("ignore")
@pytest.mark.usefixtures("spark")
@pytest.mark.parametrize("detector", LOOKBACKS, ids=lambda d: d.name)
def test_spark_looks_back_as_duckdb_does(tmp_path, detector):
    held = {}
    scene = next(iter(kept.GUILTY[detector.name].values()))
    for name, table in kept.rows(scene()).items():
        pq.write_table(table, tmp_path / f"{name}.parquet")
        held[name] = [str(tmp_path / f"{name}.parquet")]
    here = look_back(detector, held, at=kept.END)
    assert here.num_rows >= 1
    assert look_back(detector, held, at=kept.END, engine="local[2]").equals(here)


def fanned(files, **more):
    return fan_out(files, **more).sort_by([("src_hi", "ascending"), ("src_lo", "ascending")]).to_pylist()


def test_fan_out_counts_each_target_and_port_once(files):
    found = {row["src_lo"]: row for row in fanned(files)}
    flows = pa.concat_tables([pq.read_table(file) for file in files])
    assert sum(row["flows"] for row in found.values()) == flows.num_rows
    one = flows.filter(pa.compute.equal(flows["src_lo"], flow_columns(sweep())["src_lo"][0]))
    told = found[one["src_lo"][0].as_py()]
    assert (told["targets"], told["ports"]) == (len(set(one["dst_lo"].to_pylist())), len(set(one["dport"].to_pylist())))


def test_more_flows_than_fit_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("hsoc.perimeter.measure.fan.MOST", 3)
    pq.write_table(web(), tmp_path / "x.parquet")
    with pytest.raises(Unusable, match="more than 3 flows"):
        fan_out([str(tmp_path / "x.parquet")])


@pytest.mark.spark
@pytest.mark.filterwarnings("ignore")
@pytest.mark.usefixtures("spark")
def test_spark_fans_out_as_this_machine_does(files):
    assert fanned(files, engine="local[2]") == fanned(files)


@pytest.fixture
def no_session():
    """A cluster is a session of its own: the one of this module has to end first."""
    from pyspark.sql import SparkSession  # noqa: PLC0415 - not everywhere installed

    if (session := SparkSession.getActiveSession()) is not None:
        session.stop()


@pytest.mark.spark
@pytest.mark.filterwarnings("ignore")
@pytest.mark.usefixtures("spark", "no_session")
def test_a_cluster_of_two_executors_gives_the_same_as_duckdb(files):
    [_, dropped] = files
    here = history(HORIZONTAL, [dropped])
    assert here["dropped_flows"].to_pylist() == [200]
    assert history(HORIZONTAL, [dropped], engine="local-cluster[2,1,1024]").equals(here)
