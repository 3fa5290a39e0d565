"""From an answer to detections: sorted by key, every figure of the definition in the evidence, the window and settings beside it."""

from __future__ import annotations

import json

import msgspec
import pyarrow as pa
from tests.factories.flows import START, mixed, sweep, with_columns

from hsoc.perimeter.detect.horizontal_scan import DETECTOR
from hsoc.perimeter.detect.told import told
from hsoc.perimeter.measure.judge import Judge
from hsoc.records.detection import DETECTION_SCHEMA, no_detections

JUDGE = Judge()
NUMBER = JUDGE.learn(lambda table: DETECTOR.detect(table, DETECTOR.settings))
AT = START + 60_000


def answer(*sources: int) -> pa.Table:
    return JUDGE.judge(NUMBER, flows=mixed(*(with_columns(sweep(), src_lo=source) for source in sources)))


def test_detections_are_in_the_order_of_their_key() -> None:
    turned = answer(9, 3, 5).sort_by([("src_lo", "descending")])
    assert told(turned, DETECTOR, at=AT, notes={})["src_lo"].to_pylist() == [3, 5, 9]


def test_evidence_holds_window_settings_and_every_figure() -> None:
    [text] = told(answer(3), DETECTOR, at=AT, notes={})["evidence"].to_pylist()
    assert json.loads(text) == {
        "window": [AT - DETECTOR.window, AT],
        "settings": msgspec.to_builtins(DETECTOR.settings),
        "silent": 200, "syn": 200, "bare": 0, "ack": 0, "hollow": 0, "ingresses": 0,
    }  # fmt: skip


def test_each_row_keeps_its_own_evidence_when_sorted() -> None:
    both = JUDGE.judge(NUMBER, flows=mixed(with_columns(sweep(200), src_lo=9), with_columns(sweep(40), src_lo=3)))
    found = told(both.sort_by([("src_lo", "descending")]), DETECTOR, at=AT, notes={})
    assert [(row["targets"], json.loads(row["evidence"])["syn"]) for row in found.to_pylist()] == [(40, 40), (200, 200)]


def test_notes_are_told_with_each() -> None:
    found = told(answer(3, 5), DETECTOR, at=AT, notes={"evicted": 12})
    assert [json.loads(text)["evicted"] for text in found["evidence"].to_pylist()] == [12, 12]


def test_no_answer_is_no_detection_of_the_same_shape() -> None:
    found = told(JUDGE.judge(NUMBER, flows=sweep(1)), DETECTOR, at=AT, notes={})
    assert found.schema == DETECTION_SCHEMA
    assert found == no_detections()
