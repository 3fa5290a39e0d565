"""The pages that belong to no app: front door, home, errors, and what machines ask about the house. Never: a query on an app's table."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import msgspec
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_safe
from prometheus_client import CONTENT_TYPE_LATEST, Gauge, generate_latest

from hsoc.portal.events.web import overview
from hsoc.portal.members.queries import actor_of
from hsoc.portal.project import condition
from hsoc.portal.project.first_page import first_page
from hsoc.portal.project.problems import MACHINE_PATHS, problem
from hsoc.records.parcel import MOST_BYTES

PART_OK = Gauge("hsoc_part_ok", "1 where a part of the house works, as in /readyz", ["part"])
SECURITY_TXT_DAYS = 180  # days until security.txt has to be looked at again (RFC 9116 recommends less than a year)


@require_safe
def front(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """`/` leads to the Czech front page; the language is one click away and never guessed."""
    return HttpResponseRedirect(f"/{settings.LANGUAGE_CODE}/")


@login_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The first page after login: what needs the reader, in the reader's own way."""
    now, actor = datetime.now(UTC), actor_of(request)
    page = first_page(actor, now)
    request.unread_known = page["unread"]  # type: ignore[attr-defined]  # the bell need not count again
    return render(request, "project/home.html", {**overview.mine(actor, now=now), **page})


# --- asked by machines -------------------------------------------------------------------------------------------------
@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Liveness: this process answers. Looks at nothing else, so that a slow disk does not restart the portal."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Readiness, each part named. 503 where a part fails that the portal cannot serve without."""
    parts = condition.parts(now=time.time())
    ready = all(part.ok or not part.needed for part in parts)
    body = {"status": "ready" if ready else "not ready", "parts": {part.name: part.told() for part in parts}}
    return HttpResponse(msgspec.json.encode(body), status=200 if ready else 503, content_type="application/json")


@require_GET
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus figures, for trusted addresses only. What came through a proxy is not trusted by the proxy's address."""
    if request.META.get("REMOTE_ADDR") not in settings.METRICS_FROM or "HTTP_X_FORWARDED_FOR" in request.META:
        return problem(403, "Not allowed", "metrics are served to the addresses in HSOC_METRICS_FROM only")
    for part in condition.parts(now=time.time()):
        PART_OK.labels(part.name).set(part.ok)
    return HttpResponse(generate_latest(), content_type=CONTENT_TYPE_LATEST)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """The public pages may be indexed, nothing else."""
    lines = (
        "User-agent: *",
        "Disallow: /portal/",
        "Disallow: /account/",
        "Disallow: /reports/",
        "Disallow: /api/",
        f"Sitemap: {settings.URL}/sitemap.xml",
        "",
    )
    return HttpResponse("\n".join(lines), content_type="text/plain")


@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """RFC 9116."""
    until = (datetime.now(UTC) + timedelta(days=SECURITY_TXT_DAYS)).strftime("%Y-%m-%dT00:00:00Z")
    here = request.build_absolute_uri("/.well-known/security.txt")
    provider = f"CSAF: {settings.URL}{reverse('csaf_metadata')}"
    lines = (
        f"Contact: mailto:{settings.SECURITY_MAIL}", f"Expires: {until}", "Preferred-Languages: cs, en", f"Canonical: {here}", provider, "",
    )  # fmt: skip
    return HttpResponse("\n".join(lines), content_type="text/plain")


# --- errors ------------------------------------------------------------------------------------------------------------
def _error(request: HttpRequest, status: int, title: str, text: str) -> HttpResponse:
    if request.path.startswith(MACHINE_PATHS):
        return problem(status, title, text)
    inside = getattr(getattr(request, "user", None), "is_authenticated", False)  # middleware may not have come so far
    return render(request, "project/error.html", {"status": status, "title": title, "text": text, "inside": inside}, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400, and 413 where more was sent than the house takes."""
    if isinstance(exception, RequestDataTooBig | TooManyFilesSent):
        return too_large(request)
    return _error(request, 400, _("This request cannot be understood"), _("Go back and try again; if it happens again, tell us."))


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """403."""
    return _error(
        request, 403, _("You are not allowed to see this"), _("Your role does not include it. Ask the manager of your organisation.")
    )


def only_looking(request: HttpRequest) -> HttpResponse:
    """403 of whoever looks on with consent and tries to change something."""
    return _error(request, 403, _("You are only looking on"), _("Nothing can be changed here by you. Leave the view to act for yourself."))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """404."""
    return _error(request, 404, _("There is nothing here"), _("The address may be mistyped, or what stood here is not yours to see."))


def too_often(request: HttpRequest) -> HttpResponse:
    """429 of doors that open without a login."""
    return _error(request, 429, _("Too often"), _("Too many such requests came from your network. Wait a minute and try again."))


def too_large(request: HttpRequest) -> HttpResponse:
    """413 of a form: files together, or words, above their ceiling."""
    most = filesizeformat(MOST_BYTES)
    text = _("All files of one form together may have at most %(most)s. Go back, choose a smaller file or send it in parts.")
    return _error(request, 413, _("That is too large"), text % {"most": most})


def only_by_form(request: HttpRequest) -> HttpResponse:
    """405: an address of a button was opened by itself, most often after a log-in that had ended before the button was pressed."""
    text = _("Nothing was changed. Open the page you came from and press the button there once more.")
    return _error(request, 405, _("This address answers to a button only"), text)


WORDED = {403: forbidden, 404: not_found, 405: only_by_form, 413: too_large, 429: too_often}  # an empty answer of a view → a page


def expired(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """403 of a form whose protection against forgery has run out."""
    return _error(request, 403, _("The form is too old"), _("Go back, load the page again and send it once more."))


def broken(request: HttpRequest) -> HttpResponse:
    """500. Renders without the database and without the session: they may be what is broken."""
    if request.path.startswith(MACHINE_PATHS):
        return problem(500, "Internal error")
    return render(None, "500.html", status=500)
