"""What receivers ask of the Warden door: getEvents and getDebug (cesnet.md 1.1). Never: who asks (warden), what he may see (queries)."""

from __future__ import annotations

import os
import platform
import resource
from typing import Any, Final

import msgspec
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from hsoc.journal import inbox
from hsoc.journal.event_rows import TooSlow
from hsoc.portal.events.actions import remember_position
from hsoc.portal.events.models import WardenClient
from hsoc.portal.events.queries import newest_serial, stream
from hsoc.portal.events.rules.door import Refusal, Several
from hsoc.portal.events.rules.fetch import Asked, asked, fits, start
from hsoc.portal.events.share import for_machine

MOST_ANSWER: Final = 64 * 1024 * 1024  # bytes of events in one answer; the client asks again for the rest
MOST_LOOKED_AT: Final = 200_000  # events that one call compares with its conditions, about half a second

Arguments = dict[str, list[str]]


def fetched(request: HttpRequest, client: WardenClient, arguments: Arguments) -> dict[str, Any]:  # noqa: ARG001  (one shape for all methods)
    """getEvents: the documents after a serial, and the serial to go on from. Raises Refusal, Several."""
    wanted, failures = asked(arguments)
    if failures:
        raise Several(list(failures))
    top = newest_serial()
    after = start(wanted, remembered=client.position, top=top)
    found: list[msgspec.Raw] = []
    last = top if after is None or wanted.count else after
    if after is not None and wanted.count:
        try:
            found, last = chosen(client, wanted, after=after, top=top)
        except TooSlow as error:
            raise Refusal(503, "Events cannot be read now.") from error
    remember_position(client=client, position=last, now=timezone.now())
    return {"lastid": last, "events": found}


def chosen(client: WardenClient, wanted: Asked, *, after: int, top: int) -> tuple[list[msgspec.Raw], int]:
    """The documents, and the serial to go on from: of the last one, of the last one looked at where the search was cut, or the newest.

    What came late to one position goes out together, even where that makes a few more than were asked for.
    """
    found: list[msgspec.Raw] = []
    size, looked, last = 0, 0, after
    for rows in stream(client, after=after, upto=top):
        for one in rows:
            looked += 1
            if one.position != last and len(found) >= wanted.count:
                return found, last
            document = for_machine(one)
            if not fits(wanted, document, client=one.row.client):
                continue
            if found and one.position != last and size + len(document) > MOST_ANSWER:
                return found, last
            found.append(msgspec.Raw(document))
            size, last = size + len(document), one.position
        if looked >= MOST_LOOKED_AT and len(found) < wanted.count:
            return found, rows[-1].position
    return found, last if found else max(top, after)


def debug(request: HttpRequest, client: WardenClient, arguments: Arguments) -> dict[str, Any]:  # noqa: ARG001
    """getDebug: how the server is, without a secret."""
    spool = settings.DATA / "spool" / "events"
    return {
        "environment": {"REQUEST_METHOD": request.method, "SERVER_PROTOCOL": request.META.get("SERVER_PROTOCOL", "")},
        "client": {"name": client.name, "read": client.read, "write": client.write, "debug": client.debug, "test": client.test},
        "database": {"serial": newest_serial(), "waiting": len(inbox.waiting(spool, most=inbox.MOST_WAITING))},
        "system": {"python": platform.python_version(), "machine": platform.machine(), "system": platform.system()},
        "process": {"pid": os.getpid(), "memory_kb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss},
    }
