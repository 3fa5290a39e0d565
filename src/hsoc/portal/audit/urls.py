"""Addresses of this app under /portal/. Never: a view."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
