"""What all rooms hold of a person, and what is done with it when the person leaves or is erased; network membership from services.

Belongs here: the answers to members' questions that need more than one room. Never: a room's own facts.
"""

from __future__ import annotations

import logging
import secrets
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.utils.translation import gettext as _

from hsoc.portal.accounts import queries as accounts
from hsoc.portal.accounts.actions.sessions import forget_person
from hsoc.portal.aid import queries as aid
from hsoc.portal.groups import queries as groups
from hsoc.portal.groups.actions import leaving as groups_leaving
from hsoc.portal.groups.queries import own as in_groups
from hsoc.portal.lists import queries as lists
from hsoc.portal.lists.actions import leaving as lists_leaving
from hsoc.portal.meetings.actions.meetings import drop_keys
from hsoc.portal.meetings.queries import meetings
from hsoc.portal.members.actions.standing import connect
from hsoc.portal.members.models import User
from hsoc.portal.members.rules import SYSTEM, Actor
from hsoc.portal.memorandum.actions import leaving as memorandum_leaving
from hsoc.portal.memorandum.queries import own as memorandum
from hsoc.portal.notices import queries as notices
from hsoc.portal.notices.actions import leaving as notices_leaving
from hsoc.portal.notices.share import sms
from hsoc.portal.project import telling
from hsoc.portal.reports import queries as reports
from hsoc.portal.search import actions as search
from hsoc.portal.search.queries import kept
from hsoc.portal.services.models import Request, Service
from hsoc.portal.services.queries import catalogue as services
from hsoc.portal.services.rules.course import State
from hsoc.portal.services.rules.steps import CUT_OVER

ERASING: Final = (notices_leaving.erase, memorandum_leaving.erase, groups_leaving.erase, lists_leaving.erase, search.erase)
log = logging.getLogger("hsoc.portal.held")
Sections = list[tuple[str, list[dict[str, Any]]]]


def personal(sender: object, *, person: int, **_more: object) -> Sections:  # noqa: ARG001  (Django's signature)
    """Everything of the person in the rooms right of members, for the copy that he takes."""
    return [
        (_("Devices and sessions"), accounts.personal(person)),
        (_("Notices"), notices.personal(person)),
        (_("Working groups"), groups.personal(person)),
        (_("Meetings"), meetings.personal(person)),
        (_("Requests for services"), services.personal(person)),
        (_("Mutual help"), aid.personal(person)),
        (_("Posts in mailing lists"), lists.personal(person)),
        (_("Written in groups"), in_groups.written(person)),
        (_("Answers in surveys that show names"), in_groups.answers(person)),
        (_("Answers to reports"), reports.personal(person)),
        (_("Signatures of the memorandum"), memorandum.signed(person)),
        (_("Open votes"), memorandum.voted(person)),
        (_("What I keep"), kept.personal(person)),
    ]


def erased(sender: object, *, person: int, now: datetime, **_more: object) -> None:  # noqa: ARG001
    """Sessions, devices and calendars of somebody erased stop at once; each room forgets what is his and takes his name off the rest."""
    forget_person(actor=SYSTEM, person=person, now=now)
    drop_keys(actor=SYSTEM, person=person, now=now)
    for erase in ERASING:
        erase(actor=SYSTEM, person=person, now=now)


def hand_over(sender: object, *, person: int, organisation: int, **_more: object) -> list[str]:  # noqa: ARG001
    """Groups that the person leads: they need another leader before he goes."""
    return [_("You lead %(group)s: name another leader there.") % {"group": name} for name in groups.led_by(person, organisation)]


def proof(sender: object, *, person: User, value: str, code: str, now: datetime, **_more: object) -> bool:
    """Sends the code that proves a phone; False where no gateway is set up or it does not answer, and then a coordinator hears of it."""
    text = _("hSOC: your code is %(code)s. It is good for a few minutes.") % {"code": code}
    way = {"url": settings.SMS_URL, "token": settings.SMS_TOKEN, "template": settings.SMS_TEMPLATE}
    if settings.SMS_URL:
        try:
            sms.send(to=value, text=text, identity=secrets.token_hex(16), folder=settings.DATA / "sms", **way)
        except sms.Undelivered as error:
            log.warning("a code was not sent: %s", error)
        else:
            return True
    telling.call_wanted(sender, person=person, now=now)
    return False


def joined(sender: object, *, request: Request, actor: Actor, now: datetime, **_more: object) -> None:  # noqa: ARG001
    """Whoever has walked the way into the HSOC-VRF is connected, if the cut-over has not said so already."""
    if request.service.process == Service.Process.VRF and not request.organisation.connected:
        reason = f"request {request.pk}, {actor.username}"
        connect(actor=SYSTEM, organisation=request.organisation.number, on=now.date(), reason=reason, now=now)


def cut_over(sender: object, *, request: Request, code: str, actor: Actor, now: datetime, **_more: object) -> None:
    """From the cut-over on the organisation is connected: the engines must know whose traffic they see, or no test could show it."""
    if code == CUT_OVER:
        joined(sender, request=request, actor=actor, now=now)


def rolled_back(sender: object, *, request: Request, codes: frozenset[str], actor: Actor, now: datetime, **_more: object) -> None:  # noqa: ARG001
    """Whose cut-over is taken back is not connected."""
    if CUT_OVER in codes:
        _disconnect(request, actor, now)


def parted(sender: object, *, request: Request, actor: Actor, now: datetime, **_more: object) -> None:  # noqa: ARG001
    """Whoever has ended the service, or withdrew after the cut-over, is no longer connected."""
    if request.state != State.WITHDRAWN or request.done.filter(code=CUT_OVER).exists():
        _disconnect(request, actor, now)


def _disconnect(request: Request, actor: Actor, now: datetime) -> None:
    if request.service.process == Service.Process.VRF and request.organisation.connected:
        reason = f"request {request.pk}, {actor.username}"
        connect(actor=SYSTEM, organisation=request.organisation.number, on=None, reason=reason, now=now)
