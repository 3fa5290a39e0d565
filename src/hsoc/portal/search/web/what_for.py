"""Help for the page one comes from: what it is for, where to read more, which keys work. Never: the words (rules/pages)."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hsoc.portal.members.queries import actor_of
from hsoc.portal.search.queries.pages import help_for, pages_for
from hsoc.portal.search.rules.address import clean


@login_required
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Help for `of`, a path of the portal; the general one where nothing is said of it."""
    address = request.GET.get("of", "")[:600]
    known = clean(address)
    back = f"{known[0]}?{known[1]}" if known and known[1] else known[0] if known else ""
    path = known[0] if known else "/account/" if address.startswith("/account/") else "/portal/"
    doc = settings.DOCS_URL
    return render(
        request,
        "search/what_for.html",
        {"found": help_for(path), "back": back, "docs": doc, "pages": pages_for(actor_of(request))},
    )
