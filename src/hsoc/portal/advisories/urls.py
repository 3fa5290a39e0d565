"""Addresses of the pages about advisories, under /portal/advisories/. Never: a view."""

from __future__ import annotations

from django.urls import path, re_path

from hsoc.portal.advisories.web import listed, paper, write

urlpatterns = [
    path("", listed.listed, name="advisories"),
    path("list.csv", listed.exported, name="advisories_export"),
    path("new/", write.new, name="advisory_new"),
    path("<int:paper>/", paper.one, name="advisory"),
    path("<int:paper>/revise/", write.revise, name="advisory_revise"),
    re_path(r"^(?P<paper>[0-9]{1,18})/(?P<deed>publish|withdraw|relabel)/$", paper.act, name="advisory_act"),
    path("<int:paper>/file/<str:format_>", paper.exported, name="advisory_export"),
]
