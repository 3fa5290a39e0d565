"""A growing journal on Spark: the windows of DuckDB's history, each once, through rewritten segments, restarts and lost checkpoints."""

from __future__ import annotations

import io
import json
import shutil

import pytest
from tests.factories.flows import START, mixed, sweep, web, with_columns

from hsoc.journal import reader
from hsoc.journal.compact import merge_small
from hsoc.journal.days import day_of
from hsoc.journal.writer import Writer
from hsoc.perimeter.detect.table import DETECTORS
from hsoc.perimeter.follow import LATE_MS, Follower, follow
from hsoc.perimeter.history import Unusable, history, spark_session
from hsoc.records.detection import DETECTION_SCHEMA
from hsoc.records.flow import FLOW_SCHEMA

[HORIZONTAL] = [one for one in DETECTORS if one.name == "horizontal_scan"]
WINDOW = HORIZONTAL.window


def sealed(root, *tables):
    with Writer(root, kind="flows", schema=FLOW_SCHEMA) as writer:
        for table in tables:
            writer.append(table, now=START)
            writer.seal(now=START)


def followed(root, *, into="found", engine="local[2]", **options):
    out = io.StringIO()
    follow(detectors=["horizontal_scan"], journal=root, into=root / into, engine=engine, once=True, out=out, **options)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def kept(root, into="found"):
    return reader.arrow(root / into, "detections", schema=DETECTION_SCHEMA).sort_by("first")


def test_names_engines_and_folders_that_are_not_there_are_refused(tmp_path):
    given = {"detectors": [], "journal": tmp_path, "into": tmp_path / "found", "engine": "local[2]"}
    with pytest.raises(Unusable, match=r"no window detector 'slow'; there are .*horizontal_scan"):
        follow(**given | {"detectors": ["slow"]})
    with pytest.raises(Unusable, match="needs Spark, not 'duckdb'"):
        follow(**given | {"engine": "duckdb"})
    with pytest.raises(Unusable, match="no such folder; name the engine's data folder"):
        follow(**given)
    (tmp_path / "flows").mkdir()
    with Writer(tmp_path / "found", kind="detections", schema=DETECTION_SCHEMA), pytest.raises(Unusable, match="only one process"):
        follow(**given)


def test_an_empty_journal_and_one_within_the_lateness_judge_nothing(tmp_path):
    follower = Follower([HORIZONTAL], journal=tmp_path, into=tmp_path / "found")
    assert (follower.judge(None), follower.until) == (0, 0)
    follower.close()


@pytest.fixture(scope="module")
def spark():
    """One Spark session on loopback for all questions; compiled in a hurry, because each is asked only once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
        patch.setenv("SPARK_LOCAL_HOSTNAME", "127.0.0.1")
        patch.setenv("PYSPARK_SUBMIT_ARGS", "--driver-java-options '-XX:TieredStopAtLevel=1 -XX:ReservedCodeCacheSize=240m' pyspark-shell")
        with spark_session("local[2]") as session:
            yield session


@pytest.mark.spark
@pytest.mark.filterwarnings("ignore")
@pytest.mark.usefixtures("spark")
def test_each_window_is_judged_once_and_as_duckdb_judges_it(tmp_path):
    sweeps = [with_columns(sweep(at=number * WINDOW), src_lo=7 + number) for number in range(4)]
    sealed(tmp_path, mixed(web(), sweeps[0]), sweeps[1])
    first = followed(tmp_path)
    assert first  # the first window is over; the second one may still grow
    assert followed(tmp_path) == []  # nothing has come

    # small segments become one: their rows arrive again, under another name; and new ones come
    with Writer(tmp_path, kind="flows", schema=FLOW_SCHEMA) as writer:
        merge_small(writer, day_of(START), now=START)
    sealed(tmp_path, sweeps[2], sweeps[3])
    second = followed(tmp_path)
    assert second
    shutil.rmtree(tmp_path / "found" / "checkpoint")  # Spark tells of every file again
    assert followed(tmp_path) == []

    sealed(tmp_path, with_columns(web(), first=START + 9 * WINDOW, last=START + 9 * WINDOW))
    third = followed(tmp_path)
    assert kept(tmp_path).num_rows == len(first) + len(second) + len(third) == 4
    whole = history(HORIZONTAL, reader.paths(tmp_path, "flows")).sort_by("first")
    assert kept(tmp_path).equals(whole)


@pytest.mark.spark
@pytest.mark.filterwarnings("ignore")
@pytest.mark.usefixtures("spark")
def test_a_death_before_the_publication_repeats_the_window_and_one_after_it_does_not(tmp_path, spark, monkeypatch):
    sealed(tmp_path, sweep(), with_columns(web(), first=START + WINDOW + LATE_MS, last=START + WINDOW + LATE_MS))
    dying = Follower([HORIZONTAL], journal=tmp_path, into=tmp_path / "found", out=io.StringIO())
    monkeypatch.setattr(dying._writer, "seal", lambda **_: (_ for _ in ()).throw(OSError("the disk is full")))
    with pytest.raises(OSError, match="disk is full"):
        dying.judge(spark)
    dying.close()
    assert kept(tmp_path).num_rows == 0
    counts = []
    for _ in range(2):
        again = Follower([HORIZONTAL], journal=tmp_path, into=tmp_path / "found", out=io.StringIO())
        counts.append(again.judge(spark))
        again.close()
    assert (counts, kept(tmp_path).num_rows) == ([1, 0], 1)
