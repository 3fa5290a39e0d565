"""Whoever looks on with a member's consent sees the member's pages, reads only, and is written down. Never: whether one may (accounts)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from django.core.cache import cache
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse

from hsoc.portal.accounts import queries
from hsoc.portal.accounts.actions.support import note_look
from hsoc.portal.accounts.web.support import SUPPORT_KEY
from hsoc.portal.members.queries import actor_of

Handler = Callable[[HttpRequest], HttpResponseBase]
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
AGAIN_SECONDS = 600  # the same page looked at again sooner is one look


def looking_on(following: Handler) -> Handler:
    """`request.actor` becomes the one who looks on, for pages of the portal; everything but reading is refused."""

    def handle(request: HttpRequest) -> HttpResponseBase:
        request.support = None  # type: ignore[attr-defined]
        number = request.session.get(SUPPORT_KEY) if hasattr(request, "session") else None
        if number is None or not request.path.startswith("/portal/") or request.path.startswith(reverse("support")):
            return following(request)
        now, actor = datetime.now(UTC), actor_of(request)
        support = queries.standing(actor, int(number), now=now)
        if support is None:
            del request.session[SUPPORT_KEY]
            return following(request)
        request.actor = queries.looking_on(actor, support)  # type: ignore[attr-defined]
        request.support = support  # type: ignore[attr-defined]
        if request.method not in SAFE:
            from hsoc.portal.project.web import only_looking  # noqa: PLC0415  (the pages import the settings' URLs, which load after us)

            return only_looking(request)
        answer = following(request)
        if answer.status_code < 300 and cache.add(f"looked:{support.pk}:{request.path}", 1, AGAIN_SECONDS):
            note_look(actor=request.actor, support=support, path=request.path, now=now)  # type: ignore[attr-defined]
        return answer

    return handle
