"""Addresses of groups under /portal/groups/. Never: a view."""

from __future__ import annotations

from django.urls import path

from hsoc.portal.groups.web import home

urlpatterns = [
    path("", home.listed, name="groups"),
    path("<slug:code>/", home.group, name="group"),
    path("<slug:code>/members/", home.members, name="group_members"),
]
