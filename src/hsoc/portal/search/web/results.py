"""The page of results: groups of a few, or one group by pages. Never: a query of its own."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hsoc.portal.members.queries import actor_of
from hsoc.portal.search.queries.asking import wanted_of
from hsoc.portal.search.queries.everything import everything, one_group
from hsoc.portal.search.queries.providers import BY_CODE

MOST_PAGES: Final = 40  # pages of one group; whoever leafs further narrows the words


@login_required
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Everything found, or one group of it (`in`)."""
    actor, text = actor_of(request), request.GET.get("q", "")[:200]
    wanted = wanted_of(text, datetime.now(UTC))
    provider = BY_CODE.get(request.GET.get("in", ""))
    given: dict[str, Any] = {"asked": text, "short": bool(text.strip()) and wanted is None}
    if wanted is not None and provider is not None:
        told = request.GET.get("page", "")
        number = min(int(told), MOST_PAGES) if told.isdecimal() and len(told) < 4 and int(told) else 1
        group = one_group(provider, actor, wanted, number)
        given |= {"group": group, "number": number, "more": group.more and number < MOST_PAGES}
    elif wanted is not None:
        given |= {"groups": everything(actor, wanted), "looked": True}
    return render(request, "search/results.html", given)
