"""The own REST, version 1: one NinjaAPI that gathers the routers of the apps. Never: an operation of its own."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from ninja.errors import AuthenticationError, HttpError, ValidationError

from hsoc.portal.events.api.clients import router as warden
from hsoc.portal.events.api.rest import router as events
from hsoc.portal.feeds.api.intelmq import router as intelmq
from hsoc.portal.feeds.api.reputation import router as reputation
from hsoc.portal.feeds.api.rest import router as indicators
from hsoc.portal.members.api import router as members
from hsoc.portal.members.rules import Refused
from hsoc.portal.network.api.rest import router as rules
from hsoc.portal.network.api.traffic import router as traffic
from hsoc.portal.project.described import Described
from hsoc.portal.project.problems import problem

# no docs page: it loads its scripts from elsewhere; the description is at openapi.json
api = Described(title="hSOC", version="1.0.0", urls_namespace="api-1", docs_url=None, openapi_url="/openapi.json")
api.add_router("", members)
api.add_router("", events)
api.add_router("", warden)
api.add_router("", indicators)
api.add_router("", intelmq)
api.add_router("", rules)
api.add_router("", traffic)
api.add_router("", reputation)


@api.exception_handler(AuthenticationError)
def unknown(request: HttpRequest, error: Exception) -> HttpResponse:  # noqa: ARG001
    """No token, or none that is valid."""
    answer = problem(401, "Token needed", "send `Authorization: Bearer …` with a valid token")
    answer.headers["WWW-Authenticate"] = "Bearer"
    return answer


@api.exception_handler(Refused)
def refused(request: HttpRequest, error: Exception) -> HttpResponse:  # noqa: ARG001
    """The token does not reach that far."""
    return problem(403, "Not allowed", str(error))


@api.exception_handler(ValidationError)
def unreadable(request: HttpRequest, error: ValidationError) -> HttpResponse:  # noqa: ARG001
    """Arguments that do not fit; each with its place and reason."""
    errors = [{"place": ".".join(str(part) for part in one.get("loc", ())), "reason": one.get("msg", "")} for one in error.errors]
    return problem(422, "Unusable arguments", errors=errors)


@api.exception_handler(Http404)
def missing(request: HttpRequest, error: Exception) -> HttpResponse:  # noqa: ARG001
    """Nothing there, or nothing that the token may see."""
    return problem(404, "Not found")


@api.exception_handler(HttpError)
def said(request: HttpRequest, error: HttpError) -> HttpResponse:  # noqa: ARG001
    """What an operation refuses in its own words."""
    return problem(error.status_code, str(error))
