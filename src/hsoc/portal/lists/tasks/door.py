"""What comes by mail: one mail and its recipients → one answer each, and the LMTP server (RFC 2033) that takes them.

Never: rights (actions).

The own relay hands mails over; the door listens on loopback unless told otherwise, and has no accounts. An answer 5xx makes the relay
tell the sender, so only what is malformed, unknown or going in a circle gets one; what is held is taken with 250, or the answer would
tell strangers apart from members.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from aiosmtpd.controller import Controller
from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import Envelope, Session
from django.conf import settings
from django.db import DatabaseError, close_old_connections

from hsoc.portal.lists import queries
from hsoc.portal.lists.actions import posts, sending
from hsoc.portal.lists.rules.addresses import Sort, Target
from hsoc.portal.lists.rules.letters import MOST_BYTES, Letter, Unreadable, circles
from hsoc.portal.lists.share.bounces import failure
from hsoc.portal.lists.share.proving import Ask, dns, proven
from hsoc.portal.lists.share.reading import letter
from hsoc.portal.lists.signals import answer_arrived

log = logging.getLogger("hsoc.lists")
MOST_RECIPIENTS: Final = 20  # of one mail
SECONDS: Final = 60.0  # s that a relay may be silent
TAKEN: Final = "250 2.0.0 taken"
UNKNOWN: Final = "550 5.1.1 no such list"


def deliver(content: bytes, recipients: Sequence[str], *, now: datetime, ask: Ask = dns) -> list[str]:
    """The answer for each recipient of one mail."""
    try:
        read = letter(content)
    except Unreadable as error:
        return [f"554 5.6.0 {error}"] * len(recipients)
    known: bool | None = None

    def is_proven() -> bool:
        nonlocal known
        if known is None:
            known = proven(content, read, relay=settings.LISTS_AUTHSERV, ask=ask)
        return known

    return [_one(content, read, address, is_proven, now) for address in recipients]


def _one(content: bytes, read: Letter, address: str, is_proven: Callable[[], bool], now: datetime) -> str:
    if address.strip().lower() == settings.DEFAULT_FROM_EMAIL.lower():
        return _answer(read, is_proven, now)
    target = queries.target(address)
    if target is None:
        return UNKNOWN
    if target.sort is Sort.BOUNCE:
        return _bounce(content, target, now)
    found = queries.list_by_name(target.name)
    if found is None:
        return UNKNOWN
    circle = circles(read, settings.LISTS_DOMAIN)
    if circle:
        log.info("a mail to %s was not taken: %s", found.name, circle)
        return TAKEN  # an error would make one more mail of it
    posts.take_mail(mailing_list=found, target=target, letter=read, proven=is_proven(), now=now)
    return TAKEN


def _bounce(content: bytes, target: Target, now: datetime) -> str:
    how = failure(content) if target.valid else ""
    if how:
        sending.take_bounce(number=target.number, hard=how == "hard", now=now)
    return TAKEN


def _answer(read: Letter, is_proven: Callable[[], bool], now: datetime) -> str:
    """The answer of a person's calendar; anything else to that address is not read by anybody."""
    if not read.calendars:
        return "550 5.1.1 nobody reads this mailbox"
    if is_proven():
        for one in read.calendars:
            answer_arrived.send(sender=Letter, content=one, address=read.sender, now=now)
    return TAKEN


class Handler:
    """What aiosmtpd asks. Mails are worked on in a thread: the database and the DNS wait."""

    def __init__(self, work: Callable[..., list[str]] = deliver) -> None:
        """work: as `deliver`."""
        self._deliver = work

    async def handle_RCPT(self, server: Any, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:  # noqa: ARG002, N802
        """Takes an address of ours."""
        if len(envelope.rcpt_tos) >= MOST_RECIPIENTS:
            return "452 4.5.3 too many recipients"
        if queries.target(address) is None and address.strip().lower() != settings.DEFAULT_FROM_EMAIL.lower():
            return UNKNOWN
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 known"

    async def handle_DATA(self, server: Any, session: Session, envelope: Envelope) -> str:  # noqa: ARG002, N802
        """One line for each recipient."""
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        answers = await asyncio.to_thread(self._work, content, tuple(envelope.rcpt_tos))
        return "\r\n".join(answers)

    def _work(self, content: bytes, recipients: Sequence[str]) -> list[str]:
        close_old_connections()
        try:
            return self._deliver(content, recipients, now=datetime.now(UTC))
        except DatabaseError:
            log.exception("a mail waits at the relay")
            return ["451 4.3.0 try again later"] * len(recipients)
        finally:
            close_old_connections()


class Door(Controller):
    """The LMTP server in a thread of its own."""

    def factory(self) -> LMTP:
        """One connection."""
        return LMTP(self.handler, data_size_limit=MOST_BYTES, timeout=SECONDS, ident="hSOC", hostname=settings.LISTS_DOMAIN)
