"""What goes out when a group is called: a mail and an SMS to each, with his own link. Belongs here: the words. Never: who is called.

A call goes out whatever people chose for other notices, at any hour. Neither way is safe from being read on it, so both carry the subject
only of what may be read by the community (rules.calls.in_sms); the rest stands in the portal.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from pathlib import Path
from smtplib import SMTPException
from typing import Final

import msgspec
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from hsoc.portal.groups.models import Call, Called
from hsoc.portal.groups.rules.calls import Way, in_sms
from hsoc.portal.notices.queries import phone_of
from hsoc.portal.notices.share import sms
from hsoc.records.letters import bare
from hsoc.records.tlp import TLP

MOST_SILENT: Final = 2  # times that the gateway may not answer, of 5 s each


class Letter(msgspec.Struct, frozen=True):
    """One message: to whom, by which way, with which link."""

    called: int
    way: Way
    to: str
    subject: str
    text: str


def letter(call: Call, called: Called, way: Way, secret: str) -> Letter | None:
    """The message to one person, in his language; None where he has no address on that way."""
    to = called.user.email if way is Way.MAIL else phone_of(called.user_id)
    if not to:
        return None
    path = f"{settings.URL}{reverse('group_call_answer', args=[secret])}"
    with translation.override(called.user.language or "cs"):
        subject = in_sms(call.subject, TLP(call.tlp))
        head = _("EXERCISE: %(group)s is called together") if call.exercise else _("%(group)s is called together")
        title = head % {"group": call.group.name}
        if way is Way.SMS:
            said = f"hSOC: {title}. {subject} {_('Answer:')} {path}"
            return Letter(called.pk, way, to, "", " ".join(bare(said).split()))
        lines = [
            f"{title}.",
            subject or _("What it is about stands in the portal."),
            _("Say whether you come; the link works once and asks for no password:"),
            path,
            _("Everything else: %(address)s") % {"address": f"{settings.URL}{reverse('group_call', args=[call.group.code, call.pk])}"},
        ]
        return Letter(called.pk, way, to, f"[hSOC] {title}", "\n\n".join(lines) + "\n")


def send(letters: Sequence[Letter]) -> tuple[int, int, list[str]]:
    """(mails, SMS, what failed) sent. Nothing is raised: a call must not fail because one way does."""
    failed: list[str] = []
    mails = [one for one in letters if one.way is Way.MAIL]
    sent = 0
    if mails:
        try:
            with get_connection() as connection:
                messages = [EmailMessage(one.subject, one.text, to=[one.to], connection=connection) for one in mails]
                for message in messages:
                    message.extra_headers = {"Auto-Submitted": "auto-generated", "Importance": "high"}
                sent = connection.send_messages(messages) or 0
        except (SMTPException, OSError) as error:
            failed.append(f"mail: {type(error).__name__}")
    return sent, _texted([one for one in letters if one.way is Way.SMS], failed), failed


def _texted(letters: Sequence[Letter], failed: list[str]) -> int:
    """How many SMS the gateway took. One that is silent twice is not waited for again: the mails have left, and people read the screen."""
    taken, silent = 0, 0
    for one in letters:
        if silent >= MOST_SILENT:
            failed.append(f"SMS: {len(letters) - taken - len(failed)} not tried")
            break
        try:
            sms.send(
                to=one.to, text=one.text, identity=secrets.token_hex(16), url=settings.SMS_URL, token=settings.SMS_TOKEN,
                template=settings.SMS_TEMPLATE, folder=Path(settings.DATA) / "sms",
            )  # fmt: skip
        except (sms.Undelivered, OSError) as error:
            silent += not getattr(error, "final", False)
            failed.append(f"SMS: {error}"[:200])
        else:
            taken += 1
    return taken
