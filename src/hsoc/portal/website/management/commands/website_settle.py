"""`hsoc portal manage website_settle`: the trees and the first content of the public web. Run again, it changes nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand

from hsoc.portal.website.actions.pages import settle_pages
from hsoc.portal.website.actions.plan import settle_plan


class Command(BaseCommand):
    """Makes what is not there yet."""

    help = "Make the public web with its first content, where there is none."

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        """Settles and says how much."""
        now = datetime.now(UTC)
        made = settle_pages(now=now)
        settle_plan(now=now)
        self.stdout.write(f"{made} pages made" if made else "the public web is there already; nothing was changed")
