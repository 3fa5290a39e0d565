"""The table of detectors: who is in it, each once, each under its own name."""

from __future__ import annotations

import importlib
import pkgutil

import hsoc.perimeter.detect as room
from hsoc.perimeter.detect.base import Detector
from hsoc.perimeter.detect.long_memory import LOOKBACKS
from hsoc.perimeter.detect.rollup import LookBack
from hsoc.perimeter.detect.table import DETECTORS


def test_every_detector_of_the_room_is_in_the_table_once() -> None:
    modules = [importlib.import_module(f"{room.__name__}.{one.name}") for one in pkgutil.iter_modules(room.__path__)]
    told = [m.DETECTOR for m in modules if hasattr(m, "DETECTOR")]
    assert sorted(d.name for d in DETECTORS) == sorted(one.name for one in told if isinstance(one, Detector))
    assert sorted(d.name for d in LOOKBACKS) == sorted(one.name for one in told if isinstance(one, LookBack))


def test_a_detector_is_called_as_its_file() -> None:
    files = [importlib.import_module(f"{room.__name__}.{detector.name}") for detector in DETECTORS]
    assert tuple(one.DETECTOR for one in files) == DETECTORS
    assert {type(detector) for detector in DETECTORS} == {Detector}
