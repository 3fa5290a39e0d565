from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import call_command
from tests.factories.members import NOW

from hsoc.portal.audit.actions import record
from hsoc.portal.members.rules import SYSTEM


@pytest.mark.django_db
def test_the_workers_beat_sets_the_days_work_going(settings: object, tmp_path: Path) -> None:
    settings.DATA, settings.JOURNAL, settings.HEARTBEATS = tmp_path, tmp_path / "journal", tmp_path / "heartbeats"
    settings.AUDIT_HEADS = tmp_path / "heads.txt"
    record(actor=SYSTEM, action="x.done", object="x", now=NOW)
    call_command("worker", "--once")
    assert len(settings.AUDIT_HEADS.read_text().splitlines()) == 1
    assert (settings.HEARTBEATS / "worker").exists()
