"""Addresses of the machine doors of the threats. Never: pages (events/urls.py)."""

from __future__ import annotations

from django.urls import path

from hsoc.portal.events.api import warden

urlpatterns = [
    path("warden3", warden.door),
    path("warden3/", warden.door),
    path("warden3/<path:method>", warden.door, name="warden"),
]
