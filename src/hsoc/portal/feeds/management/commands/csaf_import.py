"""`hsoc csaf import FILE…`: advisories into the portal, for an organisation. Never: a format of its own."""

from __future__ import annotations

import sys
from argparse import RawDescriptionHelpFormatter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import msgspec
from django.core.management.base import BaseCommand, CommandError, CommandParser, no_translations

from hsoc.exchange.csaf import decode
from hsoc.portal.advisories.actions import take
from hsoc.portal.feeds.management.commands.events_import import MOST_TOLD, SOME_REFUSED, UNUSABLE, content_of, house
from hsoc.portal.members.queries import visible_to
from hsoc.portal.members.rules import SYSTEM, Actor, Role, Seat
from hsoc.records.advisory import Advisory
from hsoc.records.parcel import MOST_BYTES, Unreadable

AT_ONCE: Final = 100  # papers of one transaction
EXAMPLES = """
Examples:
  hsoc csaf import icsma-17-009-01a.json
  hsoc csaf import --dry-run --organisation 7 vendor/*.json
"""


class Sum(msgspec.Struct):
    """What became of all files. left: parts of papers that were not understood; bad: files that could not be read at all."""

    files: int = 0
    bad: int = 0
    left: int = 0
    added: int = 0
    changed: int = 0
    same: int = 0
    refused: int = 0


class Command(BaseCommand):
    """Imports of CSAF."""

    help = "Take CSAF 2.0 and 2.1 documents in as advisories. What is bad is said with file, place and reason; the good ones are kept."

    def create_parser(self, prog_name: str, subcommand: str, **more: Any) -> CommandParser:
        """As usual, with examples."""
        return super().create_parser(prog_name, subcommand, formatter_class=RawDescriptionHelpFormatter, epilog=EXAMPLES, **more)

    def add_arguments(self, parser: CommandParser) -> None:
        """FILE…."""
        parser.add_argument("files", nargs="+", help="files, - for standard input")
        parser.add_argument("--organisation", type=int, help="number of the organisation that shares (default: the community's own)")
        parser.add_argument("--dry-run", action="store_true", help="read and tell, keep nothing")

    @no_translations
    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        """All files; those that cannot be read are named, and where no file can, the status is 2."""
        number = options["organisation"] or house()
        if not visible_to(SYSTEM).filter(number=number).exists():
            raise CommandError(f"--organisation: there is no organisation {number}", returncode=UNUSABLE)
        actor = Actor(username="console", via="command", organisation=number, seats=(Seat(number, Role.ANALYST),))
        sums, waiting = Sum(), list[tuple[str, Advisory]]()
        faults: list[str] = []
        for found in self._papers(options["files"], sums, faults):
            waiting.append(found)
            if len(waiting) == AT_ONCE:
                self._take(actor, waiting, sums, dry=options["dry_run"])
                waiting = []
        self._take(actor, waiting, sums, dry=options["dry_run"])
        if sums.bad == sums.files:
            for fault in faults[:-1]:
                self.stderr.write(fault)
            raise CommandError(faults[-1], returncode=UNUSABLE)
        for fault in faults:
            self.stderr.write(fault)
        would = "would take" if options["dry_run"] else "took"
        self.stdout.write(
            f"{sums.files} files; {would} {sums.added} new and {sums.changed} changed advisories, {sums.same} known before; "
            f"{sums.bad} unreadable, {sums.refused} refused, {sums.left} parts left out"
        )
        if sums.bad or sums.refused or sums.left:
            sys.exit(SOME_REFUSED)

    def _papers(self, files: list[str], sums: Sum, faults: list[str]) -> Iterator[tuple[str, Advisory]]:
        for name in files:
            sums.files += 1
            try:
                content = sys.stdin.buffer.read(MOST_BYTES + 1) if name == "-" else content_of(Path(name))
                parcel = decode(content, now=int(datetime.now(UTC).timestamp() * 1000))
            except (OSError, Unreadable) as error:
                sums.bad += 1
                why = (error.strerror or str(error)) if isinstance(error, OSError) else str(error)
                faults.append(f"{name}: {why}")
                continue
            sums.left += parcel.rejected
            for one in parcel.rejects[:MOST_TOLD]:
                self.stderr.write(f"{name}: {one.place}: {one.reason}")
            if parcel.rejected > MOST_TOLD:
                self.stderr.write(f"{name}: and {parcel.rejected - MOST_TOLD} more")
            for paper in parcel.advisories:
                yield name, paper

    def _take(self, actor: Actor, papers: list[tuple[str, Advisory]], sums: Sum, *, dry: bool) -> None:
        if dry:
            sums.added += len(papers)
            return
        if not papers:
            return
        made = take(actor=actor, organisation=actor.organisation, items=[one for _, one in papers], via="import", now=datetime.now(UTC))
        sums.added, sums.changed, sums.same = sums.added + made.added, sums.changed + made.changed, sums.same + made.same
        sums.refused += len(made.refused)
        for place, reason in made.refused:
            self.stderr.write(f"{papers[place][0]}: {reason}")
