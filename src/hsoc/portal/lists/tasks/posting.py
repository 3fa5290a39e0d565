"""The postman of the lists: at every beat of the worker some mails that are due leave. Never: what is sent, to whom.

The same worker writes events, so nothing here waits long: a bounded number, a bounded time, and after a refusal the relay rests.
"""

from __future__ import annotations

import logging
import time
from datetime import UTC, datetime
from smtplib import SMTPException, SMTPRecipientsRefused
from typing import Final

from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend

from hsoc.portal.lists import queries
from hsoc.portal.lists.actions import lists, sending
from hsoc.portal.lists.models import Sending
from hsoc.portal.lists.share.writing import message
from hsoc.portal.members.rules import SYSTEM

log = logging.getLogger("hsoc.lists")
MOST: Final = 60  # sendings of one beat
SECONDS: Final = 2.0  # s of one beat
RELAY_TIMEOUT: Final = 5  # s; the relay is near or it is down
REST_MS: Final = 60_000  # ms without an attempt after the relay did not answer


class _Rest:
    until: int = 0  # ms


def on_beat(now: int) -> int:
    """Lists of new groups are made, mails that are due leave; how many left. `now` in ms."""
    at = datetime.fromtimestamp(now / 1000, UTC)
    lists.make_first_lists(actor=SYSTEM, now=at)
    if now < _Rest.until:
        return 0
    began, left = time.monotonic(), 0
    connection: BaseEmailBackend | None = None
    done: set[int] = set()
    try:
        for one in queries.due(at, MOST):
            if time.monotonic() - began > SECONDS or now < _Rest.until:
                break
            if one.pk in done:
                continue
            mine = sending.claim(sending=one, now=at)
            done.update(row.pk for row in mine)
            if not mine:
                continue
            connection = connection or get_connection(timeout=RELAY_TIMEOUT)
            left += _gone(mine, connection, now, at)
    finally:
        if connection is not None:
            connection.close()
    return left


def _gone(mine: list[Sending], connection: BaseEmailBackend, now: int, at: datetime) -> bool:
    try:
        connection.open()
        mail = message(mine)
        mail.connection = connection
        mail.send()
    except (OSError, SMTPException) as error:
        refused = isinstance(error, SMTPRecipientsRefused)
        codes = [code for code, _ in error.recipients.values()] if isinstance(error, SMTPRecipientsRefused) else []
        final = bool(codes) and all(500 <= code < 600 for code in codes)
        if not refused:
            _Rest.until = now + REST_MS
            connection.close()
        over = sending.mark_failed(sendings=mine, trouble=f"{type(error).__name__}: {error}", final=final, now=at)
        log.log(logging.ERROR if over else logging.WARNING, "mail of a list to person %d: %s", mine[0].user_id, error)
        return False
    sending.mark_gone(sendings=mine, now=at)
    return True
