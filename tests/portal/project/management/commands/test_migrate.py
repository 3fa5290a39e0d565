from __future__ import annotations

import pytest
from django.core.management import call_command, get_commands, load_command_class

from hsoc.portal.project.management.commands import migrate


def test_the_word_migrate_means_ours():
    assert isinstance(load_command_class(get_commands()["migrate"], "migrate"), migrate.Command)


@pytest.mark.django_db
def test_a_database_that_exists_is_migrated_as_usual(monkeypatch):
    laid = []
    monkeypatch.setattr(migrate.fresh, "lay", laid.append)
    call_command("migrate", verbosity=0)
    assert laid == []
    monkeypatch.setattr(migrate.fresh, "is_fresh", lambda _connection: True)
    call_command("migrate", plan=True, verbosity=0)
    assert laid == []
