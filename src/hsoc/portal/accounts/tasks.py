"""The mail after a login from a browser never seen before. Never: a choice not to get it, it is for the person's safety."""

from __future__ import annotations

import logging
from datetime import datetime
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from hsoc.portal.accounts.models import Device
from hsoc.portal.members.models import User

log = logging.getLogger(__name__)


def tell_of_login(*, user: User, device: Device, now: datetime) -> None:
    """Sends the mail once the login is written. A relay that does not answer is logged and does not stop the login."""
    with translation.override(user.language or settings.LANGUAGE_CODE):
        text = _(
            "Somebody logged in to hSOC under your name from a browser that we have not seen you use before.\n\n"
            "Browser: %(browser)s\nAddress: %(address)s\nTime: %(time)s\n\n"
            "Was it you? Then there is nothing to do.\n"
            "Was it not? End the session and change your password now: %(link)s\n"
        ) % {
            "browser": device.browser or _("a browser we do not know"),
            "address": device.address or "–",
            "time": f"{localtime(now):%d. %m. %Y %H:%M %Z}",
            "link": settings.URL + reverse("sessions"),
        }
        mail = EmailMessage(_("Login from a new device"), text, to=[user.email], headers={"Auto-Submitted": "auto-generated"})

    def send() -> None:
        try:
            mail.send()
        except (OSError, SMTPException) as error:
            log.warning("mail of a new device was not sent to person %s: %s", user.pk, error)

    transaction.on_commit(send)
