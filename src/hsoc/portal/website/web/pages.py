"""The door of the public pages: Wagtail's, redirects of moved ones, and a word where none are made yet. Never: a draft for strangers."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe
from wagtail import views
from wagtail.contrib.redirects.middleware import get_redirect
from wagtail.contrib.redirects.models import Redirect

from hsoc.portal.website.queries import pages


@require_safe
def serve(request: HttpRequest, path: str) -> HttpResponseBase:
    """A page of the public web; before `website_settle` the front page says what this is and lets people in."""
    if not path and pages.front(get_language() or "cs") is None:
        return render(request, "website/unmade.html")
    try:
        answer: HttpResponseBase = views.serve(request, path)
    except Http404:
        moved = get_redirect(request, Redirect.normalise_path(request.path, decode_unicode=False))
        if moved is None or moved.link is None:
            raise
        return (HttpResponsePermanentRedirect if moved.is_permanent else HttpResponseRedirect)(moved.link)
    return answer
