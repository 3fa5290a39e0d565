"""What needs a person now, gathered from every room. A room adds its one line to ROOMS. Never: a room's own facts."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from hsoc.journal.event_rows import TooSlow
from hsoc.portal.accounts import queries as accounts
from hsoc.portal.aid import queries as aid
from hsoc.portal.charts.need import MOST, Level, Need, ordered
from hsoc.portal.feeds.queries import needs as feeds
from hsoc.portal.groups.share import needs as groups
from hsoc.portal.hunts import queries as hunts
from hsoc.portal.indicators import queries as indicators
from hsoc.portal.lists.share import needs as lists
from hsoc.portal.meetings.queries import meetings
from hsoc.portal.members import queries as members
from hsoc.portal.members.models import Approval
from hsoc.portal.members.rules import Action, Actor, Object, may
from hsoc.portal.memorandum.queries import needs as memorandum
from hsoc.portal.network.queries import needs as network
from hsoc.portal.notices.share import needs as notices
from hsoc.portal.reports.queries import needs as reports
from hsoc.portal.services.queries import needs as services

log = logging.getLogger("hsoc.portal.needs")
ENDING: Final = timedelta(days=14)  # a token that expires sooner is worth a line
WORKER_SILENT: Final = 180  # seconds; it beats every few, and an upgrade of the house takes a minute or two
LOOKED_AT: Final = 200  # approvals looked through

Ask = Callable[[Actor, datetime], tuple[Need, ...]]


def approvals(actor: Actor, now: datetime) -> tuple[Need, ...]:
    """Changes that wait for this very person: he may decide and did not ask himself."""
    rows = members.approvals_visible_to(actor).filter(state=Approval.State.PENDING, expires__gt=now).exclude(requester_id=actor.user)
    facts = ("object", "organisation__number", "expires", "requested", "requester__name", "requester__username", "reason")
    told = rows.select_related(None).order_by("expires").values_list(*facts)
    mine = [one for one in told[:LOOKED_AT] if may(actor, Action.APPROVE, Object(one[0]), one[1])]
    if not mine:
        return ()
    what = ngettext("%(n)d change waits for a second person", "%(n)d changes wait for a second person", len(mine)) % {"n": len(mine)}
    name, username, reason = mine[0][4:]
    detail = f"{name or username}: {reason}" if len(mine) == 1 else ""
    return (
        Need(
            level=Level.TODAY, label=gettext("Decision"), what=what, detail=detail, href=reverse("approvals"),
            step=gettext("Approve or refuse"), due=mine[0][2], since=min(one[3] for one in mine),
        ),
    )  # fmt: skip


def tokens(actor: Actor, now: datetime) -> tuple[Need, ...]:
    """Own tokens that stop working soon: a machine that falls silent is noticed late."""
    rows = members.tokens(actor).filter(revoked__isnull=True, expires__gt=now, expires__lte=now + ENDING).order_by("expires")[:MOST]
    return tuple(
        Need(
            level=Level.WEEK, label=gettext("Token"), what=gettext("Your token “%(name)s” expires soon") % {"name": one.name},
            href=reverse("tokens"), step=gettext("Make a new one"), due=one.expires,
        )
        for one in rows
    )  # fmt: skip


def support(actor: Actor, now: datetime) -> tuple[Need, ...]:
    """Somebody asks to look on at one's organisation."""
    return tuple(
        Need(
            level=Level.TODAY, label=gettext("Consent"), what=gettext("%(who)s asks to look on at your organisation") % {"who": one.asker},
            detail=one.reason, href=reverse("support"), step=gettext("Allow or refuse"), since=one.asked,
        )
        for one in accounts.waiting(actor, now=now)[:MOST]
    )  # fmt: skip


def worker(actor: Actor, now: datetime) -> tuple[Need, ...]:
    """The operators' matter: a worker that ran and has fallen silent. Pages go on as ever, so nobody would notice that nothing leaves."""
    if not actor.is_operator:
        return ()
    try:
        heard = datetime.fromtimestamp((settings.HEARTBEATS / "worker").stat().st_mtime, UTC)
    except OSError:  # it has not run yet: the house is being opened
        return ()
    if (now - heard).total_seconds() <= WORKER_SILENT:
        return ()
    return (
        Need(
            level=Level.NOW, label=gettext("Operation"),
            what=gettext("The worker has fallen silent: no mail and no SMS leaves, events wait"),
            detail=gettext("Calls of groups and warnings are kept until it runs again."), href=reverse("help"),
            step=gettext("Start hsoc-worker and read its log"), since=heard,
        ),
    )  # fmt: skip


ROOMS: Final[tuple[tuple[str, Ask], ...]] = (
    ("worker", worker),
    ("notices", notices.needs),
    ("approvals", approvals),
    ("tokens", tokens),
    ("memorandum", memorandum.needs),
    ("groups", groups.needs),
    ("lists", lists.needs),
    ("network", network.needs),
    ("hunts", hunts.needs),
    ("indicators", indicators.needs),
    ("reports", reports.needs),
    ("feeds", feeds.needs),
    ("meetings", meetings.needs),
    ("services", services.needs),
    ("aid", aid.needs),
    ("support", support),
)


def needs(actor: Actor, now: datetime) -> tuple[Need, ...]:
    """What every room says, the most pressing first. A room whose journal is too slow just now is left out; its page says so itself."""
    found: list[Need] = []
    for name, ask in ROOMS:
        try:
            found += ask(actor, now)
        except TooSlow:
            log.warning("%s was too slow for the first page", name)
    return ordered(tuple(found))
