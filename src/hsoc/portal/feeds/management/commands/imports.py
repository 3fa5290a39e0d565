"""`manage imports`: go on with imports that no browser moves any more. Never: how (tasks.imports)."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand, no_translations

from hsoc.portal.feeds.tasks.imports import carry_on


class Command(BaseCommand):
    """Takes in what is left."""

    help = "Go on with imports that were begun in the portal and that no browser has moved for a minute."

    @no_translations
    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        """One after the other; one that is refused stops no other one."""
        for one in carry_on(now=time.time()):
            self.stdout.write(f"{one.key}: {one.state}, {one.parts - one.left} of {one.parts} portions")
