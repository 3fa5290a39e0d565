"""What happens around every request. Belongs here: headers, actor, language, second factor, errors. Never: a page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation

from hsoc.portal.accounts.actions.devices import KEPT_DAYS
from hsoc.portal.accounts.actions.sessions import note_seen
from hsoc.portal.callers import lane_of
from hsoc.portal.feeds.api.who import actor_of_request, allowed, caller, told
from hsoc.portal.feeds.rules.bucket import BURST, PUSH_BURST, PUSH_RATE, RATE
from hsoc.portal.members.queries import actor_of, read_once
from hsoc.portal.members.rules import Refused, needs_second_factor
from hsoc.portal.project.accounts import DEVICE_COOKIE
from hsoc.portal.project.problems import MACHINE_PATHS, problem, problem_of

Handler = Callable[[HttpRequest], HttpResponseBase]
LOGOUT = "/account/logout/"
SEEN_SECONDS = 300  # between two notes of when a session was last used
# reached by whoever holds an address with a secret: mails, invitations, calendars
SECRET_DOORS = (
    "/door/", "/meetings/", "/files/", "/feeds/calendars/", "/portal/groups/answer/", "/portal/notices/off/", "/portal/mail/off/",
    *(f"/{code}/join/" for code, _ in settings.LANGUAGES), "/account/password/reset/key/",
)  # fmt: skip
PUSHED = "/api/v1/intelmq/"  # one event a request
SPOKEN_PREFIXES = tuple(f"/{code}/" for code, _ in settings.LANGUAGES)
MORE_HEADERS = {
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Permitted-Cross-Domain-Policies": "none",
}


class Language(LocaleMiddleware):
    """Django's, but what is not found stays not found: the public web would match any address if `/cs` were put before it."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:  # noqa: ARG002
        """Says the language; the browser's wish decides nothing here, so nothing varies with it."""
        response.headers.setdefault("Content-Language", translation.get_language() or settings.LANGUAGE_CODE)
        return response


def more_headers(following: Handler) -> Handler:
    """Headers that Django does not set itself; what a person sees after login is kept by no cache."""

    def handle(request: HttpRequest) -> HttpResponseBase:
        response = following(request)
        for name, value in MORE_HEADERS.items():
            response.headers.setdefault(name, value)
        if request.path.startswith(("/portal/", "/account/")) or (response.status_code == 200 and request.path.startswith(MACHINE_PATHS)):
            response.headers.setdefault("Cache-Control", "private, no-cache")
        if request.method == "POST" and request.path == LOGOUT:
            response.headers["Clear-Site-Data"] = '"cache"'  # nobody goes back to the pages of whoever sat here before
        return response

    return handle


def files_apart(following: Handler) -> Handler:
    """On the second origin there is nothing but files by their signed address: no page, no cookie, no form."""

    def handle(request: HttpRequest) -> HttpResponseBase:
        apart = bool(settings.FILES_URL) and request.get_host() == urlsplit(settings.FILES_URL).netloc
        if apart and not request.path.startswith("/files/"):
            return HttpResponse("There is nothing here.\n", status=404, content_type="text/plain; charset=utf-8")
        return following(request)

    return handle


def problems_on_machine_paths(following: Handler) -> Handler:
    """On machine paths every error without a body of its own becomes an RFC 9457 problem."""

    def handle(request: HttpRequest) -> HttpResponseBase:
        response = following(request)
        if response.status_code < 400 or not request.path.startswith(MACHINE_PATHS):
            return response
        kind = response.headers.get("Content-Type", "")
        return response if "json" in kind else problem_of(response)

    return handle


def acting(following: Handler) -> Handler:
    """`request.actor` for everything that follows; a Refused becomes 403."""

    def handle(request: HttpRequest) -> HttpResponseBase:
        actor_of(request)
        if request.method not in {"GET", "HEAD"}:
            return following(request)
        with read_once():
            return following(request)

    return _with_refusals(handle)


