"""`manage lmtp`: the door by which the own relay hands mails over. Never: what is done with them (tasks.door)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser, no_translations

from hsoc.ending import asked_to_end
from hsoc.portal.lists.tasks.door import Door, Handler


class Command(BaseCommand):
    """Listens until it is told to stop."""

    help = "Take mails for the lists by LMTP from the own mail relay."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where."""
        parser.add_argument("--listen", default=settings.LISTS_LMTP, help="host:port (default: HSOC_LISTS_LMTP)")

    @no_translations
    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        """Until SIGTERM or Ctrl-C."""
        host, _, port = options["listen"].rpartition(":")
        if not host or not port.isdecimal():
            raise CommandError(f"{options['listen']}: give host:port, for example 127.0.0.1:8024", returncode=2)
        over = asked_to_end()
        door = Door(Handler(), hostname=host.strip("[]"), port=int(port))
        try:
            door.start()
        except OSError as error:
            door.loop.close()
            raise CommandError(f"{options['listen']} cannot be listened on: {error.strerror or error}") from error
        self.stdout.write(f"LMTP on {options['listen']} for @{settings.LISTS_DOMAIN}")
        over.wait()
        door.stop()
