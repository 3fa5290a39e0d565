"""Register a Warden client and print its secret once. Never: a secret in the database or in a log."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from hsoc.portal.events.actions import Unfit, register_client
from hsoc.portal.members.rules import Actor


class Command(BaseCommand):
    """`warden_register NAME --organisation N [--write] [--hostname H]`."""

    help = "Registers a Warden client. A new one is for tests and reading; --write makes it a production sender. Prints the secret once."

    def add_arguments(self, parser: CommandParser) -> None:
        """The client's fields."""
        parser.add_argument("name", help="dot-separated, as in Node[0].Name, for example example.hospital.honeypot")
        parser.add_argument("--organisation", type=int, required=True, help="number of the organisation that is responsible")
        parser.add_argument("--hostname", default="", help="name that its certificate must bear")
        parser.add_argument("--requestor", default="", help="mail address of the person responsible")
        parser.add_argument("--note", default="")
        parser.add_argument("--write", action="store_true", help="production sender (no Test needed)")
        parser.add_argument("--no-read", action="store_true", help="may not fetch")
        parser.add_argument("--debug", action="store_true", help="may ask getDebug")
        parser.add_argument("--certificate-only", action="store_true", help="no secret; needs --hostname")

    def handle(self, *args: Any, **given: Any) -> None:  # noqa: ARG002  (Django's signature)
        """Registers, prints the secret alone on standard output."""
        try:
            secret = register_client(
                actor=Actor(username="console", via="command"),
                name=given["name"],
                organisation=given["organisation"],
                hostname=given["hostname"],
                requestor=given["requestor"],
                note=given["note"],
                read=not given["no_read"],
                write=given["write"],
                debug=given["debug"],
                with_secret=not given["certificate_only"],
                now=timezone.now(),
            )
        except Unfit as error:
            raise CommandError(str(error)) from error
        self.stdout.write(secret or "(certificate only)")
