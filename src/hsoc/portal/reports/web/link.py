"""One report by its link, without a login. Never: what only eyes behind the login may read, an answer that says why a link does not open.

Whoever holds the link holds 128 random bits; wrong, old and revoked ones answer alike. Openings are counted per address and minute, so that
nobody tries many. The answer form needs no token against forgery: no cookie gives a right here, the secret in the form does.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from hsoc.portal.callers import lane_of
from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.rules import NOBODY
from hsoc.portal.reports import queries
from hsoc.portal.reports.actions import wanted
from hsoc.portal.reports.forms import AnswerForm
from hsoc.portal.reports.models import Report
from hsoc.portal.reports.rules.content import open_copy, read
from hsoc.portal.reports.share.sheet import sheet

MOST_A_MINUTE: Final = 30  # openings of one address; a person reads one or two
LONGEST_SECRET: Final = 64  # characters of ?k= that are looked at
HEADERS: Final = {
    "Referrer-Policy": "same-origin",  # no-referrer would take the origin from the form
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Cache-Control": "private, no-store",
}


def _allowed(request: HttpRequest) -> bool:
    """Count one opening; False where the address has had its share of this minute."""
    name = f"report-link:{lane_of(request)}"
    cache.add(name, 0, timeout=60)
    try:
        return int(cache.incr(name)) <= MOST_A_MINUTE
    except ValueError:  # it ran out between the two lines
        return True


def _told(request: HttpRequest, template: str, given: dict[str, object], status: int = 200) -> HttpResponse:
    response = render(request, template, given, status=status)
    for name, value in HEADERS.items():
        response.headers[name] = value
    return response


def _speak(request: HttpRequest, report: Report) -> str:
    """The language asked for in the address, else the report's. The switch of the portal is a form, which needs a referrer."""
    asked = (request.POST if request.method == "POST" else request.GET).get("lang", "")
    language = asked if asked in dict(settings.LANGUAGES) else report.language
    translation.activate(language)
    request.LANGUAGE_CODE = language
    return language


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, label: str) -> HttpResponse:
    """The report, and the form for an answer."""
    if not _allowed(request):
        response = _told(request, "reports/closed.html", {"busy": True}, status=429)
        response.headers["Retry-After"] = "60"
        return response
    now = datetime.now(UTC)
    secret = (request.POST if request.method == "POST" else request.GET).get("k", "")[:LONGEST_SECRET]
    found = queries.by_link(label, secret, now=now) if secret else None
    if found is None:
        return _told(request, "reports/closed.html", {"busy": False}, status=404)
    language = _speak(request, found)
    told = sheet(found, open_copy(read(found.content)))
    given: dict[str, object] = {"sheet": told, "secret": secret, "report": found, "language": language}
    if request.method == "POST":
        return _answered(request, found, given, now)
    return _told(request, "reports/link.html", given | {"form": AnswerForm(found)})


def _answered(request: HttpRequest, found: Report, given: dict[str, object], now: datetime) -> HttpResponse:
    form = AnswerForm(found, request.POST)
    if not form.is_valid():
        return _told(request, "reports/link.html", given | {"form": form}, status=400)
    try:
        wanted.answer(actor=NOBODY, report=found, by_link=True, now=now, **form.cleaned_data)
    except Unacceptable as error:
        form.add_error(None, str(error))
        return _told(request, "reports/link.html", given | {"form": form}, status=400)
    return _told(request, "reports/link.html", given | {"thanks": _("Thank you. A coordinator reads every answer.")})
