"""`manage rosters`: bring the members of Mailman's lists into step with the groups, once. Never: how (tasks.rosters)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, no_translations

from hsoc.portal.lists.share.mailman import MailmanLists, Refused, wire
from hsoc.portal.lists.tasks.rosters import in_step


class Command(BaseCommand):
    """Once."""

    help = "Bring the members of Mailman's lists into step with the groups."

    @no_translations
    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        """All lists."""
        if not settings.MAILMAN_URL:
            raise CommandError("Mailman is not set up: set HSOC_MAILMAN_URL", returncode=2)
        try:
            ask = wire(settings.MAILMAN_URL, settings.MAILMAN_USER, settings.MAILMAN_PASSWORD)
        except Refused as error:
            raise CommandError(str(error), returncode=2) from error
        done, failed = in_step(MailmanLists(ask, settings.MAILMAN_DOMAIN))
        self.stdout.write(f"{done} changes")
        if failed:
            raise CommandError("; ".join(failed)[:1000])
