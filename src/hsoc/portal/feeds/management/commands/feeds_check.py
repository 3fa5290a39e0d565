"""`hsoc feeds check URL`: is something there, what is it, how many values. Keeps nothing. Never: a source that is set up (pulls)."""

from __future__ import annotations

from datetime import UTC, datetime
from ipaddress import ip_network
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser, no_translations

from hsoc.portal.feeds.rules.formats import guessed, read
from hsoc.portal.feeds.tasks.fetch import Limits, Unfetched, fetched
from hsoc.records.parcel import Unreadable

UNUSABLE = 2  # exit status (contracts.md)


class Command(BaseCommand):
    """Looks."""

    help = "Fetch an address once and tell what is there. Nothing is kept."

    def add_arguments(self, parser: CommandParser) -> None:
        """URL."""
        parser.add_argument("url")
        parser.add_argument("--allow", action="append", default=[], metavar="CIDR", help="a range that is not public and may be asked")

    @no_translations
    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        """One look."""
        try:
            allowed = tuple(ip_network(text) for text in options["allow"])
            answer = fetched(options["url"], limits=Limits(allowed=allowed))
            name = guessed(answer.content, answer.url) or "plain"
            name = "plain" if name == "csv" and b"," not in answer.content[:2000] and b";" not in answer.content[:2000] else name
            parcel, ideas = read(name, answer.content, now=int(datetime.now(UTC).timestamp() * 1000), file=answer.url.rpartition("/")[2])
        except (Unfetched, Unreadable, ValueError) as error:
            raise CommandError(f"{options['url']}: {error}", returncode=UNUSABLE) from error
        events = len(parcel.events) + len(ideas)
        self.stdout.write(
            f"{answer.url}: {len(answer.content)} bytes of {name}; {events} events, {len(parcel.indicators)} indicators, "
            f"{len(parcel.sightings)} sightings, {parcel.rejected} unreadable"
        )
