from __future__ import annotations

import pytest

from hsoc.perimeter.detect.table import DETECTORS
from hsoc.perimeter.simulate import kinds


def test_the_shares_are_a_whole_and_every_kind_has_a_reason_to_pass() -> None:
    assert sum(kind.share for kind in kinds.KINDS) == pytest.approx(1.0)
    assert all(kind.why for kind in kinds.KINDS)


def test_every_named_detector_exists_in_the_engine() -> None:
    assert {kind.detector for kind in kinds.KINDS} - {""} <= {detector.name for detector in DETECTORS}


def test_no_port_is_both_dropped_at_the_border_and_open() -> None:
    dropped, open_ = ({row[:2] for row in table} for table in (kinds.BORDER_PORTS, kinds.OPEN_PORTS))
    assert dropped & open_ == set()
