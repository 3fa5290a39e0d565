from __future__ import annotations

import importlib

import pytest
from django.db import DatabaseError, connection, transaction
from tests.factories.members import NOW, actor

from hsoc.portal.audit import queries
from hsoc.portal.audit.actions import record
from hsoc.portal.audit.models import Entry
from hsoc.portal.audit.rules import GENESIS, Broken, broken
from hsoc.portal.members.rules import Role

pytestmark = pytest.mark.django_db
migration = importlib.import_module("hsoc.portal.audit.migrations.0001_initial")
REPLACED = {
    "sqlite": "REPLACE INTO audit_entry SELECT {columns} FROM audit_entry",
    "postgresql": "INSERT INTO audit_entry SELECT {columns} FROM audit_entry ON CONFLICT (sequence) DO UPDATE SET who = 'x'",
}


def written(action: str = "token.created", **more: object) -> Entry:
    return record(actor=actor(Role.ANALYST, user=7), action=action, object="token:1", now=NOW, **more)


def test_an_entry_keeps_who_did_what_when() -> None:
    entry = written(reason="for the SIEM", concerns=1, details={"days": 90})
    assert (entry.sequence, entry.previous) == (1, GENESIS)
    assert (entry.user, entry.who, entry.via, entry.organisation, entry.concerns) == (7, "analyst-1", "session", 1, 1)
    assert (entry.when, entry.reason, entry.details) == (int(NOW.timestamp() * 1000), "for the SIEM", '{"days":90}')


def test_entries_form_a_chain_that_holds() -> None:
    first, second = written(), written()
    assert second.previous == first.hash
    assert queries.head() == (2, second.hash)
    assert broken(queries.links()) is None


def test_what_is_undone_was_never_recorded() -> None:
    with transaction.atomic():
        written()
        transaction.set_rollback(True)
    assert queries.head() == (0, GENESIS)


def test_the_database_refuses_to_change_an_entry() -> None:
    written()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Entry.objects.update(who="somebody else")


def test_the_database_refuses_to_remove_an_entry() -> None:
    written()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Entry.objects.all().delete()


def test_the_database_refuses_to_replace_an_entry() -> None:
    written()
    columns = 'sequence, "when", "user", \'x\', via, organisation, concerns, action, object, reason, details, previous, hash'
    with connection.cursor() as cursor, pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        cursor.execute(REPLACED[connection.vendor].format(columns=columns))


def test_who_takes_the_triggers_away_is_found_out() -> None:
    for _ in range(3):
        written()
    with connection.cursor() as cursor:
        cursor.execute(migration.BACK[connection.vendor][0])
        cursor.execute("UPDATE audit_entry SET who = 'somebody else' WHERE sequence = 2")
    assert broken(queries.links()) == Broken(2, "its content does not match its hash")


def test_long_texts_are_cut_to_their_columns_before_they_are_hashed() -> None:
    written(action="a" * 100, reason="r" * 1000)
    entry = Entry.objects.get()
    assert (len(entry.action), len(entry.reason)) == (60, 500)
    assert broken(queries.links()) is None
