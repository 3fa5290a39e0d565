"""What is reached without a login: no more of a list, by the signed address in its mails (RFC 8058). GET shows, POST confirms."""

from __future__ import annotations

from datetime import UTC, datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from hsoc.portal.lists import queries
from hsoc.portal.lists.actions import lists
from hsoc.portal.lists.share.writing import read_token
from hsoc.portal.spoken import speak


@csrf_exempt  # mail providers post here by themselves; the signature in the address is the proof
@require_http_methods(["GET", "POST"])
def off(request: HttpRequest, token: str) -> HttpResponse:
    """No more mails of a list. Looking at it changes nothing, so that a mail scanner unsubscribes nobody."""
    told = read_token(token)
    person = queries.person(told[0]) if told else None
    found = queries.open_lists().filter(pk=told[1]).first() if told else None
    if person is None or found is None:
        raise Http404
    speak(request, person.language)
    if request.method == "POST":
        lists.unsubscribe(user=person, mailing_list=found, now=datetime.now(UTC))
    page = render(request, "lists/off.html", {"list": found, "done": request.method == "POST"})
    page.headers["Referrer-Policy"] = "same-origin"  # no-referrer would take the origin from the form
    page.headers["X-Robots-Tag"] = "noindex"
    return page
