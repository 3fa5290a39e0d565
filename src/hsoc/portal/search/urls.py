"""Addresses of search under /portal/search/. Never: a view."""

from __future__ import annotations

from django.urls import path

from hsoc.portal.search.web import kept, palette, results, what_for

urlpatterns = [
    path("", results.page, name="search"),
    path("palette.json", palette.pages, name="search_palette"),
    path("quick.json", palette.quick, name="search_quick"),
    path("kept/", kept.listing, name="kept"),
    path("kept/keep/", kept.keep, name="kept_keep"),
    path("kept/<int:pk>/", kept.change, name="kept_change"),
    path("help/", what_for.page, name="what_for"),
]
