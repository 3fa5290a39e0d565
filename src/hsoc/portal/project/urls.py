"""The map of the house: which address leads to which room. Never: a view."""

from __future__ import annotations

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path

from hsoc.portal.meetings import urls as meetings
from hsoc.portal.members import urls as members
from hsoc.portal.members.web import acting
from hsoc.portal.project import gates, web
from hsoc.portal.project.api import api
from hsoc.portal.website import urls as website
from hsoc.portal.website.web import finding


def _saml() -> list[URLPattern | URLResolver]:
    """Foreign logins by SAML, where a file names some; its answers come through a door of ours."""
    if "saml" not in settings.SOCIALACCOUNT_PROVIDERS:
        return []
    from hsoc.portal.accounts.web.saml import answered  # noqa: PLC0415 - its library is an extra

    door = path("account/saml/<str:organization_slug>/acs/", answered, name="saml_acs")
    return [door, path("account/", include("allauth.socialaccount.providers.saml.urls"))]


urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", web.healthz, name="healthz"),
    path("readyz", web.readyz, name="readyz"),
    path("metrics", web.metrics, name="metrics"),
    path("robots.txt", web.robots, name="robots"),
    path(".well-known/security.txt", web.security, name="security"),
    path("", web.front, name="front"),
    path("language/", acting.language, name="set_language"),
    path("sitemap.xml", finding.sitemap, name="sitemap"),
    path("api/v1/perimeter/", include("hsoc.portal.network.api.urls")),
    path("api/v1/", api.urls),
    path("account/email/", web.not_found),  # an address is changed by those who gave the account
    path("account/2fa/", include("allauth.mfa.urls")),
    path("account/3rdparty/signup/", web.not_found),  # a foreign login makes no account
    path("account/3rdparty/", include("allauth.socialaccount.urls")),
    path("account/", include("allauth.socialaccount.providers.openid_connect.urls")),
    *_saml(),
    path("account/", include("allauth.account.urls")),
    path("files/", include("hsoc.portal.files.urls")),
    path("portal/", web.home, name="portal"),
    path("", include("hsoc.portal.events.api.urls")),
    path("", include("hsoc.portal.feeds.urls")),
    path("", include("hsoc.portal.reports.urls")),
    path("portal/", include("hsoc.portal.members.urls")),
    path("", include(members.DOORS)),
    path("portal/audit/", include("hsoc.portal.audit.urls"), {"gate": gates.audit}),
    path("portal/network/", include("hsoc.portal.network.urls")),
    path("portal/indicators/", include("hsoc.portal.indicators.urls")),
    path("portal/advisories/", include("hsoc.portal.advisories.urls")),
    path("portal/hunts/", include("hsoc.portal.hunts.urls")),
    path("portal/", include("hsoc.portal.entities.urls")),
    path("portal/", include("hsoc.portal.accounts.urls")),
    path("portal/notices/", include("hsoc.portal.notices.urls")),
    path("portal/memorandum/", include("hsoc.portal.memorandum.urls")),
    path("portal/groups/", include("hsoc.portal.groups.urls")),
    path("portal/mail/", include("hsoc.portal.lists.urls")),
    path("portal/meetings/", include("hsoc.portal.meetings.urls")),
    *meetings.OUTSIDE,
    path("portal/services/", include("hsoc.portal.services.urls")),
    path("portal/aid/", include("hsoc.portal.aid.urls")),
    path("portal/search/", include("hsoc.portal.search.urls")),
    path("portal/web/", include("hsoc.portal.website.urls")),
    path("portal/", include("hsoc.portal.events.urls")),
    *i18n_patterns(path("", include(website.public)), prefix_default_language=True),
]

handler400 = "hsoc.portal.project.web.bad_request"
handler403 = "hsoc.portal.project.web.forbidden"
handler404 = "hsoc.portal.project.web.not_found"
handler500 = "hsoc.portal.project.web.broken"
