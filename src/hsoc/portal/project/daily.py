"""What the worker does once a day for the house itself: the chain's head leaves, groups exist, requests lapse. Never: events."""

from __future__ import annotations

import logging
from datetime import datetime
from smtplib import SMTPException

from django.conf import settings
from django.core.management import call_command
from django.utils.timezone import get_default_timezone

from hsoc.portal.audit.tasks import keep_head, send_head
from hsoc.portal.groups.actions.groups import found_first
from hsoc.portal.members import tasks as members
from hsoc.portal.members.actions.agreement import lapse_approvals
from hsoc.portal.members.rules import SYSTEM
from hsoc.portal.memorandum.actions.ballots import count_due
from hsoc.portal.notices.actions.reading import forget as forget_notices
from hsoc.portal.project import telling
from hsoc.portal.reports.actions.making import forget
from hsoc.portal.services.actions.requests import open_reviews

log = logging.getLogger(__name__)


def run(*, now: datetime) -> bool:
    """Does the day's work if it is not done yet (the head file remembers); True where it did. Cheap to call every minute."""
    day = now.astimezone(get_default_timezone()).date()
    if not keep_head(settings.AUDIT_HEADS, day=day):
        return False
    found_first(actor=SYSTEM, now=now)
    try:
        send_head(day=day, mail=settings.AUDIT_MAIL, syslog=settings.AUDIT_SYSLOG)
    except (OSError, SMTPException) as error:
        log.warning("the head of the audit chain did not leave this host: %s", error)
    open_reviews(actor=SYSTEM, now=now)
    lapse_approvals(actor=SYSTEM, now=now)
    count_due(actor=SYSTEM, now=now)
    members.daily(now=now)
    forget(actor=SYSTEM, now=now)
    telling.of_the_day(now=now)
    forget_notices(actor=SYSTEM, now=now)
    call_command("clearsessions")
    return True


def beat(name: str) -> None:
    """The sign of life that /readyz looks for: call it every few seconds from a process that must be alive."""
    settings.HEARTBEATS.mkdir(parents=True, exist_ok=True)
    (settings.HEARTBEATS / name).touch()
