"""`hsoc members import FILE --dry-run`: what the portal proposes of a register, row by row. Never: a decision (people, in the portal).

Exit status: 0 every row is ready or known, 1 some row has a question or cannot be used, 2 the file cannot be read.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.queries import organisation_names
from hsoc.portal.members.rules import SYSTEM
from hsoc.portal.memorandum.actions.imports import read_in
from hsoc.portal.memorandum.queries.imports import proposals
from hsoc.portal.memorandum.rules.register import Outcome
from hsoc.portal.memorandum.share.tables import MOST_BYTES, Unreadable, rows_of
from hsoc.portal.memorandum.web import words

FINE = frozenset({Outcome.READY, Outcome.KNOWN})


class Command(BaseCommand):
    """Proposes."""

    requires_system_checks = ()  # they look at all addresses and models for a second, and the portal makes them when it starts
    help = "Read a register of signatories (XLSX or CSV). With --dry-run print the proposal; without it keep it for decision in the portal."

    def add_arguments(self, parser: CommandParser) -> None:
        """FILE, --dry-run."""
        parser.add_argument("file", type=Path, help="XLSX or CSV with a head")
        parser.add_argument("--dry-run", action="store_true", help="print the proposal, keep nothing")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        """One line a row; exit status 0, 1 or 2."""
        path: Path = options["file"]
        now = datetime.now(UTC)
        try:
            with path.open("rb") as file:
                content = file.read(MOST_BYTES + 1)
            rows = rows_of(content, path.name)
            if not options["dry_run"]:
                batch = read_in(actor=SYSTEM, rows=rows, content=content, name=path.name, now=now)
                self.stdout.write(f"{path}: {len(rows)} rows wait for decision in the portal: /portal/memorandum/imports/{batch.pk}/")
                return
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}", returncode=2) from error
        except Unreadable as error:
            place = f"{path}: {error.place}" if error.place else str(path)
            raise CommandError(f"{place}: {words.FAULTS[error.code]}", returncode=2) from error
        except Unacceptable as error:
            raise CommandError(f"{path}: {error}", returncode=2) from error
        names = organisation_names()
        told = proposals(rows, today=now.date(), progress=self._progress)
        for one in told:
            said = [*words.notes(one), *(str(asked["text"]) for asked in words.questions(one, names, {}))]
            place = f"{one.sheet}:{one.row}" if one.sheet else str(one.row)
            self.stdout.write(f"{place}\t{words.OUTCOMES[one.outcome]}\t{one.institution}\t{one.signer}\t{one.signed_on}\t{' '.join(said)}")
        if any(one.outcome not in FINE for one in told):
            sys.exit(1)

    def _progress(self, done: int, every: int) -> None:
        if self.stderr.isatty():
            self.stderr.write(f"\r{done}/{every}", ending="\n" if done == every else "")
