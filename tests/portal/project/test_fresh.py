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


# of the audit chain, and of Wagtail's index where it is a table of its own
TRIGGERS = {
    "sqlite": ("SELECT count(*) FROM sqlite_master WHERE type = 'trigger'", 6),
    "postgresql": ("SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal", 2),
}


@pytest.mark.django_db
def test_a_fresh_database_has_everything_the_long_way_leaves():
    tables = set(connection.introspection.table_names())
    assert {"members_user", "audit_entry", "wagtailcore_page", "website_article"} <= tables
    if connection.vendor == "sqlite":  # PostgreSQL keeps words in a column
        assert "wagtailsearch_indexentry_fts" in tables
    triggers, at_least = TRIGGERS[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(triggers)
        assert cursor.fetchone()[0] >= at_least
        cursor.execute("SELECT depth, slug FROM wagtailcore_page")
        assert cursor.fetchall() == [(1, "root")]
        cursor.execute("SELECT language_code FROM wagtailcore_locale")
        assert cursor.fetchall() == [("cs",)]
    assert not fresh.is_fresh(connection)
    assert set(MigrationRecorder(connection).applied_migrations()) >= set(MigrationLoader(connection).disk_migrations)
