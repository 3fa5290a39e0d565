"""Wishes to join: said, confirmed by mail, answered, forgotten. Never: an organisation or an account made by a form."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Final

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _

from hsoc.portal.audit.actions import record
from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.rules import NOBODY, SYSTEM, Action, Actor, Object, require
from hsoc.portal.notices.actions.telling import tell
from hsoc.portal.website.models import Wish
from hsoc.portal.website.queries import joining

MOST_A_DAY: Final = 60  # wishes of one day: far more than ever come, few enough to be read; a flood stops here
LINK_DAYS: Final = 7  # days for which the link in the mail is good; then what was not confirmed is forgotten
SECRET_BYTES: Final = 24  # bytes: 192 bits, nothing to guess


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """What the form holds."""

    organisation: str
    kind: str
    person: str
    mail: str
    phone: str = ""
    message: str = ""
    language: str = "cs"


def digest(secret: str) -> str:
    """What is kept of the secret of a link."""
    return hashlib.sha256(secret.encode()).hexdigest()


def say(*, said: Said, now: datetime) -> tuple[Wish, str]:
    """Keeps a wish; (it, the secret of its link). Raises Unacceptable where too many came. Is told to nobody until it is confirmed."""
    if joining.said_since(now - timedelta(days=1)) >= MOST_A_DAY:
        raise Unacceptable(_("So many people write today that we cannot take another message. Please write to us by mail."))
    secret = secrets.token_urlsafe(SECRET_BYTES)
    return Wish.objects.create(at=now, digest=digest(secret), **msgspec.structs.asdict(said)), secret


@transaction.atomic
def confirm(*, secret: str, now: datetime) -> Wish | None:
    """The mail address is right: coordinators are told. None where the link is unknown or too old. A second time changes nothing."""
    found = joining.of_secret(digest(secret), since=now - timedelta(days=LINK_DAYS))
    if found is None or found.state != Wish.State.SAID:
        return found
    found.state, found.confirmed = Wish.State.CONFIRMED, now
    found.save(update_fields=["state", "confirmed"])
    record(actor=NOBODY, action="joining.confirmed", object=f"wish:{found.pk}", details={"organisation": found.organisation}, now=now)
    values = {"organisation": found.organisation, "person": found.person}
    tell(people=joining.answerers(), kind="joining.wish", values=values, path="/portal/web/requests/", now=now)
    return found


@transaction.atomic
def answer(*, actor: Actor, number: int, taken: bool, note: str, now: datetime) -> Wish:
    """A coordinator took it up, or put it aside. Raises Refused."""
    require(actor, Action.APPROVE, Object.REQUEST)
    found = Wish.objects.get(pk=number)
    found.state = Wish.State.ANSWERED if taken else Wish.State.REFUSED
    found.answered, found.by_id, found.note = now, actor.user or None, note[:500]
    found.save()
    action = "joining.answered" if taken else "joining.refused"
    record(actor=actor, action=action, object=f"wish:{found.pk}", reason=note, now=now)
    return found


@transaction.atomic
def forget(*, actor: Actor = SYSTEM, now: datetime) -> int:
    """Removes what was never confirmed; how many."""
    count, _each = joining.stale(now, LINK_DAYS).delete()
    if count:
        record(actor=actor, action="joining.forgotten", object="wishes", details={"count": count}, now=now)
    return count
