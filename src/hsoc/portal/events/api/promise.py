"""What a sender hands in is checked and made durable before anybody is told that it is saved. Never: HTTP, folders, answers."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence

from django.conf import settings

from hsoc.journal import inbox
from hsoc.portal.events.models import WardenClient
from hsoc.portal.events.rules.door import Failure, Refusal, checked
from hsoc.portal.members.models import Kind

log = logging.getLogger("hsoc.events.warden")


def promised(client: WardenClient, items: Sequence[bytes], *, plain: Sequence[bool] = ()) -> tuple[int, list[Failure]]:
    """How many events are kept (fsynced, in the spool of the one writer), and what is wrong with the others, by their place.

    items: JSON as received; plain: as in `checked`. Raises Refusal(503) where the spool takes no more: then nothing of the call is kept.
    """
    ours = client.organisation.kind == Kind.OPERATOR
    good, failures = checked(items, plain=plain, name=client.name, test=client.test, ours=ours)
    if good:
        batch = inbox.Batch(
            client=client.name,
            org=client.organisation.number,
            test=client.test,
            ours=ours,
            received=time.time_ns() // 1_000_000,
            events=tuple(good),
        )
        try:
            inbox.put(settings.DATA / "spool" / "events", batch)
        except (inbox.Full, OSError) as error:
            log.exception("spool refuses")
            raise Refusal(503, "Events cannot be stored now.") from error
    return len(good), failures
