"""The editor of the public web: Wagtail's, for those whom our table of rights lets in, and nobody else.

Belongs here: who comes in, what of Wagtail is closed, the laxer policy of content that its pages need, its menu. Never: pages themselves.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from csp.decorators import csp_replace
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.models import AbstractPage, Collection, Page
from wagtail.permissions import register_permission_policy
from wagtail.utils.urlpatterns import decorate_urlpatterns

from hsoc.portal.members.queries import actor_of
from hsoc.portal.members.rules import Refused
from hsoc.portal.website.queries.editors import NoCollections, PagesByRights, editor

View = Callable[..., HttpResponseBase]

# Wagtail's pages write style and script into themselves, show a page in a frame of the same house and draw pictures of their own making
LAX: Final = {
    "default-src": ["'self'"],
    "script-src": ["'self'", "'unsafe-inline'", "'unsafe-eval'"],
    "style-src": ["'self'", "'unsafe-inline'"],
    "img-src": ["'self'", "data:", "blob:"],
    "font-src": ["'self'", "data:"],
    "connect-src": ["'self'"],
    "frame-src": ["'self'"],
    "frame-ancestors": ["'self'"],
    "form-action": ["'self'"],
    "base-uri": ["'none'"],
    "object-src": ["'none'"],
}
POLICY: Final = "Content-Security-Policy"
# what people and passwords are is decided elsewhere in this house
CLOSED: Final = ("login/", "logout/", "password_reset/", "users/", "groups/", "account/", "failwhale/", "test404/")


def guarded(view: View) -> View:
    """The view for editors: a stranger logs in at our own door, who has no right to pages is refused."""

    @wraps(view)
    def entered(request: HttpRequest, *args: Any, **given: Any) -> HttpResponseBase:
        actor = actor_of(request)
        if not actor.known:
            return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
        person = editor(actor)
        if person is None:
            raise Refused(f"{actor.username} may not edit pages")
        request.user = person
        answer: HttpResponseBase = csp_replace(LAX)(view)(request, *args, **given)
        answer.headers["X-Frame-Options"] = "SAMEORIGIN"  # the preview beside the text
        strict = answer.headers.get(POLICY, "")
        if strict:  # a preview has been through the middleware as the public page that it will be: as strict, but shown in a frame here
            answer.headers[POLICY] = strict.replace("frame-ancestors 'none'", "frame-ancestors 'self'")
        return answer

    return entered


def closed(request: HttpRequest, rest: str = "") -> HttpResponse:  # noqa: ARG001
    """What of Wagtail there is not here."""
    raise Http404


def patterns() -> list[Any]:
    """Wagtail's addresses behind the guard, the closed ones first."""
    from wagtail.admin.urls import urlpatterns as theirs  # noqa: PLC0415 - a second's worth of Wagtail, and only with all models loaded

    shut = [path(address, closed) for address in CLOSED] + [path(f"{address}<path:rest>", closed) for address in CLOSED]
    return [*shut, *decorate_urlpatterns(list(theirs), guarded)]


# --- its menu -------------------------------------------------------------------------------------------------------------
@hooks.register("construct_settings_menu")
def fewer_settings(request: HttpRequest, menu_items: list[Any]) -> None:  # noqa: ARG001
    """No collections (there are no pictures and files here)."""
    menu_items[:] = [item for item in menu_items if item.name not in {"collections", "users", "groups", "sites"}]


@hooks.register("construct_help_menu")
def no_help_elsewhere(request: HttpRequest, menu_items: list[Any]) -> None:  # noqa: ARG001
    """No links that lead out of the house."""
    menu_items.clear()


@hooks.register("register_admin_menu_item")
def way_back() -> MenuItem:
    """Back to the portal."""
    return MenuItem(_("Portal"), reverse_lazy("portal"), name="portal", icon_name="home", order=10)


class _Nothing:
    """An endpoint for what this house has not (files, pictures): Wagtail's pages name its address, nothing answers there."""

    model = type("NoModel", (), {})

    @staticmethod
    def get_urlpatterns() -> list[Any]:
        """One address that says so."""
        return [path("", closed, name="listing")]


@hooks.register("construct_admin_api")
def named_only(router: Any) -> None:
    """Names of endpoints that Wagtail's pages look up."""
    for name in ("documents", "images"):
        router.register_endpoint(name, _Nothing)


def loaded() -> None:
    """Called once the apps are ready: the hooks above are registered by being imported, the policy takes the place of Wagtail's."""
    register_permission_policy(AbstractPage, PagesByRights(Page))
    register_permission_policy(Collection, NoCollections(Collection))
