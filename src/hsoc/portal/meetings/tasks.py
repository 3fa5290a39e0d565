"""Invitations leave as calendar mails, at every beat of the worker. Never: who is invited (actions).

An invitation is marked after its mail left: a death between the two sends it twice under the same Message-ID, and a calendar takes the same
uid and sequence twice without harm; it is never lost.
"""

from __future__ import annotations

import logging
import time
from datetime import UTC, datetime
from smtplib import SMTPException, SMTPRecipientsRefused
from typing import Final

import msgspec
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.urls import reverse
from django.utils import translation
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from hsoc.portal.meetings.actions.meetings import note_refused, note_sent
from hsoc.portal.meetings.models import Invited
from hsoc.portal.meetings.queries import meetings as queries
from hsoc.portal.meetings.share.calendar import invitation
from hsoc.portal.meetings.share.links import token_of
from hsoc.portal.members.rules import SYSTEM

MOST_AT_ONCE: Final = 100  # mails of one beat: a relay is not flooded
SECONDS: Final = 2.0  # s of one beat; the same worker writes events
RELAY_TIMEOUT: Final = 5  # s; the relay is near or it is down
LATER_MS: Final = 300_000  # ms until a box that is busy, or a relay that is down, is tried again
log = logging.getLogger(__name__)


class _Rest:
    """Until when (ms) a person's mail is left alone; 0: all of them."""

    until: Final[dict[int, int]] = {}


def on_beat(now: int) -> None:
    """Sends what is due. `now` in ms."""
    for one in [one for one, at in _Rest.until.items() if at <= now]:
        del _Rest.until[one]
    if 0 not in _Rest.until:
        send_due(now=datetime.fromtimestamp(now / 1000, UTC))


def send_due(*, now: datetime) -> int:
    """Mails to those whose calendar does not know the present time; how many left. A box that takes none stops no other."""
    due = queries.unsent(now=now, most=MOST_AT_ONCE, later=_Rest.until)
    if not due:
        return 0
    began, sent, relay = time.monotonic(), 0, get_connection(timeout=RELAY_TIMEOUT)
    again = round(now.timestamp() * 1000) + LATER_MS
    try:
        relay.open()
        for one in due:
            if time.monotonic() - began > SECONDS:
                break
            try:
                relay.send_messages([mail_of(one, now=now)])
            except SMTPRecipientsRefused as error:
                if all(500 <= code < 600 for code, _text in error.recipients.values()):
                    note_refused(actor=SYSTEM, invited=one, trouble=str(error), now=now)
                else:
                    _Rest.until[one.pk] = again
                log.warning("an invitation to person %d: %s", one.user_id, error)
                continue
            note_sent(actor=SYSTEM, invited=one)
            sent += 1
    except (OSError, SMTPException) as error:
        _Rest.until[0] = again
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
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
    same = f"<{sitting.uid.partition('@')[0]}.{sitting.sequence}.{invited.pk}.{'off' if off else 'on'}@{domain}>"
    headers = {"Auto-Submitted": "auto-generated", "Message-ID": same}
    mail = EmailMultiAlternatives(subject, text, to=[person.email], headers=headers)
    mail.attach_alternative(told, f"text/calendar; method={'CANCEL' if off else 'REQUEST'}")
    return mail
