"""Addresses of the machine doors of indicators, and of the pages about them. Never: a view."""

from __future__ import annotations

from django.urls import path

from hsoc.portal.feeds.api import lists

urlpatterns = [
    path("feeds/block/<str:audience>/<str:pap>/<str:what>.<str:ending>", lists.block_list, name="block_list"),
]
