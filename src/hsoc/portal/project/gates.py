"""Gates handed to apps that stand left of `members` and so cannot ask it. Never: a rule of its own."""

from __future__ import annotations

from django.http import HttpRequest

from hsoc.portal.members.queries import actor_of
from hsoc.portal.members.rules import Action, Object, numbers, require


def audit(request: HttpRequest, action: str) -> frozenset[int] | None:
    """Numbers of the organisations whose entries may be seen, None = all. Raises Refused where none may be."""
    actor = actor_of(request)
    require(actor, Action(action), Object.AUDIT)
    return numbers(actor, Action(action), Object.AUDIT)
