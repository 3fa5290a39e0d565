"""Machines at the door: `Authorization: Bearer …` for django-ninja, how they write times. Belongs here: who, when. Never: rights."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any, Final

from django.http import HttpRequest
from ninja import Router, Schema
from ninja.security import HttpBearer
from pydantic import BeforeValidator

from hsoc.portal.members.actions.tokens import note_token_use
from hsoc.portal.members.queries import actor_of, actor_of_token
from hsoc.portal.members.queries import token as token_of
from hsoc.portal.members.rules import Actor, needs_second_factor

NOTED_EVERY = timedelta(hours=1)  # a use is written down at most this often: reads must not become writes
LONGEST = 200  # characters of a token that are looked at
# of an operation, OpenAPI: its answer is also, or only, a table
CSV: Final[dict[str, Any]] = {"responses": {200: {"content": {"text/csv": {"schema": {"type": "string"}}}}}}
_INSTANT: Final = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)")
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")


def _instant(given: Any) -> Any:
    if isinstance(given, str) and not _INSTANT.fullmatch(given):
        raise ValueError("a time is written as in RFC 3339 and needs a zone, such as 2026-11-27T08:00:00Z")
    if not isinstance(given, (str, datetime)):
        raise ValueError("a time is a text such as 2026-11-27T08:00:00Z")  # noqa: TRY004 - pydantic reads ValueError
    return given


def _day(given: Any) -> Any:
    if isinstance(given, str) and not _DAY.fullmatch(given):
        raise ValueError("a day is written YYYY-MM-DD")
    return given


def _whole(given: Any) -> Any:
    if isinstance(given, (str, bool)):
        raise ValueError("a whole number is expected")  # noqa: TRY004 - pydantic reads ValueError
    return given


# in a body: 4 and 4.0, which JSON does not tell apart, but neither "4" nor true. Bounds stand before it, else the description lacks them
WHOLE: Final = BeforeValidator(_whole)
# pydantic by itself would also take a number for seconds since 1970 and a time without a zone for anybody's
Instant = Annotated[datetime, BeforeValidator(_instant)]
Day = Annotated[date, BeforeValidator(_day)]


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
