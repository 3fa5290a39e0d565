"""Machines at the door: `Authorization: Bearer …` for django-ninja. Belongs here: authentication and one's own identity. Never: rights."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.http import HttpRequest
from ninja import Router, Schema
from ninja.security import HttpBearer

from hsoc.portal.members.actions.tokens import note_token_use
from hsoc.portal.members.queries import actor_of, actor_of_token
from hsoc.portal.members.queries import token as token_of
from hsoc.portal.members.rules import Actor, needs_second_factor

NOTED_EVERY = timedelta(hours=1)  # a use is written down at most this often: reads must not become writes
LONGEST = 200  # characters of a token that are looked at


class Bearer(HttpBearer):
    """Puts the token's actor into `request.actor` and returns it; anything invalid is 401."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        """The actor of a valid token."""
        known = getattr(request, "shown", None)  # whoever counts requests has asked already
        if known is not None and known[0] == token:
            return known[1]  # type: ignore[no-any-return]
        found = self._found(request, token)
        request.shown = token, found  # type: ignore[attr-defined]
        return found

    def _found(self, request: HttpRequest, token: str) -> Actor | None:
        now = datetime.now(UTC)
        found = token_of(token, now=now) if len(token) <= LONGEST else None
        if found is None:
            return None
        actor = actor_of_token(found)
        if not actor.seats or needs_second_factor(actor):
            return None
        request.actor = actor  # type: ignore[attr-defined]
        if found.last_used is None or now - found.last_used > NOTED_EVERY:
            note_token_use(actor=actor, token=found, now=now)
        return actor


bearer = Bearer()
router = Router(tags=["members"])


class Me(Schema):
    """Who the token speaks for."""

    username: str
    organisation: int
    roles: list[str]
    scopes: list[str]


@router.get("/me", response=Me, auth=bearer, summary="Who the token speaks for")
def me(request: HttpRequest) -> Me:
    """The identity and rights of the token used."""
    actor = actor_of(request)
    return Me(
        username=actor.username,
        organisation=actor.organisation,
        roles=sorted(role.value for role in actor.roles),
        scopes=sorted(actor.scopes or ()),
    )
