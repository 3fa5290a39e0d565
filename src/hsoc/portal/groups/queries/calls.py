"""Calls through their gate, who was called, and a link by its secret. Never: a change."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.db.models import Case, Exists, IntegerField, Max, OuterRef, QuerySet, Value, When

from hsoc.portal.groups.models import Call, Called, CallLink, CallMessage, CallStep, Group
from hsoc.portal.groups.queries.groups import of
from hsoc.portal.groups.rules.calls import LINK, OPEN, Reply, Way
from hsoc.portal.members.rules import Action, Actor, Object
from hsoc.portal.members.rules import may as has_right


def calls_visible_to(actor: Actor) -> QuerySet[Call]:
    """Calls of the actor's groups; coordinators, who may call any group, see all of them, but nothing else inside."""
    calls = Call.objects.select_related("group", "by", "closed_by")
    if actor.via == "system" or (actor.is_coordinator and has_right(actor, Action.VIEW, Object.GROUP)):
        return calls
    return calls.filter(group__in=of(actor))


def running(actor: Actor) -> list[Call]:
    """Calls of the actor's own groups that are not over, with `silent`: whether he was called and has not answered yet."""
    silent = Called.objects.filter(call=OuterRef("pk"), user=actor.user, reply="")
    return list(calls_visible_to(actor).filter(closed__isnull=True, group__in=of(actor)).annotate(silent=Exists(silent)))


def silent(actor: Actor) -> QuerySet[Call]:
    """Those of them that he was called by and has not answered yet."""
    unsaid = Called.objects.filter(call=OuterRef("pk"), user=actor.user, reply="")
    found = calls_visible_to(actor).filter(Exists(unsaid), closed__isnull=True, group__in=of(actor))
    return found.select_related(None).select_related("group").only("subject", "exercise", "at", "group__code", "group__name")


def running_in(group: Group) -> Call | None:
    """The group's call that is not over; for whoever may call it."""
    return Call.objects.select_related("group", "by").filter(group=group, closed__isnull=True).first()


def called_in(call: Call) -> QuerySet[Called]:
    """Everybody who was called, those who did not answer first, then who comes; by name."""
    turn = {"": 0, Reply.COMING.value: 1, Reply.LATER.value: 2, Reply.CANNOT.value: 3}
    first = Case(*(When(reply=said, then=Value(place)) for said, place in turn.items()), output_field=IntegerField())
    return Called.objects.select_related("user", "organisation").filter(call=call).order_by(first, "user__name", "pk")


def last_change(call: Call) -> datetime:
    """When somebody answered last, or a message got further."""
    said = Called.objects.filter(call=call).aggregate(at=Max("at"))["at"]
    sent = messages_of(call).order_by().aggregate(at=Max("at"))["at"]
    return max((moment for moment in (said, sent) if moment), default=call.at)


def unanswered(call: Call) -> QuerySet[Called]:
    """Those of them without an answer."""
    return called_in(call).filter(reply="")


def steps_of(call: Call) -> QuerySet[CallStep]:
    """The log of a call that has passed its gate."""
    return CallStep.objects.select_related("by").filter(call=call)


def mine_in(actor: Actor, call: Call) -> Called | None:
    """The actor's own line in a call."""
    return Called.objects.filter(call=call, user=actor.user).first()


def digest(secret: str) -> str:
    """What is kept of a link's secret. Plain SHA-256: it has 128 bits of its own."""
    return hashlib.sha256(secret.encode()).hexdigest()


def link(secret: str) -> CallLink | None:
    """The link of that secret, used or not; whether it is still good says `good`."""
    if not 16 <= len(secret) <= 64:
        return None
    found = CallLink.objects.select_related("called__call__group", "called__user", "called__organisation")
    return found.filter(digest=digest(secret)).first()


def good(found: CallLink, now: datetime) -> bool:
    """Whether the link may still be answered by: once, for a day, while the call lasts."""
    return found.used is None and now < found.made + LINK and found.called.call.closed is None


def messages_of(call: Call) -> QuerySet[CallMessage]:
    """The messages of a call that has passed its gate, the last round last."""
    return CallMessage.objects.filter(called__call=call).order_by("round", "way", "pk")


# --- for the worker: no gate, never shown -------------------------------------------------------------------------------------
def due(now: datetime, way: Way, most: int) -> list[CallMessage]:
    """What has to leave now on one way, the longest waiting first; what a dead worker left behind, too."""
    waiting = CallMessage.objects.filter(state__in=OPEN, due__lte=now, way=way.value).order_by("due", "pk")
    return list(waiting.select_related("called__call__group", "called__user")[:most])


def waits(now: datetime) -> bool:
    """Whether anything has to leave now."""
    return CallMessage.objects.filter(state__in=OPEN, due__lte=now).exists()


def is_out(call: Call) -> bool:
    """Whether no message of a call waits any more."""
    return not messages_of(call).filter(state__in=OPEN).exists()
