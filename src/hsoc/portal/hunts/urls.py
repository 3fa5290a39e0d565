"""Addresses of hunts under /portal/hunts/. Never: a view."""

from __future__ import annotations

from django.urls import path

from hsoc.portal.hunts import web

urlpatterns = [
    path("", web.listing, name="hunts"),
    path("take-part/", web.take_part, name="hunts_part"),
]
