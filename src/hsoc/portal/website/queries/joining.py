"""Wishes to join: for those who answer requests. Never: a wish shown to anybody else."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import QuerySet

from hsoc.portal.members.models import Membership
from hsoc.portal.members.rules import RIGHTS, Action, Actor, Object, Reach, Role, reach
from hsoc.portal.website.models import Wish


def visible_to(actor: Actor) -> QuerySet[Wish]:
    """What was confirmed, for whoever approves requests of everybody; unconfirmed ones are nobody's business."""
    found = Wish.objects.exclude(state=Wish.State.SAID).select_related("by")
    return found if reach(actor, Action.APPROVE, Object.REQUEST) is Reach.ALL else found.none()


def one(actor: Actor, number: int) -> Wish | None:
    """One of them."""
    return visible_to(actor).filter(pk=number).first()


def of_secret(digest: str, *, since: datetime) -> Wish | None:
    """The wish that a confirming link is about, while the link is good."""
    return Wish.objects.filter(digest=digest, at__gte=since).first()


def said_since(moment: datetime) -> int:
    """How many wishes came since then."""
    return Wish.objects.filter(at__gte=moment).count()


def stale(now: datetime, days: int) -> QuerySet[Wish]:
    """Unconfirmed wishes older than so many days."""
    return Wish.objects.filter(state=Wish.State.SAID, at__lt=now - timedelta(days=days))


def answerers() -> frozenset[int]:
    """Ids of the coordinators, who are told of a confirmed wish."""
    roles = [role for role in (Role.COORDINATOR,) if (role, Action.APPROVE, Object.REQUEST) in RIGHTS]
    return frozenset(Membership.objects.filter(role__in=roles, user__is_active=True).values_list("user_id", flat=True))
