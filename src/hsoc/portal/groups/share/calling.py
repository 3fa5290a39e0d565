"""A message to one person who is called: its words on each way, and the wire. Never: who is called, what becomes of it.

A call goes out whatever people chose for other notices, at any hour. Neither way is safe from being read on it, so both carry the subject
only of what may be read by the community (rules.calls.in_sms); the rest stands in the portal.
"""

from __future__ import annotations

import base64
from typing import Final

import msgspec
from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.urls import reverse
from django.utils import translation
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from hsoc.portal.groups.models import CallMessage
from hsoc.portal.groups.rules.calls import SECRET_BYTES, Way, in_sms
from hsoc.portal.notices.queries import phone_of
from hsoc.portal.notices.share import sms
from hsoc.records.letters import bare
from hsoc.records.tlp import TLP

SALT: Final = "hsoc.groups.call"


class Letter(msgspec.Struct, frozen=True):
    """One message: by which way, to whom, its words. to '': there is no such address any more."""

    identity: str
    way: Way
    to: str
    subject: str
    text: str


def secret(identity: str) -> str:
    """The secret of the link in a message. Made of its identity, so that it is kept nowhere and a message sent again has the same link."""
    made = salted_hmac(SALT, identity, algorithm="sha256").digest()[:SECRET_BYTES]
    return base64.urlsafe_b64encode(made).decode().rstrip("=")


def letter(message: CallMessage) -> Letter:
    """The message in the words of today and the language of the person."""
    called, way = message.called, Way(message.way)
    call = called.call
    to = called.user.email if way is Way.MAIL else phone_of(called.user_id)
    path = f"{settings.URL}{reverse('group_call_answer', args=[secret(message.identity)])}"
    with translation.override(called.user.language or "cs"):
        subject = in_sms(call.subject, TLP(call.tlp))
        head = _("EXERCISE: %(group)s is called together") if call.exercise else _("%(group)s is called together")
        title = head % {"group": call.group.name}
        if way is Way.SMS:
            said = f"hSOC: {title}. {subject} {_('Answer:')} {path}"
            return Letter(message.identity, way, to, "", " ".join(bare(said).split()))
        lines = [
            f"{title}.",
            subject or _("What it is about stands in the portal."),
            _("Say whether you come; the link works once and asks for no password:"),
            path,
            _("Everything else: %(address)s") % {"address": f"{settings.URL}{reverse('group_call', args=[call.group.code, call.pk])}"},
        ]
        return Letter(message.identity, way, to, f"[hSOC] {title}", "\n\n".join(lines) + "\n")


def mail(one: Letter, connection: BaseEmailBackend) -> None:
    """Hands a mail to the relay. Raises OSError, SMTPException."""
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
    headers = {"Message-ID": f"<{one.identity}@{domain}>", "Auto-Submitted": "auto-generated", "Importance": "high"}
    EmailMessage(one.subject, one.text, to=[one.to], headers=headers, connection=connection).send()


def text(one: Letter) -> bool:
    """Hands an SMS to the gateway; False where there is none and it became a file. Raises sms.Undelivered, OSError."""
    how = sms.send(
        to=one.to, text=one.text, identity=one.identity, url=settings.SMS_URL, token=settings.SMS_TOKEN, template=settings.SMS_TEMPLATE,
        folder=settings.DATA / "sms",
    )  # fmt: skip
    return how != sms.DRY_RUN
