"""`hsoc events export --format F`: events or indicators as documents, as an audience sees them. Never: a format of its own."""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser, no_translations

from hsoc.journal.event_filter import Filter
from hsoc.journal.event_rows import TooSlow
from hsoc.portal.feeds.queries.exports import event_documents, event_parcels, indicator_parcels
from hsoc.portal.feeds.rules.formats import FORMATS, write
from hsoc.portal.members.models import Kind
from hsoc.portal.members.queries import visible_to
from hsoc.portal.members.rules import SYSTEM, Actor, Role, Seat
from hsoc.records.parcel import Parcel

SOME_WITHHELD, UNUSABLE = 1, 2  # exit status (contracts.md)
MOST = 1_000_000  # items of one document
MOST_TOLD = 20  # withheld items named one by one


class Command(BaseCommand):
    """Exports."""

    help = "Give documents out on standard output: IDEA0 one a line, other formats as one document. What may not go out is said."

    def add_arguments(self, parser: CommandParser) -> None:
        """What, in which language, for whom."""
        parser.add_argument("--format", required=True, choices=sorted(FORMATS), help="the language")
        parser.add_argument("--what", choices=("events", "indicators"), help="default: what the format is for")
        parser.add_argument("--day", type=date.fromisoformat, help="events of one day (YYYY-MM-DD)")
        parser.add_argument("--category", action="append", default=[], help="events of this category (may be repeated)")
        parser.add_argument(
            "--as-member", type=int, help="as the people of this organisation see them (default: the operators of the network)"
        )
        parser.add_argument("--most", type=int, default=MOST, help=f"at most so many items (default {MOST})")

    @no_translations
    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        """Documents out."""
        kind = FORMATS[options["format"]]
        if kind.advisories:
            raise CommandError(
                f"{options['format']} carries advisories, not events: take a paper from its page, or ours from the CSAF provider",
                returncode=UNUSABLE,
            )
        what = options["what"] or ("events" if kind.events else "indicators")
        if not (kind.events if what == "events" else kind.indicators):
            raise CommandError(f"{options['format']} does not carry {what}", returncode=UNUSABLE)
        actor = _reader(options["as_member"])
        day = options["day"].isoformat() if options["day"] else None
        wanted = Filter(first_day=day, last_day=day, category=tuple(options["category"]), descending=False)
        most = max(1, min(options["most"], MOST))
        try:
            withheld = self._out(options["format"], what, actor, wanted, most)
        except (ValueError, TooSlow) as error:
            raise CommandError(str(error), returncode=UNUSABLE) from error
        if withheld:
            sys.exit(SOME_WITHHELD)

    def _out(self, format_: str, what: str, actor: Actor, wanted: Filter, most: int) -> int:
        out = self.stdout._out.buffer if hasattr(self.stdout._out, "buffer") else None  # noqa: SLF001  (bytes, not text)
        put = out.write if out is not None else lambda content: self.stdout.write(content.decode(), ending="")
        documents = event_documents(actor, wanted, most=most)
        if what == "events" and format_ == "idea":
            for document in documents:
                put(document + b"\n")
            return 0
        parcels = list(event_parcels(documents) if what == "events" else indicator_parcels(actor, most=most))
        whole = Parcel(
            events=tuple(one for parcel in parcels for one in parcel.events),
            indicators=tuple(one for parcel in parcels for one in parcel.indicators),
            sightings=tuple(one for parcel in parcels for one in parcel.sightings),
        )
        written = write(format_, whole, now=int(datetime.now(UTC).timestamp() * 1000))
        put(written.content)
        for one in written.withheld[:MOST_TOLD]:
            self.stderr.write(f"item {one.index}: {one.place + ': ' if one.place else ''}{one.reason}")
        if len(written.withheld) > MOST_TOLD:
            self.stderr.write(f"and {len(written.withheld) - MOST_TOLD} more")
        return len(written.withheld)


def _reader(member: int | None) -> Actor:
    if member is None:
        # the community's own people: all that is shared, and what stays in its own organisation
        own = visible_to(SYSTEM).filter(kind=Kind.OPERATOR).values_list("number", flat=True)
        seats = tuple(Seat(number, Role.OPERATOR) for number in own)
        return Actor(username="console", via="command", seats=seats, second_factor=True) if seats else SYSTEM
    if not visible_to(SYSTEM).filter(number=member).exists():
        raise CommandError(f"--as-member: there is no organisation {member}", returncode=UNUSABLE)
    return Actor(username="console", via="command", organisation=member, seats=(Seat(member, Role.ANALYST),))
