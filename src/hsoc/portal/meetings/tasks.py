"""Invitations leave as calendar mails, at every beat of the worker. Never: who is invited (actions).

A series goes out as one mail that repeats, while its dates follow its rhythm; afterwards each change is told of its own date.
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

from hsoc.portal.meetings.actions.meetings import note_refused, note_sent, note_series_ended, note_series_sent
from hsoc.portal.meetings.models import Invited
from hsoc.portal.meetings.queries import meetings as queries
from hsoc.portal.meetings.rules.series import Rule
from hsoc.portal.meetings.rules.told import Date
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
    done: set[int] = set()
    try:
        relay.open()
        for one in due:
            if time.monotonic() - began > SECONDS:
                break
            if one.pk in done:  # told with its series
                continue
            whole, ended = queries.series_of(one, now=now), queries.ended_series_of(one, now=now)
            told = whole[0] if whole else ended or [one]
            try:
                mail = series_mail(one, *whole, now=now) if whole else mail_of(one, now=now, whole=bool(ended))
                relay.send_messages([mail])
            except SMTPRecipientsRefused as error:
                if all(500 <= code < 600 for code, _text in error.recipients.values()):
                    if whole:
                        note_series_sent(actor=SYSTEM, dates=told)
                    note_refused(actor=SYSTEM, invited=one, trouble=str(error), now=now)
                else:
                    _Rest.until.update({each.pk: again for each in told})
                done |= {each.pk for each in told}
                log.warning("an invitation to person %d: %s", one.user_id, error)
                continue
            if whole:
                note_series_sent(actor=SYSTEM, dates=told)
            elif ended:
                note_series_ended(actor=SYSTEM, dates=told)
            else:
                note_sent(actor=SYSTEM, invited=one)
            done |= {each.pk for each in told}
            sent += 1
    except (OSError, SMTPException) as error:
        _Rest.until[0] = again
        log.warning("%d invitations wait, the relay did not take them: %s", len(due) - len(done), error)
    finally:
        relay.close()
    return sent


def series_mail(invited: Invited, dates: list[Invited], rule: Rule, *, now: datetime) -> EmailMultiAlternatives:
    """The mail of a whole series: `invited` is its first date, `dates` all that are ahead."""
    first, last, meeting, person = dates[0].sitting, dates[-1].sitting, invited.sitting.meeting, invited.user
    with translation.override(person.language or settings.LANGUAGE_CODE):
        date = msgspec.structs.replace(
            queries.date_of(invited.sitting, series=True), original=None, rule=rule, start=first.start, end=first.end
        )
        text = _(
            "%(title)s\n%(when)s (Prague time), %(rhythm)s, %(n)d times, the last one on %(last)s\n%(place)s\n\n"
            "Will you come? Answer in your calendar or here: %(link)s\n"
        ) % {
            "title": date.title,
            "when": f"{localtime(first.start):%d. %m. %Y %H:%M} – {localtime(first.end):%H:%M}",
            "rhythm": meeting.get_rhythm_display(),
            "n": len(dates),
            "last": f"{localtime(last.start):%d. %m. %Y}",
            "place": date.place,
            "link": settings.URL + reverse("meeting_reply", args=[token_of(invited)]),
        }
        subject = _("Invitation: %(title)s") % {"title": date.title}
    return _mail(invited, date, subject, text, now=now)


def mail_of(invited: Invited, *, now: datetime, whole: bool = False) -> EmailMultiAlternatives:
    """The mail of one date; whole: of a series that is off."""
    sitting, person = invited.sitting, invited.user
    with translation.override(person.language or settings.LANGUAGE_CODE):
        date = queries.date_of(sitting, series=invited.series)
        off = sitting.cancelled is not None or invited.withdrawn
        if off:
            date = msgspec.structs.replace(date, cancelled=True, original=None if whole else date.original)
        when = f"{localtime(sitting.start):%d. %m. %Y %H:%M} – {localtime(sitting.end):%H:%M}"
        if off:
            subject = _("Called off: %(title)s") % {"title": date.title}
            said = _("%(title)s, from %(when)s on, does not take place for you any more.")
            said = said if whole else _("%(title)s on %(when)s does not take place for you.")
            text = said % {"title": date.title, "when": when}
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
    return _mail(invited, date, subject, text, now=now)


def _mail(invited: Invited, date: Date, subject: str, text: str, *, now: datetime) -> EmailMultiAlternatives:
    """Plain words first, then the calendar's part, which mail programs show with buttons."""
    person, method = invited.user, "CANCEL" if date.cancelled else "REQUEST"
    told = invitation(date, attendee=person.email, name=str(person), stamp=now).decode()
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
    same = f"<{date.uid.partition('@')[0]}.{date.sequence}.{invited.pk}.{'off' if date.cancelled else 'on'}@{domain}>"
    headers = {"Auto-Submitted": "auto-generated", "Message-ID": same}
    mail = EmailMultiAlternatives(subject, text, to=[person.email], headers=headers)
    mail.attach_alternative(told, f"text/calendar; method={method}")
    return mail
