"""`hsoc portal manage audit_verify [--heads FILE]`: walks the chain. Exit 0 it holds, 1 it does not, 2 unusable file or database."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError

from hsoc.portal.audit.queries import head
from hsoc.portal.audit.tasks import check


class Command(BaseCommand):
    """Walks the audit chain and says where it breaks."""

    help = "Check the audit chain against itself and against the heads kept outside the database."

    def add_arguments(self, parser: CommandParser) -> None:
        """--heads."""
        parser.add_argument("--heads", type=Path, default=settings.AUDIT_HEADS, help="file of kept heads (default: DATA/audit-heads.txt)")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        """Prints one line."""
        try:
            fault = check(options["heads"])
        except DatabaseError as error:
            self.stderr.write(f"database: {str(error).partition(chr(10))[0]}")
            sys.exit(2)
        except (OSError, ValueError) as error:
            self.stderr.write(f"{options['heads']}: {error}")
            sys.exit(2)
        if fault is not None:
            self.stderr.write(f"audit chain broken at entry {fault.sequence}: {fault.why}")
            sys.exit(1)
        sequence, digest = head()
        self.stdout.write(f"audit chain holds: {sequence} entries, head {digest}")
