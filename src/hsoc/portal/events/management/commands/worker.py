"""The task worker: writes the events into the journal, about twice a second, and keeps the journal tidy. Never: two at once."""

from __future__ import annotations

import logging
import threading
import time
from typing import Any, Final

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import close_old_connections

from hsoc.ending import asked_to_end
from hsoc.journal.manifest import JournalError
from hsoc.journal.store import Busy
from hsoc.portal.events import queries
from hsoc.portal.events.queries.clients import own_clients
from hsoc.portal.events.signals import worker_beat, worker_turn
from hsoc.portal.events.tasks import EventWriter

EVERY: Final = 0.5  # s between two cycles; with sealing an event is in the list within about a second
TIDY_EVERY: Final = 10.0  # s
BEAT_EVERY: Final = 5.0  # s; /readyz looks at the age
REST_AFTER_FAILURE: Final = 5.0  # s; a full disk does not get better by haste

log = logging.getLogger("hsoc.events.worker")


class Command(BaseCommand):
    """`worker [--once]`."""

    help = "Drains the spool of received events into the journal until it is told to stop (SIGTERM, SIGINT)."

    def add_arguments(self, parser: CommandParser) -> None:
        """One pass or for ever."""
        parser.add_argument("--once", action="store_true", help="drain what waits, tidy, end")

    def handle(self, *args: Any, **given: Any) -> None:  # noqa: ARG002  (Django's signature)
        """Runs until told to stop."""
        stop = threading.Event() if given["once"] else asked_to_end()
        while True:
            try:
                writer = self._writer()
            except Busy as error:
                raise CommandError(str(error)) from error
            try:
                self._run(writer, stop, once=given["once"])
            except (OSError, JournalError):
                # the writer is made anew: what it held in memory is still in the spool
                log.exception("the journal cannot be written; trying again in %g s", REST_AFTER_FAILURE)
                if given["once"] or stop.wait(REST_AFTER_FAILURE):
                    raise
            else:
                return
            finally:
                writer.close()

    def _writer(self) -> EventWriter:
        return EventWriter(settings.JOURNAL, settings.DATA / "spool" / "events", places=queries.places, ours=own_clients)

    def _run(self, writer: EventWriter, stop: threading.Event, *, once: bool) -> None:
        beaten = tidied = 0.0
        while not stop.is_set():
            began = time.monotonic()
            now = time.time_ns() // 1_000_000
            if began - beaten >= BEAT_EVERY or not beaten:
                settings.HEARTBEATS.mkdir(parents=True, exist_ok=True)
                (settings.HEARTBEATS / "worker").touch()
                close_old_connections()
                worker_beat.send(sender=Command, now=now)
                beaten = began
            worker_turn.send(sender=Command, now=now)
            written = writer.drain(now=now)
            if once and not written:
                writer.tidy(now=now)
                return
            if began - tidied >= TIDY_EVERY:
                writer.tidy(now=now)
                tidied = began
            if not once:
                stop.wait(max(0.0, EVERY - (time.monotonic() - began)))
