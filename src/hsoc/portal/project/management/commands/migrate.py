"""`migrate`, Django's own, with a short cut where the database is new. Never: anything else than Django's would do."""

from __future__ import annotations

from typing import Any

from django.core.management.base import no_translations
from django.core.management.commands import migrate
from django.db import connections

from hsoc.portal.project import fresh


class Command(migrate.Command):
    """Django's command; see `project/fresh.py` for what comes before it."""

    @no_translations
    def handle(self, *args: Any, **options: Any) -> None:
        """Lays the tables of libraries where there is nothing yet, then migrates."""
        connection = connections[options["database"]]
        everything = not options["app_label"] and not options["plan"] and not options["check_unapplied"]
        if everything and fresh.is_fresh(connection):
            fresh.lay(connection)
        super().handle(*args, **options)
