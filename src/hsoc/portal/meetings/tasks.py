"""Invitations leave as calendar mails, at every beat of the worker. Never: who is invited (actions).

An invitation is marked after its mail left: a death between the two sends it twice, and a calendar takes the same uid and sequence twice
without harm; it is never lost.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from smtplib import SMTPException

import msgspec
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.urls import reverse
from django.utils import translation
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from hsoc.portal.meetings.actions.meetings import note_sent
from hsoc.portal.meetings.models import Invited
from hsoc.portal.meetings.queries import meetings as queries
from hsoc.portal.meetings.share.calendar import invitation
from hsoc.portal.meetings.share.links import token_of
from hsoc.portal.members.rules import SYSTEM

MOST_AT_ONCE = 100  # mails of one beat: a relay is not flooded
log = logging.getLogger(__name__)


def on_beat(now: int) -> None:
    """Sends what is due. `now` in ms."""
    send_due(now=datetime.fromtimestamp(now / 1000, UTC))


def send_due(*, now: datetime) -> int:
    """Mails to those whose calendar does not know the present time; how many left."""
    due = queries.unsent(most=MOST_AT_ONCE)
    if not due:
        return 0
    sent, relay = 0, get_connection()
    try:
        relay.open()
        for one in due:
            relay.send_messages([mail_of(one, now=now)])
            note_sent(actor=SYSTEM, invited=one)
            sent += 1
    except (OSError, SMTPException) as error:
        log.warning("%d invitations wait, the relay did not take them: %s", len(due) - sent, error)
    finally:
        relay.close()
    return sent


def mail_of(invited: Invited, *, now: datetime) -> EmailMultiAlternatives:
    """The mail: plain words first, then the calendar's part, which mail programs show with buttons."""
    sitting, person = invited.sitting, invited.user
    with translation.override(person.language or settings.LANGUAGE_CODE):
        date = queries.date_of(sitting)
        off = sitting.cancelled is not None or invited.withdrawn
        if off:
            date = msgspec.structs.replace(date, cancelled=True)
        when = f"{localtime(sitting.start):%d. %m. %Y %H:%M} – {localtime(sitting.end):%H:%M}"
        if off:
            subject = _("Called off: %(title)s") % {"title": date.title}
            text = _("%(title)s on %(when)s does not take place for you.") % {"title": date.title, "when": when}
            text += f"\n{sitting.why}\n" if sitting.why else "\n"
        else:
            subject = (_("Moved: %(title)s") if sitting.sequence else _("Invitation: %(title)s")) % {"title": date.title}
            link = settings.URL + reverse("meeting_reply", args=[token_of(invited)])
            text = _("%(title)s\n%(when)s (Prague time)\n%(place)s\n\nWill you come? Answer in your calendar or here: %(link)s\n") % {
                "title": date.title,
                "when": when,
                "place": date.place,
                "link": link,
            }
    told = invitation(date, attendee=person.email, name=str(person), stamp=now).decode()
    mail = EmailMultiAlternatives(subject, text, to=[person.email], headers={"Auto-Submitted": "auto-generated"})
    mail.attach_alternative(told, f'text/calendar; method={"CANCEL" if off else "REQUEST"}; charset="UTF-8"')
    return mail
