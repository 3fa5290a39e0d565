from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from tests.factories.members import NOW, person

from hsoc.portal.audit.actions import record
from hsoc.portal.members.models import Approval
from hsoc.portal.members.rules import SYSTEM, Object, Role
from hsoc.portal.project import daily

pytestmark = pytest.mark.django_db


@pytest.fixture
def heads(settings: object, tmp_path: Path) -> Path:
    settings.AUDIT_HEADS, settings.HEARTBEATS = tmp_path / "heads.txt", tmp_path / "heartbeats"
    return settings.AUDIT_HEADS


def test_the_days_work_is_done_once_a_prague_day(heads: Path) -> None:
    record(actor=SYSTEM, action="x.done", object="x", now=NOW)
    before_midnight = NOW.replace(hour=21, minute=59)  # 23:59 in Prague
    assert [daily.run(now=NOW), daily.run(now=before_midnight), daily.run(now=before_midnight + timedelta(minutes=2))] == [
        True,
        False,
        True,
    ]
    assert [line.split()[0] for line in heads.read_text().splitlines()] == ["2026-10-05", "2026-10-06"]


def test_the_days_work_lets_requests_lapse(heads: Path) -> None:
    record(actor=SYSTEM, action="x.done", object="x", now=NOW)
    Approval.objects.create(
        code="x.y", object=Object.PREFIX, payload={}, reason="r", requester=person(Role.MANAGER, 1), requested=NOW, expires=NOW
    )
    daily.run(now=NOW)
    assert Approval.objects.get().state == "expired"


def test_a_beat_leaves_a_sign_of_life(heads: Path) -> None:
    daily.beat("worker")
    assert [file.name for file in (heads.parent / "heartbeats").iterdir()] == ["worker"]
