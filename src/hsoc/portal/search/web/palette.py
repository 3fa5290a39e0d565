"""What the palette asks: the places and deeds of a reader once, hits while he types. Belongs here: JSON. Never: a page."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from hsoc.portal.folding import fold
from hsoc.portal.members.queries import actor_of
from hsoc.portal.search.queries import kept
from hsoc.portal.search.queries.asking import wanted_of
from hsoc.portal.search.queries.everything import everything
from hsoc.portal.search.queries.pages import pages_for

OF_EACH: Final = 3  # hits of one room


@login_required
@require_GET
@never_cache
def pages(request: HttpRequest) -> JsonResponse:
    """Pages, deeds and what is kept; `folded` is what typed words are compared with."""
    actor = actor_of(request)
    deeds, places = _("Actions"), _("Pages")
    rows = [
        {"title": page.title, "href": page.href, "group": deeds if page.deed else places, "folded": fold(page.title)}
        for page in pages_for(actor)
    ]
    rows += [
        {"title": one.name, "href": one.href, "group": _("What I keep"), "folded": fold(one.name)} for one in kept.visible_to(actor)[:100]
    ]
    return JsonResponse({"rows": rows})


@login_required
@require_GET
@never_cache
def quick(request: HttpRequest) -> JsonResponse:
    """A few hits of every room but pages, which the palette holds itself."""
    wanted = wanted_of(request.GET.get("q", ""), datetime.now(UTC))
    groups = everything(actor_of(request), wanted, most=OF_EACH, counting=False) if wanted is not None else ()
    rows = [
        {"title": hit.title, "href": hit.href, "group": group.name, "text": hit.text or hit.note}
        for group in groups
        if group.code != "pages"
        for hit in group.hits
    ]
    return JsonResponse({"rows": rows})
