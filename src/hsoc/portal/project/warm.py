"""What a server does before its first reader comes: read the days that every daily view shares. Never: what a page needs to be right."""

from __future__ import annotations

import logging
from datetime import UTC, datetime

log = logging.getLogger(__name__)


def warm() -> None:
    """Reckon today and yesterday once; whatever goes wrong is told to the log and left to the page that will meet it."""
    from hsoc.portal.charts import numbers  # noqa: PLC0415 -- the settings are not ready when this module is read
    from hsoc.portal.events.web import overview, reading  # noqa: PLC0415 -- as above
    from hsoc.portal.members.rules import SYSTEM  # noqa: PLC0415 -- as above

    now = datetime.now(UTC)
    try:
        overview.public(now=now)
        today = now.astimezone(numbers.PRAGUE).date().isoformat()
        reading.day(SYSTEM, day=today, member=None, now=round(now.timestamp() * 1000))
    except Exception:  # an empty house, a database that is not there yet: not the warmer's business
        log.info("nothing could be read ahead", exc_info=True)
