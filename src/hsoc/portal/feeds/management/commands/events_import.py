"""`hsoc events import --format F FILE…`: documents of partners into the portal, for an organisation. Never: a format of its own."""

from __future__ import annotations

import sys
from argparse import RawDescriptionHelpFormatter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser, no_translations

from hsoc.journal import inbox
from hsoc.portal.feeds.actions.intake import take_in
from hsoc.portal.feeds.rules.formats import FORMATS, read
from hsoc.portal.members.models import Kind
from hsoc.portal.members.queries import visible_to
from hsoc.portal.members.rules import SYSTEM, Actor, Refused, Role, Seat
from hsoc.records.parcel import MOST_BYTES, Unreadable

NONE_REFUSED, SOME_REFUSED, UNUSABLE = 0, 1, 2  # exit status (contracts.md)
MOST_TOLD = 20  # rejects printed of one file; the number stays true


class Command(BaseCommand):
    """Imports."""

    help = (
        "Take documents in: events, indicators and sightings; CSAF and CAP hold advisories, which are not events and go to the portal's "
        "advisories. What is bad is said with its index and reason; the good ones are kept."
    )

    def create_parser(self, prog_name: str, subcommand: str, **more: Any) -> CommandParser:
        """As usual, with line breaks kept in the help."""
        return super().create_parser(prog_name, subcommand, formatter_class=RawDescriptionHelpFormatter, **more)

    def add_arguments(self, parser: CommandParser) -> None:
        """FILE…."""
        parser.add_argument("files", nargs="+", help="files, - for standard input")
        parser.add_argument("--format", required=True, choices=sorted(FORMATS), help="the language of the files")
        parser.add_argument("--organisation", type=int, help="number of the organisation that shares (default: the community's own)")
        parser.add_argument("--dry-run", action="store_true", help="read and tell, keep nothing")

    @no_translations
    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        """File by file; one that cannot be read at all ends the command before anything of it is kept."""
        number = options["organisation"] or house()
        if not visible_to(SYSTEM).filter(number=number).exists():
            raise CommandError(f"--organisation: there is no organisation {number}", returncode=UNUSABLE)
        actor = Actor(username="console", via="command", organisation=number, seats=(Seat(number, Role.ANALYST),))
        refused = sum(self._file(name, options["format"], actor, dry=options["dry_run"]) for name in options["files"])
        if refused:
            sys.exit(SOME_REFUSED)

    def _file(self, name: str, format_: str, actor: Actor, *, dry: bool) -> int:
        now = datetime.now(UTC)
        try:
            content = sys.stdin.buffer.read(MOST_BYTES + 1) if name == "-" else content_of(Path(name))
            parcel, ideas = read(format_, content, now=int(now.timestamp() * 1000), file=Path(name).name)
            if not dry:
                made = take_in(actor=actor, organisation=actor.organisation, parcel=parcel, ideas=ideas, via="import", now=now)
        except (OSError, Unreadable, Refused, inbox.Full) as error:
            raise CommandError(f"{name}: {error}", returncode=UNUSABLE) from error
        for one in parcel.rejects[:MOST_TOLD]:
            self.stderr.write(f"{name}: item {one.index}: {one.place + ': ' if one.place else ''}{one.reason}")
        if parcel.rejected > MOST_TOLD:
            self.stderr.write(f"{name}: and {parcel.rejected - MOST_TOLD} more")
        for column, count in parcel.unknown.items():
            self.stderr.write(f"{name}: {column}: not known, kept as it came ({count})")
        if dry:
            events = len(ideas) + len(parcel.events)
            self.stdout.write(
                f"{name}: {parcel.items} items; would take {events} events, {len(parcel.indicators)} indicators, "
                f"{len(parcel.sightings)} sightings{_papers(len(parcel.advisories))}; {parcel.rejected} refused"
            )
            return parcel.rejected
        for place, reason in made.refused[:MOST_TOLD]:
            self.stderr.write(f"{name}: {'advisory' if parcel.advisories else 'indicator'} {place}: {reason}")
        self.stdout.write(
            f"{name}: {parcel.items} items; {made.events} events, {made.indicators} indicators new and {made.changed} changed, "
            f"{made.same} known before, {made.sightings} sightings{_papers(made.advisories)}; {parcel.rejected + len(made.refused)} refused"
        )
        return parcel.rejected + len(made.refused)


def _papers(count: int) -> str:
    return f", {count} advisories (no events)" if count else ""


def content_of(path: Path) -> bytes:
    """A file, a byte more than is read at most. Raises OSError."""
    with path.open("rb") as file:
        return file.read(MOST_BYTES + 1)


def house() -> int:
    """The number of the community's own organisation. Raises CommandError where there is none."""
    found = visible_to(SYSTEM).filter(kind=Kind.OPERATOR).order_by("number").values_list("number", flat=True).first()
    if found is None:
        raise CommandError("--organisation: say for which organisation; the community has none of its own yet", returncode=UNUSABLE)
    return int(found)
