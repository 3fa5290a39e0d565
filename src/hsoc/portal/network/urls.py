"""Addresses of the network room under /portal/network/. Never: a view."""

from __future__ import annotations

from django.urls import URLPattern, path

from hsoc.portal.network.web import traffic

urlpatterns: list[URLPattern] = [
    path("traffic/", traffic.overview, name="traffic"),
    path("traffic/look/", traffic.look, name="traffic_look"),
    path("traffic/<str:name>/", traffic.one_view, name="traffic_view"),
]
