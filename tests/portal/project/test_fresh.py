from __future__ import annotations

import pytest
from django.apps import apps
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from hsoc.portal.project import fresh


def test_the_short_cut_was_compared_with_the_long_way_for_these_releases():
    """A newer release of a library brings a migration more: compare the two ways again (docs/decisions), then write it down in COMPARED."""
    leaves = dict(MigrationLoader(None).graph.leaf_nodes())
    assert {label: name for label, name in leaves.items() if label in fresh.COMPARED} == fresh.COMPARED
    ours = {app.label for app in apps.get_app_configs() if app.name.startswith("hsoc.portal.")}
    assert set(leaves) - set(fresh.COMPARED) <= ours


@pytest.mark.django_db
def test_a_fresh_database_has_everything_the_long_way_leaves():
    tables = set(connection.introspection.table_names())
    assert {"members_user", "audit_entry", "wagtailcore_page", "wagtailsearch_indexentry_fts", "website_article"} <= tables
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM sqlite_master WHERE type = 'trigger'")
        assert cursor.fetchone()[0] >= 6
        cursor.execute("SELECT depth, slug FROM wagtailcore_page")
        assert cursor.fetchall() == [(1, "root")]
        cursor.execute("SELECT language_code FROM wagtailcore_locale")
        assert cursor.fetchall() == [("cs",)]
    assert not fresh.is_fresh(connection)
    assert set(MigrationRecorder(connection).applied_migrations()) >= set(MigrationLoader(connection).disk_migrations)
