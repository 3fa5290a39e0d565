"""Invented organisations and people for tests. Belongs here: makers with good defaults. Never: an assertion."""

from __future__ import annotations

from datetime import UTC, datetime

from allauth.mfa.models import Authenticator

from hsoc.portal.members.models import Kind, Membership, Organisation, User
from hsoc.portal.members.queries import actor_of
from hsoc.portal.members.rules import SECOND_FACTOR, Actor, Role, Seat

NOW = datetime(2026, 10, 5, 8, 0, tzinfo=UTC)
HOUSE = 100  # number of the community's own organisation in tests
PASSWORD = "a long enough sentence"


def actor(role: Role, organisation: int = 1, *, user: int = 1, **more: object) -> Actor:
    """An actor without a database, for what is pure."""
    fields = {"username": f"{role}-{organisation}", "second_factor": True, "organisation": organisation} | more
    return Actor(user=user, seats=(Seat(organisation, role),), **fields)


def organisation(number: int = 1, **fields: object) -> Organisation:
    """The organisation of that number, made where there is none."""
    defaults = {"name": f"Hospital {number}", "kind": Kind.REGION, "created": NOW} | fields
    return Organisation.objects.get_or_create(number=number, defaults=defaults)[0]


def person(role: Role | None = Role.ANALYST, number: int = 1, *, username: str = "", second_factor: bool | None = None) -> User:
    """A person with one seat; who needs a second factor has one unless said otherwise."""
    name = username or f"{role or 'nobody'}-{number}"
    user = User(username=name, email=f"{name}@hospital{number}.example", name=name.title())
    user.set_password(PASSWORD)
    user.save()
    if role is not None:
        Membership.objects.create(user=user, organisation=organisation(number), role=role, since=NOW)
    if second_factor is None:
        second_factor = role in SECOND_FACTOR
    if second_factor:
        Authenticator.objects.create(user=user, type="totp", data={"secret": "not used"})
    return user


def acting(role: Role, number: int = 1, **fields: object) -> Actor:
    """A person with one seat, as the actor."""
    return actor_of(person(role, number, **fields))
