"""Migrations stand for the models, are few, and can be taken back."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection

ROOT = Path(__file__).parents[2] / "src" / "hsoc" / "portal"


@pytest.mark.django_db
def test_models_and_migrations_agree() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_every_app_has_one_initial_migration() -> None:
    folders = sorted(ROOT.glob("*/migrations"))
    assert [[file.name for file in folder.glob("0*.py")] for folder in folders] == [["0001_initial.py"]] * len(folders)


@pytest.mark.django_db(transaction=True)
def test_migrations_go_back_and_forth() -> None:
    call_command("migrate", "audit", "zero", verbosity=0)
    assert "audit_entry" not in connection.introspection.table_names()
    call_command("migrate", verbosity=0)
    assert "audit_entry" in connection.introspection.table_names()
