"""Every roll-up and every detector over roll-ups, held to one contract. Tested by a line in detect/long_memory.py and by scenes."""

from __future__ import annotations

import json

import msgspec
import numpy as np
import pyarrow as pa
import pytest
from tests.factories import kept as scenes
from tests.factories.flows import mixed, with_columns
from tests.factories.kept import END, GUILTY, INNOCENT, joined, rows

from hsoc.journal.manifest import KEPT
from hsoc.perimeter.detect.long_memory import LOOKBACKS, ROLLUPS
from hsoc.perimeter.detect.rollup import Memory, fold, kept, merged
from hsoc.perimeter.detect.table import DETECTORS
from hsoc.perimeter.history import look_back
from hsoc.records.detection import DETECTION_COLUMNS, DETECTION_SCHEMA
from hsoc.records.flow import flow_columns
from hsoc.records.taxonomy import Category, Trust

every_rollup = pytest.mark.parametrize("rollup", ROLLUPS.values(), ids=ROLLUPS.keys())
every_lookback = pytest.mark.parametrize("detector", LOOKBACKS, ids=lambda d: d.name)
SCENES = [pytest.param(d, scene, id=f"{d.name}-{name}") for d in LOOKBACKS for name, scene in GUILTY[d.name].items()]


def all_scenes() -> pa.Table:
    return mixed(*(scene() for scene in INNOCENT.values()), *(s() for named in GUILTY.values() for s in named.values()))


def given(rollup, table: pa.Table) -> dict:
    """The columns that a roll-up is made of."""
    if not rollup.of:
        return flow_columns(table)
    made = fold(ROLLUPS[rollup.of], flow_columns(table))
    return {name: made[name].to_numpy() for name in made.column_names}


def found(detector, held) -> pa.Table:
    return look_back(detector, held, at=END)


@every_rollup
def test_pieces_merged_are_the_whole_folded(rollup):
    columns = given(rollup, all_scenes())
    count = len(columns["n"] if rollup.of else columns["last"])
    whole = fold(rollup, columns)
    assert 0 < whole.num_rows < count or rollup.of
    assert whole.num_rows > 0
    order = np.random.default_rng(3).permutation(count)
    pieces = [fold(rollup, {name: values[part] for name, values in columns.items()}) for part in np.array_split(order, 7)]
    assert merged(rollup, pieces).equals(whole)
    assert merged(rollup, [whole]).equals(whole)


@every_rollup
def test_memory_gives_what_the_fold_gives_and_is_empty_then(rollup):
    columns = given(rollup, all_scenes())
    memory = Memory(rollup)
    for part in np.array_split(np.arange(len(next(iter(columns.values())))), 5):
        memory.add({name: values[part] for name, values in columns.items()})
    assert memory.take().equals(fold(rollup, columns))
    assert (len(memory), memory.take().num_rows, memory.left_out) == (0, 0, 0)


@every_rollup
def test_memory_is_bounded_and_counts_what_found_no_room(rollup):
    columns = given(rollup, all_scenes())
    whole = fold(rollup, columns)
    memory = Memory(msgspec.structs.replace(rollup, ceiling=3))
    memory.add(columns)
    assert len(memory) == 3
    assert memory.left_out > 0
    assert memory.take().num_rows + memory.left_out >= whole.num_rows


@every_rollup
def test_a_rollup_is_described(rollup):
    assert rollup.name in KEPT
    assert rollup.key[0] == "bucket"
    assert set(rollup.values.values()) <= {"sum", "min", "max", "or"}
    assert all(field.type == pa.int64() for field in rollup.schema)
    held = fold(rollup, given(rollup, all_scenes()))
    assert (held["bucket"].to_numpy() % rollup.bucket == 0).all()
    assert kept(rollup, held).schema == rollup.schema


@every_lookback
def test_no_rows_are_no_detection(detector):
    assert found(detector, {}).equals(DETECTION_SCHEMA.empty_table())


@every_lookback
@pytest.mark.parametrize("scene", INNOCENT.values(), ids=INNOCENT.keys())
def test_innocent_month_is_silent(detector, scene):
    assert found(detector, rows(scene())).to_pylist() == []


@pytest.mark.parametrize(("detector", "scene"), SCENES)
def test_guilty_month_is_found_by_its_own_detector_alone(detector, scene):
    held = rows(scene())
    assert {d.name: found(d, held).num_rows for d in LOOKBACKS} == {d.name: int(d is detector) for d in LOOKBACKS}


# the other innocents are of the very hosts and sources of the guilty scenes, so that they change what is usual for them
STRANGERS = ("passers by", "stale partner", "fast scanner", "resolver")


@pytest.mark.parametrize(("detector", "scene"), SCENES)
def test_guilty_month_is_found_among_the_innocent(detector, scene):
    alone = found(detector, rows(scene()))
    among = found(detector, rows(mixed(scene(), *(INNOCENT[name]() for name in STRANGERS))))
    assert among.to_pylist() == alone.to_pylist()


@pytest.mark.parametrize(("detector", "scene"), SCENES)
def test_rows_in_pieces_and_any_order_give_the_same(detector, scene):
    table = scene()
    whole = found(detector, rows(table))
    order = np.random.default_rng(2).permutation(table.num_rows)
    pieces = [table.take(part) for part in np.array_split(order, 4)]
    in_pieces = {name: merged(ROLLUPS[name], [held]) for name, held in joined(*(rows(p) for p in pieces)).items()}
    assert found(detector, in_pieces).equals(whole)
    if all(ROLLUPS[name].worth is None for name in detector.reads):  # otherwise a piece may fall below what is kept
        assert found(detector, joined(*(rows(p) for p in pieces))).equals(whole)


@pytest.mark.parametrize(("detector", "scene"), SCENES)
def test_detection_is_complete(detector, scene):
    table = found(detector, rows(scene()))
    assert table.schema == DETECTION_SCHEMA
    for row in table.to_pylist():
        evidence = json.loads(row["evidence"])
        assert evidence["settings"] == msgspec.to_builtins(detector.settings)
        assert evidence["window"] == [END - detector.look, END]
        assert set(evidence) > {"window", "settings"}
        assert evidence["window"][0] <= row["first"] <= row["last"] < END
        assert row["trust"] in set(Trust)
        assert row["flows"] > 0 == row["dropped_flows"]
        assert row["vector"] in detector.vectors


@every_lookback
def test_what_routers_dropped_is_told(detector):
    scene = next(iter(GUILTY[detector.name].values()))()
    [row] = found(detector, rows(with_columns(scene, forwarding=128))).to_pylist()
    assert (row["dropped_flows"], row["dropped_packets"], row["dropped_bytes"]) == (row["flows"], row["packets"], row["bytes"])


@every_lookback
def test_rows_before_the_look_make_no_difference(detector):
    scene = next(iter(GUILTY[detector.name].values()))()
    early = with_columns(scene, **{name: scene[name].to_numpy() - 40 * 86_400_000 for name in ("first", "last")})
    held = rows(scene)
    assert found(detector, joined(held, rows(early))).equals(found(detector, held))


@every_lookback
def test_lookback_is_described(detector):
    assert detector.category in set(Category)
    assert detector.name not in {d.name for d in DETECTORS}
    assert set(detector.named) <= set(DETECTION_COLUMNS)
    assert set(detector.reads) <= ROLLUPS.keys()
    assert detector.look % detector.every == 0
    type(detector.settings)()  # every setting has a default: a detector is made from nothing but its name


def test_scenes_are_in_real_time():
    assert scenes.MIDNIGHT % 86_400_000 == 0
