"""Saved filters that an actor may use. Never: the flows behind them (queries.traffic), a change."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from hsoc.portal.members.rules import Actor
from hsoc.portal.network.models import SavedFilter
from hsoc.portal.network.queries.traffic import choices, is_own


def visible_to(actor: Actor, member: int) -> QuerySet[SavedFilter]:
    """The actor's own filters for this member, and those that colleagues share; none for a member whose flows he may not ask for."""
    if not actor.user or member not in {number for number, _ in choices(actor)}:
        return SavedFilter.objects.none()
    mine = Q(user_id=actor.user)
    allowed = mine | Q(shared=True) if is_own(actor, member) else mine
    return SavedFilter.objects.select_related("user", "organisation").filter(allowed, organisation__number=member, deleted__isnull=True)


def own_of(actor: Actor, pk: int) -> SavedFilter | None:
    """One of the actor's own filters, a deleted one too."""
    return SavedFilter.objects.select_related("organisation").filter(user_id=actor.user, pk=pk).first() if actor.user else None
