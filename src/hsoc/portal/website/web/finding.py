"""How the public web is found and followed: search, site map, Atom. Never: a draft, a page that is not public."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from hsoc.portal.website.queries import pages
from hsoc.portal.website.rules.words import excerpt, words

LONGEST = 100  # characters of what is sought


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Pages that hold all the words, with a piece of text about the first of them."""
    asked = request.GET.get("q", "")[:LONGEST]
    wanted = words(asked)
    hits = [(page, excerpt(page.words(), wanted)) for page in pages.found(get_language() or "cs", asked)]
    return render(request, "website/search.html", {"asked": asked, "hits": hits, "wanted": wanted})


@require_safe
def atom(request: HttpRequest) -> HttpResponse:
    """The news of one language."""
    language = get_language() or "cs"
    given = {"news": list(pages.news(language)[:50]), "root": settings.URL, "language": language}
    return render(request, "website/atom.xml", given, content_type="application/atom+xml; charset=utf-8")


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """All public pages, each with its translations."""
    groups: dict[object, list[tuple[str, str, object]]] = {}
    for page in pages.every():
        if page.url:
            groups.setdefault(page.translation_key, []).append((page.locale.language_code, settings.URL + page.url, page.last_published_at))
    return render(request, "website/sitemap.xml", {"groups": list(groups.values())}, content_type="application/xml; charset=utf-8")
