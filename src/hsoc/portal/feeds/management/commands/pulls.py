"""`manage pulls [--due | NAME…]`: fetch partners' sources now. Never: how (tasks.pulls)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser, no_translations

from hsoc.portal.feeds.queries import pulls as queries
from hsoc.portal.feeds.tasks.pulls import pull
from hsoc.portal.members.rules import SYSTEM


class Command(BaseCommand):
    """Fetches."""

    help = "Fetch partners' sources: those that are due, or those of the given names."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which."""
        parser.add_argument("names", nargs="*", help="names of sources")
        parser.add_argument("--due", action="store_true", help="those whose time has come")

    @no_translations
    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        """One after the other; a source that fails stops no other one."""
        now = datetime.now(UTC)
        keys = list(queries.waiting(now)) if options["due"] else []
        for name in options["names"]:
            found = queries.visible_to(SYSTEM).filter(name=name).values_list("pk", flat=True)
            if not found:
                raise CommandError(f"there is no source named {name}", returncode=2)
            keys += found
        for key in keys:
            one = queries.one(key)
            if one is not None:
                self.stdout.write(pull(one, now=now))
