"""The postman: at every beat of the worker a few mails and text messages that are due leave. Never: what is told, to whom.

The same worker writes events, so nothing here waits long: a bounded number, a bounded time, and after a refusal the relay rests.
"""

from __future__ import annotations

import logging
import time
from datetime import UTC, datetime
from smtplib import SMTPException, SMTPRecipientsRefused
from typing import Final

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import translation

from hsoc.portal.notices import queries
from hsoc.portal.notices.actions import sending
from hsoc.portal.notices.models import Post
from hsoc.portal.notices.rules.kinds import Way
from hsoc.portal.notices.rules.length import fitted
from hsoc.portal.notices.share import sms
from hsoc.portal.notices.share.mail import message
from hsoc.portal.notices.share.words import open_words

log = logging.getLogger("hsoc.notices")
MOST: Final = 40  # sendings of one beat
SECONDS: Final = 2.0  # s of one beat
RELAY_TIMEOUT: Final = 5  # s; the relay is near or it is down
REST_MS: Final = 60_000  # ms without an attempt after the relay or the gateway did not answer


class _Rest:
    """Until when (ms) a way is left alone."""

    until: Final[dict[str, int]] = {}


def on_beat(now: int) -> int:
    """Send what is due at `now` (ms), a little; how many sendings left."""
    at = datetime.fromtimestamp(now / 1000, UTC)
    began, left = time.monotonic(), 0
    connection: BaseEmailBackend | None = None
    done: set[int] = set()
    for post in queries.due(at, MOST):
        if time.monotonic() - began > SECONDS:
            break
        carrier = Way.SMS if post.way == Way.SMS else Way.MAIL
        if post.pk in done or now < _Rest.until.get(carrier, 0):
            continue
        posts = sending.claim(post=post, now=at)
        done.update(one.pk for one in posts)
        if not posts:
            continue
        if carrier is Way.MAIL and connection is None:
            connection = get_connection(timeout=RELAY_TIMEOUT)
        left += _gone(posts, carrier, connection, now, at)
    return left


def _gone(posts: list[Post], carrier: Way, connection: BaseEmailBackend | None, now: int, at: datetime) -> bool:
    claim = posts[0].claim
    try:
        if carrier is Way.SMS:
            _text(posts[0])
        else:
            mail = message(posts)
            mail.connection = connection
            mail.send()
    except (OSError, SMTPException, sms.Undelivered) as error:
        final, everybody = _weight(error)
        if everybody:
            _Rest.until[carrier] = now + REST_MS
        given_up = sending.mark_failed(claim=claim, trouble=f"{type(error).__name__}: {error}", final=final, now=at)
        log.log(
            logging.ERROR if given_up else logging.WARNING,
            "%s to person %d %s: %s", carrier, posts[0].user_id, "given up" if given_up else "is tried again", error,
        )  # fmt: skip
        return False
    sending.mark_gone(claim=claim, now=at)
    return True


def _weight(error: Exception) -> tuple[bool, bool]:
    """(whether trying again is of no use, whether the next message would fail alike)."""
    if isinstance(error, sms.Undelivered):
        return error.final, not error.final
    if isinstance(error, SMTPRecipientsRefused):
        codes = [code for code, _ in error.recipients.values()]
        return bool(codes) and all(500 <= code < 600 for code in codes), False
    return False, True


def _text(post: Post) -> None:
    phone = queries.phone_of(post.user_id)
    if not phone:
        raise sms.Undelivered("the person has no verified phone", final=True)
    with translation.override(post.user.language or "cs"):
        said = fitted(f"hSOC: {open_words(post.notice)}", tail=settings.URL)
    how = sms.send(
        to=phone, text=said, identity=post.claim, url=settings.SMS_URL, token=settings.SMS_TOKEN, template=settings.SMS_TEMPLATE,
        folder=settings.DATA / "sms",
    )  # fmt: skip
    log.info("text message %s: %s", post.claim, how)
