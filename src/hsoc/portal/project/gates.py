"""Gates handed to apps that stand left of `members` and so cannot ask it. Never: a rule of its own."""

from __future__ import annotations

from django.http import HttpRequest

from hsoc.portal.members.queries import actor_of
from hsoc.portal.members.rules import Action, Object, may, numbers, require


class _Gate:
    """A gate that is asked for the numbers behind it, or only whether it opens."""

    def __init__(self, what: Object) -> None:
        self._what = what

    def __call__(self, request: HttpRequest, action: str) -> frozenset[int] | None:
        """Numbers of the organisations whose entries may be seen, None = all. Raises Refused where none may be."""
        actor = actor_of(request)
        require(actor, Action(action), self._what)
        return numbers(actor, Action(action), self._what)

    def opens(self, request: HttpRequest, action: str) -> bool:
        """Whether it opens at all: a button that it would shut is not shown."""
        return may(actor_of(request), Action(action), self._what)


audit = _Gate(Object.AUDIT)
