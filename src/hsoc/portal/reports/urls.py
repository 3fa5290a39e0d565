"""Addresses of reports: the link without login, and the pages of the portal. Never: a view."""

from __future__ import annotations

from typing import Final

from django.urls import URLPattern, URLResolver, include, path, re_path

from hsoc.portal.reports.rules.labels import PATTERN
from hsoc.portal.reports.web import classes, link, preferences, reports

PAGES: Final[list[URLPattern]] = [
    path("", reports.listing, name="reports"),
    path("answers/", reports.answers, name="report_answers"),
    path("settings/", preferences.page, name="report_settings"),
    re_path(r"^settings/(?P<number>\d{1,4})/(?P<act>save|mute|exclude|include)/$", preferences.change, name="report_setting"),
    path("classes/", classes.page, name="report_classes"),
    re_path(r"^classes/(?P<act>state|believe)/$", classes.change, name="report_class"),
    re_path(rf"^(?P<label>{PATTERN})\.json$", reports.document, name="report_json"),
    re_path(rf"^(?P<label>{PATTERN})/$", reports.one, name="report"),
    re_path(rf"^(?P<label>{PATTERN})/(?P<act>answer|revoke)/$", reports.change, name="report_act"),
]
urlpatterns: list[URLPattern | URLResolver] = [
    re_path(rf"^reports/(?P<label>{PATTERN})$", link.page, name="report_link"),
    path("portal/reports/", include(PAGES)),
]
