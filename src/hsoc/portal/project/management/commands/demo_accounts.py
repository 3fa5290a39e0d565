"""`hsoc portal manage demo_accounts`: the four invented accounts, random per DATA folder. Run again, it changes nothing."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from hsoc.portal.project import demo


class Command(BaseCommand):
    """Makes the demo accounts and writes DATA/demo-accounts.json."""

    help = "Make the demo accounts; their credentials are drawn at random once per DATA folder."

    def add_arguments(self, parser: CommandParser) -> None:
        """--analyst-of, --manager-of, --print."""
        parser.add_argument("--analyst-of", type=int, default=1, help="number of the hospital of `analytik`")
        parser.add_argument("--manager-of", type=int, default=2, help="number of the hospital of `manazer`")
        parser.add_argument("--print", action="store_true", help="print user names, passwords and current codes")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        """Settles and prints."""
        try:
            accounts = demo.kept(settings.DATA / "demo-accounts.json", analyst_of=options["analyst_of"], manager_of=options["manager_of"])
        except ValueError as error:
            raise CommandError(str(error)) from error
        demo.settle(accounts, now=datetime.now(UTC))
        if options["print"]:
            now = time.time()
            for one in accounts.accounts:
                self.stdout.write(f"{one.username:12} {one.password}  code now {demo.totp_now(one.totp_secret, now)}")
