"""Mails that members sends itself, to people who may have no account, or who must hear of it whatever they chose. Never: a right.

Written in the reader's language, plain text; sent once the change they speak of is committed, and a relay that is down undoes nothing:
whoever asked sees when it was sent and can send it again.
"""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from hsoc.portal.members.models import Function, Invitation, PersonKey, User
from hsoc.portal.members.share import links


def _post(template: str, subject: str, to: str, given: dict[str, object]) -> None:
    """Sends a text in the active language after the commit."""
    body = render_to_string(f"members/mail/{template}.txt", given | {"contact": settings.SECURITY_MAIL, "url": settings.URL})
    mail = EmailMessage(
        subject=subject,
        body=body,
        to=[to],
        headers={"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "OOF, AutoReply", "Reply-To": settings.SECURITY_MAIL},
    )
    transaction.on_commit(mail.send, robust=True)


def invite(invitation: Invitation) -> None:
    """The link that lets somebody in."""
    with translation.override(invitation.language):
        subject = _("Invitation to hSOC: %(organisation)s") % {"organisation": invitation.organisation.name}
        _post("invitation", subject, invitation.email, {"invitation": invitation, "link": links.invitation_link(invitation)})


def ask_duty(function: Function) -> None:
    """The link with which a duty contact says that it is still so."""
    with translation.override(function.user.language or "cs"):
        subject = _("Are you still the duty contact of %(organisation)s?") % {"organisation": function.organisation.name}
        link = f"{settings.URL}{links.duty_path(function)}"
        _post("duty", subject, function.user.email, {"function": function, "person": function.user, "link": link})


def prove(person: User, address: str, token: str) -> None:
    """The link that proves a mail address."""
    with translation.override(person.language or "cs"):
        link = f"{settings.URL}{reverse('mail_link', args=[token])}"
        _post("proof", _("Confirm your address"), address, {"person": person, "address": address, "link": link})


def key_ends(key: PersonKey, days: int) -> None:
    """A key of the reader's ends soon."""
    with translation.override(key.user.language or "cs"):
        _post("key", _("Your key ends soon"), key.user.email, {"key": key, "person": key.user, "days": days})
