"""The engine's command as a process: answers, errors, progress, and nothing is left behind when it is ended."""

import time
from pathlib import Path

import msgspec
import pytest
from tests.perimeter.test_what_if import BEGIN, DAY, POLICY
from tests.perimeter.wires.test_past import journal

from hsoc.journal.days import day_of
from hsoc.portal.network.share.what_if_run import MOST_SECONDS, Run
from hsoc.records.what_if import WhatIf

PATIENCE = 240  # s on a busy machine


def run(tmp_path: Path, *, day: str = day_of(BEGIN)) -> Run:
    return Run(
        tmp_path / "runs" / "1", question=1, day=day, policy=msgspec.json.encode(POLICY).decode(), suffix=".json", tuned=[], member=0,
        data=tmp_path / "perimeter", now=5,
    )  # fmt: skip


def waited(one: Run) -> int:
    until = time.monotonic() + PATIENCE
    while one.status is None:
        assert time.monotonic() < until
        time.sleep(0.1)
    return one.status


@pytest.fixture
def data(tmp_path: Path) -> Path:
    journal(tmp_path / "perimeter" / "journal", DAY)
    (tmp_path / "perimeter" / "in-force.json").write_bytes(msgspec.json.encode(POLICY))
    return tmp_path


def test_it_answers_with_its_progress_and_is_gone(data: Path) -> None:
    one = run(data)
    assert waited(one) == 0
    assert msgspec.json.decode(one.answer, type=WhatIf).flows == 540
    assert one.progress == (144, 144)
    one.close()
    assert not one.folder.exists()


def test_an_error_is_its_own_sentence(data: Path) -> None:
    one = run(data, day="2020-01-01")
    assert waited(one) != 0
    assert "holds no flows of 2020-01-01" in one.error
    one.close()


def test_it_is_late_after_its_time_and_can_be_ended(data: Path) -> None:
    one = run(data)
    assert not one.is_late(now=5 + MOST_SECONDS * 1000)
    assert one.is_late(now=6 + MOST_SECONDS * 1000)
    one.close()
    assert one.status is not None
    assert not one.folder.exists()
