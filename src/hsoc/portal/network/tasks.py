"""What the worker does for the network room: tell authors of rules that end within a day. Never: a page."""

from __future__ import annotations

import logging
from datetime import UTC, datetime

from django.core.mail import send_mail
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from hsoc.portal.members.rules import SYSTEM
from hsoc.portal.network.actions.rules import warn_ending
from hsoc.portal.network.models import Rule

log = logging.getLogger("hsoc.network")


def warn(*, now: datetime) -> int:
    """Mail the authors, each rule once; how many. A mail server that refuses loses nothing else: the page says `ends soon` as well."""
    due = warn_ending(actor=SYSTEM, now=now)
    for one in due:
        with translation.override(one.author.language or "cs"):
            _tell(one)
    return len(due)


def on_beat(now: int) -> int:
    """The same for a moment in ms, as the worker's beat gives it."""
    return warn(now=datetime.fromtimestamp(now / 1000, UTC))


def _tell(one: Rule) -> None:
    until = date_format(timezone.localtime(one.until), "SHORT_DATETIME_FORMAT")
    words = {"text": one.text, "comment": one.comment, "until": until}
    text = _("The rule “%(text)s” (%(comment)s) ends at %(until)s. Extend it in the portal if you still need it.")
    try:
        send_mail(_("A rule of yours ends soon"), text % words, None, [one.author.email])
    except OSError:
        log.exception("the author of rule %s could not be told", one.pk)
