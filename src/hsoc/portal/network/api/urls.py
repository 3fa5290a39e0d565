"""Addresses of door 2 under /api/v1/perimeter/. Never: pages (network/urls.py)."""

from __future__ import annotations

from django.urls import path

from hsoc.portal.network.api import door

urlpatterns = [
    path("policy", door.policy, name="perimeter_policy"),
    path("status", door.status, name="perimeter_status"),
]
