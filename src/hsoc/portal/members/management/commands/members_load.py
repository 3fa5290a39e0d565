"""`hsoc portal manage members_load FILE|-`: organisations with their prefixes from JSON. Run again, it changes nothing. Never: people."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
from django.core.management.base import BaseCommand, CommandError, CommandParser, no_translations
from django.db import transaction

from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.actions.organisations import add_prefix, put_organisation
from hsoc.portal.members.models import Kind
from hsoc.portal.members.queries import all_prefixes
from hsoc.portal.members.rules import SYSTEM

MOST_BYTES = 16 * 1024 * 1024  # bytes of the file
REASON = "loaded from a file"


class Row(msgspec.Struct, kw_only=True):
    """One organisation of the file."""

    number: int
    name: str
    kind: Kind = Kind.REGION
    region: str = ""
    short: str = ""
    connected: bool = False
    single_homed: bool = False
    consent_destination_rtbh: bool = False
    access_mbps: int = 0
    prefixes: tuple[str, ...] = ()


class Command(BaseCommand):
    """Loads organisations."""

    help = 'Load organisations from JSON: [{"number": 1, "name": "…", "kind": "region", "region": "…", "prefixes": ["192.0.2.0/24"]}]'

    def add_arguments(self, parser: CommandParser) -> None:
        """FILE."""
        parser.add_argument("file", help="JSON file, - for standard input")

    @no_translations
    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        """All or nothing."""
        name = options["file"]
        try:
            raw = sys.stdin.buffer.read(MOST_BYTES) if name == "-" else Path(name).read_bytes()
            rows = msgspec.json.decode(raw, type=list[Row])
            load(rows, now=datetime.now(UTC))
        except (OSError, msgspec.DecodeError, Unacceptable) as error:
            raise CommandError(f"{name}: {error}", returncode=2) from error
        self.stdout.write(f"{len(rows)} organisations")


@transaction.atomic
def load(rows: list[Row], *, now: datetime) -> None:
    """Brings organisations and prefixes to what the rows say; prefixes are added, never taken."""
    held = set(all_prefixes())
    for row in rows:
        fields = {name: value for name, value in msgspec.structs.asdict(row).items() if name != "prefixes"}
        put_organisation(actor=SYSTEM, reason=REASON, now=now, **fields)
        for prefix in row.prefixes:
            if (row.number, prefix) not in held:
                add_prefix(actor=SYSTEM, organisation=row.number, prefix=prefix, reason=REASON, now=now)
