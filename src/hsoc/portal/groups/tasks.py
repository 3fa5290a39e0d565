"""At every turn of the worker: messages of a group that is called together leave at once. Never: what becomes of them (actions.messages).

The same worker writes events, so a turn is bounded. A wire that does not answer rests, and the other way goes on.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from datetime import UTC, datetime
from smtplib import SMTPException, SMTPRecipientsRefused
from typing import Final

from django.core.mail import get_connection

from hsoc.portal.groups.actions import messages
from hsoc.portal.groups.models import CallMessage
from hsoc.portal.groups.queries.calls import waits
from hsoc.portal.groups.rules.calls import Way
from hsoc.portal.groups.share.calling import Letter, letter, mail, text
from hsoc.portal.notices.share.sms import Undelivered

TEXTS: Final = 8  # SMS at the same time: a gateway takes a tenth of a second or more for each
SECONDS: Final = 2.0  # s of a turn on each way
RELAY_TIMEOUT: Final = 5  # s; the relay is near or it is down
FILED: Final = Undelivered("there is no gateway")  # what became of a message where nothing takes any
REST_MS: Final = 10_000  # ms without an attempt after a wire did not answer: it is an emergency


class _Rest:
    """Until when (ms) a way is left alone."""

    until: Final[dict[Way, int]] = {}


def on_turn(now: int) -> int:
    """Send what is due; how many messages left. `now` in ms."""
    if not waits(_at(now)):
        return 0
    began = time.monotonic()
    return _texts(now, began) + _mails(now, began)


def _at(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000, UTC)


def _taken(way: Way, most: int, now: int, began: float) -> Iterator[tuple[list[CallMessage], int]]:
    """(messages in hand, ms now) again and again, until nothing is due, the way rests or the turn is over."""
    start = time.monotonic()
    while time.monotonic() - start < SECONDS:
        ms = now + round((time.monotonic() - began) * 1000)
        mine = messages.claim(way=way, most=most, now=_at(ms)) if ms >= _Rest.until.get(way, 0) else []
        if not mine:
            return
        yield mine, ms


def _texts(now: int, began: float) -> int:
    """Several at once: threads touch the wire only, the database stays with the worker."""
    left = 0
    for mine, ms in _taken(Way.SMS, TEXTS, now, began):
        letters = [(one, letter(one)) for one in mine]
        with ThreadPoolExecutor(TEXTS) as pool:
            going = {pool.submit(_text, said): one for one, said in letters}
            for done in as_completed(going):
                trouble = done.result()
                if trouble is FILED:
                    messages.mark_filed(message=going[done], now=_at(ms))
                else:
                    left += _settled(going[done], trouble, Way.SMS, ms)
    return left


def _mails(now: int, began: float) -> int:
    """One after the other over one connection."""
    left, connection = 0, get_connection(timeout=RELAY_TIMEOUT)
    try:
        for (one,), ms in _taken(Way.MAIL, 1, now, began):
            trouble: Exception | None = None
            try:
                connection.open()
                mail(letter(one), connection)
            except (SMTPException, OSError) as error:
                trouble = error
                connection.close()
            left += _settled(one, trouble, Way.MAIL, ms)
    finally:
        connection.close()
    return left


def _text(said: Letter) -> Exception | None:
    """What went wrong, or that it only became a file."""
    try:
        return None if text(said) else FILED
    except (Undelivered, OSError) as error:
        return error


def _settled(one: CallMessage, trouble: Exception | None, way: Way, ms: int) -> bool:
    if trouble is None:
        messages.mark_gone(message=one, now=_at(ms))
        return True
    refused = isinstance(trouble, SMTPRecipientsRefused)
    codes = [code for code, _ in trouble.recipients.values()] if isinstance(trouble, SMTPRecipientsRefused) else []
    final = getattr(trouble, "final", False) or (bool(codes) and all(500 <= code < 600 for code in codes))
    if not final and not refused:
        _Rest.until[way] = ms + REST_MS
    said = str(trouble) if isinstance(trouble, Undelivered) else type(trouble).__name__
    messages.mark_failed(message=one, trouble=said, final=final, unsure=getattr(trouble, "unsure", False), now=_at(ms))
    return False
