"""`hsoc feeds check URL`: is something there, what is it, how many values. Keeps nothing. Never: a source that is set up (pulls)."""

from __future__ import annotations

from datetime import UTC, datetime
from ipaddress import ip_network
from typing import Any
from urllib.parse import urlsplit

from django.core.management.base import BaseCommand, CommandError, CommandParser, no_translations

from hsoc.exchange.csaf import visit
from hsoc.portal.feeds.rules.formats import guessed, read
from hsoc.portal.feeds.tasks.csaf import address
from hsoc.portal.feeds.tasks.fetch import Fetched, Limits, Unfetched, fetched
from hsoc.records.parcel import Unreadable
from hsoc.records.tlp import TLP

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
            answer = _asked(options["url"], Limits(allowed=allowed))
            if b'"metadata_version"' in answer.content and b'"canonical_url"' in answer.content:
                self.stdout.write(f"{answer.url}: {_provider(answer, Limits(allowed=allowed))}")
                return
            name = guessed(answer.content, answer.url) or "plain"
            name = "plain" if name == "csv" and b"," not in answer.content[:2000] and b";" not in answer.content[:2000] else name
            parcel, ideas = read(name, answer.content, now=int(datetime.now(UTC).timestamp() * 1000), file=answer.url.rpartition("/")[2])
        except (Unfetched, Unreadable, ValueError) as error:
            raise CommandError(f"{options['url']}: {error}", returncode=UNUSABLE) from error
        events = len(parcel.events) + len(ideas)
        self.stdout.write(
            f"{answer.url}: {len(answer.content)} bytes of {name}; {events} events, {len(parcel.indicators)} indicators, "
            f"{len(parcel.sightings)} sightings, {len(parcel.advisories)} advisories, {parcel.rejected} unreadable"
        )


def _asked(url: str, limits: Limits) -> Fetched:
    """A bare site is first asked for its CSAF provider."""
    if urlsplit(url).path in {"", "/"}:
        try:
            return fetched(address(url), limits=limits)
        except Unfetched:
            pass
    return fetched(url, limits=limits)


def _provider(answer: Fetched, limits: Limits) -> str:
    """Who it is and how many papers each open feed has."""
    found = visit.metadata(answer.content)
    words = [f"{found.role.replace('_', ' ')} {found.name} ({found.namespace})"]
    for one in found.feeds:
        papers = visit.feed(fetched(one.url, limits=limits).content, label=one.label) if one.label is TLP.CLEAR else None
        words.append(f"{one.label}: {'wants a token' if papers is None else f'{len(papers)} papers'}")
    if not found.feeds:
        for directory in found.directories:
            papers = visit.changes(fetched(f"{directory}changes.csv", limits=limits).content, directory=directory)
            words.append(f"{directory}: {len(papers)} papers")
    return "; ".join(words)
