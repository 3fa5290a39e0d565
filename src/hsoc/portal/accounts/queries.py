"""What is read of devices, open sessions and support. Every list begins at the person or at `visible_to`. Never: a change."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

import msgspec
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import Q, QuerySet

from hsoc.portal.accounts.models import Device, Support
from hsoc.portal.accounts.rules import ASK_DAYS
from hsoc.portal.members.models import User
from hsoc.portal.members.rules import Action, Actor, Object, Role, Seat, numbers

SUPPORT = "support:"  # how the chain shows that somebody looked on


def digest(secret: str) -> str:
    """What is kept of a device's cookie. Plain SHA-256: the secret has 256 bits of its own."""
    return hashlib.sha256(secret.encode()).hexdigest()


def workplaces(user: User) -> list[str]:
    """Names of the organisations in which the person has a seat: words that a guesser knows."""
    return list(user.memberships.values_list("organisation__name", flat=True)) if user.pk else []


def devices(actor: Actor) -> QuerySet[Device]:
    """The actor's own devices, the latest first."""
    return Device.objects.filter(user_id=actor.user)


def known_device(*, user: int, secret: str) -> Device | None:
    """The device of that cookie where this person has logged in from it."""
    return Device.objects.filter(user_id=user, digest=digest(secret)).first() if secret else None


def is_a_device(secret: str) -> bool:
    """Whether the cookie is one of ours: several people may log in from one browser."""
    return bool(secret) and Device.objects.filter(digest=digest(secret)).exists()


def login_owner(login: str) -> int:
    """The number of the person who logs in under that user name or mail address; 0 = nobody."""
    text = login.strip()
    return User.objects.filter(Q(username__iexact=text) | Q(email__iexact=text)).values_list("pk", flat=True).first() or 0


def sessions(actor: Actor, *, now: datetime) -> list[UserSession]:
    """The actor's sessions that are still open, the latest first; one query for all of them."""
    alive = Session.objects.filter(expire_date__gt=now).values("session_key")
    return list(UserSession.objects.filter(user_id=actor.user, session_key__in=alive).order_by("-last_seen_at"))


def visible_to(actor: Actor) -> QuerySet[Support]:
    """Requests to look on that the actor may see: his own, those about organisations whose people he may change, all for auditors."""
    every = Support.objects.select_related("organisation", "asker", "answerer")
    if actor.is_auditor:
        return every
    # who holds a right over everybody does not thereby see what others were let look at
    at_home = numbers(actor, Action.CHANGE, Object.PERSON) or frozenset(actor.organisations)
    mine = frozenset(seat.organisation for seat in actor.seats if seat.role is Role.MANAGER) & at_home
    return every.filter(Q(organisation__number__in=mine) | Q(asker_id=actor.user))


def waiting(actor: Actor, *, now: datetime) -> QuerySet[Support]:
    """Those that wait for the actor's consent."""
    return visible_to(actor).filter(state=Support.State.ASKED, asked__gt=now - timedelta(days=ASK_DAYS)).exclude(asker_id=actor.user)


def standing(actor: Actor, number: int, *, now: datetime) -> Support | None:
    """The open support of that number which this actor may use now."""
    found = Support.objects.select_related("organisation").filter(pk=number, asker_id=actor.user, state=Support.State.OPEN, until__gt=now)
    return found.first()


def looking_on(actor: Actor, support: Support) -> Actor:
    """The actor as one who looks on: nothing but one seat at the member's, and the chain shows by which support."""
    seat = Seat(support.organisation.number, Role(support.role))
    return msgspec.structs.replace(actor, organisation=seat.organisation, seats=(seat,), via=f"{SUPPORT}{support.pk}")


def personal(person: int) -> list[dict[str, object]]:
    """Devices and sessions of a person, for the copy that he takes."""
    devices = Device.objects.filter(user_id=person).values("browser", "address", "first", "last")
    sessions = UserSession.objects.filter(user_id=person).values("ip", "user_agent", "created_at", "last_seen_at")
    found: list[dict[str, object]] = [{"kind": "device", **one} for one in devices]
    return found + [{"kind": "session", **one} for one in sessions]
