"""From a definition's answer to detections: the evidence folded into one column. Belongs here: that fold. Never: judging."""

from __future__ import annotations

from typing import Any, Final

import msgspec
import pyarrow as pa

from hsoc.perimeter.detect.base import Detector
from hsoc.perimeter.detect.rollup import LookBack
from hsoc.records.detection import DETECTION_COLUMNS, DETECTION_SCHEMA

EVIDENCE: Final = "e_"


def told(answer: pa.Table, detector: Detector | LookBack, *, at: int, notes: dict[str, int]) -> pa.Table:
    """DETECTION_SCHEMA, sorted by the key. at: end of the window, ms; notes: what was not counted, told where it is not zero."""
    answer = answer.sort_by([(name, "ascending") for name in detector.named])
    frame: dict[str, Any] = {"window": [at - detector.window, at], "settings": msgspec.to_builtins(detector.settings)}
    numbers = answer.select([n for n in answer.column_names if n.startswith(EVIDENCE)])
    rows = numbers.rename_columns([n.removeprefix(EVIDENCE) for n in numbers.column_names]).to_pylist()
    texts = [msgspec.json.encode({**frame, **row, **notes}).decode() for row in rows]
    columns = [answer.column(name) for name in DETECTION_COLUMNS]
    return pa.Table.from_arrays([*columns, pa.array(texts, pa.string())], schema=DETECTION_SCHEMA)
