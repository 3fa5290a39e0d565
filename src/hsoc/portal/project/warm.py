"""What a server does before its first reader comes: read what every daily view and every search shares. Never: what a page needs."""

from __future__ import annotations

import logging
from datetime import UTC, datetime

log = logging.getLogger(__name__)


def warm() -> None:
    """Reckon today and yesterday once; whatever goes wrong is told to the log and left to the page that will meet it."""
    from django.conf import settings  # noqa: PLC0415 -- as below

    from hsoc.journal import day_search  # noqa: PLC0415 -- as below
    from hsoc.journal.event_rows import held_days  # noqa: PLC0415 -- as below
    from hsoc.portal.charts import numbers  # noqa: PLC0415 -- the settings are not ready when this module is read
    from hsoc.portal.events.web import overview, reading  # noqa: PLC0415 -- as above
    from hsoc.portal.members.rules import SYSTEM  # noqa: PLC0415 -- as above

    now = datetime.now(UTC)
    try:
        overview.public(now=now)
        today = now.astimezone(numbers.PRAGUE).date().isoformat()
        reading.day(SYSTEM, day=today, member=None, now=round(now.timestamp() * 1000))
        root = settings.DATA / "journal"
        day_search.finders(root, held_days(root))
    except Exception:  # an empty house, a database that is not there yet: not the warmer's business
        log.info("nothing could be read ahead", exc_info=True)
