"""Addresses of the network room under /portal/network/. Never: a view."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
