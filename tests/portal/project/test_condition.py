from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.db import connection

from hsoc.portal.project.condition import ENGINE_SECONDS, WORKER_SECONDS, heartbeat, parts

pytestmark = pytest.mark.django_db
NOW = 1_800_000_000.0


@pytest.fixture
def house(settings: object, tmp_path: Path) -> Path:
    settings.JOURNAL, settings.HEARTBEATS = tmp_path / "journal", tmp_path / "heartbeats"
    settings.HEARTBEATS.mkdir()
    return tmp_path


def beaten(house: Path, name: str, ago: float) -> None:
    file = house / "heartbeats" / name
    file.touch()
    os.utime(file, (NOW - ago, NOW - ago))


def test_every_part_is_named_with_its_state(house: Path) -> None:
    (house / "journal").mkdir()
    beaten(house, "worker", 3)
    beaten(house, "reporter", 600)
    beaten(house, "engine", ENGINE_SECONDS + 1)
    assert {part.name: part.told() for part in parts(now=NOW)} == {
        "database": {"ok": True, "needed": True, "detail": "sqlite"},
        "migrations": {"ok": True, "needed": True, "detail": "applied"},
        "journal": {"ok": True, "needed": True, "detail": "readable and writable"},
        "worker": {"ok": True, "needed": False, "detail": "last heard of 3 s ago"},
        "reporter": {"ok": True, "needed": False, "detail": "last heard of 600 s ago"},
        "engine": {"ok": False, "needed": False, "detail": f"last heard of {ENGINE_SECONDS + 1} s ago"},
    }


def test_a_missing_journal_is_told(house: Path) -> None:
    told = {part.name: part for part in parts(now=NOW)}["journal"]
    assert (told.ok, told.detail) == (False, "the folder does not exist yet")


def test_a_migration_that_is_not_applied_is_told(house: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'audit'")
    told = {part.name: part for part in parts(now=NOW)}["migrations"]
    assert (told.ok, told.detail.endswith("to apply")) == (False, True)


@pytest.mark.parametrize(("ago", "alive"), [(0, True), (WORKER_SECONDS, True), (WORKER_SECONDS + 1, False), (-5, True)])
def test_a_heartbeat_ages(house: Path, ago: float, *, alive: bool) -> None:
    beaten(house, "worker", ago)
    assert heartbeat("worker", most=WORKER_SECONDS, now=NOW).ok is alive


def test_who_never_beat_was_never_heard_of(house: Path) -> None:
    assert heartbeat("worker", most=1, now=NOW).detail == "never heard of"