class _with_refusals:  # noqa: N801  (used as a function; Django asks for the hook on an object)
    def __init__(self, handle: Handler) -> None:
        self._handle = handle

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self._handle(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The answer to a refusal; anything else stays an error."""
        if not isinstance(exception, Refused):
            return None
        if request.path.startswith(MACHINE_PATHS):
            return problem(403, "Not allowed", str(exception))
        from hsoc.portal.project.web import forbidden  # noqa: PLC0415  (the pages import the settings' URLs, which load after us)

        return forbidden(request, exception)


def paced(following: Handler) -> Handler:
    """The own REST answers each caller so often and no oftener, and every answer says how much is left (the engine has its own door)."""

    def handle(request: HttpRequest) -> HttpResponseBase:
        if not request.path.startswith("/api/v1/") or request.path.startswith("/api/v1/perimeter/"):
            return following(request)
        pushes = request.path.startswith(PUSHED)
        rate, burst = (PUSH_RATE, PUSH_BURST) if pushes else (RATE, BURST)
        who = caller(request, actor_of_request(request))
        verdict = allowed(f"push {who}" if pushes else who, rate=rate, burst=burst)
        answer = following(request) if verdict.passes else problem(429, "Too often", "wait as many seconds as Retry-After says")
        return told(answer, verdict, burst=burst)

    return handle


def knocking(following: Handler) -> Handler:
    """Doors that a secret in the address opens answer one house so often and no oftener, whether the secret is right or not."""

    def handle(request: HttpRequest) -> HttpResponseBase:
        if not request.path.startswith(SECRET_DOORS):
            return following(request)
        verdict = allowed(f"door {lane_of(request)}", rate=RATE, burst=BURST)
        if verdict.passes:
            return following(request)
        from hsoc.portal.project.web import too_often  # noqa: PLC0415  (the pages import the settings' URLs, which load after us)

        return told(too_often(request), verdict, burst=BURST)

    return handle


def spoken_language(following: Handler) -> Handler:
    """Outside /cs/ and /en/: the language of the cookie (the switch), else the person's own, else Czech; never the browser's guess."""

    def handle(request: HttpRequest) -> HttpResponseBase:
        if not request.path.startswith(SPOKEN_PREFIXES):
            chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
            actor = actor_of(request)
            known = dict(settings.LANGUAGES)
            wanted = chosen if chosen in known else actor.language
            translation.activate(wanted if wanted in known else settings.LANGUAGE_CODE)
            request.LANGUAGE_CODE = translation.get_language()
        return following(request)

    return handle


def second_factor(following: Handler) -> Handler:
    """Who must have a second factor and has none is sent to set one up, whatever was asked for under /portal/."""

    def handle(request: HttpRequest) -> HttpResponseBase:
        if request.path.startswith("/portal/") and needs_second_factor(actor_of(request)):
            return redirect(reverse("mfa_activate_totp"))
        return following(request)

    return handle


def chosen(following: Handler) -> Handler:
    """Who has a seat in several organisations says for which one he acts before any page opens; nothing is written in a guessed name."""

    def handle(request: HttpRequest) -> HttpResponseBase:
        actor, asking = actor_of(request), reverse("act_for")
        if actor.organisation or not actor.organisations or request.path == asking:
            return following(request)
        if not request.path.startswith("/portal/") or request.path.startswith(SECRET_DOORS):
            return following(request)
        back = request.get_full_path() if request.method in {"GET", "HEAD"} else ""
        return redirect(f"{asking}?{urlencode({'next': back})}" if back else asking)

    return handle


def device(following: Handler) -> Handler:
    """After a login the browser keeps the cookie by which it is known; an open session is noted as used now and then."""

    def handle(request: HttpRequest) -> HttpResponseBase:
        answer = following(request)
        secret = getattr(request, "device_secret", "")
        if secret:
            answer.set_cookie(DEVICE_COOKIE, secret, max_age=KEPT_DAYS * 86_400, httponly=True, secure=settings.HTTPS, samesite="Lax")
        key = request.session.session_key if hasattr(request, "session") else None
        if key and actor_of(request).user and cache.add(f"seen:{key}", 1, SEEN_SECONDS):
            note_seen(actor=actor_of(request), session=key, now=datetime.now(UTC))
        return answer

    return handle


def in_words(following: Handler) -> Handler:
    """A browser that would get an empty answer gets a page that says what happened and what to do."""

    def handle(request: HttpRequest) -> HttpResponseBase:
        answer = following(request)
        bare = answer.status_code >= 400 and not answer.streaming and not getattr(answer, "content", b"")
        if not bare or request.path.startswith(MACHINE_PATHS) or "text/html" not in request.headers.get("Accept", ""):
            return answer
        from hsoc.portal.project.web import WORDED  # noqa: PLC0415  (the pages import the settings' URLs, which load after us)

        page = WORDED.get(answer.status_code)
        if page is None:
            return answer
        told = page(request)
        if "Allow" in answer.headers:
            told.headers["Allow"] = answer.headers["Allow"]  # RFC 9110 §15.5.6
        return told

    return handle
