"""Facts of the rooms that people are told of, as notices: who, which words, which page. Belongs here: the translation. Never: sending.

A room to the right of notices tells by itself; this is for those to the left, and for what comes with the day.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format

from hsoc.portal.members.models import Approval, User
from hsoc.portal.members.models.people import Function, PersonKey
from hsoc.portal.members.rules import Action, Actor, Object
from hsoc.portal.members.web.words import CHANGES
from hsoc.portal.notices import queries
from hsoc.portal.notices.actions import tell

DUTY_DAYS: Final = 90  # days after which a duty contact is asked again (members)
TOKEN_DAYS: Final = 14  # days before a token expires: enough to change it on a machine that somebody else looks after


def _source(code: str) -> str:
    """The message id of a change's name."""
    with translation.override("en"):  # English is the source, it has no catalogue
        return str(CHANGES.get(code, code))


def approval_requested(sender: object, *, approval: Approval, now: datetime, **_: object) -> None:  # noqa: ARG001  (Django's signature)
    """Whoever may decide hears of it; not the one who asked."""
    number = approval.organisation.number if approval.organisation else None
    people = queries.who_may(Action.APPROVE, Object(approval.object), number) - {approval.requester_id}
    values = {"who": str(approval.requester), "what": _source(approval.code), "reason": approval.reason}
    tell(
        people=people, kind="approval.waiting", values=values, path=reverse("approvals"), organisation=number or 0,
        once=f"approval:{approval.pk}", now=now,
    )  # fmt: skip


def approval_decided(sender: object, *, approval: Approval, actor: Actor, now: datetime, **_: object) -> None:  # noqa: ARG001
    """The one who asked hears the answer."""
    with translation.override("en"):
        state = str(Approval.State(approval.state).label)
    values = {"what": _source(approval.code), "state": state, "who": actor.name or actor.username}
    number = approval.organisation.number if approval.organisation else 0
    tell(
        people=[approval.requester_id], kind="approval.decided", values=values, path=reverse("approvals"), organisation=number,
        once=f"approval:{approval.pk}", now=now,
    )  # fmt: skip


def call_wanted(sender: object, *, person: User, now: datetime, **_: object) -> None:  # noqa: ARG001
    """Where no code can be sent, somebody of the community calls the number; the notice says whose, the page has it."""
    seat = person.memberships.select_related("organisation").first()
    if seat is None:
        return
    number = seat.organisation.number
    people = queries.who_may(Action.APPROVE, Object.PERSON, number) - {person.pk}
    values = {"who": str(person), "organisation": seat.organisation.name}
    tell(people=people, kind="phone.call", values=values, path=reverse("member", args=[number]), organisation=number, now=now)


def duty_wanted(sender: object, *, function: Function, now: datetime, **_: object) -> None:  # noqa: ARG001
    """A duty contact is asked in the portal too; the letter is written by members."""
    values: dict[str, str | int] = {"name": str(function.organisation), "days": DUTY_DAYS}
    number = function.organisation.number
    tell(people=[function.user_id], kind="duty.confirm", values=values, path=reverse("me"), organisation=number, now=now)


def key_ends(sender: object, *, key: PersonKey, days: int, now: datetime, **_: object) -> None:  # noqa: ARG001
    """The owner of a key sees in the portal too that it ends; the letter is written by members."""
    day = date_format(timezone.localtime(now + timedelta(days=days)), "j. n. Y")
    tell(people=[key.user_id], kind="key.expiring", values={"key": key.fingerprint[-16:], "day": day}, path=reverse("me"), now=now)


def of_the_day(*, now: datetime) -> int:
    """What comes with the calendar: tokens that expire; how many were told."""
    told = 0
    for one in queries.tokens_ending(now=now, within=timedelta(days=TOKEN_DAYS)):
        day = date_format(timezone.localtime(one.expires), "j. n. Y")
        values = {"name": one.name, "day": day}
        told += tell(people=[one.user_id], kind="token.expiring", values=values, path=reverse("tokens"), once=f"token:{one.pk}", now=now)
    return told
